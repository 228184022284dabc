"""What other districts would change: which reports count where, and how districts tile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import outline_of
from app.queries.territory.drafts import Proposed
from app.queries.territory.name_changes import Rewording, rewordings
from app.queries.territory.tiling import Piece, Tiling, tiling_of
from gis import sql
from gis.coverage import union_of


@dataclass(frozen=True, slots=True)
class DistrictChange:
    """A district before and after; ``after`` None: it ends, ``before`` None: it is new.

    ``what`` names what differs: new, ends, boundary, words.
    """

    code: str
    before: Any
    after: Any
    name_uk: str
    name_en: str
    what: tuple[str, ...]
    words: tuple[Rewording, ...]


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
    words: Mapping[str, object]


# What is said of a district beside its boundary.
_WORDS = ("name_uk", "name_en", "kind", "population", "decision")


def districts_what_if(
    session: Session,
    rows: Sequence[Proposed],
    *,
    whole: bool,
    at: datetime,
    tolerance_m: float,
) -> DistrictsWhatIf:
    """Compare the entered hromada's districts with those of a draft."""
    before = _before(session, at)
    after = _after(before, rows, whole=whole)
    outline = outline_of(session)
    changes = _changes(before, after)
    return DistrictsWhatIf(
        changes,
        _shifts(session, changes, before, after),
        _tiling(outline, before, tolerance_m),
        _tiling(outline, after, tolerance_m),
    )


def district_changes(
    session: Session, rows: Sequence[Proposed], *, whole: bool, at: datetime
) -> tuple[DistrictChange, ...]:
    """Return which of the entered hromada's districts a draft changes, in order of code."""
    before = _before(session, at)
    return _changes(before, _after(before, rows, whole=whole))


def _before(session: Session, at: datetime) -> list[_Place]:
    found = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=at
    )
    return [_known(row) for row in found]


def _known(row: Row[Any]) -> _Place:
    piece = Piece(row.code, row.name_uk, row.name_en)
    words = {name: getattr(row, name) for name in _WORDS}
    return _Place(row.id, piece, shapely.from_wkb(bytes(row.boundary)), words)


def _after(before: Sequence[_Place], rows: Sequence[Proposed], *, whole: bool) -> list[_Place]:
    known = {place.piece.code: place for place in before}
    named = {row.code for row in rows}
    new_id = 0
    places = [] if whole else [place for place in before if place.piece.code not in named]
    for row in rows:
        old = known.get(row.code)
        new_id -= old is None
        # An empty word leaves what is known alone.
        told = {name: said for name in _WORDS if (said := getattr(row, name)) not in ("", None)}
        words = {**(old.words if old else dict.fromkeys(_WORDS, "")), **told}
        piece = Piece(row.code, row.name_uk, str(words["name_en"]))
        places.append(_Place(old.id if old else new_id, piece, row.shape, words))
    return sorted(places, key=lambda place: (place.id < 0, abs(place.id)))


def _changes(before: Sequence[_Place], after: Sequence[_Place]) -> tuple[DistrictChange, ...]:
    old = {place.piece.code: place for place in before}
    new = {place.piece.code: place for place in after}
    changes = []
    for code in sorted(old | new):
        was, becomes = old.get(code), new.get(code)
        words = rewordings(was.words, becomes.words) if was and becomes else ()
        what = _what(was, becomes, words)
        named = becomes or was
        if named and what:
            changes.append(
                DistrictChange(
                    code,
                    was.shape if was else None,
                    becomes.shape if becomes else None,
                    named.piece.name_uk,
                    named.piece.name_en,
                    what,
                    words,
                )
            )
    return tuple(changes)


def _what(
    was: _Place | None, becomes: _Place | None, words: Sequence[Rewording]
) -> tuple[str, ...]:
    if was is None:
        return ("new",)
    if becomes is None:
        return ("ends",)
    differs = {"boundary": not _same(was.shape, becomes.shape), "words": bool(words)}
    return tuple(word for word, is_so in differs.items() if is_so)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - shapely has no types
    return bool(shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), 0))


def _shifts(
    session: Session,
    changes: Sequence[DistrictChange],
    before: Sequence[_Place],
    after: Sequence[_Place],
) -> tuple[Shift, ...]:
    moved = [change for change in changes if change.what != ("words",)]
    shapes = [shape for c in moved for shape in (c.before, c.after) if shape is not None]
    if not shapes:
        return ()
    names = {place.id: place.piece for place in (*before, *after)}
    rows = sql.run(
        session.connection(),
        "boundaries/moved_districts",
        hromada_id=hromada_of(session),
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
