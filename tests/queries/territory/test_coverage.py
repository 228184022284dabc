"""The proof of coverage says of every point what routing says of it."""

from datetime import timedelta

import numpy as np
import pytest
import shapely
from sqlalchemy.orm import Session

from app.domain.routing import Decision
from app.models.places import Category, Hromada
from app.queries.territory.areas_in_force import outline_of
from app.queries.territory.coverage import CoverageQuery, Sheet, change_moments, coverage
from app.queries.territory.routing_many import Spots, place_many
from app.queries.territory.tiling import country_tiling, district_tiling
from gis.geometry import Point
from tests.builders import (
    LONG_AGO,
    NOON,
    a_body,
    a_category,
    a_district,
    a_hromada,
    a_report,
    an_area,
    square,
)
from tests.values import present

NOW = CoverageQuery(NOON, tolerance_m=10)
WEST_HALF = "SRID=4326;MULTIPOLYGON(((34.0 47.6,34.05 47.6,34.05 47.7,34.0 47.7,34.0 47.6)))"


def _sheet(
    session: Session, hromada: Hromada, code: str = "roads.pothole", asked: CoverageQuery = NOW
) -> Sheet:
    sheet = coverage(session, asked).sheet_of(code)
    assert sheet is not None
    return sheet


def test_without_areas_everything_is_a_gap(session: Session) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada)
    sheet = _sheet(session, hromada)
    (gap,) = sheet.some(gap=True)
    assert gap.shape.equals(outline_of(session))
    assert sheet.defaults == (None,)


def test_a_hromada_without_categories_has_nothing_to_prove(session: Session) -> None:
    assert coverage(session, NOW).sheets == ()


def test_another_hromadas_areas_cover_nothing_here(session: Session) -> None:
    other = a_hromada(session, "other")
    an_area(session, a_body(session, other))
    hromada = a_hromada(session)
    a_category(session, hromada)
    assert _sheet(session, hromada).km2(gap=True) > 0


def test_the_land_of_a_body_that_takes_no_reports_is_a_gap(session: Session) -> None:
    hromada = a_hromada(session)
    idle, other = a_body(session, hromada, "idle", active=False), a_body(session, hromada, "other")
    pothole = a_category(session, hromada, default_body_id=idle.id)
    an_area(session, idle, pothole, code="all")
    an_area(session, other, pothole, code="west", boundary=WEST_HALF)
    sheet = _sheet(session, hromada)
    (gap,) = sheet.some(gap=True)
    assert gap.shape.bounds == pytest.approx((34.05, 47.6, 34.1, 47.7))
    assert (sheet.some(gap=False), sheet.defaults) == ((), (None,))


def test_equal_areas_of_two_bodies_are_told_and_the_smaller_answers(session: Session) -> None:
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    large, small = a_body(session, hromada, "large"), a_body(session, hromada, "small")
    an_area(session, large, pothole, code="a")
    an_area(session, small, pothole, code="b", boundary=WEST_HALF)
    sheet = _sheet(session, hromada)
    (overlap,) = sheet.some(gap=False)
    assert set(overlap.bodies) == {large.id, small.id}
    assert overlap.answers == small.id
    assert sheet.some(gap=True) == ()


@pytest.mark.parametrize(
    "given", [{"priority": 1}, {"everything": True}], ids=["priority", "specificity"]
)
def test_what_routing_was_told_to_prefer_is_no_overlap(
    session: Session, given: dict[str, int] | dict[str, bool]
) -> None:
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    an_area(session, a_body(session, hromada, "one"), pothole, code="a")
    named = () if "everything" in given else (pothole,)
    an_area(session, a_body(session, hromada, "two"), *named, code="b", **given)
    assert _sheet(session, hromada).some(gap=False) == ()


def test_reports_that_fell_into_a_gap_are_counted(session: Session) -> None:
    hromada = a_hromada(session)
    pothole, lamp = a_category(session, hromada), a_category(session, hromada, "light.lamp")
    an_area(session, a_body(session, hromada), pothole, lamp, boundary=WEST_HALF)
    for lon, category in (
        (34.02, "roads.pothole"),
        (34.08, "roads.pothole"),
        (34.05, "light.lamp"),
    ):
        a_report(session, hromada, point=Point(lon, 47.65), category=category)
    (gap,) = _sheet(session, hromada).some(gap=True)
    # The one at 34.05 lies on the border, which the area covers.
    assert (gap.reports, gap.open_reports) == (1, 1)


