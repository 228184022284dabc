"""Invents areas of responsibility like a country's: 1,500 polygons, 1,000 vertices, shared borders.

Most of them tile the territory without gaps, with each border shared by two and each corner by
three; the rest overlap them. And points: at random, on corners, on borders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from app.domain.names import NO_NAME
from app.queries.territory.areas_in_force import AreaInForce, LeafCategory
from gis.polygon_index import Floats

_HROMADA = """
INSERT INTO hromada (id, katottg, slug, name_uk, name_en, boundary, centre, served, created_at)
SELECT 1, 'UA1', 'land', 'Земля', 'Land', ST_Multi(box), ST_Centroid(box), true, now()
FROM ST_GeomFromWKB(decode(:wkb, 'hex'), 4326) AS box
"""
_BODY = """
INSERT INTO body (id, hromada_id, code, name_uk, name_en)
VALUES (:id, 1, 'b' || :id, 'Управління', 'Department')
"""
_CATEGORY = """
INSERT INTO category (id, hromada_id, code, parent_id, name_uk, name_en, default_body_id)
VALUES (:id, 1, :code, :parent, 'Вид', 'Kind', :body)
"""
_AREA = """
INSERT INTO area (id, hromada_id, code, name_uk, body_id, everything, priority, area_m2, boundary,
    valid_from)
VALUES (:id, 1, :code, :name, :body, :everything, :priority, :area_m2,
    ST_Multi(ST_GeomFromWKB(decode(:wkb, 'hex'), 4326)), '2020-01-01')
