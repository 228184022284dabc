"""Notices on pages: for residents, for those who announce, for those who answer."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.notices import Notice, NoticeSubscription, ReportNotice
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.accounts.accounts import Grant
from app.operations.notices.announcing import NewNotice, announce, end_notice, lock_notice
from app.security.tokens import link_token
from tests.builders import a_public_report, a_working_hromada, square
from tests.values import present
from tests.web.desks import SignIn
from tests.web.staff import signed_in

T = TypeVar("T")

NOW = datetime.now(UTC)
RING = [[34.04, 47.64], [34.06, 47.64], [34.06, 47.66], [34.04, 47.66], [34.04, 47.64]]
AREA = json.dumps({"type": "Polygon", "coordinates": [RING]})
GOOD = {
    "title_uk": "Немає води на Поштовій",
    "words_uk": "Ремонт магістралі до вечора.",
    "area": AREA,
    "categories": "roads.pothole",
}


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


@pytest.fixture
def notice(database: Database, town: Hromada) -> int:
    """A notice in force, without an end."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        new = NewNotice(
            ("Немає води", "No water"),
            ("Ремонт магістралі.", "The main is repaired."),
            square(34.04, 47.64, 0.02),
            NOW - timedelta(hours=1),
        )
        return announce(session, new, now=NOW)


@pytest.fixture
def enter(app: Flask, database: Database, town: Hromada) -> SignIn:
    def sign_in(role: Role, body_id: int | None = None) -> FlaskClient:
        grant = Grant(town.id, f"{role}{body_id or ''}@pokrov.example", role, body_id)
        return signed_in(app.test_client(), database, grant)

    return sign_in


def sent(client: FlaskClient, path: str, page: str, **fields: Any) -> TestResponse:
    words = client.get(page).get_data(as_text=True)
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', words))[1]
    return client.post(path, data={"csrf_token": token} | fields)


def rows(database: Database, town: Hromada, table: type[T]) -> Sequence[T]:
    with database.reading(town.id) as session:
        return session.scalars(select(table)).all()


def test_a_resident_is_told_before_sending(client: FlaskClient, notice: int) -> None:
    page = client.get(
        "/pokrov/reports/preview?lon=34.05&lat=47.65&category=roads.pothole"
    ).get_data(as_text=True)
    assert f"/pokrov/notices/{notice}" in page
    assert f"/pokrov/notices/{notice}/subscribe" in page
    elsewhere = client.get(
        "/pokrov/reports/preview?lon=34.09&lat=47.69&category=roads.pothole"
    ).get_data(as_text=True)
    assert "/pokrov/notices/" not in elsewhere


def test_the_report_can_be_sent_all_the_same_and_is_linked(
    client: FlaskClient, database: Database, town: Hromada, notice: int
) -> None:
    body = {"lon": 34.05, "lat": 47.65, "category": "roads.pothole", "description": "Яма на дорозі"}
    answer = client.post("/pokrov/reports", json=body, headers={"Accept": "application/json"})
    assert answer.status_code == 201
    assert [row.notice_id for row in rows(database, town, ReportNotice)] == [notice]


