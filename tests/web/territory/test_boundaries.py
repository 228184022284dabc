"""Changes of boundaries by file and by drawing: seen first, then applied or put aside."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Area, Hromada
from app.models.reports import Report
from app.operations.accounts.accounts import Grant, grant_role
from app.services import services_of
from gis.geometry import Point
from tests.builders import a_body, a_category, a_hromada, a_public_report, an_area
from tests.values import present
from tests.web.importing import Importer
from tests.web.staff import signed_in

EMAIL = "a@pokrov.example"
NOW = datetime.now(UTC)
BASE = "/pokrov/coordination/boundaries"
EAST_HALF = "SRID=4326;MULTIPOLYGON(((34.05 47.6,34.1 47.6,34.1 47.7,34.05 47.7,34.05 47.6)))"
RING = [[34.0, 47.6], [34.05, 47.6], [34.05, 47.7], [34.0, 47.7], [34.0, 47.6]]
WEST_HALF = {"type": "Polygon", "coordinates": [RING]}
EAST_RING = [[34.05, 47.6], [34.1, 47.6], [34.1, 47.7], [34.05, 47.7], [34.05, 47.6]]
EAST = {"type": "Polygon", "coordinates": [EAST_RING]}


@pytest.fixture
def town(database: Database) -> Hromada:
    """The east is one body's; a report lies in the west, which by default is another's."""
    with database.transaction() as session:
        hromada = a_hromada(session)
        east, west = a_body(session, hromada, "east"), a_body(session, hromada, "west")
        pothole = a_category(session, hromada, default_body_id=west.id)
        an_area(session, east, pothole, code="east", boundary=EAST_HALF)
        a_public_report(session, hromada, point=Point(34.02, 47.65), now=NOW)
    return hromada


@pytest.fixture
def enter(app: Flask, database: Database, town: Hromada) -> Callable[[Role], FlaskClient]:
    """Return a browser signed in with a role in the town."""

    def sign_in(role: Role) -> FlaskClient:
        return signed_in(app.test_client(), database, Grant(town.id, EMAIL, role, None))

    return sign_in


@pytest.fixture
def coordinator(enter: Callable[[Role], FlaskClient]) -> FlaskClient:
    return enter(Role.COORDINATOR)


def _post(
    client: FlaskClient, path: str, form: dict[str, Any], page: str = f"{BASE}/draw"
) -> TestResponse:
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text))[1]
    return client.post(path, data=form | {"csrf_token": token}, content_type="multipart/form-data")


def _file(**properties: Any) -> bytes:
    facts = {"code": "west", "name_uk": "Захід", "body": "east", "categories": ["roads"]}
    feature = {"type": "Feature", "properties": facts | properties, "geometry": WEST_HALF}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def _sent(client: FlaskClient, **properties: Any) -> str:
    database = services_of(client.application).database
    with database.reading() as session:
        hromada_id = session.scalars(select(Hromada.id).where(Hromada.slug == "pokrov")).one()
    importer = Importer(client.application, client, database, hromada_id)
    return importer.drafted("areas", "areas.geojson", _file(**properties))


def _read(database: Database, town: Hromada, question: Select[Any]) -> Any:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return session.scalar(question)


def test_a_file_is_shown_as_a_difference_and_changes_nothing(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    page = coordinator.get(f"{_sent(coordinator)}?lang=en").text
    assert "A gap closes" in page
    assert "Department west" in page
    assert "Department east" in page
    assert "will be forwarded" in page
    assert _read(database, town, select(func.count()).select_from(Area)) == 1


def test_another_name_is_shown_with_the_old_one(coordinator: FlaskClient) -> None:
    form = {"kind": "areas", "code": "east", "name_uk": "Схід", "geometry": json.dumps(EAST)}
    to = _post(coordinator, f"{BASE}/drawn", form).location
    assert "name: Зона east → Схід" in coordinator.get(f"{to}?lang=en").text


def test_applied_with_reports_they_go_to_the_new_body(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    to = _sent(coordinator)
    form = {"reroutes": "1", "reason": "Рішення № 7"}
    assert _post(coordinator, f"{to}/apply", form, page=to).status_code == 303
    assert "1 report went to another body" in coordinator.get(f"{to}?lang=en").text
    routed = _read(database, town, select(Report.routing))
    assert routed["winner"]["area_code"] == "west"


def test_applied_it_tells_what_it_has_written(coordinator: FlaskClient) -> None:
    to = _sent(coordinator)
    _post(coordinator, f"{to}/apply", {}, page=to)
    form = {"kind": "areas", "code": "east", "name_uk": "Схід", "geometry": json.dumps(EAST)}
    other = _post(coordinator, f"{BASE}/drawn", form).location
    _post(coordinator, f"{other}/apply", {}, page=other)
    first, second = (_decided(coordinator, each) for each in (to, other))
    assert re.search(r'Захід <span class="muted small">\s*version 1<', first)
    assert ("new" in first, "east" in first) == (True, True)
    assert "version 1 → 2" in second
    assert "name: Зона east → Схід" in second
    assert "Захід" not in second


def test_applied_from_a_later_day_it_tells_what_it_changes(coordinator: FlaskClient) -> None:
    to = _sent(coordinator)
    day = (NOW + timedelta(days=40)).date().isoformat()
    _post(coordinator, f"{to}/apply", {"starts_on": day}, page=to)
    assert re.search(r"Захід.*version 1<", _decided(coordinator, to))


def test_enter_shows_the_difference_and_never_applies_it(coordinator: FlaskClient) -> None:
    page = coordinator.get(to := _sent(coordinator)).text
    form = page.split(f'action="{to}/apply"', 1)[1].split("</form>", 1)[0]
    # Enter in a field presses the first button of its form.
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'name="look"' in first[0]


def test_a_day_that_was_typed_is_looked_at_before_it_counts(coordinator: FlaskClient) -> None:
    to = _sent(coordinator)
    day = (NOW + timedelta(days=40)).date().isoformat()
    looked = _post(coordinator, f"{to}/apply", {"look": "1", "starts_on": day, "reason": "Так"})
    assert looked.status_code == 200
    assert (f'name="shown" value="{day}"' in looked.text, "Так" in looked.text) == (True, True)
    form = {"shown": "", "starts_on": day}
    refused = _post(coordinator, f"{to}/apply", form, page=to)
    assert refused.status_code == 422
    assert f'name="shown" value="{day}"' in refused.text
    form["shown"] = day
    assert _post(coordinator, f"{to}/apply", form, page=to).status_code == 303
    assert f"{to}/withdraw" in coordinator.get(to).text


def test_put_aside_it_tells_what_it_named(coordinator: FlaskClient) -> None:
    to = _sent(coordinator)
    _post(coordinator, f"{to}/discard", {}, page=to)
    assert "Захід" in _decided(coordinator, to)
    assert "Nothing of it was written" in _decided(coordinator, to)


def test_a_change_of_districts_tells_what_it_has_changed(coordinator: FlaskClient) -> None:
    form = {"kind": "districts", "code": "west", "name_uk": "Захід"}
    for name, drawn in (("Захід", WEST_HALF), ("Лівий берег", EAST)):
        given = form | {"name_uk": name, "geometry": json.dumps(drawn)}
        to = _post(coordinator, f"{BASE}/drawn", given).location
        _post(coordinator, f"{to}/apply", {}, page=to)
    told = _decided(coordinator, to)
    assert "boundary, details" in told
    assert "name: Захід → Лівий берег" in told


def _decided(client: FlaskClient, path: str) -> str:
    page = client.get(f"{path}?lang=en").text
    return page[page.index('id="decided-title"') :].split("</section>")[0]


def test_applied_from_a_later_day_it_waits(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    to = _sent(coordinator)
    day = (NOW + timedelta(days=40)).date().isoformat()
    assert _post(coordinator, f"{to}/apply", {"starts_on": day}, page=to).status_code == 303
    assert "Applied: begins on" in coordinator.get(f"{to}?lang=en").text
    assert _read(database, town, select(Area.valid_from).where(Area.code == "west")) > NOW


@pytest.mark.parametrize(
    "form",
    [
        {"starts_on": "2020-01-01"},
        {"starts_on": "9999-12-31"},
        {"starts_on": "soon"},
        {"reroutes": "1", "reason": ""},
        {"reason": "x" * 1001},
    ],
    ids=["the past", "too far ahead", "no day", "no reason", "too long"],
)
def test_what_is_wrong_with_the_decision_is_marked(
    coordinator: FlaskClient, database: Database, town: Hromada, form: dict[str, str]
) -> None:
    to = _sent(coordinator)
    answer = _post(coordinator, f"{to}/apply", form, page=to)
    assert answer.status_code == 422
    assert "has-error" in answer.text
    assert _read(database, town, select(func.count()).select_from(Area)) == 1


def test_put_aside_it_cannot_be_applied(coordinator: FlaskClient) -> None:
    to = _sent(coordinator)
    assert _post(coordinator, f"{to}/discard", {}, page=to).status_code == 303
    assert _post(coordinator, f"{to}/apply", {}).status_code == 303
    assert "put aside" in coordinator.get(f"{to}?lang=en").text


def test_a_drawn_polygon_edits_one_area(coordinator: FlaskClient) -> None:
    form = {"kind": "areas", "code": "east", "geometry": json.dumps(WEST_HALF)}
    answer = _post(coordinator, f"{BASE}/drawn", form)
    assert answer.status_code == 303
    page = coordinator.get(f"{answer.location}?lang=en").text
    assert "A gap opens" in page
    shapes = coordinator.get(f"{answer.location}.geojson").get_json()["features"]
    assert [shape["properties"]["kind"] for shape in shapes] == ["old", "new", "gap"]


@pytest.mark.parametrize(
    "form",
    [
        {"code": "east", "geometry": ""},
        {"code": "east", "geometry": '{"type": "Point", "coordinates": [34, 47]}'},
        {"code": "east", "geometry": '{"type": "Polygon", "coordinates": "no"}'},
        {"code": "east", "geometry": '{"type": "Polygon", "coordinates": []}'},
        {"geometry": json.dumps(WEST_HALF)},
        {"code": "new", "geometry": json.dumps(WEST_HALF)},
    ],
    ids=["nothing", "a point", "words", "empty", "no code", "a new one without its facts"],
)
def test_a_drawing_that_cannot_be_taken_is_explained(
    coordinator: FlaskClient, form: dict[str, str]
) -> None:
    answer = _post(coordinator, f"{BASE}/drawn", {"kind": "areas"} | form)
    assert answer.status_code == 422
    assert "alert-danger" in answer.text


def test_districts_are_changed_in_the_same_way(coordinator: FlaskClient) -> None:
    form = {
        "kind": "districts",
        "code": "west",
        "name_uk": "Захід",
        "geometry": json.dumps(WEST_HALF),
    }
    to = _post(coordinator, f"{BASE}/drawn", form).location
    assert "Reports that would count in another district" in coordinator.get(f"{to}?lang=en").text
    assert _post(coordinator, f"{to}/apply", {}, page=to).status_code == 303
    assert "1 report came to another district" in coordinator.get(f"{to}?lang=en").text


@pytest.mark.parametrize("kind", ["areas", "districts"])
def test_the_page_to_draw_on_has_shapes_and_the_outline_to_keep_to(
    coordinator: FlaskClient, kind: str
) -> None:
    assert coordinator.get(f"{BASE}/draw?kind={kind}").status_code == 200
    shapes = coordinator.get(f"{BASE}/shapes.geojson?kind={kind}").get_json()["features"]
    assert shapes[-1]["properties"]["code"] == ""
    assert len(shapes) == (2 if kind == "areas" else 1)


@pytest.mark.parametrize("path", ["", "/draw", "/shapes.geojson", "/1", "/1.geojson"])
def test_only_coordinators_see_it(enter: Callable[[Role], FlaskClient], path: str) -> None:
    assert enter(Role.MODERATOR).get(f"{BASE}{path}").status_code == 403


def test_another_hromadas_draft_is_not_found(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    _sent(coordinator)
    with database.transaction() as session:
        other = a_hromada(session, "other")
        grant_role(session, Grant(other.id, "a@pokrov.example", Role.COORDINATOR, None), now=NOW)
    path = "/other/coordination/boundaries/1"
    assert coordinator.get(path).status_code == 404
    assert _post(coordinator, f"{path}/apply", {}).status_code == 404


@pytest.mark.parametrize("code", ["../../../{}/precious", "{}/precious", "a/b"])
def test_a_code_is_a_word_and_no_path(coordinator: FlaskClient, tmp_path: Path, code: str) -> None:
    precious = tmp_path / "precious.geojson"
    precious.write_text("{}")
    form = {
        "kind": "areas",
        "code": code.format(tmp_path),
        "geometry": json.dumps(WEST_HALF),
        "name_uk": "Захід",
        "body": "east",
        "categories": "roads",
    }
    assert _post(coordinator, f"{BASE}/drawn", form).status_code == 422
    assert precious.read_text() == "{}"


def test_what_a_new_one_needs_is_not_called_optional(coordinator: FlaskClient) -> None:
    page = coordinator.get(f"{BASE}/draw").text
    for field in ("name_uk", "body"):
        label = present(re.search(rf'<label for="{field}">(.*?)</label>', page))[1]
        assert "optional" not in label
    assert page.count("Новому обов’язково") == 3


def test_a_reason_is_needed_where_reports_follow(coordinator: FlaskClient) -> None:
    page = coordinator.get(_sent(coordinator)).text
    assert "optional" not in present(re.search(r'<label for="reason">(.*?)</label>', page))[1]
    assert "Обов’язково, якщо відкриті повідомлення" in page
