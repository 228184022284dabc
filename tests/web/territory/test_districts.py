"""The coordinator edits districts, and makes the outline of the hromada of them."""

import re
from datetime import UTC, datetime

import pytest
import shapely
from flask.testing import FlaskClient
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from app.db import Database, enter_hromada
from app.models.boundaries import DistrictVersion
from app.models.places import Area, Body, District, Hromada
from gis.coverage import without_cracks
from tests.builders import a_district, an_area, square
from tests.web.desks import form_on

NOW = datetime.now(UTC)
DISTRICTS = "/pokrov/coordination/districts"
GIVEN = {
    "name_uk": "Поділ",
    "name_en": "Podil",
    "kind": "microdistrict",
    "population": "12 345",
    "decision": "Рішення № 3",
}


@pytest.fixture
def town(database: Database, town: Hromada) -> Hromada:
    """Two districts with a crack of about seven metres, one of them wider than the outline."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        a_district(session, town, "west", name_uk="Захід", boundary=square(34.0, 47.6, 0.05))
        a_district(session, town, "east", name_uk="Схід", boundary=square(34.0501, 47.6, 0.06))
        body = session.scalars(select(Body)).first()
        assert body
        an_area(session, body, code="whole", whole_hromada=True)
    return town


def _district(database: Database, town: Hromada) -> District:
    with database.reading(town.id) as session:
        return session.scalars(select(District).where(District.code == "west")).one()


def test_a_district_changes_and_keeps_its_former_version(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    page = f"{DISTRICTS}/{_district(database, town).id}"
    fields = form_on(coordinator, page, f"{page}/change")
    assert coordinator.post(f"{page}/change", data=fields | GIVEN).status_code == 303
    shown = coordinator.get(page).text
    assert "мікрорайон" in shown
    assert "microdistrict" not in re.sub(r"<[^>]*>", "", shown)
    assert _district(database, town).population == 12_345
    with database.reading(town.id) as session:
        versions = select(DistrictVersion.name_uk).order_by(DistrictVersion.version)
        kept = session.scalars(versions.where(DistrictVersion.district_id == _id(session))).all()
        assert kept == ["Захід", "Поділ"]
    # Somebody else's values stand beside those of a form that was opened before.
    again = coordinator.post(f"{page}/change", data=fields | GIVEN | {"name_uk": "Моя"})
    assert again.status_code == 409
    assert "Тим часом збережено: Поділ" in again.text


def _id(session: object) -> int:
    found = session.scalars(select(District.id).where(District.code == "west"))  # type: ignore[attr-defined]
    return int(found.one())


@pytest.mark.parametrize(("field", "value"), [("name_uk", ""), ("population", "many")])
def test_a_fault_stands_at_its_field(
    database: Database, town: Hromada, coordinator: FlaskClient, field: str, value: str
) -> None:
    page = f"{DISTRICTS}/{_district(database, town).id}"
    fields = form_on(coordinator, page, f"{page}/change")
    answer = coordinator.post(f"{page}/change", data=fields | GIVEN | {field: value})
    assert answer.status_code == 422
    assert f'id="district-{field}-error"' in answer.text


def test_the_outline_is_made_of_the_districts_and_applied_in_the_usual_way(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    action = f"{DISTRICTS}/outline"
    answer = coordinator.post(action, data=form_on(coordinator, DISTRICTS, action))
    page = answer.headers["Location"]
    seen = coordinator.get(page).text
    assert "До громади додається" in seen
    assert "відкриті повідомлення лишаються всередині" in seen
    assert coordinator.get(f"{page}.geojson").json
    with database.reading(town.id) as session:
        before = to_shape(session.get_one(Hromada, town.id).boundary)
    done = coordinator.post(f"{page}/apply", data=form_on(coordinator, page, f"{page}/apply"))
    assert done.status_code == 303
    assert coordinator.get(page).status_code == 200
    with database.reading(town.id) as session:
        outline = to_shape(session.get_one(Hromada, town.id).boundary)
        assert not shapely.equals(before, outline)
        assert len(outline.geoms) == 1
        versions = session.scalars(
            select(Area).where(Area.code == "whole").order_by(Area.version)
        ).all()
        assert len(versions) == 2
        assert shapely.equals(to_shape(versions[1].boundary), outline)
    journal = coordinator.get("/pokrov/coordination/traces").text
    assert "Змінено громаду" in journal


def test_cracks_are_closed_and_lakes_are_kept() -> None:
    west, east = shapely.box(34, 47, 34.05, 47.1), shapely.box(34.0501, 47, 34.1, 47.1)
    lake = shapely.box(34.02, 47.02, 34.03, 47.03)
    pond = shapely.box(34.06, 47.02, 34.0605, 47.0205)
    made = without_cracks(shapely.union_all([west - lake, east - pond]))
    assert made.geom_type == "Polygon"
    assert len(made.interiors) == 1
    assert made.bounds == (34, 47, 34.1, 47.1)


def test_without_districts_there_is_no_outline_to_make(
    database: Database, coordinator: FlaskClient, town: Hromada
) -> None:
    fields = form_on(coordinator, DISTRICTS, f"{DISTRICTS}/outline")
    with database.transaction(town.id) as session:
        for district in session.scalars(select(District)):
            district.valid_to = NOW
    assert coordinator.post(f"{DISTRICTS}/outline", data=fields).status_code == 422


def test_a_file_of_districts_is_sent_as_one(town: Hromada, coordinator: FlaskClient) -> None:
    page = coordinator.get("/pokrov/coordination/districts").text
    assert "Завантажити таблицею" not in page
    (href,) = re.findall(r'href="([^"]*)"><svg[^>]*><use[^>]*></use></svg>Змінити межі<', page)
    (file,) = re.findall(r'href="([^"]*)">Файл із районами<', coordinator.get(href).text)
    sent = coordinator.get(file)
    assert sent.status_code == 200
    assert re.search(rf'<form method="post" action="{file}[^"]*" enctype="multipart', sent.text)
    assert 'id="file"' in sent.text
    assert ".geojson" in sent.text
