"""Checks coverage: territory that no shape covers, or that several cover with the same rank.

Shapes are in EPSG:4326, lon then lat. Borders belong to both sides, so only parts with an area are
reported. Overlay works in doubles: a rest smaller than ``NOISE_M2`` is a rounding error.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis.files.fit import intersecting_pairs, polygons_only
from gis.files.projection import Shapes, geodesic_m2

NOISE_M2 = 0.01
# Metres in a degree of latitude; of longitude it is that times its cosine.
_DEGREE_M = 111_320.0
# Gaps and cracks of this width between districts are closed. In degrees, about thirty metres.
_CRACK = 0.0003
_LEAST_FILLED_M2 = 25.0
# About a millimetre: what was filled joins its neighbours without a seam.
_DIGITS = 1e-8
# What is left as a hole is larger than a crack: a lake, or a district that is missing.
_SMALLEST_HOLE_M2 = 10_000.0

# shapely has no types.
Shape = Any


@dataclass(frozen=True, slots=True)
class RankedShape:
    """A shape and its owner; of shapes that cover one place only those of the lowest rank count."""

    owner: Hashable
    rank: tuple[int, ...]
    shape: Shape


@dataclass(frozen=True, slots=True)
class Part:
    """A polygon that the shapes of ``owners`` cover with the same rank; a gap has no owners.

    A sliver is narrower than the tolerance everywhere: a line drawn twice, not territory.
    """

    shape: Shape
    m2: float
    sliver: bool
    owners: tuple[Hashable, ...] = ()


def union_of(shapes: Iterable[Shape]) -> Shape:
    """Return the union of the shapes."""
    return shapely.union_all(np.asarray(list(shapes), dtype=object))


def without_cracks(shape: Shape) -> Shape:
    """Close the cracks between districts, and small holes.

    Widened and narrowed again, what lies between neighbours is filled.
    """
    wider = shapely.buffer(shape, _CRACK, join_style="mitre")
    closed = shapely.buffer(wider, -_CRACK, join_style="mitre")
    # Of what was filled noise along the edges is left out: those stay as they are.
    filled = [
        part
        for part in shapely.get_parts(shapely.difference(closed, shape))
        if geodesic_m2(part) >= _LEAST_FILLED_M2
    ]
    united = shapely.union_all([shape, *filled], grid_size=_DIGITS)
    return shapely.union_all([_without_holes(part) for part in shapely.get_parts(united)])


def uncovered(
    outline: Shape, shapes: Sequence[Shape] | Shapes, *, tolerance_m: float
) -> list[Part]:
    """Return the parts of the outline that no shape covers, the largest first."""
    left = shapely.difference(outline, union_of(shapes))
    return parts_of(left, tolerance_m=tolerance_m)


def contested(outline: Shape, shapes: Sequence[RankedShape], *, tolerance_m: float) -> list[Part]:
    """Return the parts of the outline where two owners or more share the best rank, largest first.

    Several shapes of one owner are no conflict.
    """
    found: list[Part] = []
    better: list[Shape] = []
    for rank in sorted({each.rank for each in shapes}):
        level = _by_owner([each for each in shapes if each.rank == rank])
        taken = union_of(better) if better else None
        for owners, shape in _shared(level):
            within = shapely.intersection(shape, outline)
            open_ = shapely.difference(within, taken) if taken is not None else within
            found += parts_of(open_, tolerance_m=tolerance_m, owners=owners)
        better += level.values()
    return sorted(found, key=lambda part: -part.m2)


def parts_of(shape: Shape, *, tolerance_m: float, owners: tuple[Hashable, ...] = ()) -> list[Part]:
    """Return the polygons of a shape with their areas on the ellipsoid, the largest first."""
    parts = shapely.get_parts(polygons_only(shape))
    sizes = [geodesic_m2(part) for part in parts]
    narrow = slivers(parts, tolerance_m)
    found = [
        Part(part, m2, sliver, owners)
        for part, m2, sliver in zip(parts, sizes, narrow, strict=True)
        if m2 >= NOISE_M2
    ]
    return sorted(found, key=lambda part: -part.m2)


def slivers(parts: Shapes, tolerance_m: float) -> list[bool]:
    """Return for each polygon whether no circle ``tolerance_m`` in diameter fits into it."""
    if tolerance_m <= 0:
        return [False] * len(parts)
    return [
        bool(shapely.is_empty(shapely.buffer(_in_metres(part), -tolerance_m / 2, quad_segs=4)))
        for part in parts
    ]


def _by_owner(ranked: Sequence[RankedShape]) -> dict[Hashable, Shape]:
    shapes: dict[Hashable, list[Shape]] = defaultdict(list)
    for each in ranked:
        shapes[each.owner].append(each.shape)
    return {
        owner: each[0] if len(each) == 1 else union_of(each)
        for owner, each in sorted(shapes.items(), key=lambda item: repr(item[0]))
    }


def _shared(level: dict[Hashable, Shape]) -> list[tuple[tuple[Hashable, ...], Shape]]:
    """Return the parts that two owners or more share, each part once, with all its owners.

    What pairs share is cut by its own borders into faces; a shape covers a face or none of it.
    """
    owners, shapes = list(level), np.asarray(list(level.values()), dtype=object)
    pieces = _common(shapes)
    if not pieces:
        return []
    cuts = shapely.get_parts(shapely.union_all(shapely.boundary(pieces)))
    faces = shapely.get_parts(shapely.polygonize(cuts))
    points = shapely.point_on_surface(faces)
    by_face: dict[int, set[int]] = defaultdict(set)
    for face, owner in shapely.STRtree(shapes).query(points, predicate="covered_by").T.tolist():
        by_face[face].add(owner)
    by_owners: dict[tuple[int, ...], list[Shape]] = defaultdict(list)
    for face, sharing in by_face.items():
        if len(sharing) > 1:
            by_owners[tuple(sorted(sharing))].append(faces[face])
    return [(tuple(owners[i] for i in sharing), union_of(s)) for sharing, s in by_owners.items()]


def _common(shapes: Shapes) -> list[Shape]:
    """Return what each pair of shapes shares."""
    pairs = intersecting_pairs(shapes)
    if not pairs:
        return []
    firsts, seconds = np.asarray(pairs).T
    common = [polygons_only(s) for s in shapely.intersection(shapes[firsts], shapes[seconds])]
    return [shape for shape in common if not shapely.is_empty(shape)]


def _in_metres(part: Shape) -> Shape:
    """Return a polygon in metres by its own latitude: right to a thousandth within 50 km."""
    _, south, _, north = shapely.bounds(part)
    scale = np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * _DEGREE_M
    return shapely.transform(part, lambda xy: xy * scale)


def _without_holes(polygon: Shape) -> Shape:
    holes = [
        ring for ring in polygon.interiors if geodesic_m2(shapely.Polygon(ring)) > _SMALLEST_HOLE_M2
    ]
    return shapely.Polygon(polygon.exterior, holes)
