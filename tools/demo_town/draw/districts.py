"""Divides the hromada into districts along rivers, roads and the town's limit, gapless.

All lines are noded on one grid of 1e-6 degree and polygonised, so neighbours share every vertex.
"""

from dataclasses import dataclass

import numpy as np
from shapely import unary_union
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, substring

from tools.demo_town.draw import sketch
from tools.demo_town.draw.plane import Point as Spot
from tools.demo_town.draw.plane import lon_lat, lon_lat_of, roughened
from tools.demo_town.draw.terrain import Terrain

GRID_DEG = 1e-6
SEED = 5
OVERSHOOT_M = 6.0


@dataclass(frozen=True)
class District:
    """A part of the hromada; ``shape`` is EPSG:4326, lon and lat."""

    code: str
    name_uk: str
    name_en: str
    kind: str
    population: int
    shape: Polygon


# code: (name_uk, name_en, kind, population, a point inside)
DISTRICTS: dict[str, tuple[str, str, str, int, Spot]] = {
    "centr": ("Центр", "Old Centre", "microdistrict", 4210, (-150, 100)),
    "hirnyk": ("Мікрорайон Гірник", "Hirnyk", "microdistrict", 7860, (100, -1000)),
    "soniachnyi": ("Мікрорайон Сонячний", "Soniachnyi", "microdistrict", 9340, (-900, -700)),
    "brama": ("Степова Брама", "Stepova Brama", "microdistrict", 2180, (-1700, -1300)),
    "novoselivka": ("Новоселівка", "Novoselivka", "microdistrict", 3050, (-1500, 150)),
    "pivnichnyi": ("Північний", "Pivnichnyi", "microdistrict", 2420, (-1200, 1200)),
    "zarichchia": ("Заріччя", "Zarichchia", "microdistrict", 3970, (800, 900)),
    "livyi": ("Лівий Берег", "Livyi Bereh", "microdistrict", 2140, (1100, -600)),
    "promzona": ("Рудний", "Rudnyi", "microdistrict", 560, (2300, 600)),
    "vyshneva": ("Вишневобалківський старостинський округ", "Vyshneva Balka", "starosta", 1080,
                 (-4500, 3500)),
    "krynytsia": ("Новокриницький старостинський округ", "Nova Krynytsia", "starosta", 740,
                  (500, 4800)),
    "hirnytske": ("Гірницький старостинський округ", "Hirnytske", "starosta", 2310, (5000, 2600)),
    "luhove": ("Луговський старостинський округ", "Luhove", "starosta", 960, (4200, -3300)),
    "stepove": ("Степівський старостинський округ", "Stepove", "starosta", 870, (-1500, -4200)),
    "yar": ("Веселоярський старостинський округ", "Veselyi Yar", "starosta", 690, (-4600, -700)),
}  # fmt: skip

# Further pieces, cut off by roads, and the district they belong to.
PIECES: list[tuple[str, Spot]] = [
    ("novoselivka", (-2150, -330)), ("soniachnyi", (-1100, -340)), ("centr", (-440, -330)),
]  # fmt: skip

SPOKES: dict[str, list[Spot]] = {
    "north": [(-1160, 1640), (-1400, 2150), (-2000, 3000), (-2700, 4000), (-2800, 4600),
              (-2900, 5300), (-2700, 6600)],
    "north-east": [(1500, 1850), (1900, 2700), (2300, 3400), (3050, 4000), (3150, 4700),
                   (3000, 6200)],
    "east": [(2700, -620), (4100, -900), (4700, -700), (5600, -1000), (7300, -1150)],
    "south-west": [(-2400, -1700), (-3100, -2250), (-4000, -2300), (-5000, -2900), (-7000, -3100)],
    "west": [(-2500, 500), (-3300, 800), (-4200, 700), (-5200, 1250), (-7300, 900)],
    "centre-west": [(-680, 700), (-675, 300), (-720, 30), (-650, -169)],
    "gate": [(-3100, -620), (-2600, -560), (-2100, -560), (-1575, -585)],
    "core-east": [(340, -495), (500, -500), (900, -480)],
    "rudnyi-north": [(1365, 110), (1560, 420), (1640, 900), (1590, 1400), (1700, 2300)],
    "rudnyi-south": [(1460, -1270), (1700, -1400), (2200, -1600), (2500, -1700)],
}  # fmt: skip


