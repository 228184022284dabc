"""A flat plane in metres around the town's square, and curves drawn on it.

x runs east, y north. The plane is good to a decimetre over the 20 km that are drawn here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import transform
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

ORIGIN_LON, ORIGIN_LAT = 34.08, 47.66
METRES_PER_LON, METRES_PER_LAT = 74_976.0, 111_195.0
DECIMALS = 6

Point = tuple[float, float]
Array = NDArray[np.float64]


def lon_lat(geometry: BaseGeometry, decimals: int = DECIMALS) -> BaseGeometry:
    """Return the geometry in EPSG:4326, lon and lat rounded to ``decimals``."""

    def moved(flat: Array) -> Array:
        lon = ORIGIN_LON + flat[:, 0] / METRES_PER_LON
        lat = ORIGIN_LAT + flat[:, 1] / METRES_PER_LAT
        return np.column_stack([lon, lat]).round(decimals)

    return transform(geometry, moved)


def lon_lat_of(x: float, y: float) -> Point:
    """Return one point in EPSG:4326, rounded."""
    lon = ORIGIN_LON + x / METRES_PER_LON
    lat = ORIGIN_LAT + y / METRES_PER_LAT
    return round(lon, DECIMALS), round(lat, DECIMALS)


def curve(points: Sequence[Point], step_m: float = 12.0) -> LineString:
    """Draw a Catmull-Rom curve through the points, a vertex about every ``step_m``."""
    return LineString(_catmull_rom(np.array(points, dtype=float), step_m))


def blob(points: Sequence[Point], step_m: float = 14.0) -> Polygon:
    """Draw a closed smooth shape through the points."""
    ring = np.array([points[-1], *points, points[0], points[1]], dtype=float)
    smooth = _catmull_rom(ring, step_m, closed=True)
    whole = Polygon(smooth).buffer(0)
    return max(getattr(whole, "geoms", [whole]), key=lambda piece: float(piece.area))


def roughened(
    points: Sequence[Point], rng: np.random.Generator, *, share: float, shortest_m: float
) -> list[Point]:
    """Break a closed outline into angular pieces, as field edges do."""
    ring = [np.array(point, dtype=float) for point in points]
    while True:
        broken: list[Array] = []
        changed = False
        for here, there in zip(ring, [*ring[1:], ring[0]], strict=True):
            broken.append(here)
            way = there - here
            if float(np.hypot(*way)) > shortest_m:
                along = rng.uniform(0.35, 0.65)
                aside = rng.normal(0.0, share)
                broken.append(here + way * along + np.array([-way[1], way[0]]) * aside)
                changed = True
        ring = broken
        if not changed:
            return [(float(x), float(y)) for x, y in ring]


def wobble(rng: np.random.Generator, *, waves: int = 5, length_m: float = 700.0) -> "Wobble":
    """Return a smooth random surface with values about -1…1."""
    angles = rng.uniform(0, 2 * np.pi, waves)
    sizes = 2 * np.pi / (length_m * rng.uniform(0.7, 1.8, waves))
    return Wobble(np.cos(angles) * sizes, np.sin(angles) * sizes, rng.uniform(0, 6.28, waves))


class Wobble:
    """A sum of a few plane waves: cheap smooth noise."""

    def __init__(self, kx: Array, ky: Array, phase: Array) -> None:
        self._kx, self._ky, self._phase = kx, ky, phase

    def at(self, x: float, y: float) -> float:
        """Return the height at a point."""
        waves = np.sin(self._kx * x + self._ky * y + self._phase)
        return float(waves.sum()) / float(np.sqrt(len(waves)))


def _catmull_rom(points: Array, step_m: float, *, closed: bool = False) -> Array:
    if not closed:
        points = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        count = max(2, int(np.hypot(*(c - b)) / step_m))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        )
    return np.vstack([*pieces, points[-2][None, :]])