def test_the_map_gets_areas_with_an_etag(client: FlaskClient, notice: int) -> None:
    answer = client.get("/pokrov/notices.geojson")
    (feature,) = answer.get_json()["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert feature["properties"]["title_en"] == "No water"
    again = client.get("/pokrov/notices.geojson", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_both_languages_are_read(client: FlaskClient, notice: int) -> None:
    assert "Ремонт магістралі." in client.get(f"/pokrov/notices/{notice}").get_data(as_text=True)
    page = client.get(f"/pokrov/notices/{notice}?lang=en").get_data(as_text=True)
    assert "The main is repaired." in page


def test_a_resident_follows_by_a_confirmed_address_alone(
    client: FlaskClient, database: Database, town: Hromada, notice: int
) -> None:
    page = f"/pokrov/notices/{notice}"
    assert sent(client, f"{page}/subscribe", page, email="no address").status_code == 422
    assert sent(client, f"{page}/subscribe", page, email="olena@example.org").status_code == 200
    (row,) = rows(database, town, NoticeSubscription)
    assert row.confirmed_at is None
    with client.application.app_context():
        token = link_token("notice-subscription", str(row.id))
    link = f"/pokrov/notices/subscriptions/{token}/confirm"
    assert client.get(link).status_code == 200
    assert rows(database, town, NoticeSubscription)[0].confirmed_at is None
    assert client.post(link).status_code == 200
    assert rows(database, town, NoticeSubscription)[0].confirmed_at is not None


def test_a_coordinator_announces(enter: SignIn, database: Database, town: Hromada) -> None:
    client = enter(Role.COORDINATOR)
    answer = sent(client, "/pokrov/notices", "/pokrov/notices/new", **GOOD)
    assert answer.status_code == 303
    (row,) = rows(database, town, Notice)
    assert (row.title_uk, row.everything) == ("Немає води на Поштовій", False)
    assert "Немає води на Поштовій" in client.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area": ""}, "area"),
        ({"area": "{}"}, "area"),
        ({"area": AREA.replace("34.0", "4.0")}, "area"),
        ({"area": AREA.replace("34.0", "30.0")}, "area"),
        ({"title_uk": ""}, "title_uk"),
        ({"ends_at": "2020-01-01T00:00"}, "ends_at"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"categories": "nothing.such"}, "categories"),
        ({"area": "", "address": "вулиця Невідома, 1", "radius_m": "100"}, "address"),
    ],
)
def test_a_bad_notice_comes_back_with_its_fault(
    enter: SignIn, database: Database, town: Hromada, change: dict[str, str], field: str
) -> None:
    client = enter(Role.COORDINATOR)
    answer = sent(client, "/pokrov/notices", "/pokrov/notices/new", **(GOOD | change))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    assert rows(database, town, Notice) == []