def draw_districts(land: Terrain) -> list[District]:
    """Return the districts; their union is the hromada."""
    lines = [lon_lat(line) for line in _lines(land)]
    noded = unary_union(lines, grid_size=GRID_DEG)
    outline = lon_lat(land.outline)
    faces = [f for f in polygonize(noded) if outline.contains(f.representative_point())]
    owners = _owners(faces)
    found = []
    for code, (name_uk, name_en, kind, population, _) in DISTRICTS.items():
        mine = [face for face, owner in zip(faces, owners, strict=True) if owner == code]
        shape = unary_union(mine)
        if not isinstance(shape, Polygon):
            raise TypeError(f"district {code} is in pieces: {shape.geom_type}")
        found.append(District(code, name_uk, name_en, kind, population, shape))
    return found


def _lines(land: Terrain) -> list[BaseGeometry]:
    rng = np.random.default_rng(SEED)
    limit = roughened(sketch.TOWN_LIMIT, rng, share=0.05, shortest_m=420)
    roads = {name: line for name, (_, line) in land.roads.items()}
    centre_south = LineString([(-650, -169), *roads["prospect"].coords[1:40]])
    inner = [
        land.river, land.stream, roads["west"], roads["south"], roads["s1"], centre_south,
        _before(roads["boulevard"], (-715, -1285)), _after(roads["prospect"], (-715, -1285)),
        _before(_after(roads["east"], (495, 20)), (1365, 110)), roads["station"],
    ]  # fmt: skip
    town = Polygon(limit)
    kept = [line.intersection(town.buffer(25)) for line in inner[1:]]
    river = land.river.intersection(_right_of_limit(land))
    spokes = [LineString(points) for points in SPOKES.values()]
    whole = [land.outline.exterior, town.exterior, river, *kept, *spokes]
    return [_overshot(line.simplify(2.5)) for line in whole]


def _overshot(line: BaseGeometry) -> BaseGeometry:
    """Lengthen loose ends a little, so that they surely cross the line they end on."""
    if not isinstance(line, LineString) or line.is_ring:
        return line
    coords = np.array(line.coords)
    first, last = coords[0] - coords[1], coords[-1] - coords[-2]
    first, last = first / np.hypot(*first) * OVERSHOOT_M, last / np.hypot(*last) * OVERSHOOT_M
    return LineString([coords[0] + first, *coords, coords[-1] + last])


def _right_of_limit(land: Terrain) -> Polygon:
    """Return the land where the river is a border: from the dam southwards."""
    west, south, east, _ = land.outline.bounds
    return Polygon([(west, south - 500), (east, south - 500), (east, 1900), (west, 1900)])


def _owners(faces: list[Polygon]) -> list[str]:
    """Name each face after the point inside it; a face without one joins its longest neighbour."""
    spots = [*((code, row[4]) for code, row in DISTRICTS.items()), *PIECES]
    seeds = [(code, Point(lon_lat_of(*spot))) for code, spot in spots]
    owners = [next((code for code, seed in seeds if face.contains(seed)), "") for face in faces]
    while "" in owners:
        orphan = owners.index("")
        shared = [
            faces[orphan].intersection(face).length if owner else 0.0
            for face, owner in zip(faces, owners, strict=True)
        ]
        owners[orphan] = owners[int(np.argmax(shared))]
    return owners


def _before(line: LineString, spot: Spot) -> LineString:
    return _part(line, 0, line.project(Point(spot)))


def _after(line: LineString, spot: Spot) -> LineString:
    return _part(line, line.project(Point(spot)), line.length)


def _part(line: LineString, start: float, end: float) -> LineString:
    return substring(line, start, end)
