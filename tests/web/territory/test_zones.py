"""The coordinator draws and ends masked zones; reports inside leave the map and come back."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.db import Database
from app.domain.roles import Role
from app.models.addresses import Address
from app.models.places import Hromada, MaskedZone
from app.models.reports import Report
from app.operations.accounts.accounts import Grant
from app.operations.placing import ProblemLocation, place
from app.queries.casework.coordination import zones_of
from gis.geometry import Point
from tests.builders import a_category, a_public_report, a_working_hromada
from tests.web.residents import post
from tests.web.staff import signed_in

NOW = datetime.now(UTC)
ZONES = "/pokrov/coordination/zones"
CIRCLE = {"reason": "Рішення № 7", "lon": "34.05", "lat": "47.65", "radius": "100"}


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_category(session, hromada, "civil.strike", hide_on_map=True)
        a_public_report(session, hromada, now=NOW)
        a_public_report(session, hromada, now=NOW, point=Point(34.0513, 47.65))
        a_public_report(session, hromada, now=NOW, point=Point(34.0514, 47.65))
        a_public_report(session, hromada, now=NOW, category="civil.strike")
    return hromada


@pytest.fixture
def coordinator(app: Flask, database: Database, town: Hromada) -> FlaskClient:
    grant = Grant(town.id, "c@pokrov.example", Role.COORDINATOR, None)
    return signed_in(app.test_client(), database, grant)


def public_numbers(database: Database, town: Hromada) -> list[int]:
    """Which of the town's reports are public, by the order in which they were made."""
    with database.reading(town.id) as session:
        rows = session.query(Report.number).filter(Report.public).order_by(Report.number)
        first = session.scalar(text("SELECT min(number) FROM report"))
        return [number - first + 1 for (number,) in rows]


def zones(database: Database, town: Hromada) -> list[MaskedZone]:
    with database.reading(town.id) as session:
        return session.query(MaskedZone).order_by(MaskedZone.id).all()


def test_the_size_of_a_zone_is_told_in_square_kilometres(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    with database.reading(town.id) as session:
        (zone,) = zones_of(session, now=NOW)
    assert 31_000 < zone.area_m2 < 32_000
    assert ">0.031</td>" in coordinator.get(f"{ZONES}?lang=en").text


def test_a_circle_takes_what_lies_inside_off_the_map(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    assert public_numbers(database, town) == [1, 2, 3]
    answer = post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    assert answer.status_code == 303
    # 0.0013° of longitude is 97 m here, 0.0014° is 105 m.
    assert public_numbers(database, town) == [3]
    (zone,) = zones(database, town)
    assert (zone.hid_reports, zone.reason, zone.created_by is not None) == (2, "Рішення № 7", True)


def test_polygons_from_a_file_are_a_zone(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    ring = [[34.0512, 47.64], [34.06, 47.64], [34.06, 47.66], [34.0512, 47.66], [34.0512, 47.64]]
    shape = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},
             "geometry": {"type": "Polygon", "coordinates": [ring]}}]}  # fmt: skip
    file = (BytesIO(json.dumps(shape).encode()), "zone.geojson")
    answer = post(coordinator, f"{ZONES}/draw", {"reason": "x", "file": file}, seen=ZONES)
    assert answer.status_code == 303
    assert public_numbers(database, town) == [1]