def test_coverage_of_the_past_is_that_of_the_areas_then_in_force(session: Session) -> None:
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    an_area(session, a_body(session, hromada), pothole, valid_from=NOON)
    before = CoverageQuery(NOON - timedelta(days=1))
    assert _sheet(session, hromada).some(gap=True) == ()
    assert _sheet(session, hromada, asked=before).km2(gap=True) > 0
    assert change_moments(session) == [NOON]


def test_a_point_is_in_a_gap_exactly_if_routing_finds_no_area(session: Session) -> None:
    rng = np.random.default_rng(7)
    _hromada, kinds = _a_tangle(session, rng)
    proof = coverage(session, CoverageQuery(NOON, tolerance_m=0))
    lons, lats = 34 + rng.random(600) * 0.1, 47.6 + rng.random(600) * 0.1
    seen = {"gap": 0, "equal": 0, "sound": 0}
    for kind in kinds:
        sheet = present(proof.sheet_of(kind.code))
        spots = shapely.points(lons, lats)
        gaps = shapely.union_all([flaw.shape for flaw in sheet.some(gap=True)])
        equal = shapely.union_all([flaw.shape for flaw in sheet.some(gap=False)])
        spots_of_kind = Spots(lons, lats, [kind.id] * len(lons))
        places = place_many(session, spots_of_kind, at=NOON)
        for spot, place in zip(spots, places, strict=True):
            said = _routing_says(place.decision)
            seen[said] += 1
            assert shapely.covers(gaps, spot) == (said == "gap"), (kind.code, spot)
            assert shapely.covers(equal, spot) == (said == "equal"), (kind.code, spot)
    assert all(seen.values()), seen


def _routing_says(decision: Decision) -> str:
    best = decision.winner
    if best is None:
        return "gap"
    candidates = (best, *decision.rivals)
    equals = {c.body_id for c in candidates if (c.reach, c.priority) == (best.reach, best.priority)}
    return "equal" if len(equals) > 1 else "sound"


def _a_tangle(session: Session, rng: np.random.Generator) -> tuple[Hromada, list[Category]]:
    """Twenty areas of five bodies over each other, three kinds, two priorities."""
    hromada = a_hromada(session)
    kinds = [a_category(session, hromada, code) for code in ("roads.a", "roads.b", "light.c")]
    bodies = [a_body(session, hromada, f"b{n}") for n in range(5)]
    for number in range(20):
        named = [kind for kind in kinds if rng.random() < 0.3]
        circle = shapely.Point(34 + rng.random() * 0.1, 47.6 + rng.random() * 0.1).buffer(0.018)
        area = an_area(
            session, bodies[number % 5], *named, code=f"a{number}", priority=int(rng.integers(2)),
            boundary=f"SRID=4326;{shapely.MultiPolygon([circle]).wkt}",
        )  # fmt: skip
        assert area.everything == (not named)
    return hromada, kinds


def test_districts_that_leave_reach_over_and_overlap_are_told(session: Session) -> None:
    hromada = a_hromada(session)
    a_district(session, hromada, "west", boundary=square(33.95, 47.6, 0.1))
    a_district(session, hromada, "mid", boundary=square(34.04, 47.6, 0.05))
    tiling = district_tiling(session, at=NOON, tolerance_m=10)
    assert [len(tiling.some(kind)) for kind in ("gap", "overlap", "outside")] == [1, 1, 1]
    (outside,) = tiling.some("outside")
    assert [piece.code for piece in outside.pieces] == ["west"]


def test_no_districts_are_no_misfit(session: Session) -> None:
    tiling = district_tiling(session, at=LONG_AGO, tolerance_m=10)
    assert (tiling.pieces, tiling.misfits) == (0, ())


def test_neighbouring_hromadas_are_compared_and_the_hole_between_them_is_found(
    session: Session,
) -> None:
    ring = shapely.difference(shapely.box(34, 47, 35, 48), shapely.box(34.4, 47.4, 34.6, 47.6))
    a_hromada(session, "ring", boundary=f"SRID=4326;{shapely.MultiPolygon([ring]).wkt}")
    a_hromada(session, "next", boundary=square(34.9, 47.0, 0.5))
    a_hromada(session, "demo", boundary=square(34.0, 47.0, 0.2), demo=True)
    steps = []
    tiling = country_tiling(session, tolerance_m=10, told=lambda *step: steps.append(step))
    assert tiling.pieces == 2
    assert [len(tiling.some(kind)) for kind in ("gap", "overlap")] == [1, 1]
    assert steps[-1][0] == steps[-1][1]
