"""Grows streets as the streamlines of a direction field, evenly spaced, bending with the land.

After Jobard and Lefer (evenly spaced streamlines) and Chen and others (streets from direction
fields): long streets follow the river, the ravine and the roads; cross streets stand across.
"""

from dataclasses import dataclass, field

import numpy as np
from shapely import get_coordinates, prepare
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import nearest_points, substring

from tools.demo_town.draw.plane import Array, wobble
from tools.demo_town.draw.terrain import Terrain
from tools.demo_town.draw.zones import Zone

STEP_M = 9.0
STUB_M = 45.0
SAME_WAY = np.cos(np.radians(38))


@dataclass
class Street:
    """A line with a class and, later, a name."""

    kind: str
    line: LineString
    zone: str
    settlement: str
    name: str = ""
    key: str = ""


@dataclass
class Traces:
    """Points of everything drawn so far, with the direction there."""

    points: Array = field(default_factory=lambda: np.empty((0, 2)))
    ways: Array = field(default_factory=lambda: np.empty((0, 2)))

    def add(self, line: LineString) -> None:
        """Record a line, a point every few metres."""
        steps = np.arange(0, line.length, STEP_M)
        flat = np.array([line.interpolate(s).coords[0] for s in steps] + [line.coords[-1]])
        way = np.gradient(flat, axis=0)
        way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
        self.points = np.vstack([self.points, flat])
        self.ways = np.vstack([self.ways, way])

    def nearest_alongside(self, at: Array, way: Array) -> float:
        """Return the distance to the nearest line that runs the same way."""
        near = np.abs(self.points - at).max(axis=1) < 340
        if not near.any():
            return 9e9
        along = np.abs(self.ways[near] @ way) > SAME_WAY
        apart = np.hypot(*(self.points[near] - at).T)
        return float(apart[along].min()) if along.any() else 9e9


class Field:
    """The direction of the long streets at any point of a zone."""

    def __init__(self, zone: Zone, land: Terrain, rng: np.random.Generator) -> None:
        self._zone = zone
        self._base = np.radians(zone.angle_deg)
        self._noise = wobble(rng, length_m=560)
        self._guides = [land.line(name) for name in zone.follows]

    def way(self, at: Array, *, across: bool) -> Array:
        """Return a unit vector along (or across) the long streets."""
        x, y = float(at[0]), float(at[1])
        base = self._base + self._zone.bend * self._noise.at(x, y)
        double = 0.8 * np.array([np.cos(2 * base), np.sin(2 * base)])
        here = Point(x, y)
        for guide in self._guides:
            weight = 2.4 * np.exp(-guide.distance(here) / 190)
            if weight > 0.02:
                turn = _direction(guide, here)
                double += weight * np.array([np.cos(2 * turn), np.sin(2 * turn)])
        angle = 0.5 * np.arctan2(double[1], double[0]) + (np.pi / 2 if across else 0.0)
        return np.array([np.cos(angle), np.sin(angle)])


def grow_streets(
    zone: Zone, land: Terrain, seen: Traces, rng: np.random.Generator
) -> list[LineString]:
    """Grow the long streets of a zone, then the cross streets."""
    direction = Field(zone, land, rng)
    free = zone.area.difference(land.no_street)
    lines: list[LineString] = []
    for across, apart in ((False, zone.across_m), (True, zone.along_m)):
        grown = _Growth(direction, free, seen, across=across, apart_m=apart)
        for seed in _seeds(free, rng, 500):
            line = grown.streamline(seed)
            if line is not None and line.length > 0.95 * min(zone.across_m, 130):
                lines.append(line)
                seen.add(line)
    return lines


