"""The list and the map say the same thing, whatever the address asks for."""

import re

import pytest
from flask.testing import FlaskClient

from app.db import Database
from app.domain.roles import Role
from app.models.places import Body, Hromada
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from tests.builders import NOON, a_grant, a_public_report, a_working_hromada

EVERYWHERE = "zoom=16&bbox=34,47.6,34.1,47.7"


@pytest.fixture
def pokrov(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


@pytest.fixture
def report(database: Database, pokrov: Hromada) -> int:
    with database.transaction(pokrov.id) as session:
        return a_public_report(session, pokrov, address="вулиця Поштова, 29").number


def listed(client: FlaskClient, query: str | dict[str, str]) -> set[int]:
    """The numbers in the list of the page."""
    page = client.get("/pokrov/", query_string=query).text
    return {int(n) for n in re.findall(r'href="/pokrov/reports/(\d+)"', page)}


def on_map(client: FlaskClient, query: str) -> set[int]:
    """The numbers on the map that the page's form filters."""
    answer = client.get(f"/pokrov/clusters.json?{EVERYWHERE}&{query}")
    return {f["properties"].get("number") for f in answer.get_json().get("features", [])}


@pytest.mark.parametrize("name", ["category", "body", "district"])
def test_what_is_nothing_here_filters_list_and_map_alike(
    client: FlaskClient, report: int, name: str
) -> None:
    page = client.get(f"/pokrov/?{name}=unicorns")
    assert "«unicorns»" in page.text
    assert listed(client, f"{name}=unicorns") == on_map(client, f"{name}=unicorns") == set()
    # The map asks for what the form holds.
    assert f'<input type="hidden" name="{name}" value="unicorns">' in page.text


def test_a_choice_that_the_form_offers_is_held_once(client: FlaskClient, report: int) -> None:
    page = client.get("/pokrov/?category=roads&category=unicorns").text
    assert '<input type="hidden" name="category" value="unicorns">' in page
    assert '<input type="hidden" name="category" value="roads">' not in page


def test_an_impossible_period_shows_nothing_and_says_why(client: FlaskClient, report: int) -> None:
    page = client.get("/pokrov/?from=2026-06-02&to=2026-06-01")
    assert page.status_code == 422
    assert listed(client, "from=2026-06-02&to=2026-06-01") == set()
    assert "Останній день" in page.text
    assert 'value="2026-06-02"' in page.text, "to be corrected"
    assert 'value="2026-06-01"' in page.text
    assert "data-refused" in page.text


@pytest.mark.parametrize("query", ["status=burning", "from=x", "bbox=nan,1,2,3", "category=a+b"])
def test_what_cannot_be_shown_whole_is_not_shown_in_part(
    client: FlaskClient, report: int, query: str
) -> None:
    for path in ("/pokrov/", "/pokrov/list", "/pokrov/list?part=1&"):
        page = client.get(f"{path}{'' if '?' in path else '?'}{query}")
        assert page.status_code == 422
        assert "report-card-title" not in page.text
        assert "1 повідомлення" not in page.text
    assert client.get(f"/pokrov/tiles/12/1/1.mvt?{query}").status_code == 422


def test_the_rest_of_a_broken_address_stays_in_the_form(client: FlaskClient, report: int) -> None:
    page = client.get("/pokrov/?from=x&status=open&q=яма").text
    assert 'value="яма"' in page
    assert re.search(r'value="open" data-usual checked', page)


@pytest.mark.parametrize("words", ["Поштова 29", "Поштова, 29", "поштова,29", "вулиця Поштова  29"])
def test_an_address_is_found_with_and_without_its_comma(
    client: FlaskClient, report: int, words: str
) -> None:
    assert listed(client, {"q": words}) == on_map(client, f"q={words}") == {report}


def test_another_house_is_not_found(client: FlaskClient, report: int) -> None:
    assert listed(client, {"q": "Поштова 30"}) == set()


@pytest.mark.parametrize("sign", ["#", "№", "№ ", "# "])
def test_a_number_is_found_with_its_sign(client: FlaskClient, report: int, sign: str) -> None:
    assert listed(client, {"q": f"{sign}{report}"}) == {report}


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/list", "/pokrov/list?part=1"])
def test_a_page_says_of_which_state_its_list_is(
    client: FlaskClient, database: Database, pokrov: Hromada, report: int, path: str
) -> None:
    def states() -> list[str]:
        page = client.get(path)
        assert page.headers["Cache-Control"] == "private, no-cache"
        return re.findall(r'data-state="(\d+)"', page.text)

    assert states() == [str(client.get("/pokrov/changes").get_json()["state"])]
    before = states()
    with database.transaction(pokrov.id) as session:
        a_public_report(session, pokrov)
    assert states() != before


@pytest.mark.parametrize("words", [", ,", "ова2", "Поштова 2 9"])
def test_commas_and_letters_run_together_are_no_address(
    client: FlaskClient, report: int, words: str
) -> None:
    assert listed(client, {"q": words}) == on_map(client, f"q={words}") == set()


@pytest.fixture
def outcomes(database: Database, pokrov: Hromada) -> dict[str, int]:
    """A report of each end: number by status."""
    with database.transaction(pokrov.id) as session:
        body = session.query(Body).one()
        officer = a_grant(session, pokrov, Role.OFFICER, body)
        by = {"confirm": Actor(Role.RESIDENT), "lapse": SYSTEM}
        found = {}
        for ends in ((), ("solve",), ("solve", "confirm"), ("solve", "lapse"), ("refuse",)):
            report = a_public_report(session, pokrov)
            for action in ("accept", *ends):
                take_step(session, report, action, StepContext(by.get(action, officer), NOON))
            found[report.status] = report.number
        return found


def counts(client: FlaskClient, query: str) -> dict[str, str]:
    page = client.get(f"/pokrov/{query}").text
    chips = re.findall(r'data-count="(\w+)">(\d*)<', page)
    assert [code for code, _ in chips] == [
        "open", "progress", "closed", "solved", "confirmed", "lapsed", "not_solved",
    ]  # fmt: skip
    return {code: number for code, number in chips if number}


def test_lists_and_maps_begin_with_what_is_not_resolved(
    client: FlaskClient, report: int, outcomes: dict[str, int]
) -> None:
    unresolved = {report, outcomes["accepted"], outcomes["solved"]}
    page = client.get("/pokrov/").text
    assert "3\N{NO-BREAK SPACE}невирішені" in page
    assert listed(client, "") == unresolved
    pressed = re.findall(r'value="(\w+)" data-usual checked', page)
    assert pressed == ["open", "progress"]
    # What the form asks of the map.
    assert on_map(client, "status=open&status=progress") == unresolved
    assert 'class="filters-states"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=closed", ("confirmed", "lapsed", "not_solved")),
        ("status=closed&status=confirmed", ("confirmed",)),
        ("status=lapsed", ("lapsed",)),
        ("status=not_solved", ("not_solved",)),
        ("status=progress&status=solved", ("solved",)),
    ],
)
def test_each_outcome_is_a_filter_of_list_and_map_with_its_count(
    client: FlaskClient, report: int, outcomes: dict[str, int], query: str, found: tuple[str, ...]
) -> None:
    numbers = {outcomes[status] for status in found}
    assert listed(client, query) == on_map(client, query) == numbers
    assert counts(client, f"?{query}") == {
        "open": "1", "progress": "2", "closed": "3", "solved": "1", "confirmed": "1",
        "lapsed": "1", "not_solved": "1",
    }  # fmt: skip
    assert "filters-states is-chosen" in client.get(f"/pokrov/?{query}").text


def test_counts_are_of_the_other_filters(
    client: FlaskClient, report: int, outcomes: dict[str, int]
) -> None:
    assert counts(client, "?category=unicorns") == dict.fromkeys(
        ("open", "progress", "closed", "solved", "confirmed", "lapsed", "not_solved"), "0"
    )
    assert counts(client, "?bbox=34,47.6,34.1,47.7")["closed"] == "3"
    assert counts(client, "?bbox=34.06,47.6,34.1,47.7")["closed"] == "0"


def test_where_nothing_is_unresolved_the_closed_are_one_press_away(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    with database.transaction(pokrov.id) as session:
        report = a_public_report(session, pokrov)
        for action in ("accept", "solve"):
            take_step(session, report, action, StepContext(Actor(Role.OPERATOR), NOON))
        take_step(session, report, "lapse", StepContext(SYSTEM, NOON))
    page = client.get("/pokrov/").text
    assert "Тут нічого невирішеного" in page
    assert 'href="/pokrov/?status=closed"' in page
