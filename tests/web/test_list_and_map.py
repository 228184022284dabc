"""The list and the map say the same thing, whatever the address asks for."""

import re

import pytest

from tests.builders import a_public_report, a_working_hromada

EVERYWHERE = "zoom=16&bbox=34,47.6,34.1,47.7"


@pytest.fixture
def pokrov(database):
    with database.transaction() as session:
        return a_working_hromada(session)


@pytest.fixture
def report(database, pokrov):
    with database.transaction(pokrov.id) as session:
        return a_public_report(session, pokrov, address="вулиця Поштова, 29").number


def listed(client, query):
    """The numbers in the list of the page."""
    page = client.get("/pokrov/", query_string=query).text
    return {int(n) for n in re.findall(r'href="/pokrov/reports/(\d+)"', page)}


def on_map(client, query):
    """The numbers on the map that the page's form filters."""
    answer = client.get(f"/pokrov/clusters.json?{EVERYWHERE}&{query}")
    return {f["properties"].get("number") for f in answer.json.get("features", [])}


@pytest.mark.parametrize("words", ["Поштова 29", "Поштова, 29", "поштова,29", "вулиця Поштова  29"])
def test_an_address_is_found_with_and_without_its_comma(client, report, words):
    assert listed(client, {"q": words}) == on_map(client, f"q={words}") == {report}


def test_another_house_is_not_found(client, report):
    assert listed(client, {"q": "Поштова 30"}) == set()


@pytest.mark.parametrize("sign", ["#", "№", "№ ", "# "])
def test_a_number_is_found_with_its_sign(client, report, sign):
    assert listed(client, {"q": f"{sign}{report}"}) == {report}


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/list", "/pokrov/list?part=1"])
def test_a_page_says_of_which_state_its_list_is(client, database, pokrov, report, path):
    def states():
        page = client.get(path)
        assert page.headers["Cache-Control"] == "private, no-cache"
        return re.findall(r'data-state="(\d+)"', page.text)

    assert states() == [str(client.get("/pokrov/changes").json["state"])]
    before = states()
    with database.transaction(pokrov.id) as session:
        a_public_report(session, pokrov)
    assert states() != before
