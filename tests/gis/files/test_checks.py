import numpy as np
import pytest
import shapely
import shapely.affinity
from shapely import LineString, MultiPolygon, Point, Polygon

from gis.files.checks import MAX_VERTICES, CheckedBoundaries, check_boundaries
from gis.files.fit import overlaps, parts_outside
from gis.files.projection import geodesic_m2
from tests.files import a_square

SMALL = 0.0001


def judged(*shapes: shapely.Geometry | None, max_vertices: int = MAX_VERTICES) -> CheckedBoundaries:
    labels = [f"№ {n}" for n in range(1, len(shapes) + 1)]
    return check_boundaries(np.array(shapes, dtype=object), labels, max_vertices=max_vertices)


def moved(shape: shapely.Geometry, lon: float, lat: float) -> shapely.Geometry:
    return shapely.affinity.translate(shape, lon, lat)


SWAPPED = shapely.transform(a_square(), lambda xy: xy[:, ::-1])
BOW_TIE = Polygon([(34, 47.6), (34.1, 47.7), (34.1, 47.6), (34, 47.7)])
with np.errstate(invalid="ignore"):
    WITH_NAN = Polygon([(34, 47.6), (34.1, float("nan")), (34.1, 47.7), (34, 47.6)])
    WITH_INFINITY = Polygon([(34, 47.6), (float("inf"), 47.6), (34.1, 47.7), (34, 47.6)])
FLAT = Polygon([(34, 47.6), (34.1, 47.6), (34, 47.6)])

REFUSED = {
    "a point": (Point(34, 47.6), "not-a-polygon", "it is a Point"),
    "a line": (LineString([(34, 47.6), (34.1, 47.7)]), "not-a-polygon", "it is a LineString"),
    "a mixture": (
        shapely.GeometryCollection([a_square(), Point(34, 47)]),
        "not-a-polygon",
        "GeometryCollection",
    ),
    "nothing": (Polygon(), "no-area", "empty"),
    "a line drawn as polygon": (FLAT, "no-area", "encloses no area"),
    "NaN": (WITH_NAN, "not-finite", "NaN"),
    "infinity": (WITH_INFINITY, "not-finite", "infinity"),
    "swapped axes": (SWAPPED, "swapped-axes", "are swapped: its first vertex is at 47.6"),
    "another country": (moved(a_square(), -110, -7), "outside-ukraine", "outside Ukraine"),
    "metres": (a_square(5_400_000, 5_300_000, 1000), "outside-ukraine", "reference system"),
    "half abroad": (a_square(40.95), "outside-ukraine", "reaches outside"),
    "a bow-tie": (BOW_TIE, "self-intersection", "would change its area by 100.0%"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_boundary_that_cannot_be_taken_is_named_with_the_remedy(case: str) -> None:
    shape, kind, reason = REFUSED[case]
    (fault,) = judged(a_square(), shape).faults
    assert (fault.number, fault.label, fault.kind) == (2, "№ 2", kind)
    assert reason in fault.reason


def test_every_fault_of_a_file_is_found_at_once() -> None:
    kinds = [fault.kind for fault in judged(SWAPPED, Point(34, 47.6), BOW_TIE).faults]
    assert kinds == ["swapped-axes", "not-a-polygon", "self-intersection"]


def test_vertices_are_bounded() -> None:
    fine, detailed = Point(34, 47.6).buffer(0.1, quad_segs=20), Point(34, 47.6).buffer(0.1, 64)
    (fault,) = judged(fine, detailed, max_vertices=100).faults
    assert (fault.number, fault.kind) == (2, "too-many-vertices")
    assert "257 vertices, the most is 100" in fault.reason


def test_a_small_knot_is_untangled_and_told() -> None:
    """A digitiser's slip: the line crosses itself over ten metres."""
    knot = [(34.05 + SMALL, 47.7 + SMALL), (34.05, 47.7 + SMALL), (34.05 + SMALL, 47.7)]
    knotted = Polygon([(34, 47.6), (34.1, 47.6), (34.1, 47.7), (34.05, 47.7), *knot, (34, 47.7)])
    assert not knotted.is_valid
    result = judged(knotted)
    assert not result.faults
    assert result.shapes[0].is_valid
    assert result.repairs[0].what == ("self-intersections untangled",)
    assert result.repairs[0].share < 0.001


def test_slivers_beside_a_real_polygon_are_dropped_and_told() -> None:
    sliver = shapely.box(34.5, 47.6, 34.500001, 47.600001)
    result = judged(MultiPolygon([a_square(), sliver]))
    assert len(result.shapes[0].geoms) == 1
    assert result.repairs[0].what == ("slivers under 1 m² dropped",)


def test_parts_with_a_size_stay() -> None:
    two = MultiPolygon([a_square(), a_square(35)])
    result = judged(two)
    assert shapely.equals(result.shapes[0], two)
    assert not result.repairs


def test_doubled_vertices_are_dropped_and_told() -> None:
    doubled = Polygon([(34, 47.6), (34, 47.6), (34.1, 47.6), (34.1, 47.7), (34, 47.7)])
    result = judged(doubled)
    assert shapely.get_num_coordinates(result.shapes[0]) == 5
    assert result.repairs[0].what == ("doubled vertices dropped",)


def test_overlapping_parts_become_one() -> None:
    result = judged(MultiPolygon([a_square(), a_square(34.0999)]))
    assert result.shapes[0].is_valid
    assert len(result.shapes[0].geoms) == 1


def test_outer_rings_are_turned_without_a_word() -> None:
    clockwise = a_square().reverse() if a_square().exterior.is_ccw else a_square()
    result = judged(clockwise)
    assert result.shapes[0].geoms[0].exterior.is_ccw
    assert not result.repairs


def test_a_hole_stays_a_hole() -> None:
    ring = a_square().difference(a_square(34.04, 47.64, 0.02))
    assert shapely.equals(judged(ring).shapes[0], ring)


def test_areas_are_of_the_ground() -> None:
    """A degree of longitude is shorter here than one of latitude."""
    assert geodesic_m2(a_square()) == pytest.approx(83.6e6, rel=0.01)


def test_parts_outside_the_outline_are_measured() -> None:
    outline = a_square()
    inside, half_out = a_square(34.02, 47.62, 0.02), a_square(34.09, 47.62, 0.02)
    (found,) = parts_outside(np.array([inside, half_out]), outline)
    assert found.index == 1
    assert found.share == pytest.approx(0.5, rel=0.01)


def test_neighbours_do_not_overlap_and_others_are_measured() -> None:
    shapes = np.array([a_square(), a_square(34.1), a_square(34.05, 47.65)])
    pairs = [(pair.first, pair.second) for pair in overlaps(shapes)]
    assert pairs == [(0, 2), (1, 2)]
