"""Proves for every category which land no body covers, and which several cover equally."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.routing import decide
from app.queries.territory.areas_in_force import (
    LeafCategory,
    Rights,
    areas_in_force,
    leaf_categories,
    outline_of,
    rights,
)
from gis import sql
from gis.coverage import Part, contested, uncovered
from gis.files.projection import geodesic_m2

# Narrower land is the thickness of a line drawn twice.
TOLERANCE_M = 10.0

# When what is in force changed or will change.
_TURNS = text("""
SELECT DISTINCT moment FROM (
    SELECT a.valid_from AS moment FROM area AS a WHERE a.hromada_id = :hromada_id
    UNION ALL
    SELECT a.valid_to FROM area AS a WHERE a.hromada_id = :hromada_id AND a.valid_to IS NOT NULL
) AS turn
ORDER BY moment DESC
LIMIT 100
""")


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """What coverage is asked for: when, how narrow a sliver is, and for which leaf alone."""

    at: datetime
    tolerance_m: float = TOLERANCE_M
    category: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A part of the hromada that nobody covers (no ``bodies``) or that several cover equally.

    ``answers`` is the one of them that answers all the same, for its smaller area.
    """

    shape: Any
    m2: float
    sliver: bool
    bodies: tuple[int, ...]
    answers: int | None
    reports: int = 0
    open_reports: int = 0

    @property
    def gap(self) -> bool:
        """Say whether nobody covers it."""
        return not self.bodies


@dataclass(frozen=True, slots=True)
class Sheet:
    """Kinds for which the very same areas count in the same way, and what is wrong with them."""

    kinds: tuple[LeafCategory, ...]
    areas: tuple[str, ...]
    flaws: tuple[Flaw, ...]

    @property
    def defaults(self) -> tuple[int | None, ...]:
        """Return the bodies that answer in the gaps; None where the moderators must choose."""
        return tuple(dict.fromkeys(kind.default_body_id for kind in self.kinds))

    def some(self, *, gap: bool, sliver: bool = False) -> tuple[Flaw, ...]:
        """Return gaps or equal overlaps; real ones, or slivers."""
        return tuple(flaw for flaw in self.flaws if flaw.gap is gap and flaw.sliver is sliver)

    def km2(self, *, gap: bool) -> float:
        """Return the size of the real gaps or equal overlaps together."""
        return sum(flaw.m2 for flaw in self.some(gap=gap)) / 1e6

    def reports(self, *, gap: bool) -> int:
        """Return how many reports fell into real gaps or equal overlaps."""
        return sum(flaw.reports for flaw in self.some(gap=gap))


@dataclass(frozen=True, slots=True)
class Proof:
    """The coverage of a hromada at a moment; the worst sheets first."""

    asked: CoverageQuery
    outline_m2: float
    sheets: tuple[Sheet, ...]

    def sheet_of(self, code: str) -> Sheet | None:
        """Return the sheet of a category."""
        holding = (sheet for sheet in self.sheets if any(k.code == code for k in sheet.kinds))
        return next(holding, None)


def coverage(
    session: Session,
    asked: CoverageQuery,
    *,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> Proof:
    """Prove the coverage of the entered hromada; ``told`` hears how many sheets are done.

    Kinds with the same areas share one computation.
    """
    outline = outline_of(session)
    groups = _groups(session, asked)
    sheets = []
    for done, (claims, kinds) in enumerate(groups, start=1):
        sheets.append(_sheet(outline, claims, kinds, asked.tolerance_m))
        told(done, len(groups))
    counted = _counted(session, sheets)
    return Proof(asked, geodesic_m2(outline), tuple(sorted(counted, key=_worst_first)))


def change_moments(session: Session) -> list[datetime]:
    """Return the moments at which areas begin or end, the newest first."""
    return list(session.scalars(_TURNS, {"hromada_id": hromada_of(session)}))


def _groups(session: Session, asked: CoverageQuery) -> list[tuple[Rights, list[LeafCategory]]]:
    """Part the kinds by which areas include them, and in which way."""
    held = areas_in_force(session, at=asked.at)
    groups: dict[tuple[object, ...], tuple[Rights, list[LeafCategory]]] = {}
    for kind in leaf_categories(session):
        if asked.category in ("", kind.code):
            claims = rights(held, kind)
            key = tuple((holding.id, reach) for holding, reach in claims)
            groups.setdefault(key, (claims, []))[1].append(kind)
    return list(groups.values())


def _sheet(
    outline: Any,  # noqa: ANN401 - of shapely
    claims: Rights,
    kinds: Sequence[LeafCategory],
    tolerance_m: float,
) -> Sheet:
    gaps = uncovered(outline, [holding.shape for holding, _ in claims], tolerance_m=tolerance_m)
    shared = contested(
        outline, [holding.claim(reach) for holding, reach in claims], tolerance_m=tolerance_m
    )
    flaws = [*(_flaw(part, None) for part in gaps), *_contests(shared, claims)]
    return Sheet(tuple(kinds), tuple(holding.code for holding, _ in claims), tuple(flaws))


def _contests(parts: Iterable[Part], claims: Rights) -> Iterable[Flaw]:
    for part in parts:
        spot = shapely.point_on_surface(part.shape)
        there = [h.candidate(reach) for h, reach in claims if shapely.covers(h.shape, spot)]
        yield _flaw(part, decide(there, None).body_id)


def _flaw(part: Part, answers: int | None) -> Flaw:
    bodies = tuple(int(str(owner)) for owner in part.owners)
    return Flaw(part.shape, part.m2, part.sliver, bodies, answers)


def _counted(session: Session, sheets: Sequence[Sheet]) -> list[Sheet]:
    flaws = [(number, flaw) for number, sheet in enumerate(sheets) for flaw in sheet.flaws]
    if not flaws:
        return list(sheets)
    members = [(number, kind.id) for number, sheet in enumerate(sheets) for kind in sheet.kinds]
    shapes = np.asarray([flaw.shape for _, flaw in flaws], dtype=object)
    rows = sql.run(
        session.connection(),
        "boundaries/reports_within",
        hromada_id=hromada_of(session),
        shapes=shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True).tolist(),
        gaps=[flaw.gap for _, flaw in flaws],
        sets=[number for number, _ in flaws],
        category_sets=[number for number, _ in members],
        category_ids=[kind_id for _, kind_id in members],
    ).all()
    fallen: list[list[Flaw]] = [[] for _ in sheets]
    for (number, flaw), row in zip(flaws, rows, strict=True):
        fallen[number].append(replace(flaw, reports=row.reports, open_reports=row.open_reports))
    return [replace(sheet, flaws=tuple(each)) for sheet, each in zip(sheets, fallen, strict=True)]


def _worst_first(sheet: Sheet) -> tuple[float, float]:
    return (-sheet.km2(gap=True), -sheet.km2(gap=False))
