"""Compares boundaries with each other and the hromada's outline: overlaps, parts outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.projection import Shapes, geodesic_m2

# A hectare: less is the thickness of a line drawn twice.
MIN_REPORTED_M2 = 10_000.0


@dataclass(frozen=True, slots=True)
class Outside:
    """A boundary, by its index, and how much of it lies outside the outline."""

    index: int
    m2: float
    share: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two boundaries, by their indices, and the area that they share."""

    first: int
    second: int
    m2: float


def parts_outside(shapes: Sequence[Any] | NDArray[np.object_], outline: Any) -> list[Outside]:  # noqa: ANN401
    """Find boundaries that extend a hectare or more beyond the outline."""
    shapely.prepare(outline)
    found = []
    for index in np.flatnonzero(~shapely.covers(outline, shapes)).tolist():
        m2 = geodesic_m2(shapely.difference(shapes[index], outline))
        if m2 >= MIN_REPORTED_M2:
            found.append(Outside(index, m2, m2 / geodesic_m2(shapes[index])))
    return found


def overlaps(shapes: Shapes) -> list[Overlap]:
    """Find pairs that share a hectare or more, in order."""
    found = []
    for first, second in intersecting_pairs(shapes):
        m2 = geodesic_m2(polygons_only(shapely.intersection(shapes[first], shapes[second])))
        if m2 >= MIN_REPORTED_M2:
            found.append(Overlap(first, second, m2))
    return found


def intersecting_pairs(shapes: Shapes) -> list[tuple[int, int]]:
    """Return the pairs of indices of shapes that have any point in common, in order."""
    firsts, seconds = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return sorted((a, b) for a, b in zip(firsts.tolist(), seconds.tolist(), strict=True) if a < b)


def polygons_only(shape: Any) -> Any:  # noqa: ANN401 - shapely has no types
    """Drop the points and lines in which neighbours touch."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2]))
