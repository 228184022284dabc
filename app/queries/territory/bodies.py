"""Bodies as the coordinator edits them, and what hangs on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.domain.statuses import WITH_BODY, Status
from app.models.places import Area, Body, Category
from app.models.reports import Report
from app.queries.territory.fingerprints import fingerprint
from app.sql import run

# Those that wait for their body go with its areas. What it has taken up it answers first: a
# coordinator may forward that, too, but one by one, with a reason for each.
_MOVABLE = (Status.ROUTED,)
EDITED = ("name_uk", "name_en", "kind", "email", "phone", "head_email", "decision")


@dataclass(frozen=True, slots=True)
class BodyOverview:
    """A body with its officers, the topics that it answers, and the numbers of what it has."""

    id: int
    code: str
    name: Name
    kind: str
    email: str
    phone: str
    head_email: str
    active: bool
    decision: str
    topics_name: Name
    officers: Sequence[str]
    areas: int
    categories: int
    unresolved: int

    @property
    def values(self) -> Mapping[str, str]:
        """Return the values of its form."""
        names = {"name_uk": self.name.uk, "name_en": self.name.en}
        return names | {name: getattr(self, name) for name in EDITED if name not in names}

    @property
    def seen(self) -> str:
        """Return the fingerprint of what its form shows."""
        return fingerprint(*self.values.values())


@dataclass(frozen=True, slots=True)
class BodyEffects:
    """What hangs on a body: areas, categories, reports to move, reports that it works on."""

    areas: Sequence[Name]
    categories: Sequence[Name]
    movable: int
    at_work: int

    def __bool__(self) -> bool:
        """Return whether a successor is needed."""
        return bool(self.areas or self.categories or self.movable)


def bodies_of(session: Session, *, now: datetime) -> list[BodyOverview]:
    """Return the hromada's bodies, active ones first."""
    rows = run(session, "territory/bodies", hromada_id=hromada_of(session), now=now).mappings()
    return [from_row(BodyOverview, row) for row in rows]


def body_rows(session: Session) -> list[tuple[str, ...]]:
    """Return code, names, e-mail address, telephone and head's address of each active body."""
    columns = (Body.code, Body.name_uk, Body.name_en, Body.email, Body.phone, Body.head_email)
    rows = session.execute(select(*columns).where(Body.active).order_by(Body.name_uk))
    return [tuple(cell or "" for cell in row) for row in rows]


def matching(bodies: Sequence[BodyOverview], words: str) -> list[BodyOverview]:
    """Return the bodies whose name, address or telephone has the words; digits match digits."""
    wanted = words.casefold()
    digits = "".join(filter(str.isdigit, words))
    return [
        body
        for body in bodies
        if wanted in " ".join((*body.values.values(), *body.officers)).casefold()
        or (len(digits) > 2 and digits in "".join(filter(str.isdigit, body.phone)))
    ]


def effects_of(session: Session, body_id: int, *, now: datetime) -> BodyEffects:
    """Return what hangs on the body now or from a later day on."""
    areas = session.execute(
        select(Area.name_uk, Area.name_en)
        .where(
            Area.hromada_id == hromada_of(session),
            Area.body_id == body_id,
            or_(Area.valid_to.is_(None), Area.valid_to > now),
        )
        .order_by(Area.name_uk, Area.id)
    )
    categories = session.execute(
        select(Category.name_uk, Category.name_en)
        .where(Category.default_body_id == body_id)
        .order_by(Category.position, Category.id)
    )
    counted = _open_reports(session, body_id)
    movable = sum(number for status, number in counted.items() if status in _MOVABLE)
    return BodyEffects(
        [Name(*row) for row in areas],
        [Name(*row) for row in categories],
        movable,
        sum(counted.values()) - movable,
    )


def movable_reports(session: Session, body_id: int, *, most: int) -> list[int]:
    """Return the numbers of the body's first reports that wait for it."""
    numbers = select(Report.number).where(
        Report.hromada_id == hromada_of(session),
        Report.body_id == body_id,
        Report.status.in_(_MOVABLE),
    )
    return list(session.scalars(numbers.order_by(Report.number).limit(most)))


def _open_reports(session: Session, body_id: int) -> Mapping[str, int]:
    rows = session.execute(
        select(Report.status, func.count())
        .where(
            Report.hromada_id == hromada_of(session),
            Report.body_id == body_id,
            Report.status.in_(WITH_BODY),
        )
        .group_by(Report.status)
    )
    return dict(rows.all())


def body_of(session: Session, body_id: int) -> Body | None:
    """Return a body of the entered hromada, if there is one of this id."""
    return session.scalars(
        select(Body).where(Body.hromada_id == hromada_of(session), Body.id == body_id)
    ).one_or_none()
