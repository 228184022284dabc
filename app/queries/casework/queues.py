"""The moderators' queue and the office's list of reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.domain.statuses import ANSWERED, IN_WORK, PUBLIC, WITH_BODY, Status
from app.domain.supports import SupportState
from app.models.places import Category
from app.models.report_origins import ReportAlike
from app.models.reports import Report, ReportPhoto
from app.models.subscriptions import Supporter
from app.queries.casework.queue_order import current_term, endangers, late_after

PAGE_LENGTH = 50
EXCERPT_LENGTH = 160
# Tabs count up to this number and then show "more": nobody reads that list to its end.
COUNT_UPTO = 1_000
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A report in a queue; ``text`` is the beginning of its public ``words``.

    ``due_at`` ends the current term; ``lon``, ``lat`` are EPSG:4326.

    ``endangers``: its kind endangers life. ``perhaps_repeated``: its sender has sent nearly the
    same words within an hour.
    """

    number: int
    status: str
    name: Name
    text: str
    words: str
    address: str
    submitted_at: datetime
    due_at: datetime | None
    endangers: bool
    supporters: int
    confirmed_supporters: int
    photos: int
    perhaps_repeated: bool
    hidden: bool
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of a queue: its entries, whether more follow, and the number under each tab."""

    tab: str
    page: int
    entries: tuple[QueueEntry, ...]
    more: bool
    counts: Mapping[str, int]


_SHOWN = Report.hidden_at.is_(None)


def _visible_in(*statuses: Status) -> ColumnElement[bool]:
    return and_(Report.status.in_(statuses), _SHOWN)


def _overdue(now: datetime) -> ColumnElement[bool]:
    late_to_accept = and_(Report.status == Status.ROUTED, Report.accept_due_at < now)
    # The first condition follows from the second, and has an index.
    late_to_answer = and_(Report.answer_due_at < now, late_after() < now)
    return and_(Report.status.in_(WITH_BODY), _SHOWN, or_(late_to_accept, late_to_answer))


def _with_suspected_supports() -> ColumnElement[bool]:
    suspected = exists().where(
        Supporter.hromada_id == Report.hromada_id,
        Supporter.report_id == Report.id,
        Supporter.state == SupportState.SUSPECTED,
    )
    return suspected.correlate(Report)


# A tab's condition, and whether its reports are counted: only pending work is.
_Tabs = Mapping[str, tuple[ColumnElement[bool], bool]]


def _moderation_tabs(now: datetime) -> _Tabs:
    return {
        "waiting": (_visible_in(Status.SUBMITTED), True),
        "details": (_visible_in(Status.NEEDS_INFO), True),
        "unrouted": (_visible_in(Status.PUBLISHED), True),
        "supports": (_with_suspected_supports(), True),
        "rejected": (_visible_in(Status.REJECTED), False),
        "duplicates": (_visible_in(Status.DUPLICATE), False),
        "hidden": (Report.hidden_at.is_not(None), True),
        "published": (and_(_visible_in(*PUBLIC), Report.published_at > now - RECENT), False),
    }


def _office_tabs(now: datetime) -> _Tabs:
    return {
        "new": (_visible_in(Status.ROUTED), True),
        "work": (_visible_in(*IN_WORK), True),
        "planned": (_visible_in(Status.PLANNED), True),
        "overdue": (_overdue(now), True),
        "answered": (_visible_in(*ANSWERED), False),
    }


_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
MODERATION_TABS = tuple(_moderation_tabs(_ANY_TIME))
OFFICE_TABS = tuple(_office_tabs(_ANY_TIME))
# Finished reports are listed newest first, pending ones oldest first.
_NEWEST_BY = dict.fromkeys(("rejected", "duplicates", "hidden", "answered"), Report.updated_at) | {
    "published": Report.published_at
}
_TAB_OF = {
    Status.SUBMITTED: "waiting",
    Status.NEEDS_INFO: "details",
    Status.PUBLISHED: "unrouted",
    Status.REJECTED: "rejected",
    Status.DUPLICATE: "duplicates",
    Status.ROUTED: "new",
    Status.ACCEPTED: "work",
    Status.IN_PROGRESS: "work",
    Status.PLANNED: "planned",
}


def moderation_tab_of(status: str, *, hidden: bool) -> str:
    """Return the tab of the moderators' queue that lists the report."""
    tab = "hidden" if hidden else _TAB_OF.get(Status(status), "published")
    return tab if tab in MODERATION_TABS else "published"


