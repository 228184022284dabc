"""Features of a basemap on their way into the database: cut, merged, and named where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, log2, radians, sqrt
from typing import Any, NamedTuple

import numpy as np
import shapely

from gis.files.basemap_kinds import CIVIC
from gis.files.features import FeatureFile
from gis.files.projection import Shapes

# A degree of latitude, in metres.
_DEGREE_M = 111_320
# Metres a pixel at zoom 0 on the equator, tiles of 512 px.
_PIXEL_M = 78_271.5
# An area is named from the zoom at which it is so many pixels wide.
_NAMED_PX = 60
# A tile at close zooms reads every vertex of a feature, so none may have more; the largest of real
# towns have a few thousand. Beyond that, detail goes: a metre, five, twenty, in degrees.
MOST_VERTICES = 20_000
_COARSER = (1e-5, 5e-5, 2e-4)
_GREEN_NAMES = {"wood": "wood", "cemetery": "cemetery", "pitch": "pitch"}
_LAND_NAMES = {"industrial": "industrial", "garages": "garages", "quarry": "quarry"}


class BasemapRow(NamedTuple):
    """A feature of the basemap but for its shape."""

    layer: str
    kind: str = ""
    class_: str = ""
    name_uk: str = ""
    name_en: str = ""
    min_zoom: int = 0


@dataclass(frozen=True, slots=True)
class ExtractPart:
    """What a source has of one hromada: features, addresses, (present, former) street names."""

    rows: list[BasemapRow]
    shapes: Shapes
    addresses: FeatureFile
    former: list[tuple[str, str]]


def cut(
    rows: Sequence[BasemapRow],
    shapes: Shapes,
    outline: Any,  # noqa: ANN401 - shapely has no types
) -> tuple[list[BasemapRow], Shapes]:
    """Return what of the features lies within the outline; one that is cut may become several."""
    near = np.flatnonzero(shapely.intersects(outline, shapes))
    inside = shapely.covers(outline, shapes[near])
    kept, crossing = near[inside], near[~inside]
    cut_off = shapely.intersection(shapes[crossing], outline)
    parts, owners = shapely.get_parts(cut_off, return_index=True)
    whole = shapely.get_dimensions(shapes[crossing])[owners] == shapely.get_dimensions(parts)
    numbers = np.concatenate([kept, crossing[owners[whole]]])
    return [rows[n] for n in numbers], _single(np.concatenate([shapes[kept], parts[whole]]))


def thinned(rows: Sequence[BasemapRow], shapes: Shapes) -> tuple[list[BasemapRow], Shapes]:
    """Return the features with at most MOST_VERTICES each; what has more at 20 m is left out."""
    for tolerance in _COARSER:
        dense = np.flatnonzero(shapely.get_num_coordinates(shapes) > MOST_VERTICES)
        if not len(dense):
            return list(rows), shapes
        shapes[dense] = shapely.simplify(shapes[dense], tolerance)
    kept = np.flatnonzero(shapely.get_num_coordinates(shapes) <= MOST_VERTICES).tolist()
    return [rows[n] for n in kept], shapes[kept]


def _single(shapes: Shapes) -> Shapes:
    """Return collections of one part as that part."""
    alone = shapely.get_num_geometries(shapes) == 1
    shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    return shapes


def merge_lines(rows: Sequence[BasemapRow], shapes: Shapes) -> tuple[list[BasemapRow], Shapes]:
    """Return the features with named lines merged: a street of many pieces is named as one."""
    groups: dict[BasemapRow, list[int]] = {}
    for n in np.flatnonzero(shapely.get_dimensions(shapes) == 1).tolist():
        if rows[n].name_uk:
            groups.setdefault(rows[n], []).append(n)
    merged_rows: list[BasemapRow] = []
    merged: list[Any] = []
    for row, numbers in groups.items():
        line = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(shapes[numbers])))
        pieces = shapely.get_parts(line).tolist()
        merged_rows += [row] * len(pieces)
        merged += pieces
    gone = {n for numbers in groups.values() for n in numbers}
    left = [n for n in range(len(rows)) if n not in gone]
    joined = np.array([*shapes[left].tolist(), *merged], dtype=object)
    return [*(rows[n] for n in left), *merged_rows], joined


def area_names(rows: Sequence[BasemapRow], shapes: Shapes) -> tuple[list[BasemapRow], Shapes]:
    """Return places that name the areas: waters, parks, works, public buildings."""
    named: dict[tuple[object, ...], BasemapRow] = {}
    points: list[Any] = []
    for row, shape in zip(rows, shapes, strict=True):
        kind = _kind_of_name(row)
        if not kind or not row.name_uk or shapely.get_dimensions(shape) != 2:
            continue
        point = shapely.point_on_surface(shape)
        # A school and its yard bear one name.
        key = (kind, row.name_uk, round(point.x, 2), round(point.y, 2))
        if key not in named:
            named[key] = BasemapRow("place", kind, "", row.name_uk, row.name_en, _named_from(shape))
            points.append(point)
    return list(named.values()), np.array(points, dtype=object)


def _kind_of_name(row: BasemapRow) -> str:
    if row.layer == "water":
        return "water"
    if row.layer == "green":
        return _GREEN_NAMES.get(row.kind, "park")
    if row.layer == "building":
        return "building" if row.kind in CIVIC else ""
    if row.layer == "landuse":
        return "building" if row.kind in ("civic", "sport") else _LAND_NAMES.get(row.kind, "")
    return ""


def _named_from(shape: Any) -> int:  # noqa: ANN401
    shrunk = cos(radians(shape.centroid.y))
    metres = max(sqrt(shape.area * shrunk) * _DEGREE_M, 1.0)
    return min(max(ceil(log2(_NAMED_PX * _PIXEL_M * shrunk / metres)), 9), 16)
