"""Combines roads and grown streets, joins their ends and names them."""

import json
from pathlib import Path

import numpy as np
from shapely import STRtree, unary_union
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from tools.demo_town.draw.streets import Street, Traces, grow_streets, joined, without_stubs
from tools.demo_town.draw.terrain import Terrain
from tools.demo_town.draw.zones import TOWN, ZONES, Zone

WORDS = Path(__file__).parent / "words"
SEED = 7
LANE_BELOW_M = 235.0
LONGEST_M = 950.0


def draw_network(land: Terrain) -> list[Street]:
    """Draw every street of the hromada, named, as one line a street."""
    rng = np.random.default_rng(SEED)
    seen = Traces()
    for _, road in land.roads.values():
        seen.add(road)
    grown = [
        (zone, line)
        for zone in ZONES
        if zone.style != "slabs"
        for line in grow_streets(zone, land, seen, rng)
    ]
    lines = _joined(grown, [road for _, road in land.roads.values()])
    streets = [
        Street(_kind(zone, piece), piece, zone.code, zone.settlement)
        for (zone, _), line in zip(grown, lines, strict=True)
        for piece in _split(line, zone, rng)
    ]
    return _named([*_road_pieces(land), *streets], rng)


def parts(geometry: BaseGeometry) -> list[LineString]:
    """Return the lines of a geometry that are long enough to matter."""
    if isinstance(geometry, LineString):
        return [geometry] if geometry.length > 5 else []
    if isinstance(geometry, MultiLineString) or hasattr(geometry, "geoms"):
        return [line for part in geometry.geoms for line in parts(part)]
    return []


def _joined(grown: list[tuple[Zone, LineString]], roads: list[LineString]) -> list[LineString]:
    lines = [line for _, line in grown]
    for index, line in enumerate(lines):
        around = line.buffer(160)
        others = [o for o in (*lines, *roads) if o is not line and o.intersects(around)]
        lines[index] = joined(line, others, reach_m=120).simplify(0.7)
    for index, line in enumerate(lines):
        around = line.buffer(5)
        others = [o for o in (*lines, *roads) if o is not line and o.intersects(around)]
        lines[index] = without_stubs(line, others)
    return lines


def _split(line: LineString, zone: Zone, rng: np.random.Generator) -> list[LineString]:
    """Halve a long street, or leave a gap in it as gardens do: the halves get two names."""
    if line.length < LONGEST_M and (zone.style != "private" or line.length < 320):
        return [line]
    gap_m = rng.uniform(85, 120) if zone.style == "private" and rng.random() < 0.5 else 0.0
    if line.length < LONGEST_M and not gap_m:
        return [line]
    share = rng.uniform(0.35, 0.65)
    middle = substring(line, share * line.length, share * line.length + max(gap_m, 0.5))
    return [piece for piece in parts(line.difference(middle.buffer(0.3))) if piece.length > 40]


def _kind(zone: Zone, line: LineString) -> str:
    if zone.style == "dachas":
        return "lane"
    return "lane" if line.length < LANE_BELOW_M and zone.style != "core" else "street"


def _road_pieces(land: Terrain) -> list[Street]:
    """Cut the sketched roads where a town or village begins: there they become streets."""
    pieces: list[Street] = []
    villages = [zone for zone in ZONES if zone.style == "village"]
    built = unary_union([land.town, *(zone.area.buffer(70) for zone in villages)])
    names = json.loads((WORDS / "streets.json").read_text(encoding="utf-8"))["roads"]
    for code, (kind, whole) in land.roads.items():
        line = whole.intersection(land.outline.buffer(40))
        inside = parts(line.intersection(land.town))
        pieces.extend(Street(kind, piece, "road", TOWN, names[code]) for piece in inside)
        pieces.extend(
            Street(kind, piece, zone.code, zone.settlement, "вулиця Центральна")
            for zone in villages
            for piece in parts(line.intersection(zone.area.buffer(70)))
        )
        pieces.extend(Street(kind, piece, "road", "") for piece in parts(line.difference(built)))
    return pieces


def _named(streets: list[Street], rng: np.random.Generator) -> list[Street]:
    pools = json.loads((WORDS / "streets.json").read_text(encoding="utf-8"))
    for key in ("core", "street", "lane"):
        rng.shuffle(pools[key])
    villages: dict[str, list[str]] = {}
    dacha = 0
    for street in sorted(streets, key=lambda s: -s.line.length):
        if street.name or not street.settlement:
            continue
        if street.zone == "dachas":
            dacha += 1
            street.name = f"СТ «Озерне» ({dacha}-а лінія)"
        elif street.settlement != TOWN:
            pool = villages.setdefault(street.settlement, list(rng.permutation(pools["village"])))
            street.name = _taken(pool, street.kind)
        else:
            wanted = "core" if street.zone == "core" else street.kind
            pool = pools[wanted] or pools["street" if wanted == "core" else "lane"]
            street.name = pool.pop()
    return _key(streets)


def _taken(pool: list[str], kind: str) -> str:
    wanted = "провулок" if kind == "lane" else "вулиця"
    index = next((i for i, name in enumerate(pool) if name.startswith(wanted)), 0)
    return str(pool.pop(index))


def _key(streets: list[Street]) -> list[Street]:
    for street in streets:
        street.key = f"{street.settlement}|{street.name}" if street.name else ""
    return streets


def crossings(streets: list[Street]) -> list[tuple[Street, Street, BaseGeometry]]:
    """Return the pairs of differently named streets that meet, with the place."""
    tree = STRtree([street.line for street in streets])
    found = []
    for index, street in enumerate(streets):
        for other in tree.query(street.line.buffer(2)):
            twin = streets[int(other)]
            if int(other) > index and street.name and twin.name and twin.key != street.key:
                meet = street.line.buffer(2).intersection(twin.line)
                if not meet.is_empty:
                    found.append((street, twin, meet.centroid))
    return found
