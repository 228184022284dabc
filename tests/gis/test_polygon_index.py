"""Covering in bulk: the same answers as one by one, on borders, corners, holes and islands."""

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.db import Database
from gis.polygon_index import PolygonIndex
from tests.values import present

# A lattice of eighths: sums and products of such numbers are exact, so borders are truly met.
STEP = 0.125
LATTICE = st.integers(0, 24).map(lambda n: n * STEP)
SPOTS = st.lists(st.tuples(LATTICE, LATTICE), min_size=1, max_size=40)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


SQUARES = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 1, 2), box(1, 1, 2, 2)]
WITH_HOLE = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
ISLANDS = shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])
SLANTED = shapely.Polygon([(0, 0), (3, 1), (2, 3), (0.5, 2.5)])


@st.composite
def polygons(draw: st.DrawFn) -> shapely.Polygon:
    """A star around a centre: valid whatever its corners are, and they lie on the lattice."""
    x, y = draw(LATTICE), draw(LATTICE)
    corners = draw(st.lists(st.tuples(LATTICE, LATTICE), min_size=3, max_size=12, unique=True))
    hull = shapely.convex_hull(shapely.multipoints([(x, y), *corners]))
    return hull if hull.geom_type == "Polygon" else box(x, y, x + STEP, y + STEP)


def pairs_of(
    shapes: Sequence[shapely.Geometry], spots: Sequence[tuple[float, float]]
) -> list[tuple[int, int]]:
    lons, lats = np.array(spots, dtype=float).T
    points, areas = PolygonIndex(shapes).pairs(lons, lats)
    return list(zip(points.tolist(), areas.tolist(), strict=True))


def pairs_one_by_one(
    shapes: Sequence[shapely.Geometry], spots: Sequence[tuple[float, float]]
) -> list[tuple[int, int]]:
    """An independent way: GEOS's full topology of two shapes, without tree or preparation."""
    return [
        (place, area)
        for place, spot in enumerate(spots)
        for area, shape in enumerate(shapes)
        if shapely.relate_pattern(shape, shapely.Point(spot), "T*****FF*")
        or shapely.relate_pattern(shape, shapely.Point(spot), "***T**FF*")
    ]


@settings(max_examples=present(settings.default).max_examples * 3 // 2)
@given(st.lists(polygons(), min_size=1, max_size=8), SPOTS)
def test_each_point_is_in_the_polygons_that_cover_it(
    shapes: list[shapely.Polygon], spots: list[tuple[float, float]]
) -> None:
    assert pairs_of(shapes, spots) == pairs_one_by_one(shapes, spots)


@pytest.mark.parametrize("shape", [WITH_HOLE, ISLANDS, SLANTED], ids=["hole", "islands", "slant"])
def test_holes_are_outside_and_their_borders_are_not(shape: shapely.Geometry) -> None:
    spots = [(x * STEP, y * STEP) for x in range(26) for y in range(26)]
    assert pairs_of([shape], spots) == pairs_one_by_one([shape], spots)


def test_a_shared_corner_belongs_to_all_and_a_shared_border_to_both() -> None:
    assert pairs_of(SQUARES, [(1, 1), (1, 0.5), (0.5, 0.5), (5, 5)]) == [
        *((0, square) for square in range(4)),
        (1, 0),
        (1, 1),
        (2, 0),
    ]


@settings(max_examples=present(settings.default).max_examples // 5)
@given(st.lists(polygons(), min_size=1, max_size=5), SPOTS)
def test_postgis_agrees(
    shared_database: Database, shapes: list[shapely.Polygon], spots: list[tuple[float, float]]
) -> None:
    with shared_database.reading() as session:
        rows = session.execute(
            text("""
                SELECT p.n - 1, s.n - 1
                FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[]))
                    WITH ORDINALITY AS p (lon, lat, n)
                JOIN unnest(CAST(:shapes AS text[])) WITH ORDINALITY AS s (wkt, n)
                    ON ST_Covers(ST_GeomFromText(s.wkt), ST_MakePoint(p.lon, p.lat))
                ORDER BY p.n, s.n
            """),
            {
                "lons": [float(lon) for lon, _ in spots],
                "lats": [float(lat) for _, lat in spots],
                "shapes": [shape.wkt for shape in shapes],
            },
        ).all()
    assert pairs_of(shapes, spots) == [tuple(row) for row in rows]


def test_the_first_polygon_is_that_of_the_lowest_place() -> None:
    lons, lats = np.array([1.0, 1.5, 9.0]), np.array([1.0, 0.5, 9.0])
    assert PolygonIndex(SQUARES).first(lons, lats).tolist() == [0, 1, -1]


def test_nothing_covers_nothing() -> None:
    none = np.empty(0)
    assert [column.tolist() for column in PolygonIndex(SQUARES).pairs(none, none)] == [[], []]
    one = np.array([1.0])
    assert [column.tolist() for column in PolygonIndex([]).pairs(one, one)] == [[], []]
    assert PolygonIndex([]).first(one, one).tolist() == [-1]


def test_many_points_are_answered_as_few_are() -> None:
    rng = np.random.default_rng(3)
    lons, lats = rng.uniform(-0.5, 3.5, (2, 120_001))
    shapes = [*SQUARES, WITH_HOLE, ISLANDS, SLANTED]
    points, areas = PolygonIndex(shapes).pairs(lons, lats)
    for start in (0, 49_990, 99_990, 120_001 - 20):
        part = slice(start, start + 20)
        there = (points >= part.start) & (points < part.stop)
        found = list(zip((points[there] - start).tolist(), areas[there].tolist(), strict=True))
        assert found == pairs_of(shapes, list(zip(lons[part], lats[part], strict=True)))
