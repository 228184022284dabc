"""Cells of the world's Web Mercator square, halved ``level`` times, as ranges of Morton codes.

A code interleaves the bits of x and y, from the north-west; a tile is one range of codes at every
level. The functions map_x, map_y and map_cell of the database compute the same.
"""

from collections.abc import Iterable
from math import asinh, floor, pi, radians, tan
from typing import NamedTuple

from gis.geometry import Bbox

DEEPEST = 24
# A box is covered by at most so many ranges: more would cost more than they save.
MOST_RANGES = 16


class Range(NamedTuple):
    """Codes from ``low`` up to but not including ``high``, at the deepest level."""

    low: int
    high: int

    def at(self, level: int) -> "Range":
        """Return the codes of a level whose cells cover these; level 0 has one cell."""
        shift = 2 * (DEEPEST - level)
        return Range(self.low >> shift, ((self.high - 1) >> shift) + 1)


class CellFrame(NamedTuple):
    """Cells of the deepest level from side to side, both included."""

    left_x: int
    right_x: int
    top_y: int
    low_y: int


WORLD = Range(0, 4**DEEPEST)


def morton(x: int, y: int) -> int:
    """Return the code of the cell at x and y."""
    return sum((x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(DEEPEST))


def range_of_tile(zoom: int, x: int, y: int) -> Range:
    """Return the codes in a tile: ``0 <= x, y < 2**zoom``."""
    shift = 2 * (DEEPEST - zoom)
    code = morton(x, y)
    return Range(code << shift, (code + 1) << shift)


def ranges_of_box(box: Bbox, zoom: int) -> list[Range]:
    """Return few ranges that cover the box (EPSG:4326), by tiles of ``zoom`` or larger ones."""
    west, north = _position(box.west, box.north)
    east, south = _position(box.east, box.south)
    while zoom and _across(west, east, zoom) * _across(north, south, zoom) > MOST_RANGES:
        zoom -= 1
    side = 2 ** (DEEPEST - zoom)
    tiles = (
        range_of_tile(zoom, x, y)
        for x in range(floor(west / side), floor(east / side) + 1)
        for y in range(floor(north / side), floor(south / side) + 1)
    )
    return _joined(sorted(tiles))


def frame_of_box(box: Bbox) -> CellFrame:
    """Return the cells that the box (EPSG:4326) touches."""
    west, north = _position(box.west, box.north)
    east, south = _position(box.east, box.south)
    return CellFrame(floor(west), floor(east), floor(north), floor(south))


def rest_of_world(ranges: Iterable[Range]) -> list[Range]:
    """Return the ranges between and around these, which are sorted and disjoint."""
    rest: list[Range] = []
    low = WORLD.low
    for part in ranges:
        rest.append(Range(low, part.low))
        low = part.high
    rest.append(Range(low, WORLD.high))
    return [part for part in rest if part.low < part.high]


def _position(lon: float, lat: float) -> tuple[float, float]:
    """Return the position in cells of the deepest level, clamped to the square."""
    up = asinh(tan(radians(max(-85.0, min(85.0, lat))))) / pi
    shares = ((lon + 180) / 360, (1 - up) / 2)
    x, y = (min(max(part, 0.0) * 2**DEEPEST, 2.0**DEEPEST - 1) for part in shares)
    return x, y


def _across(start: float, end: float, zoom: int) -> int:
    side: int = 2 ** (DEEPEST - zoom)
    return floor(end / side) - floor(start / side) + 1


def _joined(ranges: Iterable[Range]) -> list[Range]:
    joined: list[Range] = []
    for low, high in ranges:
        if joined and joined[-1].high == low:
            joined[-1] = Range(joined[-1].low, high)
        else:
            joined.append(Range(low, high))
    return joined
