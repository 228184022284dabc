"""Gaps and equal overlaps, on shapes whose answer is plain."""

import pytest
import shapely

from gis.coverage import RankedShape, contested, uncovered
from gis.files.projection import geodesic_m2

OUTLINE = shapely.box(34.0, 47.6, 34.1, 47.7)
WEST, EAST = shapely.box(34.0, 47.6, 34.05, 47.7), shapely.box(34.05, 47.6, 34.1, 47.7)
MIDDLE = shapely.box(34.04, 47.6, 34.06, 47.7)
# A degree of longitude is about 75 km here.
METRE = 1 / 75_000


def _claims(*shapes: shapely.Geometry, rank: tuple[int, int] = (0, 0)) -> list[RankedShape]:
    return [RankedShape(number, rank, shape) for number, shape in enumerate(shapes)]


def test_without_shapes_the_whole_outline_is_a_gap() -> None:
    (gap,) = uncovered(OUTLINE, [], tolerance_m=10)
    assert gap.m2 == pytest.approx(geodesic_m2(OUTLINE))
    assert not gap.sliver


def test_shapes_that_tile_the_outline_leave_nothing() -> None:
    assert uncovered(OUTLINE, [WEST, EAST], tolerance_m=10) == []
    assert contested(OUTLINE, _claims(WEST, EAST), tolerance_m=10) == []


def test_each_separate_hole_is_a_part_the_largest_first() -> None:
    holes = shapely.box(34.01, 47.61, 34.02, 47.62), shapely.box(34.03, 47.61, 34.05, 47.63)
    around = shapely.difference(OUTLINE, shapely.union_all(holes))
    found = uncovered(OUTLINE, [around], tolerance_m=10)
    assert [shapely.equals(part.shape, hole) for part, hole in zip(found, holes[::-1], strict=True)]
    assert [part.m2 for part in found] == pytest.approx([geodesic_m2(h) for h in holes[::-1]])


def test_what_is_narrower_than_the_tolerance_is_a_sliver() -> None:
    short = shapely.box(34.0, 47.6, 34.1 - 8 * METRE, 47.7)
    (part,) = uncovered(OUTLINE, [short], tolerance_m=10)
    assert part.sliver
    (part,) = uncovered(OUTLINE, [short], tolerance_m=6)
    assert not part.sliver


def test_land_outside_the_outline_is_no_contest() -> None:
    beyond = shapely.box(34.1, 47.6, 34.2, 47.7)
    assert contested(OUTLINE, _claims(beyond, beyond), tolerance_m=10) == []


def test_equal_claims_contest_what_they_share() -> None:
    (part,) = contested(OUTLINE, _claims(WEST, MIDDLE), tolerance_m=10)
    assert part.owners == (0, 1)
    assert shapely.equals(part.shape, shapely.box(34.04, 47.6, 34.05, 47.7))


def test_a_better_right_ends_the_contest_where_it_reaches() -> None:
    equals = _claims(OUTLINE, OUTLINE, rank=(2, 0))
    better = [RankedShape("best", (0, 0), WEST)]
    (part,) = contested(OUTLINE, equals + better, tolerance_m=10)
    assert shapely.equals(part.shape, EAST)


def test_two_claims_of_one_owner_are_no_contest() -> None:
    claims = [RankedShape("one", (0, 0), WEST), RankedShape("one", (0, 0), MIDDLE)]
    assert contested(OUTLINE, claims, tolerance_m=10) == []


def test_land_of_three_is_told_once_and_with_all_three() -> None:
    thirds = [WEST, MIDDLE, shapely.box(34.045, 47.6, 34.055, 47.7)]
    found = contested(OUTLINE, _claims(*thirds), tolerance_m=10)
    assert shapely.equals(
        shapely.union_all([part.shape for part in found]),
        shapely.union_all(
            [shapely.intersection(a, b) for i, a in enumerate(thirds) for b in thirds[i + 1 :]]
        ),
    )
    assert sum(part.m2 for part in found) == pytest.approx(
        geodesic_m2(shapely.union_all([part.shape for part in found])), rel=1e-6
    )
    spot = shapely.Point(34.047, 47.65)
    assert [part.owners for part in found if shapely.covers(part.shape, spot)] == [(0, 1, 2)]
