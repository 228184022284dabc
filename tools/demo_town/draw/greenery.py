"""Lays out parks, forest belts, meadows, fields, quarry terraces and built-up land."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from shapely import affinity, unary_union
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

from tools.demo_town.draw import sketch
from tools.demo_town.draw.plane import blob
from tools.demo_town.draw.streets import Street
from tools.demo_town.draw.terrain import Terrain
from tools.demo_town.draw.zones import ZONES

FIELD_TURNS = (12.0, 98.0, 55.0)


@dataclass
class Patch:
    """A piece of land with its kind and perhaps a name."""

    shape: BaseGeometry
    kind: str
    name: str = ""


def parks() -> list[Patch]:
    """Return the hand-drawn greens."""
    return [Patch(blob(points, 9), kind, name) for kind, name, points in sketch.GREENS]


def pitch() -> Patch:
    """Return the football pitch inside the stadium's oval."""
    x, y = sketch.STADIUM
    oval = LineString([(x - 12, y - 34), (x + 12, y + 34)]).buffer(38)
    return Patch(oval, "track", "")


def shores(land: Terrain) -> list[Patch]:
    """Return reeds and meadows along the water, wider where the river bends."""
    banks = [Patch(land.river_area.buffer(34).simplify(2), "meadow")]
    ravine = land.stream.buffer(48).union(land.stream.buffer(20))
    banks.append(Patch(ravine.simplify(2), "wood"))
    banks.append(Patch(land.reservoir.buffer(70).simplify(4), "meadow"))
    return [Patch(bank.shape.difference(land.water), bank.kind) for bank in banks]


def terraces(land: Terrain) -> list[Patch]:
    """Return the quarry as nested benches, the heaps as nested slopes."""
    steps = [Patch(land.quarry.buffer(-d).simplify(3), "quarry" if d == 0 else "bench")
             for d in (0, 70, 150, 240, 340)]  # fmt: skip
    heaps = [
        Patch(heap.buffer(-d).simplify(3), "heap") for heap in land.heaps for d in (0, 60, 120)
    ]
    old = [Patch(land.old_quarry, "quarry")]
    return [patch for patch in (*old, *steps, *heaps) if not patch.shape.is_empty]


def residential(streets: list[Street], land: Terrain) -> list[Patch]:
    """Return built-up land: what lies within a garden's depth of a quarter's streets."""
    patches = []
    for zone in ZONES:
        lines = [s.line for s in streets if s.zone == zone.code or _through(s, zone.area)]
        near = unary_union([line.intersection(zone.area.buffer(60)).buffer(66) for line in lines])
        whole = near.union(zone.area) if zone.style == "slabs" else near
        smooth = whole.buffer(90).buffer(-112).buffer(10).difference(land.water)
        kind = {"dachas": "dachas", "slabs": "apartments"}.get(zone.style, "residential")
        patches.append(Patch(_solid(smooth), kind))
    return patches


def fields(land: Terrain, taken: BaseGeometry, rng: np.random.Generator) -> list[Patch]:
    """Return ploughed fields between roads, in strips that turn from place to place."""
    roads = [line for _, line in land.roads.values()]
    edges = [*roads, *land.rails, land.river, land.stream, land.outline.exterior]
    found: list[Patch] = []
    for turn, part in zip(FIELD_TURNS * 20, _sectors(land, edges), strict=False):
        for strip in _strips(part, turn + float(rng.normal(0, 8)), rng):
            free = strip.buffer(-9).difference(taken)
            for piece in getattr(free, "geoms", [free]):
                tidy = piece.buffer(-16).buffer(16).simplify(2)
                if tidy.geom_type == "Polygon" and tidy.area > 25_000:
                    found.append(Patch(tidy, "field"))
    return found


def belts(land: Terrain, field_patches: list[Patch], taken: BaseGeometry) -> list[Patch]:
    """Return forest belts along some field edges, as planted in the steppe."""
    found: list[Patch] = []
    for patch in field_patches[::2]:
        corners = list(patch.shape.minimum_rotated_rectangle.exterior.coords)
        a, b = max(pairwise(corners), key=lambda s: float(Point(s[0]).distance(Point(s[1]))))
        ribbon = LineString([a, b]).buffer(9, cap_style="flat")
        near = ribbon.intersection(patch.shape.buffer(16)).difference(taken)
        found.extend(
            Patch(piece, "belt") for piece in getattr(near, "geoms", [near]) if piece.area > 2_500
        )
    return [patch for patch in found if land.outline.contains(patch.shape)]


def _through(street: Street, area: Polygon) -> bool:
    return street.zone == "road" and street.line.intersection(area).length > 60


def _solid(shape: BaseGeometry) -> BaseGeometry:
    """Drop small pieces and holes."""
    pieces = [p for p in getattr(shape, "geoms", [shape]) if p.area > 8_000]
    holes = [[h for h in p.interiors if Polygon(h).area > 6_000] for p in pieces]
    return MultiPolygon(
        [Polygon(p.exterior, h).simplify(2.5) for p, h in zip(pieces, holes, strict=True)]
    )


def _sectors(land: Terrain, edges: list[LineString]) -> list[Polygon]:
    faces = polygonize(unary_union(edges))
    inside = [f for f in faces if land.outline.contains(f.representative_point())]
    return sorted(
        (f for f in inside if f.area > 90_000), key=lambda f: (f.centroid.x, f.centroid.y)
    )


def _strips(part: Polygon, turn: float, rng: np.random.Generator) -> list[Polygon]:
    """Cut a sector by parallel lines, and the strips across at odd places."""
    middle = part.centroid
    flat = affinity.rotate(part, -turn, origin=middle)
    west, south, east, north = flat.bounds
    pieces: list[Polygon] = []
    low = south
    while low < north:
        high = low + rng.uniform(380, 640)
        at = west
        while at < east:
            until = at + rng.uniform(700, 1500)
            cut = flat.intersection(box(at, low, until, high))
            pieces.extend(p for p in getattr(cut, "geoms", [cut]) if p.geom_type == "Polygon")
            at = until
        low = high
    return [affinity.rotate(p, turn, origin=middle) for p in pieces if not p.is_empty]
