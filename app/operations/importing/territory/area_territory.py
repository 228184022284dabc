"""Where an area lies that has no polygon: the whole hromada, districts, or as it is known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import FileColumn
from app.operations.importing.files.loading import Boundaries, load_boundaries, load_table
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.area_versions import Version
from app.operations.importing.territory.codes_by_name import KnownNames
from app.queries.territory.areas_in_force import outline_of
from gis import sql
from gis.coverage import union_of
from gis.files.checks import CheckedBoundaries
from gis.files.messages import msg
from gis.files.tables import is_table

TERRITORY = "territory"
# As a table of the hromada's own areas has it, and other words that people write; lower case.
WHOLE, AS_IT_IS = "вся громада", "як є"
_WHOLE = frozenset(
    {
        *(WHOLE, "уся громада", "вся територія", "уся територія", "вся територія громади"),
        *("уся територія громади", "громада", "по всій громаді", "whole hromada", "*"),
    }
)
_AS_IT_IS = frozenset({AS_IT_IS, "без змін", "як була", "as it is", "same"})
_KIND_WORD = re.compile(r"\b(район|р-н|district)\b\.?", re.IGNORECASE)
_PIECES, _COMMAS = re.compile(r"[;|\n]"), re.compile(",")


@dataclass(frozen=True, slots=True)
class KnownTerritory:
    """What words of a territory may mean: the outline, the districts in force, the known areas."""

    outline: Any
    districts: KnownNames
    shapes: Mapping[str, Any]
    known: Mapping[str, Version]


@dataclass(frozen=True, slots=True)
class MeantTerritory:
    """A polygon, and whether it is the whole hromada, whose outline it follows."""

    shape: Any
    whole: bool = False


def ground_of(session: Session, job: Job, known: Mapping[str, Version]) -> KnownTerritory:
    """Return the ground of the entered hromada as it is now."""
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=job.now
    ).all()
    bare = [{"id": row.id, "code": row.code, "name_uk": _bare(row.name_uk)} for row in rows]
    shapes = {row.code: shapely.from_wkb(bytes(row.boundary)) for row in rows}
    return KnownTerritory(outline_of(session), KnownNames.of(bare), shapes, known)


def load_places(job: Job, columns: Sequence[FileColumn]) -> Boundaries:
    """Load a table, whose rows need a territory, or a file with geometry, whose rows may."""
    if not is_table(job.path.name):
        return load_boundaries(job, columns)
    needed = [replace(each, required=each.required or each.name == TERRITORY) for each in columns]
    rows = load_table(job, needed)
    nowhere = np.full(len(rows.cells), None, dtype=object)
    return Boundaries(
        rows.cells, rows.notes, rows.columns, rows.headings, rows.originals,
        judged=CheckedBoundaries(nowhere, (), ()),
    )  # fmt: skip


def placed(loaded: Boundaries, ground: KnownTerritory) -> tuple[Boundaries, list[bool]]:
    """Return the rows with the polygons of their words, and which are the whole hromada.

    The polygon of a row goes before its words.
    """
    shapes, wholes, found = loaded.judged.shapes.copy(), [], set()
    refused = {fault.number for fault in loaded.judged.faults if fault.kind != "no-geometry"}
    drawn = 0
    for index, row in enumerate(loaded.cells):
        stated = bool(row.raw(TERRITORY))
        has_shape = shapes[index] is not None or row.number in refused
        drawn += stated and has_shape
        place = _place(row, ground) if _is_asked(loaded, row, has_shape=has_shape) else None
        if place is not None:
            shapes[index] = place.shape
        if stated and not has_shape:
            found.add(row.number)
        wholes.append(place is not None and place.whole)
    if drawn:
        loaded.notes.append(
            msg("rows with a polygon, whose column %(column)s is not used: %(count)s",
                column=TERRITORY, count=drawn)
        )  # fmt: skip
    faults = tuple(f for f in loaded.judged.faults if f.number not in found)
    return replace(loaded, judged=replace(loaded.judged, shapes=shapes, faults=faults)), wholes


def _is_asked(loaded: Boundaries, row: Cells, *, has_shape: bool) -> bool:
    """Return whether the words decide: a feature without geometry and words is a fault already."""
    missing = any(fault.number == row.number for fault in loaded.judged.faults)
    return not has_shape and (bool(row.raw(TERRITORY)) or not missing)


def _place(row: Cells, ground: KnownTerritory) -> MeantTerritory | None:
    word = row.text(TERRITORY)
    if not word:
        row.fault(
            "missing-value",
            msg(
                "%(column)s is empty: write “вся громада”, or names of districts",
                column=TERRITORY,
            ),
        )
        return None
    if word.lower() in _WHOLE:
        return MeantTerritory(ground.outline, whole=True)
    if word.lower() in _AS_IT_IS:
        return _as_known(row, ground)
    return _of_districts(row, word, ground)


def _as_known(row: Cells, ground: KnownTerritory) -> MeantTerritory | None:
    known = ground.known.get(row.raw("code"))
    if known is not None:
        return MeantTerritory(shapely.from_wkb(known.content[0]), known.whole_hromada)
    row.fault(
        "unknown-territory",
        msg(
            "there is no such area yet: write “вся громада”, or names of districts, in %(column)s",
            column=TERRITORY,
        ),
    )
    return None


def _of_districts(row: Cells, word: str, ground: KnownTerritory) -> MeantTerritory | None:
    codes: list[str] = []
    for each in _names(word, ground):
        meant = ground.districts.meant(_bare(each))
        if len(meant) != 1:
            _refuse(row, each, ground)
            return None
        codes += meant
    if not codes:
        _refuse(row, word, ground)
        return None
    shapes = [ground.shapes[code] for code in dict.fromkeys(codes)]
    united = shapes[0] if len(shapes) == 1 else union_of(shapes)
    return MeantTerritory(shapely.multipolygons(shapely.get_parts(united)))


def _names(word: str, ground: KnownTerritory) -> list[str]:
    """Return the names in a text; one with a comma in it is one name, if there is such a one."""
    pieces = [each.strip() for each in _PIECES.split(word) if each.strip()]
    return [
        name.strip()
        for piece in pieces
        for name in ([piece] if ground.districts.meant(_bare(piece)) else _COMMAS.split(piece))
        if name.strip()
    ]


def _refuse(row: Cells, word: str, ground: KnownTerritory) -> None:
    unknown = msg(
        "%(column)s %(given)r: there is no such district; write “вся громада”, or names of "
        "districts",
        column=TERRITORY,
        given=word[:60],
    )
    names = list(ground.districts.spelling.values())
    if close := get_close_matches(_bare(word), names, n=1):
        unknown = msg("%(unknown)s: did you mean %(close)r?", unknown=unknown, close=close[0])
    row.fault("unknown-territory", unknown)


def _bare(name: str) -> str:
    return _KIND_WORD.sub(" ", name).strip() or name
