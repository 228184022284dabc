"""The report form without scripts, and the fragments that scripts ask for."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.operations.accounts.accounts import Grant
from gis.geometry import Point
from tests.builders import a_body, a_category, a_hromada, a_public_report, an_area, square
from tests.gis.test_nearby import an_address
from tests.values import present
from tests.web.residents import a_town, statements
from tests.web.staff import signed_in

HERE = "lon=34.05&lat=47.65"


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


@pytest.fixture
def browser(client: FlaskClient, town: Hromada) -> FlaskClient:
    """A visitor who reads English."""
    client.set_cookie("lang", "en")
    return client


def test_the_first_step_offers_every_way_to_show_a_place(browser: FlaskClient) -> None:
    page = browser.get("/pokrov/reports/new").text
    for way in ('name="address"', 'type="image"', 'name="lon"', "data-locate", "data-live-map"):
        assert way in page
    assert '<option value="roads.pothole"' in page
    assert "Choose …" in page


def test_who_is_signed_in_need_not_type_the_address(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    written = re.compile(r'name="email"[^>]* value="([^"]*)"')
    second_step = "/pokrov/reports/new?lon=34.05&lat=47.65&category=roads.pothole&next=1"
    pages = ("/pokrov/reports/new", second_step)
    assert [written.findall(client.get(page).text) for page in pages] == [[""], [""]]
    signed_in(client, database, Grant(town.id, "ivanna@example.org", Role.READER, None))
    told = [written.findall(client.get(page).text) for page in pages]
    assert told == [["ivanna@example.org"], ["ivanna@example.org"]]


def test_an_unknown_hromada_has_no_form(browser: FlaskClient) -> None:
    assert browser.get("/nowhere/reports/new").status_code == 404
    assert browser.get("/nowhere/reports/preview").status_code == 404
    assert browser.get("/nowhere/addresses").status_code == 404


def test_a_press_on_the_drawn_map_is_a_point(browser: FlaskClient) -> None:
    page = browser.get(
        "/pokrov/reports/new?view=34.05,47.65,15&map.x=144&map.y=160&category=roads.pothole"
    ).text
    assert 'value="34.050000"' in page
    assert 'value="47.650000"' in page
    assert "drawn-pin" in page
    assert '<option value="roads.pothole" selected' in page


def test_going_on_without_a_place_or_a_kind_says_so(browser: FlaskClient) -> None:
    page = browser.get("/pokrov/reports/new?next=1").text
    assert "Show the place: on the map" in page
    assert "Choose what the problem is." in page


def test_an_address_that_is_one_is_taken(
    browser: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        an_address(session, town, Point(34.05, 47.65), house="1")
    page = browser.get(
        "/pokrov/reports/new?address=вул. Поштова 1&category=roads.pothole&next=1"
    ).text
    assert 'name="lon" value="34.050000"' in page
    assert "вулиця Поштова, 1" in page


def test_addresses_that_are_many_are_offered(
    browser: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        for house in "12":
            an_address(session, town, Point(34.05, 47.65), house=house)
    page = browser.get("/pokrov/reports/new?address=Поштова&find=1&category=roads.pothole").text
    assert "Which one do you mean?" in page
    assert page.count("&amp;found=") == 2
    assert "category=roads.pothole" in page


def test_an_address_nobody_knows_is_said(browser: FlaskClient) -> None:
    page = browser.get("/pokrov/reports/new?address=Вигадана&find=1").text
    assert "We do not know this address." in page


def test_the_second_step_shows_the_body_and_why(browser: FlaskClient) -> None:
    page = browser.get(f"/pokrov/reports/new?{HERE}&category=roads.pothole").text
    assert "Department udg" in page
    assert "Зона a1" in page
    assert "Рішення № 1" in page
    assert "No other body answers" in page
    assert 'action="/pokrov/reports"' in page


def test_every_form_has_a_key_of_its_own(browser: FlaskClient) -> None:
    pages = [browser.get(f"/pokrov/reports/new?{HERE}&category=roads.pothole").text for _ in "12"]
    keys = {
        present(re.search(r'name="idempotency_key" value="([^"]{20,})"', page))[1] for page in pages
    }
    assert len(keys) == 2


def test_a_threat_to_life_shows_the_hotline_first(browser: FlaskClient) -> None:
    page = browser.get(f"/pokrov/reports/new?{HERE}&category=light.pole").text
    assert 'href="tel:101"' in page
    assert 'href="tel:112"' in page
    assert page.index("Do not rely on this form") < page.index('name="description"')
    assert "An answer is due by" not in page


def test_what_stays_off_the_map_says_so(browser: FlaskClient) -> None:
    page = browser.get(f"/pokrov/reports/new?{HERE}&category=civil.strike").text
    assert "not shown on the public map" in page


def test_without_a_body_a_moderator_will_find_one(browser: FlaskClient) -> None:
    page = browser.get(f"/pokrov/reports/new?{HERE}&category=light.pole").text
    assert "A moderator will find the body in charge" in page


def test_the_rule_that_decided_is_told(
    browser: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        body = a_body(session, town, "small")
        an_area(session, body, code="everything")
    page = browser.get(f"/pokrov/reports/new?{HERE}&category=roads.pothole").text
    assert "names the kind of problem more exactly" in page


def test_the_same_problem_near_is_offered_for_support(
    browser: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        number = a_public_report(session, town).number
    page = browser.get(f"/pokrov/reports/preview?{HERE}&category=roads.pothole").text
    assert f'action="/pokrov/reports/{number}/support"' in page
    assert "0 m from here" in page
    assert "<html" not in page


@pytest.mark.parametrize("path", ["new", "preview"])
def test_a_place_in_another_hromada_leads_there(
    browser: FlaskClient, database: Database, path: str
) -> None:
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(30, 50), name_uk="Бучанська")
    answer = browser.get(f"/pokrov/reports/{path}?lon=30.05&lat=50.05&category=roads.pothole")
    assert answer.status_code == 422
    assert "Бучанська" in answer.text
    assert 'href="/bucha/reports/new?lon=30.05&amp;lat=50.05' in answer.text


@pytest.mark.parametrize(
    "query",
    ["", HERE, "category=roads.pothole", f"{HERE}&category=roads", f"{HERE}&category=no.such",
     "lon=nan&lat=1&category=roads.pothole", "lon=9e99&lat=9e99&category=roads.pothole"],
)  # fmt: skip
def test_a_preview_of_nothing_is_refused(browser: FlaskClient, query: str) -> None:
    assert browser.get(f"/pokrov/reports/preview?{query}").status_code == 422


def test_suggestions_are_json(browser: FlaskClient, database: Database, town: Hromada) -> None:
    with database.transaction(town.id) as session:
        an_address(session, town, Point(34.05, 47.65), house="7")
    found = browser.get("/pokrov/addresses?q=Пошт").get_json()["addresses"]
    place = {"lon": 34.05, "lat": 47.65}
    words = {"label": "вулиця Поштова, 7", "district": "Centre", "former": "", "note": "Centre"}
    assert found == [words | place]
    assert browser.get("/pokrov/addresses?q=").json == {"addresses": []}
    assert browser.get(f"/pokrov/addresses?{HERE}").json == {"address": "вулиця Поштова, 7"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lon=34.25&lat=47.65", "lies outside every hromada"),
        ("lon=47.65&lat=34.05", "swapped"),
        ("lon=11.5&lat=48.1", "not in Ukraine"),
        ("lon=x&lat=47.65", "must be numbers"),
    ],
)
def test_a_point_that_is_no_place_here_is_told_at_once(
    browser: FlaskClient, query: str, words: str
) -> None:
    answer = present(browser.get(f"/pokrov/addresses?{query}").json)
    assert answer["address"] == ""
    assert words in answer["fault"]


def test_a_place_without_an_address_is_no_fault(browser: FlaskClient) -> None:
    assert browser.get(f"/pokrov/addresses?{HERE}").json == {"address": ""}


def test_another_hromadas_kinds_are_not_offered(browser: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        other = a_hromada(session, "bucha", boundary=square(30, 50))
        a_category(session, other, "their.own", name_uk="Чуже")
    assert "Чуже" not in browser.get("/pokrov/reports/new?lang=uk").text
    there = browser.get(f"/pokrov/reports/preview?{HERE}&category=their.own")
    assert there.status_code == 422


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/pokrov/reports/new", 2),
        (f"/pokrov/reports/preview?{HERE}&category=roads.pothole", 5),
        ("/pokrov/addresses?q=Пошт", 3),
    ],
)
def test_the_form_asks_the_database_little(
    app: Flask, browser: FlaskClient, path: str, most: int
) -> None:
    with statements(app) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) == most, asked


def test_links_on_a_refused_form_lead_to_pages(browser: FlaskClient, town: Hromada) -> None:
    page = browser.get("/pokrov/reports/new").text
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    refused = browser.post("/pokrov/reports", data={"csrf_token": token, "description": "Яма"})
    assert refused.status_code == 422
    assert 'href="/pokrov/reports/new?lang=' in refused.text
    assert "next=%2Fpokrov%2Freports%2Fnew" in refused.text
