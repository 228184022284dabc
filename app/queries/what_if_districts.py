"""What other districts would change: which reports count where, and how districts tile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.queries.boundary_drafts import Proposed
from app.queries.claims import outline_of
from app.queries.tiling import Piece, Tiling, tiling_of
from gis import sql
from gis.coverage import union_of


@dataclass(frozen=True, slots=True)
class DistrictChange:
    """A district before and after; ``after`` None: it ends, ``before`` None: it is new."""

    code: str
    before: Any
    after: Any
    name_uk: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How many reports would count in another district."""

    from_name: Piece | None
    to_name: Piece | None
    reports: int


@dataclass(frozen=True, slots=True)
class DistrictsWhatIf:
    """All that a change of districts would bring about."""

    districts: tuple[DistrictChange, ...]
    shifts: tuple[Shift, ...]
    before: Tiling
    after: Tiling


@dataclass(frozen=True, slots=True)
class _Place:
    """A district in the order in which it wins on a border; a new one comes last."""

    id: int
    piece: Piece
    shape: Any


def districts_what_if(
    session: Session,
    hromada_id: int,
    rows: Sequence[Proposed],
    *,
    whole: bool,
    at: datetime,
    tolerance_m: float,
) -> DistrictsWhatIf:
    """Compare the entered hromada's districts with those of a draft."""
    found = sql.run(session.connection(), "coverage_districts", hromada_id=hromada_id, at=at).all()
    before = [_known(row) for row in found]
    after = _after(before, rows, whole=whole)
    outline = outline_of(session, hromada_id)
    changes = _changes(before, after)
    return DistrictsWhatIf(
        changes,
        _shifts(session, hromada_id, changes, before, after),
        _tiling(outline, before, tolerance_m),
        _tiling(outline, after, tolerance_m),
    )


def _known(row: Row[Any]) -> _Place:
    piece = Piece(row.code, row.name_uk, row.name_en)
    return _Place(row.id, piece, shapely.from_wkb(bytes(row.boundary)))


def _after(before: Sequence[_Place], rows: Sequence[Proposed], *, whole: bool) -> list[_Place]:
    known = {place.piece.code: place for place in before}
    named = {row.code for row in rows}
    new_id = 0
    places = [] if whole else [place for place in before if place.piece.code not in named]
    for row in rows:
        old = known.get(row.code)
        new_id -= old is None
        piece = Piece(row.code, row.name_uk, row.name_en or (old.piece.name_en if old else ""))
        places.append(_Place(old.id if old else new_id, piece, row.shape))
    return sorted(places, key=lambda place: (place.id < 0, abs(place.id)))


def _changes(before: Sequence[_Place], after: Sequence[_Place]) -> tuple[DistrictChange, ...]:
    old = {place.piece.code: place for place in before}
    new = {place.piece.code: place for place in after}
    changes = []
    for code in sorted(old | new):
        was, becomes = old.get(code), new.get(code)
        named = becomes or was
        if named and not (was and becomes and _same(was.shape, becomes.shape)):
            changes.append(
                DistrictChange(
                    code,
                    was.shape if was else None,
                    becomes.shape if becomes else None,
                    named.piece.name_uk,
                    named.piece.name_en,
                )
            )
    return tuple(changes)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - shapely has no types
    return bool(shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), 0))


def _shifts(
    session: Session,
    hromada_id: int,
    changes: Sequence[DistrictChange],
    before: Sequence[_Place],
    after: Sequence[_Place],
) -> tuple[Shift, ...]:
    shapes = [shape for c in changes for shape in (c.before, c.after) if shape is not None]
    if not shapes:
        return ()
    names = {place.id: place.piece for place in (*before, *after)}
    rows = sql.run(
        session.connection(),
        "boundary_districts",
        hromada_id=hromada_id,
        shape=_hex([union_of(shapes)])[0],
        places=[place.id for place in after],
        shapes=_hex([place.shape for place in after]),
    )
    return tuple(Shift(names.get(r.from_id), names.get(r.to_place), r.reports) for r in rows)


def _hex(shapes: Sequence[Any]) -> list[str]:
    marked = shapely.set_srid(np.asarray(shapes, dtype=object), 4326)
    return [str(text) for text in shapely.to_wkb(marked, hex=True, include_srid=True)]


def _tiling(outline: Any, places: Sequence[_Place], tolerance_m: float) -> Tiling:  # noqa: ANN401
    shapes = np.asarray([place.shape for place in places], dtype=object)
    return tiling_of(outline, [place.piece for place in places], shapes, tolerance_m=tolerance_m)