def office_tab_of(status: str) -> str:
    """Return the tab of the office that lists the report."""
    tab = _TAB_OF.get(Status(status), "answered")
    return tab if tab in OFFICE_TABS else "answered"


def moderation_queue(session: Session, *, tab: str, page: int, now: datetime) -> QueuePage:
    """Return a page of the hromada's queue: what endangers life first, then by term and age."""
    scope = Report.hromada_id == hromada_of(session)
    return _listing(session, scope, _moderation_tabs(now), tab=tab, page=page)


def office_list(
    session: Session,
    body_ids: Sequence[int],
    *,
    tab: str,
    page: int,
    now: datetime,
) -> QueuePage:
    """Return a page of the bodies' reports: what endangers life first, then by term and age."""
    scope = and_(Report.hromada_id == hromada_of(session), Report.body_id.in_(body_ids))
    return _listing(session, scope, _office_tabs(now), tab=tab, page=page)


def unrouted_reports(session: Session, *, now: datetime) -> QueuePage:
    """Return published reports without a body, for the coordinator."""
    return moderation_queue(session, tab="unrouted", page=1, now=now)


def unrouted_count(session: Session) -> int:
    """Return the number of published reports without a body, to COUNT_UPTO + 1."""
    waiting = and_(Report.hromada_id == hromada_of(session), _visible_in(Status.PUBLISHED))
    return int(session.scalar(select(_count(waiting))) or 0)


def _listing(
    session: Session, scope: ColumnElement[bool], tabs: _Tabs, *, tab: str, page: int
) -> QueuePage:
    rows = session.execute(
        _entries()
        .where(scope, tabs[tab][0])
        .order_by(*_order(tab))
        .limit(PAGE_LENGTH + 1)
        .offset((page - 1) * PAGE_LENGTH)
    ).all()
    counted = {name: condition for name, (condition, pending) in tabs.items() if pending}
    numbers = [_count(and_(scope, condition)).label(name) for name, condition in counted.items()]
    counts = session.execute(select(*numbers)).one()._asdict()
    entries = tuple(from_row(QueueEntry, row._mapping) for row in rows[:PAGE_LENGTH])
    return QueuePage(tab, page, entries, len(rows) > PAGE_LENGTH, counts)


def _count(condition: ColumnElement[bool]) -> ScalarSelect[Any]:
    limited = select(1).select_from(Report).where(condition).limit(COUNT_UPTO + 1).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()


def _order(tab: str) -> tuple[ColumnElement[Any], ...]:
    if tab in _NEWEST_BY:
        return (_NEWEST_BY[tab].desc(), Report.id.desc())
    return (
        endangers().desc(),
        current_term().asc().nulls_last(),
        Report.submitted_at.asc(),
        Report.id.asc(),
    )


def _entries() -> Select[Any]:
    photos = select(func.count()).where(
        ReportPhoto.report_id == Report.id, ReportPhoto.state != "refused"
    )
    repeats = exists().where(
        ReportAlike.hromada_id == Report.hromada_id, ReportAlike.report_id == Report.id
    )
    return select(
        Report.number,
        Report.status,
        Category.name_uk,
        Category.name_en,
        func.left(Report.public_text, EXCERPT_LENGTH).label("text"),
        Report.public_text.label("words"),
        Report.address,
        Report.submitted_at,
        current_term().label("due_at"),
        endangers().label("endangers"),
        Report.supporters,
        Report.confirmed_supporters,
        repeats.correlate(Report).label("perhaps_repeated"),
        photos.correlate(Report).scalar_subquery().label("photos"),
        Report.hidden_at.is_not(None).label("hidden"),
        func.ST_X(Report.point).label("lon"),
        func.ST_Y(Report.point).label("lat"),
    ).join(Category, Category.id == Report.category_id)
