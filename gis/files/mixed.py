"""Takes the areas out of files that hold points and lines beside them, as exports of maps do."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.features import FeatureFile
from gis.files.messages import FileMessage, msg
from gis.files.projection import Shapes
from gis.files.repair import Repair

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


def areas_of(file: FeatureFile) -> tuple[FeatureFile, tuple[Repair, ...]]:
    """Return the features that are areas, and what was left out of collections.

    Points and lines are left out, and the file says which, if it has any area; a file without
    one stays as it is, for each of its features to be refused. Numbers of repairs count the
    features that remain, from 1.
    """
    shapes, repairs = _polygon_parts(file.shapes)
    areal = np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))
    # Empty and missing ones are faults of their own.
    kept = areal | shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if not areal.any() or kept.all():
        return replace(file, shapes=shapes), tuple(repairs)
    return _only(replace(file, shapes=shapes), kept), tuple(_renumbered(repairs, kept))


def left_out_note(left_out: Iterable[tuple[int, str]]) -> list[FileMessage]:
    """Return a note that counts the features left out by type, with their first numbers."""
    listed = list(left_out)
    if not listed:
        return []
    numbers = ", ".join(str(number) for number, _type in listed[:5])
    return [
        msg(
            "left out, being no areas: %(types)s (features %(numbers)s%(more)s)",
            types=_counted(kind for _number, kind in listed),
            numbers=numbers,
            more=" …" if len(listed) > 5 else "",
        )
    ]


def _polygon_parts(shapes: Shapes) -> tuple[Shapes, list[Repair]]:
    """Replace collections by their polygons; those without any stay."""
    found, repairs = shapes.copy(), []
    for index in np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION).tolist():
        parts = _flat(shapes[index])
        polygons = [part for part in parts if part.geom_type == "Polygon"]
        if not polygons:
            continue
        found[index] = shapely.MultiPolygon(polygons)
        others = _counted(part.geom_type for part in parts if part.geom_type != "Polygon")
        if others:
            what = (f"of a collection only the areas taken, left out: {others}",)
            repairs.append(Repair(index + 1, "", what, 0.0))
    return found, repairs


def _flat(collection: Any) -> list[Any]:  # noqa: ANN401 - shapely has no types
    """Return the single parts of a collection, whatever collections it holds."""
    parts = np.asarray([collection], dtype=object)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts = shapely.get_parts(parts)
    return [part for part in parts.tolist() if not part.is_empty]


def _counted(types: Iterable[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in sorted(Counter(types).items()))


def _only(file: FeatureFile, kept: NDArray[np.bool_]) -> FeatureFile:
    indices = np.flatnonzero(kept).tolist()
    new_number = {index + 1: at + 1 for at, index in enumerate(indices)}
    return replace(
        file,
        rows=[file.rows[index] for index in indices],
        shapes=file.shapes[indices],
        faults=tuple(replace(fault, number=new_number[fault.number]) for fault in file.faults),
        left_out=tuple(
            (index + 1, str(file.shapes[index].geom_type))
            for index in np.flatnonzero(~kept).tolist()
        ),
    )


def _renumbered(repairs: list[Repair], kept: NDArray[np.bool_]) -> list[Repair]:
    place = np.cumsum(kept)
    return [replace(repair, number=int(place[repair.number - 1])) for repair in repairs]
