"""Draws the town in order: terrain, streets, greens, public buildings, slabs, works, houses."""

from dataclasses import dataclass

import numpy as np
from shapely import unary_union
from shapely.geometry import LineString, Polygon

from tools.demo_town.draw import greenery
from tools.demo_town.draw.buildings import Building, Ground
from tools.demo_town.draw.greenery import Patch
from tools.demo_town.draw.houses import build_along_road, build_houses
from tools.demo_town.draw.network import draw_network
from tools.demo_town.draw.plane import curve
from tools.demo_town.draw.slabs import build_slabs, courtyard_lanes, superblocks
from tools.demo_town.draw.streets import Street
from tools.demo_town.draw.terrain import Terrain, draw_terrain
from tools.demo_town.draw.works import YARDS, build_public, build_works
from tools.demo_town.draw.zones import ZONES

SEED = 23
LANDUSE_OF_YARD = {"halls": "industrial", "stores": "industrial", "garages": "garages"}
LATER_QUARTER = Polygon([(-700, -1300), (-250, -1420), (-380, -1900), (-470, -2390), (-880, -2060)])


@dataclass
class Town:
    """Everything drawn on the plane."""

    land: Terrain
    streets: list[Street]
    paths: list[LineString]
    greens: list[Patch]
    landuse: list[Patch]
    buildings: list[Building]
    blocks: list[Polygon]


def draw_town() -> Town:
    """Draw the town; the result is always the same."""
    rng = np.random.default_rng(SEED)
    land = draw_terrain()
    streets = draw_network(land)
    greens = greenery.parks()
    ground = Ground(land, streets, [patch.shape for patch in greens])
    build_public(ground)
    soviet = next(zone for zone in ZONES if zone.style == "slabs").area
    roads = [street for street in streets if street.zone == "road"]
    blocks = superblocks(roads, soviet) + superblocks(roads, LATER_QUARTER)
    blocks = [_open(block, greens) for block in blocks]
    build_slabs(ground, blocks, rng)
    build_works(ground, rng)
    _houses(ground, streets, rng)
    paths = [*courtyard_lanes(blocks, ground), *_walks(greens, land)]
    landuse = _landuse(land, streets, greens, rng)
    greens += [*greenery.shores(land), greenery.pitch()]
    return Town(land, streets, paths, greens, landuse, ground.buildings, blocks)


def _houses(ground: Ground, streets: list[Street], rng: np.random.Generator) -> None:
    for zone in ZONES:
        if zone.style == "slabs":
            continue
        style = {"core": "core", "village": "village"}.get(zone.style, zone.style)
        for street in streets:
            if street.zone == "road" and street.name and street.line.intersects(zone.area):
                build_along_road(ground, street, zone.area.buffer(48), style, rng)
    build_houses(ground, streets, rng)


def _open(block: Polygon, greens: list[Patch]) -> Polygon:
    """Take parks out of a block."""
    left = block.difference(unary_union([patch.shape.buffer(6) for patch in greens]))
    return max(getattr(left, "geoms", [left]), key=lambda piece: piece.area)


def _walks(greens: list[Patch], land: Terrain) -> list[LineString]:
    """Draw footpaths: through each park, and along the embankment."""
    walks = []
    for patch in greens:
        if patch.kind != "park":
            continue
        middle, edge = patch.shape.centroid, patch.shape.exterior
        for share in (0.05, 0.3, 0.52, 0.78):
            out = edge.interpolate(share, normalized=True)
            bend = edge.interpolate(share + 0.07, normalized=True)
            via = ((middle.x + bend.x) / 2, (middle.y + bend.y) / 2)
            walks.append(curve([out.coords[0], via, middle.coords[0]], 10))
    bank = land.river.buffer(32).exterior.intersection(Polygon([
        (-100, 700), (700, 380), (860, -100), (860, -500), (700, -500), (600, 100), (100, 300),
    ]))  # fmt: skip
    walks += [line.simplify(2) for line in getattr(bank, "geoms", [bank]) if line.length > 60]
    return walks


def _landuse(
    land: Terrain, streets: list[Street], greens: list[Patch], rng: np.random.Generator
) -> list[Patch]:
    built = greenery.residential(streets, land)
    works = [
        Patch(yard.area.buffer(10).buffer(-4), LANDUSE_OF_YARD[yard.style], yard.name)
        for yard in YARDS
    ]  # fmt: skip
    pits = greenery.terraces(land)
    later = [Patch(LATER_QUARTER, "apartments")]
    roads = [line.buffer(16) for _, line in land.roads.values()]
    taken = unary_union([
        *(p.shape.buffer(45) for p in built),
        *(p.shape.buffer(22) for p in (*works, *pits, *greens)),
        *roads,
        *(rail.buffer(28) for rail in land.rails), land.water.buffer(75), land.stream.buffer(60),
        LATER_QUARTER,
    ])  # fmt: skip
    fields = greenery.fields(land, taken, rng)
    belts = greenery.belts(land, fields, unary_union([taken.buffer(-6)]))
    return [Patch(land.outline, "grass"), *fields, *belts, *built, *later, *works, *pits]
