"""Builds the planned quarter: slab blocks around courtyards, schools, kindergartens, towers."""

from itertools import pairwise

import numpy as np
from shapely import affinity, prepare, unary_union
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize

from tools.demo_town.draw.buildings import (
    Building,
    Ground,
    angled,
    courtyard,
    heading_deg,
    oriented,
    rectangle,
)
from tools.demo_town.draw.streets import Street

LENGTHS_M = (34.0, 48.0, 48.0, 62.0, 76.0, 76.0, 94.0)
DEPTH_M = 12.4


def superblocks(streets: list[Street], within: Polygon) -> list[Polygon]:
    """Return the blocks between streets whose middle lies in the quarter."""
    near = [s.line for s in streets if s.line.intersects(within.buffer(30))]
    faces = polygonize(unary_union(near))
    blocks = [f for f in faces if f.area > 9_000 and within.contains(f.representative_point())]
    return sorted(blocks, key=lambda block: (round(block.centroid.y, -2), block.centroid.x))


def build_slabs(ground: Ground, blocks: list[Polygon], rng: np.random.Generator) -> None:
    """Fill each block in one of four ways, so that no two neighbours look the same."""
    manners = (_perimeter, _leaning_rows, _courts, _perimeter, _points)
    for index, block in enumerate(blocks):
        inside = block.buffer(-15)
        if inside.is_empty:
            continue
        prepare(inside)
        _institution(ground, inside, rng, "school" if index % 3 == 0 else "kindergarten")
        manners[index % len(manners)](ground, inside, rng)
        _points(ground, inside, rng, count=int(rng.integers(1, 4)))
        _small(ground, inside, rng)


def courtyard_lanes(blocks: list[Polygon], ground: Ground) -> list[LineString]:
    """Draw a drive inside each block, where no building stands, let out to the street."""
    lanes = []
    taken = unary_union([building.shape.buffer(3.2) for building in ground.buildings])
    prepare(taken)
    for block in blocks:
        for inset in (34.0, 74.0):
            loop = block.buffer(-inset)
            rings = [loop] if loop.geom_type == "Polygon" else list(loop.geoms)
            for ring in rings:
                if ring.area > 2_500:
                    smooth = ring.simplify(9).buffer(10).buffer(-10).exterior
                    lanes.extend(_free(smooth.difference(taken), 35))
        lanes.extend(_exits(block, taken))
    return lanes


def _exits(block: Polygon, taken: Polygon) -> list[LineString]:
    edge = block.exterior
    found = []
    for share in np.arange(0.04, 1, 0.125):
        out = edge.interpolate(share, normalized=True)
        core = block.buffer(-76)
        if core.geom_type != "Polygon" or core.area < 2_500:
            continue
        inner = core.exterior
        way = LineString([out, inner.interpolate(inner.project(out))])
        if not taken.intersects(way):
            found.append(way)
    return found[:4]


def _free(line: LineString, shortest_m: float) -> list[LineString]:
    pieces = [line] if line.geom_type == "LineString" else list(line.geoms)
    return [piece for piece in pieces if piece.length > shortest_m]


def _slab(ground: Ground, inside: Polygon, at: Point, turned: float, length: float) -> bool:
    shape = oriented(rectangle(length, DEPTH_M), at, turned)
    return inside.contains(shape) and ground.build(Building(shape, "apartments"), apart_m=11)


def _perimeter(ground: Ground, inside: Polygon, rng: np.random.Generator) -> None:
    """Slabs along the edge, with gaps; now and then one turned inwards."""
    edge = inside.buffer(-9).simplify(4)
    ring = max(getattr(edge, "geoms", [edge]), key=lambda piece: float(piece.area)).exterior
    at = rng.uniform(0, 20)
    while at < ring.length - 20:
        length = float(rng.choice(LENGTHS_M))
        middle = ring.interpolate(at + length / 2)
        ahead, back = ring.interpolate(at + length * 0.8), ring.interpolate(at + length * 0.2)
        turned = heading_deg(back, ahead)
        if not _slab(ground, inside, middle, turned, length):
            _slab(ground, inside, middle, turned, 34)
        at += length + rng.uniform(13, 34)
    _leaning_rows(ground, inside.buffer(-44), rng)


