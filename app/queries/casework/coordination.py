"""Lists for coordinators: areas, districts, masked zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.sql import run

_DISTRICTS = text("""
SELECT d.id, d.code, d.name_uk, d.name_en, d.kind, d.population, d.decision, d.valid_from,
       d.valid_to,
       (SELECT count(*) FROM report AS r
        WHERE r.hromada_id = d.hromada_id AND r.district_id = d.id
          AND r.public AND r.colour <> 'closed') AS open_reports
FROM district AS d
WHERE d.hromada_id = :hromada_id
ORDER BY d.name_uk COLLATE "uk-x-icu", d.id
LIMIT 500
""")

# Square metres on the ellipsoid. The zone's location is omitted: the page may be photographed.
_ZONES = text("""
SELECT z.id, z.reason, z.created_at, ST_Area(CAST(z.boundary AS geography)) AS area_m2,
       z.ended_at, z.shown_at, z.hid_reports, z.kept_reports, z.shown_reports,
       coalesce(a.email, '') AS drawn_by, coalesce(e.email, '') AS ended_by
FROM masked_zone AS z
LEFT JOIN account AS a ON a.id = z.created_by
LEFT JOIN account AS e ON e.id = z.ended_by
WHERE z.hromada_id = :hromada_id
ORDER BY z.ended_at IS NOT NULL, z.created_at DESC, z.id DESC
LIMIT 500
""")


@dataclass(frozen=True, slots=True)
class AreaCard:
    """A version of an area of responsibility; it routes if ``valid`` and its body ``acting``."""

    id: int
    code: str
    version: int
    name: Name
    body_name: Name
    everything: bool
    priority: int
    area_m2: float
    decision: str
    valid_from: datetime
    valid_to: datetime | None
    valid: bool
    acting: bool
    whole_hromada: bool
    categories_name: Name


@dataclass(frozen=True, slots=True)
class DistrictCard:
    """A district with the number of its public open reports."""

    id: int
    code: str
    name: Name
    kind: str
    population: int | None
    decision: str
    valid_from: datetime
    valid_to: datetime | None
    open_reports: int


@dataclass(frozen=True, slots=True)
class ZoneCard:
    """A masked zone, without its location."""

    id: int
    reason: str
    created_at: datetime
    area_m2: float
    ended_at: datetime | None
    shown_at: datetime | None
    hid_reports: int
    kept_reports: int
    shown_reports: int
    drawn_by: str
    ended_by: str


def areas_of(session: Session, *, now: datetime) -> list[AreaCard]:
    """Return every version of every area of responsibility, those in force first."""
    rows = run(session, "casework/areas", hromada_id=hromada_of(session), now=now).mappings()
    return [from_row(AreaCard, row) for row in rows]


def districts_of(session: Session, *, now: datetime) -> list[DistrictCard]:
    """Return the hromada's districts by name."""
    return [from_row(DistrictCard, row) for row in _rows(session, _DISTRICTS)]


def zones_of(session: Session, *, now: datetime) -> list[ZoneCard]:
    """Return the masked zones, the newest first."""
    return [ZoneCard(**row) for row in _rows(session, _ZONES)]


def _rows(session: Session, query: TextClause) -> Sequence[RowMapping]:
    return session.execute(query, {"hromada_id": hromada_of(session)}).mappings().all()
