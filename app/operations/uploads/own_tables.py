"""What a hromada has, as tables to correct and send back: sent as they are they change nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session, aliased

from app.db import hromada_of
from app.domain.categories import FLAGS
from app.models.places import Body, Category, District
from app.operations.importing.files.headings import HEADINGS
from app.operations.importing.territory.area_territory import AS_IT_IS, TERRITORY, WHOLE
from app.operations.importing.territory.area_versions import Version, latest_versions
from app.operations.importing.territory.codes_by_name import KnownNames
from app.operations.importing.territory.kind_names import SEPARATOR, KindNames
from app.operations.uploads.kinds import BODIES, CATEGORIES
from app.queries.territory.drafts import AREAS, DISTRICTS

YES, NO, EVERY = "так", "ні", "усе"

_OF_BODIES = ("code", "name_uk", "name_en", "kind", "email", "phone", "head_email", "active")
_OF_DISTRICTS = ("code", "name_uk", "name_en", "kind", "population", "decision")
_OF_CATEGORIES = (
    "code", "group", "group_uk", "group_en", "name_uk", "name_en", "body", "emergency", "hotline",
    "target_hours", "legal_days", "basis", *FLAGS.values(), "active",
)  # fmt: skip
_OF_AREAS = (
    "code", "name_uk", "name_en", "body", "categories", TERRITORY, "priority", "decision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnTable:
    """Our columns, and a row of text for each thing that the hromada has."""

    columns: tuple[str, ...]
    rows: list[list[str]]

    @property
    def headings(self) -> list[str]:
        """Return the columns' Ukrainian headings."""
        return [HEADINGS[name] for name in self.columns]


def own_table(session: Session, kind: str, *, now: datetime) -> OwnTable:
    """Return what the entered hromada has of a kind; raise KeyError for one without such a table.

    Times of validity are left out: a later import would take them for changes.
    """
    columns, rows = _TABLES[kind]
    listed = rows(session, now)
    return OwnTable(columns, [[_cell(row[name]) for name in columns] for row in listed])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)


Rows = Sequence[Mapping[str, object] | RowMapping]


def _bodies(session: Session, _now: datetime) -> Rows:
    rows = select(*(getattr(Body, name) for name in (*_OF_BODIES, "decision"))).where(
        Body.hromada_id == hromada_of(session)
    )
    return session.execute(rows.order_by(Body.id)).mappings().all()


def _districts(session: Session, now: datetime) -> Rows:
    rows = select(*(getattr(District, name) for name in _OF_DISTRICTS)).where(
        District.hromada_id == hromada_of(session),
        District.valid_to.is_(None) | (District.valid_to > now),
    )
    return session.execute(rows.order_by(District.id)).mappings().all()


def _categories(session: Session, _now: datetime) -> Rows:
    group = aliased(Category)
    bodies = _names_of_bodies(session)
    rows = session.execute(
        select(Category, group)
        .join(group, group.id == Category.parent_id)
        .where(Category.hromada_id == hromada_of(session))
        .order_by(group.position, group.id, Category.position, Category.id)
    )
    return [_category(leaf, above, bodies) for leaf, above in rows]


def _category(leaf: Category, group: Category, bodies: Mapping[int, str]) -> dict[str, object]:
    same = ("code", "name_uk", "name_en", "emergency", "hotline", "target_hours", "legal_days")
    return {
        **{name: getattr(leaf, name) for name in (*same, "basis", "active")},
        **{theirs: getattr(leaf, ours) for ours, theirs in FLAGS.items()},
        "group": group.code,
        "group_uk": group.name_uk,
        "group_en": group.name_en,
        "body": bodies.get(leaf.default_body_id or 0, ""),
    }


def _areas(session: Session, now: datetime) -> Rows:
    bodies = _names_of_bodies(session)
    columns = (
        Category.id, Category.code, Category.name_uk, Category.parent_id, Category.active,
    )  # fmt: skip
    kinds = session.execute(select(*columns)).mappings().all()
    names = KindNames.of(kinds)
    words = {row["id"]: names.written(row["code"]) for row in kinds}
    return [
        _area(code, version, bodies, words)
        for code, version in sorted(latest_versions(session).items(), key=lambda each: each[1].id)
        if version.valid_to is None or version.valid_to > now
    ]


def _area(
    code: str, version: Version, bodies: Mapping[int, str], words: Mapping[int, str]
) -> dict[str, object]:
    _boundary, body_id, everything, category_ids, priority = version.content
    every = [EVERY] if everything else []
    return {
        **version.words,
        "code": code,
        "body": bodies[body_id],
        "categories": f"{SEPARATOR} ".join([*every, *sorted(words[i] for i in category_ids)]),
        TERRITORY: WHOLE if version.whole_hromada else AS_IT_IS,
        "priority": priority,
    }


def _names_of_bodies(session: Session) -> dict[int, str]:
    """Return what a row may call each body: its name, or its code where the name is not its own."""
    rows = session.execute(select(Body.id, Body.code, Body.name_uk, Body.active)).mappings().all()
    names = KnownNames.of(rows)
    clear = {row["id"] for row in rows if list(names.meant(row["name_uk"])) == [row["code"]]}
    return {row["id"]: row["name_uk" if row["id"] in clear else "code"] for row in rows}


_TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Session, datetime], Rows]]] = {
    BODIES: ((*_OF_BODIES, "decision"), _bodies),
    CATEGORIES: (_OF_CATEGORIES, _categories),
    DISTRICTS: (_OF_DISTRICTS, _districts),
    AREAS: (_OF_AREAS, _areas),
}
KINDS_WITH_TABLE = frozenset(_TABLES)
