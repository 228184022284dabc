"""Reports and addresses within metres. 0.001° of latitude is 111 m, of longitude 75 m here."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models.addresses import Address
from app.models.places import Body, Hromada
from app.operations.reports.events import SYSTEM, Actor
from gis.geometry import Point
from gis.nearby import Problem, address_near, open_reports_like
from tests.builders import (
    NOON,
    a_category,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
)
from tests.values import present

HERE = Point(34.05, 47.65)
OPERATOR = Actor(Role.OPERATOR)
ACCEPTED = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR)]


def near(
    session: Session, hromada: Hromada, category: str = "roads.pothole", **given: Any
) -> list[int]:
    radius_m = given.pop("radius_m", None)
    problem = Problem(**(dict[str, Any]({"point": HERE, "category": category}) | given))
    rows = open_reports_like(session.connection(), hromada.id, problem, at=NOON, radius_m=radius_m)
    return [row.number for row in rows]


def test_nothing_is_near_where_nothing_is(session: Session) -> None:
    assert near(session, a_working_hromada(session)) == []


def test_an_open_public_report_is_near(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada)
    assert near(session, hromada) == [report.number]


@pytest.mark.parametrize(("radius_m", "found"), [(111.0, 0), (111.4, 1)])
def test_the_radius_is_in_metres_and_includes_its_border(
    session: Session, radius_m: float, found: int
) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada, point=Point(34.05, 47.651))
    assert len(near(session, hromada, radius_m=radius_m)) == found


@pytest.mark.parametrize(("radius_m", "found"), [(74.0, 0), (75.5, 1)])
def test_metres_are_as_long_to_the_east(session: Session, radius_m: float, found: int) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada, point=Point(34.051, 47.65))
    assert len(near(session, hromada, radius_m=radius_m)) == found


def test_the_same_kind_comes_before_its_group(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_category(session, hromada, "roads.sign")
    sign = a_public_report(session, hromada, category="roads.sign")
    pothole = a_public_report(session, hromada, point=Point(34.0505, 47.65))
    assert near(session, hromada) == [pothole.number, sign.number]
    assert near(session, hromada, "roads.sign") == [sign.number, pothole.number]


def test_another_group_is_another_problem(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_category(session, hromada, "light.lamp")
    a_public_report(session, hromada)
    assert near(session, hromada, "light.lamp") == []


def test_what_the_public_does_not_see_is_not_near(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_category(session, hromada, "roads.secret", hide_on_map=True)
    a_report(session, hromada)
    a_public_report(session, hromada, category="roads.secret")
    assert near(session, hromada) == []


@pytest.mark.parametrize(
    "ends", [("solve", "lapse"), ("solve", "confirm"), ("refuse",)], ids=lambda ends: ends[-1]
)
def test_what_is_closed_is_not_near(session: Session, ends: tuple[str, ...]) -> None:
    hromada = a_working_hromada(session)
    officer = a_grant(session, hromada, Role.OFFICER, session.query(Body).one())
    by = {"confirm": Actor(Role.RESIDENT), "lapse": SYSTEM}
    end = [(action, by.get(action, officer)) for action in ends]
    a_report(session, hromada, steps=[*ACCEPTED, *end])
    assert near(session, hromada) == []


def test_what_only_the_body_calls_solved_is_near(session: Session) -> None:
    """Whoever still sees the problem supports that report instead of making another."""
    hromada = a_working_hromada(session)
    report = a_report(session, hromada, steps=[*ACCEPTED, ("solve", OPERATOR)])
    assert near(session, hromada) == [report.number]


def test_another_hromadas_reports_are_not_near(session: Session) -> None:
    a_public_report(session, a_working_hromada(session, "bucha"))
    assert near(session, a_working_hromada(session, "pokrov")) == []


def test_an_unknown_kind_has_nothing_near(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada)
    assert near(session, hromada, "nothing.such") == []


def an_address(
    session: Session,
    hromada: Hromada,
    point: Point,
    house: str = "1",
    street: str = "вулиця Поштова",
) -> None:
    session.add(Address(hromada_id=hromada.id, street_uk=street, house=house, point=point.ewkt()))
    session.flush()


def test_the_nearest_address_is_the_nearest_in_metres(session: Session) -> None:
    hromada = a_working_hromada(session)
    # To the east by more degrees, but by fewer metres.
    an_address(session, hromada, Point(34.05, 47.6505), house="1")
    an_address(session, hromada, Point(34.0506, 47.65), house="2")
    assert present(address_near(session.connection(), hromada.id, HERE)).house == "2"


def test_far_addresses_are_no_addresses(session: Session) -> None:
    hromada = a_working_hromada(session)
    an_address(session, hromada, Point(34.05, 47.6509))
    assert address_near(session.connection(), hromada.id, HERE) is None
    assert present(address_near(session.connection(), hromada.id, HERE, radius_m=120)).house == "1"


def test_another_hromadas_address_is_not_ours(session: Session) -> None:
    an_address(session, a_working_hromada(session, "bucha"), HERE)
    pokrov = a_working_hromada(session, "pokrov")
    assert address_near(session.connection(), pokrov.id, HERE) is None
