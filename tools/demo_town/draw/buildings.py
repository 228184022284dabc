"""Buildings and the ground they occupy, so that nothing is built on a street or in water."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely import affinity, prepare, unary_union
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from tools.demo_town.draw.streets import Street
from tools.demo_town.draw.terrain import WIDTH_M, Terrain

CELL_M = 70.0
VERGE_M = {"main": 4.0, "street": 2.2, "lane": 1.4, "path": 1.0}


@dataclass
class Building:
    """A footprint on the plane, with its address once it has one."""

    shape: Polygon
    kind: str
    settlement: str = ""
    street: str = ""
    house: str = ""
    name: str = ""


class Ground:
    """The buildings so far, and everything that must stay free."""

    def __init__(self, land: Terrain, streets: list[Street], free: list[BaseGeometry]) -> None:
        ribbons = [s.line.buffer(WIDTH_M[s.kind] / 2 + VERGE_M[s.kind]) for s in streets]
        rails = [rail.buffer(9) for rail in land.rails]
        water = [land.water.buffer(9), land.stream.buffer(12), land.quarry.buffer(30)]
        self.kept_free = unary_union([*ribbons, *rails, *water, *free])
        prepare(self.kept_free)
        self.buildings: list[Building] = []
        self._cells: dict[tuple[int, int], list[Polygon]] = defaultdict(list)

    def build(self, building: Building, *, apart_m: float = 2.5) -> bool:
        """Add a building if its ground is free; return whether it was added."""
        shape = building.shape
        if self.kept_free.intersects(shape):
            return False
        if any(shape.distance(other) < apart_m for other in self._near(shape, apart_m)):
            return False
        for cell in _cells(shape, 0):
            self._cells[cell].append(shape)
        self.buildings.append(building)
        return True

    def _near(self, shape: Polygon, apart_m: float) -> Iterator[Polygon]:
        for cell in _cells(shape, apart_m):
            yield from self._cells.get(cell, ())


def oriented(shape: Polygon, at: Point, angle_deg: float) -> Polygon:
    """Turn a shape drawn around 0, 0 and move it to its place."""
    turned = affinity.rotate(shape, angle_deg, origin=(0, 0))
    return affinity.translate(turned, at.x, at.y)


def rectangle(length_m: float, depth_m: float) -> Polygon:
    """Return a rectangle around 0, 0."""
    return box(-length_m / 2, -depth_m / 2, length_m / 2, depth_m / 2)


def angled(length_m: float, depth_m: float, wing_m: float, *, mirrored: bool) -> Polygon:
    """Return an L: a rectangle with a wing at one end, towards +y."""
    x0, x1, y0, y1 = -length_m / 2, length_m / 2, -depth_m / 2, depth_m / 2
    width = min(depth_m, length_m * 0.48)
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0 + width, y1), (x0 + width, y1 + wing_m),
            (x0, y1 + wing_m)]  # fmt: skip
    return Polygon([(-x, y) for x, y in ring] if mirrored else ring)


def courtyard(length_m: float, depth_m: float, wing_m: float) -> Polygon:
    """Return a U, as schools and clinics have."""
    x0, x1, y0, y1 = -length_m / 2, length_m / 2, -wing_m / 2, wing_m / 2
    d = depth_m
    return Polygon([(x0, y0), (x1, y0), (x1, y1), (x1 - d, y1), (x1 - d, y0 + d), (x0 + d, y0 + d),
                    (x0 + d, y1), (x0, y1)])  # fmt: skip


def heading_deg(a: Point, b: Point) -> float:
    """Return the direction from a to b, counter-clockwise from east."""
    return float(np.degrees(np.arctan2(b.y - a.y, b.x - a.x)))


def _cells(shape: Polygon, margin_m: float) -> Iterator[tuple[int, int]]:
    west, south, east, north = shape.bounds
    for column in range(int((west - margin_m) // CELL_M), int((east + margin_m) // CELL_M) + 1):
        for row in range(int((south - margin_m) // CELL_M), int((north + margin_m) // CELL_M) + 1):
            yield column, row