def test_what_is_drawn_on_the_map_is_a_zone(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    page = coordinator.get(ZONES).text
    assert 'data-draw-area="zone-shape"' in page
    assert '<input type="hidden" id="zone-shape" name="shape"' in page
    ring = [[34.0512, 47.64], [34.06, 47.64], [34.06, 47.66], [34.0512, 47.66], [34.0512, 47.64]]
    drawn = {"reason": "x", "shape": json.dumps({"type": "Polygon", "coordinates": [ring]})}
    assert post(coordinator, f"{ZONES}/draw", drawn, seen=ZONES).status_code == 303
    assert public_numbers(database, town) == [1]


@pytest.mark.parametrize("show", [True, False])
def test_an_ended_zone_masks_nothing_new(
    coordinator: FlaskClient, database: Database, town: Hromada, show: bool
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    answer = post(coordinator, f"{ZONES}/1/end", {"show": "1"} if show else {}, seen=ZONES)
    assert answer.status_code == 303
    # What its kind keeps off the map stays off.
    assert public_numbers(database, town) == ([1, 2, 3] if show else [3])
    (zone,) = zones(database, town)
    assert (zone.shown_reports, zone.ended_by is not None) == (2 if show else 0, True)
    with database.reading(town.id) as session:
        spot = ProblemLocation(Point(34.05, 47.65), "roads.pothole")
        assert not place(session, spot, now=datetime.now(UTC)).sensitive


def test_what_another_zone_covers_stays_off_the_map(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/draw", CIRCLE | {"radius": "50"}, seen=ZONES)
    post(coordinator, f"{ZONES}/1/end", {"show": "1"}, seen=ZONES)
    assert public_numbers(database, town) == [2, 3]


def test_what_an_ended_zone_keeps_stays_hidden_when_another_shows_its_own(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    small = CIRCLE | {"radius": "50"}
    post(coordinator, f"{ZONES}/draw", small, seen=ZONES)
    post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES)
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/2/end", {"show": "1"}, seen=ZONES)
    assert public_numbers(database, town) == [2, 3]
    assert [zone.kept_reports for zone in zones(database, town)] == [1, 0]
    assert "Показати її повідомлення" in coordinator.get(ZONES).text
    assert post(coordinator, f"{ZONES}/1/show", {}, seen=ZONES).status_code == 303
    assert public_numbers(database, town) == [1, 2, 3]
    assert [zone.shown_reports for zone in zones(database, town)] == [1, 1]
    assert "Показати її повідомлення" not in coordinator.get(ZONES).text


def test_what_a_standing_zone_covers_too_is_shown_once_both_let_it_go(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    for _ in range(2):
        post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES)
    post(coordinator, f"{ZONES}/1/show", {}, seen=ZONES)
    assert public_numbers(database, town) == [3]
    post(coordinator, f"{ZONES}/2/end", {"show": "1"}, seen=ZONES)
    assert public_numbers(database, town) == [1, 2, 3]


def test_an_ended_zone_keeps_nothing_that_was_reported_later(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES)
    with database.transaction(town.id) as session:
        later = datetime.now(UTC) + timedelta(seconds=1)
        a_public_report(session, town, now=later, email="later@example.org")
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/2/end", {"show": "1"}, seen=ZONES)
    assert public_numbers(database, town) == [3, 5]


def test_only_an_ended_zone_shows_what_it_kept_and_once(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    assert post(coordinator, f"{ZONES}/1/show", {}, seen=ZONES).status_code == 409
    post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES)
    answers = [post(coordinator, f"{ZONES}/1/show", {}, seen=ZONES) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert post(coordinator, f"{ZONES}/9/show", {}, seen=ZONES).status_code == 404


def test_a_zone_ends_once(coordinator: FlaskClient, database: Database, town: Hromada) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES)
    assert post(coordinator, f"{ZONES}/1/end", {}, seen=ZONES).status_code == 409
    assert post(coordinator, f"{ZONES}/9/end", {}, seen=ZONES).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"lon": "", "lat": ""},
        {"lon": "", "lat": "", "address": "вулиця, якої немає"},
        {"lon": "x"},
        {"lon": "nan"},
        {"radius": "0"},
        {"radius": "nan"},
        {"radius": "1e9"},
        {"lon": "30.5", "lat": "50.4"},
        {"shape": "{"},
        {"shape": '{"type": "Point", "coordinates": [34.05, 47.65]}'},
        {"shape": '{"type": "Polygon", "coordinates": []}'},
    ],
)
def test_a_senseless_zone_is_refused_beside_its_field(
    coordinator: FlaskClient, database: Database, town: Hromada, wrong: dict[str, str]
) -> None:
    answer = post(coordinator, f"{ZONES}/draw", CIRCLE | wrong, seen=ZONES)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert zones(database, town) == []


def test_a_zone_is_a_circle_around_an_address(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        for house, lon in (("1", 34.05), ("3", 34.0514)):
            session.add(
                Address(
                    hromada_id=town.id,
                    street_uk="Миру вулиця",
                    house=house,
                    point=f"SRID=4326;POINT({lon} 47.65)",
                )
            )
    around = {"reason": "x", "address": "Миру, 1", "radius": "50"}
    assert post(coordinator, f"{ZONES}/draw", around, seen=ZONES).status_code == 303
    assert public_numbers(database, town) == [2, 3]
    several = post(coordinator, f"{ZONES}/draw", around | {"address": "Миру"}, seen=ZONES)
    assert several.status_code == 422
    assert "Миру" in several.text


def test_no_page_of_zones_asks_for_codes_or_numbers_of_a_place(coordinator: FlaskClient) -> None:
    page = coordinator.get(ZONES).text
    visible = re.sub(r"<[^>]*>", "", page)
    assert "GeoJSON" not in visible
    assert "Довгота" not in visible


def test_a_stranger_draws_no_zone(client: FlaskClient, town: Hromada) -> None:
    assert client.post(f"{ZONES}/draw", json={}).status_code in {401, 403}


def test_where_a_zone_lies_is_not_on_its_page(coordinator: FlaskClient, town: Hromada) -> None:
    # Not the middle of the hromada: the map for drawing opens there.
    post(coordinator, f"{ZONES}/draw", CIRCLE | {"lon": "34.0612", "lat": "47.6634"}, seen=ZONES)
    page = coordinator.get(ZONES).text
    assert "Рішення № 7" in page
    assert not {"34.061", "47.663"} & set(re.findall(r"\d\d\.\d{3}", page))


@pytest.mark.parametrize("change", ["reason = 'x'", "boundary = ST_Multi(ST_Expand(boundary, 1))"])
def test_a_drawn_zone_does_not_change(
    coordinator: FlaskClient, database: Database, town: Hromada, change: str
) -> None:
    post(coordinator, f"{ZONES}/draw", CIRCLE, seen=ZONES)
    with (
        pytest.raises(Exception, match="it does not change"),
        database.transaction(town.id) as session,
    ):
        session.execute(text(f"UPDATE masked_zone SET {change}"))


def test_a_middle_is_refused_with_what_is_wrong_with_it(coordinator: FlaskClient) -> None:
    swapped = CIRCLE | {"lon": CIRCLE["lat"], "lat": CIRCLE["lon"]}
    answer = post(coordinator, f"{ZONES}/draw", swapped, seen=ZONES)
    assert "Довготу й широту переплутано місцями" in answer.text


@pytest.mark.parametrize("deed", ["end", "show"])
def test_a_number_that_no_zone_can_have_is_not_there(coordinator: FlaskClient, deed: str) -> None:
    answer = post(coordinator, f"{ZONES}/9223372036854775808/{deed}", {}, seen=ZONES)
    assert answer.status_code == 404