"""
WEST, SOUTH, EAST, NORTH = 24.0, 46.0, 38.0, 51.0
GROUPS, LEAVES_EACH, BODIES = 12, 6, 40
_OVERLAPPING = 0.1


@dataclass(frozen=True, slots=True)
class InventedAreas:
    """Areas in force and leaf categories, as routing uses them."""

    held: list[AreaInForce]
    kinds: dict[int, LeafCategory]


def invent_areas(rng: np.random.Generator, *, areas: int, vertices: int) -> InventedAreas:
    """Return areas of which the median one has ``vertices`` vertices."""
    above = round(areas * _OVERLAPPING)
    shapes = [*_tiling(rng, areas - above, vertices), *_blots(rng, above, vertices)]
    kinds = {kind.id: kind for kind in _kinds()}
    held = [_holding(number, shape, rng) for number, shape in enumerate(shapes, 1)]
    return InventedAreas(held, kinds)


def invent_points(
    rng: np.random.Generator, land: InventedAreas, count: int
) -> tuple[Floats, Floats]:
    """Return points: seven tenths at random, the rest on vertices, on borders, beside borders."""
    tenth = count // 10
    edges = _edges(land)
    chosen = edges[rng.integers(0, len(edges), 3 * tenth)]
    corners = chosen[:tenth, 0]
    along = rng.random((2 * tenth, 1))
    borders = chosen[tenth:, 0] * (1 - along) + chosen[tenth:, 1] * along
    borders[tenth:] += rng.uniform(-1e-12, 1e-12, (tenth, 2))
    anywhere = rng.uniform((WEST, SOUTH), (EAST, NORTH), (count - 3 * tenth, 2))
    points = np.concatenate([anywhere, corners, borders])
    points = np.clip(points, (WEST, SOUTH), (EAST, NORTH))
    rng.shuffle(points)
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def _tiling(rng: np.random.Generator, count: int, vertices: int) -> list[Any]:
    """Cut the territory into cells whose borders are made winding, on both sides alike."""
    centres = shapely.multipoints(rng.uniform((WEST, SOUTH), (EAST, NORTH), (count, 2)))
    land = shapely.box(WEST, SOUTH, EAST, NORTH)
    between = shapely.voronoi_polygons(centres, extend_to=land, only_edges=True)
    borders = shapely.union_all([shapely.intersection(between, land), land.boundary])
    lines = shapely.get_parts(shapely.node(borders))
    cells = shapely.get_parts(shapely.polygonize(lines))
    step = float(np.median(shapely.length(cells))) / vertices
    fine = shapely.segmentize(lines, step)
    winding = [_winding(line, rng, step) for line in fine]
    return [*shapely.get_parts(shapely.polygonize(winding))]


def _winding(line: Any, rng: np.random.Generator, step: float) -> Any:  # noqa: ANN401
    corners = shapely.get_coordinates(line)
    corners[1:-1] += rng.uniform(-0.3, 0.3, corners[1:-1].shape) * step
    return shapely.linestrings(corners)


def _blots(rng: np.random.Generator, count: int, vertices: int) -> list[Any]:
    turns = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    blots = []
    for _ in range(count):
        x, y = rng.uniform((WEST + 1, SOUTH + 1), (EAST - 1, NORTH - 1))
        far = rng.uniform(0.1, 0.8) * (1 + 0.2 * np.sin(5 * turns) + rng.uniform(0, 0.01, vertices))
        corners = np.c_[x + far * np.cos(turns), y + far * np.sin(turns)]
        blots.append(shapely.polygons(np.vstack([corners, corners[:1]])))
    return blots


def _edges(land: InventedAreas) -> NDArray[np.float64]:
    rings = [shapely.get_coordinates(holding.shape) for holding in land.held]
    return np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])


def _kinds() -> list[LeafCategory]:
    return [
        LeafCategory(
            id=GROUPS + group * LEAVES_EACH + leaf,
            code=f"g{group}.{leaf}",
            parent_id=group,
            name=NO_NAME,
            default_body_id=1 + group if leaf else None,
        )
        for group in range(1, GROUPS + 1)
        for leaf in range(LEAVES_EACH)
    ]


def _holding(number: int, shape: Any, rng: np.random.Generator) -> AreaInForce:  # noqa: ANN401
    groups = rng.choice(GROUPS, 4, replace=False) + 1
    leaves = GROUPS + LEAVES_EACH + rng.choice(GROUPS * LEAVES_EACH, 12, replace=False)
    return AreaInForce(
        id=number,
        code=f"a{number}",
        version=1,
        name_uk=f"Зона {number}",
        name_en="",
        body_id=int(rng.integers(1, BODIES + 1)),
        priority=int(rng.integers(0, 3)),
        everything=bool(rng.random() < 0.5),
        # Some are of one size: then the older wins.
        area_m2=round(shape.area, 1),
        decision="",
        shape=shape,
        category_ids=frozenset(int(one) for one in (*groups, *leaves)),
    )


def store(conn: Connection, land: InventedAreas) -> None:
    """Store the areas as those of one hromada, as superuser of an empty migrated database."""
    for statement, rows in _rows_of(land):
        conn.execute(text(statement), rows or None)


def _rows_of(land: InventedAreas) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the statements that create the hromada, with their rows."""
    yield "SET session_replication_role = replica", []
    box = {"wkb": shapely.to_wkb(shapely.box(WEST, SOUTH, EAST, NORTH), hex=True)}
    yield _HROMADA, [box]
    yield _BODY, [{"id": body} for body in range(1, BODIES + 1)]
    groups = [
        {"id": n, "code": f"g{n}", "parent": None, "body": None} for n in range(1, GROUPS + 1)
    ]
    leaves = [
        {"id": kind.id, "code": kind.code, "parent": kind.parent_id, "body": kind.default_body_id}
        for kind in land.kinds.values()
    ]
    yield _CATEGORY, groups + leaves
    yield (
        _AREA,
        [
            {
                "id": held.id,
                "code": held.code,
                "name": held.name_uk,
                "body": held.body_id,
                "everything": held.everything,
                "priority": held.priority,
                "area_m2": held.area_m2,
                "wkb": shapely.to_wkb(held.shape, hex=True),
            }
            for held in land.held
        ],
    )
    yield (
        "INSERT INTO area_category (hromada_id, area_id, category_id) VALUES (1, :area, :category)",
        [{"area": held.id, "category": one} for held in land.held for one in held.category_ids],
    )
