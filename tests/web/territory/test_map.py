"""The first page and the map page: what they show, to everybody, without scripts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.db import Database
from app.models.places import Hromada
from app.services import services_of
from gis.map.stored_counts import recount
from tests.builders import a_hromada, a_public_report, a_report, a_working_hromada, square


@pytest.fixture
def pokrov(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


def published(database: Database, hromada: Hromada, **given: Any) -> int:
    from app.db import enter_hromada

    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        return a_public_report(session, hromada, **given).number


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = services_of(app).database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_the_first_page_names_the_hromadas_served(client: FlaskClient, pokrov: Hromada) -> None:
    page = client.get("/")
    assert f'href="/{pokrov.slug}/"' in page.text
    assert pokrov.name_uk in page.text


def test_the_first_page_leaves_out_those_not_served(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        a_hromada(session, "bucha", served=False)
    assert "bucha" not in client.get("/").text


@pytest.mark.parametrize("words", ["гРОМАДА", "pokr", "UA"])
def test_hromadas_are_found_by_name_or_code(
    client: FlaskClient, pokrov: Hromada, words: str
) -> None:
    assert "/pokrov/" in client.get("/", query_string={"q": words}).text


def test_an_unknown_name_is_explained(client: FlaskClient, pokrov: Hromada) -> None:
    page = client.get("/?q=Атлантида%")
    assert page.status_code == 200
    assert "За цими словами нічого не знайшлося" in page.text


def test_no_hromada_yet_is_still_a_page(client: FlaskClient, database: Database) -> None:
    assert "Тут ще немає жодної громади" in client.get("/").text


def test_the_map_page_lists_reports_without_scripts(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    number = published(database, pokrov)
    page = client.get("/pokrov/")
    assert f'href="/pokrov/reports/{number}"' in page.text
    assert "<noscript>" in page.text
    assert "/pokrov/map.svg?" in page.text


def test_the_unpublished_are_not_listed(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    from app.db import enter_hromada

    with database.transaction() as session:
        enter_hromada(session, pokrov.id)
        number = a_report(session, pokrov).number
    page = client.get("/pokrov/")
    assert f"/reports/{number}" not in page.text
    assert "Тут ще ніхто не повідомляв про проблеми" in page.text


def test_another_hromadas_reports_are_not_listed(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    published(database, pokrov)
    with database.transaction() as session:
        a_working_hromada_elsewhere(session)
    assert client.get("/bucha/list").text.count("report-card-title") == 0


def a_working_hromada_elsewhere(session: Session) -> Hromada:
    return a_hromada(session, "bucha", boundary=square(30.0, 50.0))


def test_a_filter_that_finds_nothing_offers_a_way_out(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    published(database, pokrov)
    page = client.get("/pokrov/?status=closed")
    assert "За цими умовами нічого немає" in page.text
    assert "data-reset" in page.text


def test_an_unknown_code_is_named(client: FlaskClient, pokrov: Hromada) -> None:
    page = client.get("/pokrov/?category=unicorns&district=xx")
    assert page.status_code == 200
    assert "«unicorns»" in page.text
    assert "«xx»" in page.text


@pytest.mark.parametrize(
    "query", ["bbox=nan,1,2,3", "from=x", "status=burning", "after=x", "to=2026-13-01"]
)
def test_a_broken_filter_is_explained_beside_the_form(
    client: FlaskClient, pokrov: Hromada, query: str
) -> None:
    page = client.get(f"/pokrov/?{query}")
    assert page.status_code == 422
    assert "alert-danger" in page.text
    assert "data-filters" in page.text


def test_the_list_goes_on_page_by_page(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    numbers = [published(database, pokrov) for _ in range(23)]
    first = client.get("/pokrov/list")
    assert first.text.count("report-card-title") == 20
    rest = client.get(f"/pokrov/list?after={sorted(numbers)[3]}")
    assert rest.text.count("report-card-title") == 3
    assert "Найновіші" in rest.text


def test_the_part_beside_the_map_comes_alone(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    published(database, pokrov)
    part = client.get("/pokrov/list?part=list")
    assert "<html" not in part.text
    assert 'data-found="1\N{NO-BREAK SPACE}невирішене"' in part.text


def test_english_is_complete(client: FlaskClient, database: Database, pokrov: Hromada) -> None:
    published(database, pokrov)
    page = client.get("/pokrov/?lang=en")
    assert "Report a problem" in page.text
    assert 'lang="en"' in page.text
    assert "Pothole" in page.text


def test_words_of_residents_are_text(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    published(database, pokrov, description="<script>alert(1)</script> яма на дорозі")
    assert "<script>alert" not in client.get("/pokrov/").text


def test_the_map_page_costs_four_statements(
    client: FlaskClient, database: Database, pokrov: Hromada, statements: list[str]
) -> None:
    published(database, pokrov)
    client.get("/pokrov/")
    del statements[:]
    client.get("/pokrov/")
    # The hromada, the list, the numbers beside the states, and the choices.
    assert len(statements) == 4, statements


def test_an_unknown_hromada_is_not_found(client: FlaskClient, pokrov: Hromada) -> None:
    page = client.get("/atlantis/")
    assert page.status_code == 404
    assert "Такої сторінки немає" in page.text


def test_the_address_without_a_slash_leads_on(client: FlaskClient, pokrov: Hromada) -> None:
    assert client.get("/pokrov").status_code == 308


@pytest.fixture
def addresses(database: Database, pokrov: Hromada) -> None:
    from app.db import enter_hromada
    from gis.geometry import Point
    from tests.gis.test_nearby import an_address

    with database.transaction() as session:
        enter_hromada(session, pokrov.id)
        an_address(session, pokrov, Point(34.05, 47.65), house="1")
        an_address(session, pokrov, Point(34.06, 47.66), house="15")


@pytest.mark.parametrize("path", ["/pokrov/?", "/pokrov/list?", "/pokrov/list?part=1&"])
def test_words_that_are_an_address_lead_to_it(
    client: FlaskClient, addresses: None, path: str
) -> None:
    page = client.get(f"{path}q=поштовая 15").text
    assert 'data-spot="34.06,47.66"' in page
    assert "/pokrov/?bbox=34.05600,47.65700,34.06400,47.66300" in page


@pytest.mark.parametrize("words", ["яма", "не працює ліхтар", "пошта не відчинена", "1", "№ 15"])
def test_words_that_are_none_lead_nowhere(client: FlaskClient, addresses: None, words: str) -> None:
    assert "data-spot" not in client.get("/pokrov/", query_string={"q": words}).text


def test_a_list_of_very_many_is_still_counted(
    client: FlaskClient, database: Database, pokrov: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis.map.listing.COUNT_UPTO", 2)
    monkeypatch.setattr("app.queries.reports.list.COUNT_UPTO", 2)
    for _ in range(4):
        published(database, pokrov)
    for path in ("/pokrov/list", "/pokrov/list?part=1&bbox=34,47.6,34.1,47.7"):
        assert "4\N{NO-BREAK SPACE}невирішені" in client.get(path).text


def test_what_nobody_has_counted_is_said_to_be_more_than_that(
    client: FlaskClient, database: Database, pokrov: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gis.map.listing.COUNT_UPTO", 2)
    monkeypatch.setattr("app.queries.reports.list.COUNT_UPTO", 2)
    monkeypatch.setattr("gis.map.listing.STATES_UPTO", 2)
    for _ in range(4):
        published(database, pokrov)
    with database.transaction(pokrov.id) as session:
        recount(session.connection(), pokrov.id, faceted=True)
    page = client.get("/pokrov/?bbox=34,47.6,34.1,47.7").text
    assert "понад 2 повідомлень" in page
    assert re.search(r'data-count="open"></span>', page), "no state's number is told"
    assert "4\N{NO-BREAK SPACE}невирішені" in client.get("/pokrov/").text


def test_a_page_of_the_list_that_no_number_can_be_is_refused(
    client: FlaskClient, pokrov: Hromada
) -> None:
    assert client.get(f"/pokrov/?after={'0' * 20}{'9' * 20}").status_code == 422


@pytest.mark.parametrize("words", ["48.1, 11.5", "46.2, 31.0"])
def test_a_position_in_no_hromada_is_not_called_a_wrong_name(
    client: FlaskClient, pokrov: Hromada, words: str
) -> None:
    page = client.get("/", query_string={"q": words}).text
    assert "не належить до жодної громади" in page or "Це місце не в Україні" in page
    assert "За цими словами" not in page