class _Growth:
    """Traces single lines of one family until they leave the zone or come too near another."""

    def __init__(
        self, direction: Field, free: Polygon, seen: Traces, *, across: bool, apart_m: float
    ) -> None:
        self._direction, self._free, self._seen = direction, free, seen
        self._across, self._apart = across, apart_m
        prepare(free)

    def streamline(self, seed: Array) -> LineString | None:
        """Trace both ways from a seed; nothing if the seed is too near a street."""
        way = self._direction.way(seed, across=self._across)
        if self._seen.nearest_alongside(seed, way) < self._apart * 0.94:
            return None
        ahead = self._walk(seed, way)
        behind = self._walk(seed, -way)
        points = [*reversed(behind), seed, *ahead]
        return LineString(points) if len(points) > 2 else None

    def _walk(self, seed: Array, way: Array) -> list[Array]:
        at = seed
        walked: list[Array] = []
        for _ in range(260):
            middle = self._turned(at + way * STEP_M / 2, way)
            at = at + middle * STEP_M
            way = self._turned(at, middle)
            if not self._free.contains(Point(at)):
                break
            if self._seen.nearest_alongside(at, way) < self._apart * 0.56:
                break
            if _comes_back(at, walked, self._apart * 0.7):
                break
            walked.append(at)
        return walked

    def _turned(self, at: Array, way: Array) -> Array:
        turn = self._direction.way(at, across=self._across)
        return turn if float(turn @ way) >= 0 else -turn


def joined(line: LineString, others: list[LineString], *, reach_m: float) -> LineString:
    """Lengthen loose ends to the next street ahead; a street that meets none is led to one."""
    coords = [np.array(c) for c in line.coords]
    for _ in range(2):
        coords.reverse()
        coords = _end_joined(coords, others, reach_m)
    whole = LineString(coords)
    if others and not any(whole.intersects(other) for other in others):
        return _led(coords, others, 2.2 * reach_m)
    return whole


def without_stubs(line: LineString, others: list[LineString]) -> LineString:
    """Cut ends that extend less than 45 m past the last crossing."""
    met = [line.intersection(other) for other in others if other.intersects(line)]
    spots = [Point(c) for crossing in met for c in get_coordinates(crossing)]
    along = sorted(line.project(spot) for spot in spots)
    if len(along) < 2:
        return line
    start = along[0] if 0.1 < along[0] < STUB_M else 0.0
    end = along[-1] if 0.1 < line.length - along[-1] < STUB_M else line.length
    return substring(line, start, end) if end - start > 60 else line


def _end_joined(coords: list[Array], others: list[LineString], reach_m: float) -> list[Array]:
    end, way = coords[-1], coords[-1] - coords[-3]
    way = way / max(float(np.hypot(*way)), 1e-9)
    ray = LineString([end, end + way * reach_m])
    best: Array | None = None
    for other in others:
        if not other.intersects(ray):
            continue
        hit = np.array(nearest_points(other.intersection(ray), Point(end))[0].coords[0])
        if best is None or np.hypot(*(hit - end)) < np.hypot(*(best - end)):
            best = hit
    return coords if best is None else [*coords, best]


def _led(coords: list[Array], others: list[LineString], farthest_m: float) -> LineString:
    """Bend the nearer end to the nearest street."""
    ends = [(Point(coords[0]), True), (Point(coords[-1]), False)]
    away, first, target = min(
        ((end.distance(other), first, other) for end, first in ends for other in others),
        key=lambda found: found[0],
    )
    if away > farthest_m:
        return LineString(coords)
    end = coords[0] if first else coords[-1]
    hit = np.array(nearest_points(target, Point(end))[0].coords[0])
    return LineString([hit, *coords] if first else [*coords, hit])


def _comes_back(at: Array, walked: list[Array], apart_m: float) -> bool:
    """Return whether a line winds back upon itself."""
    older = walked[: -int(2.2 * apart_m / STEP_M)]
    return any(float(np.hypot(*(at - spot))) < apart_m for spot in older)


def _direction(guide: LineString, here: Point) -> float:
    s = guide.project(here)
    a, b = guide.interpolate(max(s - 25, 0)), guide.interpolate(s + 25)
    return float(np.arctan2(b.y - a.y, b.x - a.x))


def _seeds(free: Polygon, rng: np.random.Generator, count: int) -> list[Array]:
    west, south, east, north = free.bounds
    spots = np.column_stack(
        [rng.uniform(west, east, count * 2), rng.uniform(south, north, count * 2)]
    )
    inside = [spot for spot in spots if free.contains(Point(spot))][:count]
    middle = np.array(free.representative_point().coords[0])
    return sorted(inside, key=lambda spot: float(np.hypot(*(spot - middle))))
