"""Counts where boundaries cross themselves, before anything is laid over anything.

Untangling a polygon costs with the square of its crossings: those with many are refused first.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.projection import Shapes

Floats = NDArray[np.float64]
# Beginnings and ends.
Segments = tuple[Floats, Floats]

# Slips of a hand are a few; a thousand is no boundary.
MAX_CROSSINGS = 1_000
# Of the boundaries of a file with each other: what they share is computed for every later page.
MAX_BETWEEN = 50_000

# Segments asked at a time, so that a tangle is recognised early and in little memory.
_BATCH = 64


def crossings(shape: shapely.Geometry, *, most: int = MAX_CROSSINGS) -> int:
    """Count the pairs of segments that cross; stop counting above ``most``."""
    starts, ends = _segments(shape)
    lines = _lines(starts, ends)
    tree = shapely.STRtree(lines)
    found = 0
    for at in range(0, len(lines), _BATCH):
        ours, others = tree.query(lines[at : at + _BATCH])
        ours = ours + at
        later = others > ours
        ours, others = ours[later], others[later]
        found += int(_cross(starts[ours], ends[ours], starts[others], ends[others]).sum())
        if found > most:
            break
    return found


def tangled(shapes: Shapes) -> NDArray[np.bool_]:
    """Return which shapes cross themselves more often than may be untangled."""
    found = np.zeros(len(shapes), dtype=bool)
    invalid = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    for index in np.flatnonzero(invalid).tolist():
        found[index] = crossings(shapes[index]) > MAX_CROSSINGS
    return found


def crossings_between(shapes: Shapes, *, most: int = MAX_BETWEEN) -> int:
    """Count the pairs of segments of different shapes that cross; stop counting above ``most``."""
    there = shapes[~shapely.is_missing(shapes)]
    segments = [_segments(shape) for shape in there]
    found = 0
    for first, second in shapely.STRtree(there).query(there).T.tolist():
        if first < second and found <= most:
            found += _between(segments[first], segments[second], most=most - found)
    return found


def _between(one: Segments, other: Segments, *, most: int) -> int:
    (a, b), (c, d) = one, other
    tree = shapely.STRtree(_lines(c, d))
    lines, found = _lines(a, b), 0
    for at in range(0, len(lines), _BATCH):
        ours, others = tree.query(lines[at : at + _BATCH])
        ours = ours + at
        found += int(_cross(a[ours], b[ours], c[others], d[others]).sum())
        if found > most:
            break
    return found


def _lines(starts: Floats, ends: Floats) -> NDArray[np.object_]:
    lines: NDArray[np.object_] = shapely.linestrings(np.stack([starts, ends], axis=1))
    return lines


def _segments(shape: shapely.Geometry) -> Segments:
    """Return the beginnings and the ends of all segments of all rings."""
    xy, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shape)), return_index=True
    )
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same]


def _cross(a: Floats, b: Floats, c: Floats, d: Floats) -> NDArray[np.bool_]:
    """Return whether the segments ab and cd cross inside both: touching ends do not count."""
    found: NDArray[np.bool_] = (_side(a, b, c) * _side(a, b, d) < 0) & (
        _side(c, d, a) * _side(c, d, b) < 0
    )
    return found


def _side(a: Floats, b: Floats, point: Floats) -> NDArray[np.float64]:
    (abx, aby), (apx, apy) = (b - a).T, (point - a).T
    side: NDArray[np.float64] = np.sign(abx * apy - aby * apx)
    return side
