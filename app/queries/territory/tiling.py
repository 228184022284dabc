"""Checks that districts tile their hromada, and hromadas the country."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import outline_of
from gis import sql
from gis.coverage import Part, RankedShape, contested, parts_of, uncovered, union_of
from gis.files.fit import intersecting_pairs, polygons_only
from gis.files.projection import Shapes, geodesic_m2

# Called with the numbers of finished and of all steps.
Progress = Callable[[int, int], None]

_SERVED = text("""
SELECT h.slug FROM hromada AS h WHERE h.served ORDER BY h.oblast_uk, h.id LIMIT 5000
""")
_PAIRS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A district or a hromada."""

    code: str
    name_uk: str
    name_en: str


@dataclass(frozen=True, slots=True)
class TilingIssue:
    """A gap (no ``pieces``), an overlap of pieces, or a part of one outside the whole."""

    kind: str
    part: Part
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Tiling:
    """How pieces tile a whole: their number, its size, and where they do not fit."""

    pieces: int
    whole_m2: float
    misfits: tuple[TilingIssue, ...]

    def some(self, kind: str, *, sliver: bool = False) -> tuple[TilingIssue, ...]:
        """Return the misfits of the kind ``gap``, ``overlap`` or ``outside``."""
        return tuple(m for m in self.misfits if m.kind == kind and m.part.sliver is sliver)

    def m2(self, kind: str) -> float:
        """Return the total size of the misfits of a kind, slivers included."""
        return sum(misfit.part.m2 for misfit in self.misfits if misfit.kind == kind)


def served_slugs(session: Session) -> list[str]:
    """Return the slugs of the hromadas served here, by oblast."""
    return list(session.scalars(_SERVED))


def district_tiling(session: Session, *, at: datetime, tolerance_m: float) -> Tiling:
    """Compare the entered hromada's districts with its outline and with each other."""
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=at
    ).all()
    return tiling_of(
        outline_of(session),
        [_piece(row) for row in rows],
        _shapes(rows),
        tolerance_m=tolerance_m,
    )


def tiling_of(
    outline: Any,  # noqa: ANN401 - shapely has no types
    pieces: Sequence[Piece],
    shapes: Shapes,
    *,
    tolerance_m: float,
) -> Tiling:
    """Compare pieces with the whole that they should tile, and with each other."""
    if not pieces:
        return Tiling(0, geodesic_m2(outline), ())
    claims = [RankedShape(number, (), shape) for number, shape in enumerate(shapes)]
    gaps = uncovered(outline, shapes, tolerance_m=tolerance_m)
    over = shapely.difference(shapes, outline)
    misfits = [
        *(TilingIssue("gap", part, ()) for part in gaps),
        *(
            TilingIssue("overlap", part, tuple(pieces[int(str(n))] for n in part.owners))
            for part in contested(outline, claims, tolerance_m=tolerance_m)
        ),
        *(
            TilingIssue("outside", part, (piece,))
            for piece, beyond in zip(pieces, over, strict=True)
            for part in parts_of(beyond, tolerance_m=tolerance_m)
        ),
    ]
    misfits.sort(key=lambda misfit: -misfit.part.m2)
    return Tiling(len(pieces), geodesic_m2(outline), tuple(misfits))


def country_tiling(session: Session, *, tolerance_m: float, progress: Progress) -> Tiling:
    """Compare every hromada with its neighbours: overlaps, and holes that they enclose."""
    rows = sql.run(session.connection(), "boundaries/hromadas", demo=False).all()
    shapes = _shapes(rows)
    pairs = intersecting_pairs(shapes)
    oblasts = _oblasts(rows)
    total = len(pairs) + len(rows)
    overlaps = []
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        batch = pairs[start : start + _PAIRS_AT_ONCE]
        overlaps += _overlaps(rows, shapes, batch, tolerance_m)
        progress(start + len(batch), total)
    done, joined = len(pairs), []
    for members in oblasts:
        joined.append(union_of(shapes[members]))
        done += len(members)
        progress(done, total)
    gaps = _holes(union_of(joined), tolerance_m)
    whole = sum(geodesic_m2(shape) for shape in shapes)
    misfits = sorted([*overlaps, *gaps], key=lambda misfit: -misfit.part.m2)
    return Tiling(len(rows), whole, tuple(misfits))


def _overlaps(
    rows: Sequence[Row[Any]], shapes: Shapes, pairs: Sequence[tuple[int, int]], tolerance_m: float
) -> list[TilingIssue]:
    firsts, seconds = np.asarray(pairs).T
    common = shapely.intersection(shapes[firsts], shapes[seconds])
    return [
        TilingIssue("overlap", part, (_piece(rows[first]), _piece(rows[second])))
        for first, second, shape in zip(firsts, seconds, common, strict=True)
        for part in parts_of(shape, tolerance_m=tolerance_m)
    ]


def _holes(country: Any, tolerance_m: float) -> list[TilingIssue]:  # noqa: ANN401 - shapely has no types
    rings = [ring for part in shapely.get_parts(polygons_only(country)) for ring in part.interiors]
    holes = shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])
    return [TilingIssue("gap", part, ()) for part in parts_of(holes, tolerance_m=tolerance_m)]


def _oblasts(rows: Sequence[Row[Any]]) -> list[list[int]]:
    members: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        members.setdefault(row.oblast_uk, []).append(number)
    return list(members.values())


def _piece(row: Row[Any]) -> Piece:
    code = row._mapping.get("code") or row._mapping.get("katottg") or ""
    return Piece(code, row.name_uk, row.name_en)


def _shapes(rows: Sequence[Row[Any]]) -> Shapes:
    return np.asarray(shapely.from_wkb([bytes(row.boundary) for row in rows]), dtype=object)
