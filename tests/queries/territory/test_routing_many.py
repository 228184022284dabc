"""What is decided for many at once is what is decided for each alone."""

from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Body, Category, Hromada, MaskedZone
from app.operations.placing import ProblemLocation, place
from app.queries.territory.areas_in_force import areas_in_force, leaf_categories
from app.queries.territory.routing_many import PointBatch, RoutedPoint, decide_many, place_many
from gis.geometry import Point
from tests.builders import (
    LONG_AGO,
    NOON,
    a_body,
    a_category,
    a_district,
    a_hromada,
    an_area,
    square,
)


@pytest.fixture
def town(session: Session) -> tuple[Hromada, dict[int, str], Category]:
    """Two districts that share a border, areas in layers, a mask, one kind with a default body."""
    hromada = a_hromada(session)
    roads = a_category(session, hromada, "roads.pothole")
    default = a_body(session, hromada, "default")
    light = a_category(session, hromada, "light.lamp", default_body_id=default.id)
    a_district(session, hromada, "west", boundary=square(34.0, 47.6, 0.05))
    a_district(session, hromada, "east", boundary=square(34.05, 47.6, 0.05))
    one, two = a_body(session, hromada, "one"), a_body(session, hromada, "two")
    an_area(session, one, roads, code="west", boundary=square(34.0, 47.6, 0.05))
    an_area(session, two, roads, code="east", boundary=square(34.05, 47.6, 0.05))
    an_area(session, two, code="all", boundary=square(34.02, 47.62, 0.06), priority=5)
    an_area(session, one, code="over", boundary=square(34.0, 47.6), valid_to=NOON, version=2)
    for west, ended_at in ((34.06, None), (34.02, NOON)):
        session.add(
            MaskedZone(
                hromada_id=hromada.id,
                boundary=square(west, 47.66, 0.01),
                created_at=LONG_AGO,
                ended_at=ended_at,
            )
        )
    session.flush()
    return hromada, {kind.id: kind.code for kind in leaf_categories(session)}, light


def on_a_lattice(kinds: Iterable[int]) -> PointBatch:
    """Every fiftieth of the hromada's side, borders and corners of everything among them."""
    places = [(34 + x / 500, 47.6 + y / 500) for x in range(51) for y in range(51)][::7]
    lons, lats = (np.array(column) for column in zip(*places, strict=True))
    ids = list(kinds)
    return PointBatch(lons, lats, [ids[n % len(ids)] for n in range(len(places))])


def test_many_at_once_are_placed_as_each_alone(
    session: Session, town: tuple[Hromada, dict[int, str], Category]
) -> None:
    hromada, kinds, _ = town
    _agree(session, hromada, kinds, on_a_lattice(kinds))


@pytest.mark.parametrize("idle", ["default", "one", "two"])
def test_many_and_one_leave_out_what_takes_no_reports(
    session: Session, town: tuple[Hromada, dict[int, str], Category], idle: str
) -> None:
    hromada, kinds, _ = town
    body = session.scalars(select(Body).where(Body.code == idle)).one()
    body.active = False
    session.flush()
    placed = _agree(session, hromada, kinds, on_a_lattice(kinds))
    for each in placed:
        winner, rivals = each.decision.winner, each.decision.rivals
        named = {candidate.body_id for candidate in (*rivals, *([winner] if winner else []))}
        assert body.id not in {each.decision.body_id, *named}


def test_where_only_idle_bodies_would_answer_nobody_does(session: Session) -> None:
    hromada = a_hromada(session)
    idle = a_body(session, hromada, active=False)
    kind = a_category(session, hromada, default_body_id=idle.id)
    an_area(session, idle, kind)
    spots = PointBatch(np.array([34.05]), np.array([47.65]), [kind.id])
    (placed,) = _agree(session, hromada, {kind.id: kind.code}, spots)
    assert (placed.decision.ground, placed.decision.body_id) == ("nobody", None)
    held = areas_in_force(session, at=NOON)
    known = {kind.id: kind for kind in leaf_categories(session)}
    assert decide_many(held, known, spots).body_ids() == [None]


def _agree(
    session: Session, hromada: Hromada, kinds: Mapping[int, str], spots: PointBatch
) -> list[RoutedPoint]:
    """Return what is decided for all at once, which is what is decided for each alone."""
    together = place_many(session, spots, at=NOON)
    for lon, lat, kind, many in zip(
        spots.lons, spots.lats, spots.category_ids, together, strict=True
    ):
        spot = ProblemLocation(Point(float(lon), float(lat)), kinds[kind])
        one = place(session, spot, now=NOON)
        alone = (one.decision.reasons(), one.decision.body_id, one.district_id, one.sensitive)
        assert (
            many.decision.reasons(),
            many.decision.body_id,
            many.district_id,
            many.masked,
        ) == alone, spot
    return together


def test_equal_cases_share_a_decision(
    session: Session, town: tuple[Hromada, dict[int, str], Category]
) -> None:
    _hromada, _, light = town
    known = {kind.id: kind for kind in leaf_categories(session)}
    lons, lats = np.full(1000, 34.01), np.full(1000, 47.61)
    decisions = decide_many(
        areas_in_force(session, at=NOON), known, PointBatch(lons, lats, [light.id] * 1000)
    )
    assert len({id(decision) for decision in decisions}) == 1


def test_without_areas_the_default_body_answers(session: Session) -> None:
    hromada = a_hromada(session)
    body = a_body(session, hromada)
    kind = a_category(session, hromada, default_body_id=body.id)
    spots = PointBatch(np.array([34.05]), np.array([47.65]), [kind.id])
    (placed,) = place_many(session, spots, at=NOON)
    assert (placed.decision.body_id, placed.decision.area_id) == (body.id, None)
    assert (placed.district_id, placed.masked) == (None, False)
