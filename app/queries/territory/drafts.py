"""Boundary drafts: pending, applied and discarded changes of areas or districts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.models.places import Hromada
from gis.files.messages import message_from_json

AREAS, DISTRICTS, OUTLINE = "areas", "districts", "outline"

_DRAFT = """
SELECT d.id, d.kind, d.title, d.whole, d.created_at, d.discarded_at, d.applied_at, d.starts_at,
       d.reroutes, d.reason, d.in_force_at, d.outcome, a.email AS author,
       jsonb_array_length(d.rows) AS size
"""
_LIST = text(
    _DRAFT
    + """
FROM boundary_draft AS d LEFT JOIN account AS a ON a.id = d.account_id
WHERE d.hromada_id = :hromada_id
ORDER BY d.id DESC LIMIT :most
"""
)
_IDLE = """,
       ARRAY(SELECT b.id FROM body AS b WHERE b.hromada_id = d.hromada_id AND NOT b.active) AS idle
"""
_ONE = text(
    _DRAFT
    + _IDLE
    + """, d.rows, d.notes
FROM boundary_draft AS d LEFT JOIN account AS a ON a.id = d.account_id
WHERE d.hromada_id = :hromada_id AND d.id = :draft_id
"""
)


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft without its rows: its kind, author and outcome."""

    id: int
    kind: str
    title: str
    whole: bool
    created_at: datetime
    discarded_at: datetime | None
    applied_at: datetime | None
    starts_at: datetime | None
    reroutes: bool
    reason: str
    in_force_at: datetime | None
    outcome: Mapping[str, Any]
    author: str | None
    size: int

    @property
    def waits(self) -> bool:
        """Return whether the draft is pending."""
        return self.applied_at is None and self.discarded_at is None


@dataclass(frozen=True, slots=True)
class Proposed:
    """An area or district of a draft; ``boundary`` is hexadecimal EWKB."""

    code: str
    name_uk: str
    name_en: str
    decision: str
    boundary: str
    # Of a district:
    kind: str = ""
    population: int | None = None
    # Of an area:
    body_id: int = 0
    everything: bool = False
    category_ids: tuple[int, ...] = ()
    priority: int = 0
    # It follows the outline of the hromada, as that is when the draft is read.
    whole_hromada: bool = False
    # It ends, its boundary is the one that it has.
    ends: bool = False

    @property
    def shape(self) -> Any:  # noqa: ANN401 - shapely has no types
        """Return the boundary as a shapely polygon."""
        return shapely.from_wkb(self.boundary)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in full: ``notes`` on its file, ``idle`` the hromada's inactive bodies."""

    card: DraftCard
    rows: tuple[Proposed, ...]
    notes: Sequence[str]
    idle: frozenset[int] = frozenset()


def drafts_of(session: Session, *, most: int = 50) -> list[DraftCard]:
    """Return the hromada's drafts, the newest first."""
    rows = session.execute(_LIST, {"hromada_id": hromada_of(session), "most": most})
    return [_card(row) for row in rows]


def draft_of(session: Session, draft_id: int) -> Draft:
    """Return a draft in full; raise NotFound if the hromada has none of this id."""
    row = session.execute(
        _ONE, {"hromada_id": hromada_of(session), "draft_id": draft_id}
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such change of boundaries in this hromada.")
    notes = tuple(message_from_json(note) for note in row.notes)
    rows = tuple(_proposed(each) for each in row.rows)
    if any(each.whole_hromada for each in rows):
        outline = outline_ewkb(session)
        rows = tuple(
            replace(each, boundary=outline) if each.whole_hromada else each for each in rows
        )
    return Draft(_card(row), rows, notes, frozenset(row.idle))


def outline_ewkb(session: Session) -> str:
    """Return the hromada's outline as hexadecimal EWKB."""
    ewkb = select(func.ST_AsHEXEWKB(Hromada.boundary)).where(Hromada.id == hromada_of(session))
    return str(session.scalar(ewkb))


def _card(row: Row[Any]) -> DraftCard:
    return DraftCard(**{name: row._mapping[name] for name in DraftCard.__slots__})


def _proposed(row: Mapping[str, Any]) -> Proposed:
    return Proposed(**{**row, "category_ids": tuple(row.get("category_ids", ()))})