def test_an_officer_announces_for_the_own_body_alone(
    enter: SignIn, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body_id = a_public_report(session, town).body_id
    client = enter(Role.OFFICER, body_id)
    path, form = "/pokrov/notices", "/pokrov/notices/new"
    assert sent(client, path, form, **GOOD).status_code == 422
    assert sent(client, path, form, **(GOOD | {"body": str(body_id)})).status_code == 303


def test_a_resident_does_not_announce(client: FlaskClient, town: Hromada) -> None:
    assert client.get("/pokrov/notices/new").status_code in {302, 401}


def test_an_officer_does_not_end_another_bodys_notice(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body_id = a_public_report(session, town).body_id
    client = enter(Role.OFFICER, body_id)
    page = f"/pokrov/notices/{notice}"
    assert sent(client, f"{page}/end", page, closing_uk="Воду подано.").status_code == 403
    assert rows(database, town, Notice)[0].ended_at is None


def test_a_coordinator_ends_it_and_twice_is_once(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    client = enter(Role.COORDINATOR)
    page = f"/pokrov/notices/{notice}"
    assert sent(client, f"{page}/end", page, closing_uk="Воду подано.").status_code == 303
    assert (
        sent(client, f"{page}/end", "/pokrov/notices/new", closing_uk="Так!!!").status_code == 409
    )
    assert "Воду подано." in client.get(page).get_data(as_text=True)


def test_one_ended_before_it_begins_is_cancelled(
    enter: SignIn, database: Database, town: Hromada
) -> None:
    begins, ends = NOW + timedelta(days=20), NOW + timedelta(days=22)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        area = square(34.04, 47.64, 0.02)
        new = NewNotice(("Немає води", ""), ("Ремонт.", ""), area, begins, ends)
        page = f"/pokrov/notices/{announce(session, new, now=NOW)}"
    client = enter(Role.COORDINATOR)
    assert "Скасувати оголошення" in client.get(page).text
    assert sent(client, f"{page}/end", page, closing_uk="Ремонт перенесено.").status_code == 303
    assert client.get(f"{page}/edit").status_code == 409
    said = client.get(page).text
    assert "Завершено" not in said
    assert "Ремонт перенесено." in said
    listed = client.get("/pokrov/notices").text
    for words in (said, listed):
        assert "скасовано" in words
        assert f'datetime="{ends.isoformat()}"' in words, "what was planned stays to be read"
    assert NOW.date().isoformat() not in listed


def test_an_officer_answers_what_it_explains(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body_id = a_public_report(session, town, now=NOW).body_id
    client = enter(Role.OFFICER, body_id)
    page = f"/pokrov/notices/{notice}"
    answer = sent(client, f"{page}/solve", page, words="Магістраль відремонтовано.")
    assert answer.status_code == 303
    assert [row.status for row in rows(database, town, Report)] == ["solved"]


def test_a_reports_page_names_the_notice(
    client: FlaskClient, database: Database, town: Hromada, notice: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        number = a_public_report(session, town, now=NOW).number
    page = client.get(f"/pokrov/reports/{number}").get_data(as_text=True)
    assert f"/pokrov/notices/{notice}" in page
    assert "Це пояснює оголошення" in page


def test_on_a_reports_page_an_ended_notice_is_of_the_past(
    client: FlaskClient, database: Database, town: Hromada, notice: int
) -> None:
    over = NOW + timedelta(minutes=5)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        number = a_public_report(session, town, now=NOW).number
        end_notice(session, lock_notice(session, notice), now=over)
    page = client.get(f"/pokrov/reports/{number}").text
    assert "Це пояснювало оголошення" in page
    assert "Це пояснює" not in page
    for moment in (NOW - timedelta(hours=1), over):
        assert f'datetime="{moment.isoformat()}"' in page


def test_a_notice_is_changed_by_the_form_it_fills(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    client = enter(Role.COORDINATOR)
    page = f"/pokrov/notices/{notice}"
    form = client.get(f"{page}/edit").get_data(as_text=True)
    assert 'value="Немає води"' in form
    assert "data-draw-was" in form
    fields = {
        "title_uk": "Немає води",
        "title_en": "No water",
        "words_uk": "Ремонт затягнувся до ночі.",
        "everything": "1",
        "ends_at": f"{NOW + timedelta(days=9):%Y-%m-%dT%H:%M}",
    }
    assert sent(client, f"{page}/edit", f"{page}/edit", **fields).status_code == 303
    words = client.get(page).get_data(as_text=True)
    assert "Ремонт затягнувся до ночі." in words
    assert "Ремонт магістралі." in words, "what it said before stays to be read"
    assert "Раніше кінець не був відомий." in words


def test_a_bad_change_comes_back_with_its_fault(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    client = enter(Role.COORDINATOR)
    page = f"/pokrov/notices/{notice}/edit"
    answer = sent(client, page, page, title_uk="", words_uk="Ремонт.", everything="1")
    assert answer.status_code == 422
    assert 'href="#title_uk"' in answer.get_data(as_text=True)
    moved = {"title_uk": "Немає води", "words_uk": "Ремонт.", "starts_at": "2099-01-01T00:00"}
    assert sent(client, page, page, everything="1", **moved).status_code == 422


def test_an_officer_does_not_change_another_bodys_notice(
    enter: SignIn, database: Database, town: Hromada, notice: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body_id = a_public_report(session, town).body_id
    client = enter(Role.OFFICER, body_id)
    assert client.get(f"/pokrov/notices/{notice}/edit").status_code == 403


@pytest.mark.parametrize("begins", ["0001-01-01", "0001-01-01 BC", "9999-12-30"])
def test_a_notice_is_of_this_century(
    database: Database, town: Hromada, notice: int, begins: str
) -> None:
    begin = text("UPDATE notice SET starts_at = CAST(:begins AS timestamptz)")
    with pytest.raises(IntegrityError), database.transaction(town.id) as session:
        session.execute(begin, {"begins": begins})
