"""Categories as the coordinator edits them: groups with their leaves, and planned changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.categories import FLAGS
from app.domain.category_synonyms import WORDS
from app.domain.names import Name
from app.domain.statuses import OPEN
from app.models.places import Category, CategoryChange
from app.models.reports import Report
from app.queries.territory.fingerprints import fingerprint

OF_GROUP = ("name_uk", "name_en", "active")
EDITED = (
    *OF_GROUP,
    "parent_id",
    "default_body_id",
    "search_words",
    "accept_hours",
    "target_hours",
    "legal_days",
    "basis",
    "emergency",
    "hotline",
    *FLAGS,
)


@dataclass(frozen=True, slots=True)
class KindRow:
    """A group or a leaf with what its form has."""

    id: int
    code: str
    parent_id: int | None
    name: Name
    values: Mapping[str, Any]

    @property
    def seen(self) -> str:
        """Return the fingerprint of what its form shows."""
        return fingerprint(*self.values.items())


@dataclass(frozen=True, slots=True)
class KindGroup:
    """A group with its leaves, in the hromada's order."""

    row: KindRow
    leaves: Sequence[KindRow]


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """Values that a category gets on a day that has not come yet."""

    id: int
    starts_at: datetime
    values: Mapping[str, Any]


def kind_groups(session: Session) -> list[KindGroup]:
    """Return every group of the hromada with its leaves, also those switched off."""
    rows = session.scalars(
        select(Category)
        .where(Category.hromada_id == hromada_of(session))
        .order_by(Category.position, Category.id)
        .limit(5000)
    ).all()
    kinds = [_kind_row(row) for row in rows]
    return [
        KindGroup(group, [leaf for leaf in kinds if leaf.parent_id == group.id])
        for group in kinds
        if group.parent_id is None
    ]


def values_of(category: Category) -> dict[str, Any]:
    """Return what the form of a category has; search words are those in use."""
    values = {name: getattr(category, name) for name in _names(category.parent_id)}
    if values.get("search_words", "") is None:
        values["search_words"] = WORDS.get(category.code, "")
    return values


def matching_groups(groups: Sequence[KindGroup], words: str) -> list[KindGroup]:
    """Return the groups whose name has the words, and of others the leaves that do."""
    wanted = words.casefold()
    found = []
    for group in groups:
        if _has(group.row, wanted):
            found.append(group)
        elif leaves := [leaf for leaf in group.leaves if _has(leaf, wanted)]:
            found.append(KindGroup(group.row, leaves))
    return found


def planned_changes(session: Session, category_id: int) -> list[PlannedChange]:
    """Return the category's changes that wait for their day, the next first."""
    rows = session.execute(
        select(CategoryChange.id, CategoryChange.starts_at, CategoryChange.values)
        .where(
            CategoryChange.hromada_id == hromada_of(session),
            CategoryChange.category_id == category_id,
            CategoryChange.withdrawn_at.is_(None),
            CategoryChange.in_force_at.is_(None),
        )
        .order_by(CategoryChange.starts_at, CategoryChange.id)
    )
    return [PlannedChange(*row) for row in rows]


def unfinished_reports(session: Session, category_id: int) -> int:
    """Return how many reports of the category are not finished: they keep their terms."""
    counted = select(func.count()).where(
        Report.hromada_id == hromada_of(session),
        Report.category_id == category_id,
        Report.status.in_(OPEN),
    )
    return session.scalar(counted) or 0


def _kind_row(row: Category) -> KindRow:
    name = Name(row.name_uk, row.name_en)
    return KindRow(row.id, row.code, row.parent_id, name, values_of(row))


def _names(parent_id: int | None) -> Sequence[str]:
    return OF_GROUP if parent_id is None else EDITED


def _has(kind: KindRow, words: str) -> bool:
    texts = (kind.name.uk, kind.name.en, str(kind.values.get("search_words", "")))
    return words in " ".join(texts).casefold()
