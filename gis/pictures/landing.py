"""Draws where the shapes of a file land beside an outline: a small SVG picture, as path data."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import shapely

WIDTH = 400.0
_HIGHEST = 400.0
_MARGIN = 0.04
# More would make a page of megabytes; the first ones show where the file lies.
MOST_SHAPES = 300
MOST_POINTS = 1_500
_GRAIN = 0.7


class Landing(NamedTuple):
    """Path data in a frame ``width`` by ``height`` units, north up; '' where there is nothing.

    ``beyond``: how many shapes lie so far off that they are not drawn.
    """

    width: float
    height: float
    outline: str
    shapes: str
    points: str
    beyond: int


class _Frame(NamedTuple):
    west: float
    north: float
    scale: Any

    def placed(self, shape: Any) -> Any:  # noqa: ANN401 - shapely has no types
        moved = shapely.transform(shape, lambda xy: (xy - (self.west, self.north)) * self.scale)
        return shapely.simplify(moved, _GRAIN)


def landing_of(outline: Any, shapes: Iterable[Any]) -> Landing:  # noqa: ANN401
    """Draw the outline and the shapes (EPSG:4326) in a frame that shows both.

    Where most shapes are near the outline, a stray one does not make all the rest a dot.
    """
    sound = [each for each in shapes if each is not None and not shapely.is_empty(each)]
    near = _near(outline, sound)
    beyond = len(sound) - len(near)
    if beyond <= len(sound) / 2:
        sound = near
    else:
        beyond = 0
    points = [each for each in sound if shapely.get_dimensions(each) == 0][:MOST_POINTS]
    others = [each for each in sound if shapely.get_dimensions(each) > 0][:MOST_SHAPES]
    frame, width, height = _frame([outline, *points, *others])
    return Landing(
        width,
        height,
        _path(frame.placed(outline)),
        "".join(_path(frame.placed(each)) for each in others),
        "".join(_dot(frame.placed(each)) for each in points),
        beyond,
    )


def _near(outline: Any, shapes: list[Any]) -> list[Any]:  # noqa: ANN401
    """Return the shapes that touch the outline's bounds, grown to three times their size."""
    west, south, east, north = shapely.bounds(outline)
    wide, high = east - west, north - south
    around = shapely.box(west - wide, south - high, east + wide, north + high)
    return [each for each in shapes if shapely.intersects(around, each)]


def _frame(shapes: list[Any]) -> tuple[_Frame, float, float]:
    west, south, east, north = shapely.total_bounds(shapes)
    across = np.cos(np.radians(np.clip((south + north) / 2, -80, 80)))
    wide, high = max((east - west) * across, 1e-6), max(north - south, 1e-6)
    scale = min(WIDTH / wide, _HIGHEST / high) * (1 - 2 * _MARGIN)
    width, height = wide * scale / (1 - 2 * _MARGIN), high * scale / (1 - 2 * _MARGIN)
    margin = _MARGIN * max(width, height) / scale
    frame = _Frame(west - margin / across, north + margin, np.array([across, -1.0]) * scale)
    return frame, round(width + 1, 1), round(height + 1, 1)


def _path(shape: Any) -> str:  # noqa: ANN401
    lines = []
    for part in shapely.get_parts(shape):
        rings = shapely.get_rings(part) if shapely.get_dimensions(part) == 2 else [part]
        for ring in rings:
            close = "Z" if shapely.get_dimensions(part) == 2 else ""
            lines.append(_line(shapely.get_coordinates(ring)) + close)
    return "".join(lines)


def _line(xy: Any) -> str:  # noqa: ANN401 - an array of x, y
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy) if len(xy) else ""


def _dot(shape: Any) -> str:  # noqa: ANN401
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in shapely.get_coordinates(shape))
