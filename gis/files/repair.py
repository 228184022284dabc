"""Repairs boundaries where that changes next to nothing; the results are valid MultiPolygons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.projection import Shapes

# The largest share of its area by which a boundary may change when it is made valid.
MAX_AREA_CHANGE = 0.01
# About a square metre at the latitude of Kyiv, in square degrees.
SLIVER_DEG2 = 1.2e-10


@dataclass(frozen=True, slots=True)
class Repair:
    """What was repaired in one feature; ``share`` is by how much its area changed."""

    number: int
    label: str
    what: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class RepairedShapes:
    """Valid MultiPolygons, and the share by which the area of each changed (1: nothing left)."""

    shapes: Shapes
    changed: NDArray[np.float64]
    repairs: tuple[Repair, ...]


def repair_shapes(shapes: Shapes, labels: Sequence[str]) -> RepairedShapes:
    """Make polygons valid, without slivers and doubled vertices, outer rings counter-clockwise.

    Missing shapes stay missing. Reversed rings are not reported: formats differ in them.
    """
    crossing = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    fixed = shapes.copy()
    for untangle in _UNTANGLINGS:
        bad = ~shapely.is_valid(fixed) & crossing
        fixed[bad] = untangle(fixed[bad])
    whole, slivers = _without_slivers(fixed)
    single = shapely.remove_repeated_points(whole, tolerance=0)
    doubled = shapely.get_num_coordinates(whole) - shapely.get_num_coordinates(single)
    changed = _area_change(shapes, single)
    changed[crossing & ~shapely.is_valid(single)] = 1.0
    steps = {
        "self-intersections untangled": crossing,
        "slivers under 1 m² dropped": slivers,
        "doubled vertices dropped": doubled > 0,
    }
    return RepairedShapes(
        shapely.orient_polygons(single, exterior_cw=False),
        changed,
        tuple(_repairs(steps, labels, changed)),
    )


def _without_slivers(shapes: Shapes) -> tuple[Shapes, NDArray[np.bool_]]:
    """Return MultiPolygons of the parts that have a size, and which shapes lost smaller parts.

    A shape all of whose parts are tiny keeps them.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    sized = flat & (shapely.area(parts) >= SLIVER_DEG2)
    has_size = np.zeros(len(shapes), dtype=bool)
    has_size[owner[sized]] = True
    kept = sized | (flat & ~has_size[owner])
    dropped = np.zeros(len(shapes), dtype=bool)
    dropped[owner[flat & ~kept]] = True
    out = np.empty(len(shapes), dtype=object)
    out[~shapely.is_missing(shapes)] = shapely.MultiPolygon()
    shapely.multipolygons(parts[kept], indices=owner[kept], out=out)
    return out, dropped


def _area_change(before: Shapes, after: Shapes) -> NDArray[np.float64]:
    """Compare with the area that the rings enclose as drawn; nothing left counts as 1."""
    drawn, left = shapely.area(before), shapely.area(after)
    larger = np.maximum(drawn, left)
    share = np.ones(len(before))
    np.divide(np.abs(left - drawn), larger, out=share, where=larger > 0)
    share[shapely.is_missing(before)] = 0.0
    return share


def _repairs(
    steps: dict[str, NDArray[np.bool_]], labels: Sequence[str], changed: NDArray[np.float64]
) -> list[Repair]:
    anything = np.logical_or.reduce(list(steps.values()))
    return [
        Repair(
            index + 1,
            labels[index],
            tuple(step for step, where in steps.items() if where[index]),
            float(changed[index]),
        )
        for index in np.flatnonzero(anything).tolist()
    ]


# In this order, until the shape is valid: rounding may leave the first one's result crossing.
_UNTANGLINGS: tuple[Callable[[Shapes], Shapes], ...] = (
    lambda shapes: shapely.make_valid(shapes, method="structure", keep_collapsed=False),
    lambda shapes: shapely.buffer(shapes, 0),
    lambda shapes: shapely.make_valid(shapes, method="linework"),
)
