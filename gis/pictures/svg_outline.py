"""Draws outlines as SVG path data, for pages without scripts and for print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

_WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Path data in a frame 1000 units wide and ``height`` units high, north up."""

    height: float
    outline: str
    shapes: tuple[str, ...]


def drawing_of(outline: Any, shapes: Sequence[Any]) -> Drawing:  # noqa: ANN401 - shapely has no types
    """Draw shapes (EPSG:4326) within an outline, degrees scaled as at its middle latitude."""
    west, south, east, north = shapely.bounds(outline)
    across = np.cos(np.radians((south + north) / 2))
    scale = _WIDTH / max((east - west) * across, 1e-9)
    flipped = np.array([across, -1.0]) * scale

    def path(shape: Any) -> str:  # noqa: ANN401
        placed = shapely.transform(shape, lambda xy: (xy - (west, north)) * flipped)
        return _path(shapely.simplify(placed, 0.5))

    return Drawing((north - south) * scale, path(outline), tuple(path(shape) for shape in shapes))


def _path(shape: Any) -> str:  # noqa: ANN401
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(_ring(shapely.get_coordinates(ring)[:-1]) for ring in rings)


def _ring(xy: Any) -> str:  # noqa: ANN401 - an array of x, y
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy) + "Z"