def _leaning_rows(ground: Ground, inside: Polygon, rng: np.random.Generator) -> None:
    """Parallel slabs leaning to the street, each row shifted."""
    if inside.is_empty or inside.area < 4_000:
        return
    lean = _long_side(inside) + float(rng.choice([-34, -24, 26, 38, 90]))
    west, south, east, north = affinity.rotate(inside, -lean, origin=inside.centroid).bounds
    middle = inside.centroid
    row = south + rng.uniform(8, 20)
    while row < north:
        at = west + rng.uniform(0, 30)
        while at < east:
            length = float(rng.choice(LENGTHS_M))
            spot = affinity.rotate(Point(at + length / 2, row), lean, origin=middle)
            _slab(ground, inside, spot, lean, length)
            at += length + rng.uniform(16, 30)
        row += rng.uniform(40, 52)


def _courts(ground: Ground, inside: Polygon, rng: np.random.Generator) -> None:
    """Group slabs in U and L around courtyards."""
    base = _long_side(inside) + float(rng.choice([0, 12, -15]))
    west, south, east, north = inside.bounds
    for x in np.arange(west + 50, east, 112):
        for y in np.arange(south + 50, north, 104):
            middle = Point(x + rng.uniform(-10, 10), y + rng.uniform(-10, 10))
            turn = base + float(rng.choice([0, 90, 180, 270]))
            for dx, dy, extra, length in ((0, -38, 0, 76), (-44, 4, 90, 62), (44, 4, 90, 48)):
                spot = affinity.rotate(Point(middle.x + dx, middle.y + dy), turn, origin=middle)
                _slab(ground, inside, spot, turn + extra, length)


def _points(ground: Ground, inside: Polygon, rng: np.random.Generator, count: int = 90) -> None:
    """Towers of nine storeys, scattered at one angle."""
    base = _long_side(inside)
    lean = float(rng.choice([0, 30, 45]))
    west, south, east, north = inside.bounds
    for _ in range(count):
        spot = Point(rng.uniform(west, east), rng.uniform(south, north))
        size = rng.uniform(19, 25)
        shape = oriented(rectangle(size, size * 0.86), spot, base + lean)
        if inside.contains(shape):
            ground.build(Building(shape, "apartments"), apart_m=18)


def _institution(ground: Ground, inside: Polygon, rng: np.random.Generator, kind: str) -> None:
    """Put a school or kindergarten near the middle, its yard kept free around it."""
    middle, turned = inside.centroid, _long_side(inside) + float(rng.choice([0, 90, 180]))
    shape = courtyard(66, 13, 44) if kind == "school" else angled(36, 13, 16, mirrored=False)
    if inside.area > 16_000:
        placed = oriented(shape, middle, turned)
        ground.build(Building(placed, kind), apart_m=22)


def _small(ground: Ground, inside: Polygon, rng: np.random.Generator) -> None:
    """Shops, boiler houses and transformer boxes."""
    west, south, east, north = inside.bounds
    for _ in range(10):
        spot = Point(rng.uniform(west, east), rng.uniform(south, north))
        shape = oriented(
            rectangle(rng.uniform(6, 22), rng.uniform(6, 12)), spot, _long_side(inside)
        )
        if inside.contains(shape):
            ground.build(Building(shape, "service"), apart_m=8)


def _long_side(shape: Polygon) -> float:
    corners = list(shape.minimum_rotated_rectangle.exterior.coords)
    a, b = max(pairwise(corners), key=lambda s: float(Point(s[0]).distance(Point(s[1]))))
    return heading_deg(Point(a), Point(b))
