"""Areas of responsibility in the browser: chosen of parts, seen before they count."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import shapely
from flask.testing import FlaskClient
from geoalchemy2.shape import to_shape
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.models.boundaries import BoundaryDraft
from app.models.places import Area, AreaCategory, Body, Category, District, Hromada
from tests.builders import a_body, a_category, a_district, a_hromada, an_area, square
from tests.values import present
from tests.web.desks import form_on

NOW = datetime.now(UTC)
AREAS = "/pokrov/coordination/areas"


@pytest.fixture
def town(database: Database, town: Hromada) -> Hromada:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        a_district(session, town, "west", name_uk="Захід", boundary=square(34.0, 47.6, 0.05))
        a_district(session, town, "east", name_uk="Схід", boundary=square(34.05, 47.6, 0.05))
    return town


def _id(database: Database, town: Hromada, table: type, code: str) -> int:
    with database.reading(town.id) as session:
        return int(session.scalars(select(table.id).where(table.code == code)).one())  # type: ignore[attr-defined]


def _send(
    client: FlaskClient, page: str, action: str, given: dict[str, str | list[str]]
) -> TestResponse:
    return client.post(action, data=MultiDict({**form_on(client, page, action), **given}))


def _given(database: Database, town: Hromada, **given: Any) -> dict[str, Any]:
    body, kind = (
        _id(database, town, table, code) for table, code in ((Body, "water"), (Category, "roads"))
    )
    named: dict[str, Any] = {
        "name_uk": "Дороги міста",
        "body": str(body),
        "categories": [str(kind)],
    }
    return named | {"extent": "parts", "priority": "5", "decision": "Рішення № 7"} | given


def _apply(client: FlaskClient, answer: TestResponse) -> None:
    assert answer.status_code == 303, answer.text
    page = answer.headers["Location"]
    assert (
        client.post(f"{page}/apply", data=form_on(client, page, f"{page}/apply")).status_code == 303
    )


def test_an_area_is_made_of_districts_and_applied_in_the_usual_way(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    both = [str(_id(database, town, District, code)) for code in ("west", "east")]
    given = _given(database, town, districts=both)
    answer = _send(coordinator, f"{AREAS}/new", f"{AREAS}/draft", given)
    with database.reading(town.id) as session:
        assert session.scalar(select(Area.id).where(Area.name_uk == "Дороги міста")) is None
    _apply(coordinator, answer)
    with database.reading(town.id) as session:
        area = session.scalars(select(Area).where(Area.name_uk == "Дороги міста")).one()
        assert area.code == "dorohy-mista"
        assert (area.priority, area.decision) == (5, "Рішення № 7")
        shape = to_shape(area.boundary)
        assert shape.bounds == pytest.approx((34.0, 47.6, 34.1, 47.65))
    shown = coordinator.get(AREAS).text
    assert "Дороги міста</a>" in shown
    assert "вища" in shown
    assert "dorohy-mista" not in re.sub(r"<[^>]*>", "", shown)


def test_an_area_of_the_whole_hromada_follows_the_outline(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    given = _given(database, town, extent="whole")
    _apply(coordinator, _send(coordinator, f"{AREAS}/new", f"{AREAS}/draft", given))
    with database.transaction() as session:
        session.execute(text("UPDATE hromada SET boundary = ST_Multi(ST_Buffer(boundary, 0.01))"))
        enter_hromada(session, town.id)
        versions = session.scalars(
            select(Area).where(Area.name_uk == "Дороги міста").order_by(Area.version)
        ).all()
        outline = to_shape(session.get_one(Hromada, town.id).boundary)
        assert [one.version for one in versions] == [1, 2]
        assert versions[0].valid_to == versions[1].valid_from
        assert shapely.equals(to_shape(versions[1].boundary), outline)
        assert versions[1].whole_hromada
        kept = select(AreaCategory.category_id).where(AreaCategory.area_id == versions[1].id)
        assert len(session.scalars(kept).all()) == 1


def test_a_drawn_part_joins_the_chosen_ones(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    ring = [[34.05, 47.65], [34.1, 47.65], [34.1, 47.7], [34.05, 47.7], [34.05, 47.65]]
    drawn = json.dumps({"type": "Polygon", "coordinates": [ring]})
    west = [str(_id(database, town, District, "west"))]
    given = _given(database, town, districts=west, geometry=drawn)
    _apply(coordinator, _send(coordinator, f"{AREAS}/new", f"{AREAS}/draft", given))
    with database.reading(town.id) as session:
        area = session.scalars(select(Area).where(Area.name_uk == "Дороги міста")).one()
        assert len(to_shape(area.boundary).geoms) == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "extent"),
        ({"districts": ["999999"]}, "extent"),
        ({"geometry": "{}"}, "extent"),
        ({"extent": "whole", "categories": []}, "categories"),
        ({"extent": "whole", "categories": ["999999"]}, "categories"),
        ({"extent": "whole", "body": ""}, "body"),
        ({"extent": "whole", "name_uk": ""}, "name_uk"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_chosen_is_lost(
    database: Database,
    town: Hromada,
    coordinator: FlaskClient,
    given: dict[str, str | list[str]],
    field: str,
) -> None:
    sent = _given(database, town) | given
    answer = _send(coordinator, f"{AREAS}/new", f"{AREAS}/draft", sent)
    assert answer.status_code == 422
    assert re.search(
        rf'has-error"[^>]*(id="area-{field}"|>\s*<label for="area-{field}")', answer.text
    )
    assert 'value="Рішення № 7"' in answer.text


def test_a_change_of_an_area_is_a_new_version(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.reading(town.id) as session:
        area = session.scalars(select(Area)).one()
    page = f"{AREAS}/{area.id}"
    given = _given(database, town, extent="same", priority="10")
    _apply(coordinator, _send(coordinator, page, f"{page}/draft", given))
    with database.reading(town.id) as session:
        versions = session.scalars(select(Area).where(Area.code == area.code)).all()
        assert sorted((one.version, one.priority) for one in versions) == [
            (1, area.priority),
            (2, 10),
        ]


def test_an_area_ends_after_what_it_leaves_uncovered_was_seen(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.reading(town.id) as session:
        area = session.scalars(select(Area)).one()
    answer = _send(coordinator, AREAS, f"{AREAS}/{area.id}/end", {})
    seen = coordinator.get(answer.headers["Location"]).text
    assert "припиняє діяти" in seen
    with database.reading(town.id) as session:
        assert session.get_one(Area, area.id).valid_to is None
    _apply(coordinator, answer)
    with database.reading(town.id) as session:
        assert session.get_one(Area, area.id).valid_to is not None
    assert coordinator.get(f"{AREAS}/{area.id}").status_code == 404


def test_what_can_be_chosen_on_the_map_has_ids_alone(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    features = present(coordinator.get(f"{AREAS}/shapes.geojson").json)["features"]
    assert {feature["properties"]["of"] for feature in features} == {"areas", "districts"}
    assert all(set(feature["properties"]) == {"of", "id", "kind"} for feature in features)


def test_areas_that_do_not_follow_the_outline_stay(session: Session) -> None:
    town = a_hromada(session)
    an_area(session, a_body(session, town), a_category(session, town))
    session.execute(text("UPDATE hromada SET boundary = ST_Multi(ST_Buffer(boundary, 0.01))"))
    assert session.scalars(select(Area.version)).all() == [1]
    assert session.scalars(select(BoundaryDraft.id)).all() == []


def test_two_who_change_an_area_at_once_see_each_others_values(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    both = [str(_id(database, town, District, code)) for code in ("west", "east")]
    given = _given(database, town, districts=both)
    _apply(coordinator, _send(coordinator, f"{AREAS}/new", f"{AREAS}/draft", given))
    area_id = _id(database, town, Area, "dorohy-mista")
    page = f"{AREAS}/{area_id}"
    stale = form_on(coordinator, page, f"{page}/draft")
    same = _given(database, town, extent="same")
    renamed = same | {"name_uk": "Дороги всього міста", "priority": "10"}
    _apply(coordinator, _send(coordinator, page, f"{page}/draft", renamed))
    late = coordinator.post(f"{page}/draft", data=MultiDict({**stale, **same, "name_uk": "Шляхи"}))
    assert late.status_code == 409
    assert "Тим часом збережено: Дороги всього міста" in late.text
    assert 'value="Шляхи"' in late.text
    newest = present(re.search(rf'action="({AREAS}/[0-9]+/draft)"', late.text))[1]
    assert newest != f"{page}/draft"
    assert coordinator.get(page).status_code == 200
