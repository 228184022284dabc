"""The page of coverage, its GeoJSON and the command: for coordinators, of their own hromada."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.db import Database
from app.domain.roles import Role
from app.models.places import Body, Category, Hromada
from app.operations.accounts.accounts import Grant
from tests.builders import a_body, a_category, a_district, a_hromada, an_area
from tests.web.staff import signed_in

NOW = datetime.now(UTC)
EAST_HALF = "SRID=4326;MULTIPOLYGON(((34.05 47.6,34.1 47.6,34.1 47.7,34.05 47.7,34.05 47.6)))"
PAGE = "/pokrov/coordination/coverage"


@pytest.fixture
def town(database: Database) -> Hromada:
    """Half of it is covered by two bodies with the same right, the other half by nobody."""
    with database.transaction() as session:
        hromada = a_hromada(session)
        pothole = a_category(session, hromada)
        for code in ("one", "two"):
            body = a_body(session, hromada, code)
            an_area(session, body, pothole, code=code, boundary=EAST_HALF)
    return hromada


@pytest.fixture
def enter(app: Flask, database: Database, town: Hromada) -> Callable[[Role], FlaskClient]:
    """Return a browser signed in with a role in the town."""

    return lambda role: signed_in(
        app.test_client(), database, Grant(town.id, "a@pokrov.example", role, None)
    )


def test_the_page_names_gap_overlap_and_bodies(enter: Callable[[Role], FlaskClient]) -> None:
    page = enter(Role.COORDINATOR).get(f"{PAGE}?lang=en").text
    assert "Gap" in page
    assert "Overlap" in page
    assert "Department one" in page
    assert page.count("shape-gap") == page.count("shape-overlap") == 1


@pytest.mark.parametrize(
    "query",
    [
        "at=yesterday",
        "at=0001-01-01",
        "at=9999-12-31",
        "tolerance=-1",
        "tolerance=nan",
        "tolerance=wide",
    ],
)
def test_what_cannot_be_read_is_marked_and_the_page_stays(
    enter: Callable[[Role], FlaskClient], query: str
) -> None:
    answer = enter(Role.COORDINATOR).get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert "has-error" in answer.text


def test_geojson_holds_the_parts_of_one_category_or_of_all(
    enter: Callable[[Role], FlaskClient],
) -> None:
    client = enter(Role.COORDINATOR)
    answer = client.get(f"{PAGE}.geojson?category=roads.pothole&download=1")
    assert answer.mimetype == "application/geo+json"
    assert "attachment" in answer.headers["Content-Disposition"]
    kinds = [feature["properties"]["kind"] for feature in answer.get_json()["features"]]
    assert sorted(kinds) == ["gap", "overlap"]
    assert len(client.get(f"{PAGE}.geojson").get_json()["features"]) == 2
    assert client.get(f"{PAGE}.geojson?category=districts").get_json()["features"] == []
    assert client.get(f"{PAGE}.geojson?category=none").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.geojson"])
def test_only_coordinators_see_it(enter: Callable[[Role], FlaskClient], path: str) -> None:
    assert enter(Role.READER).get(path).status_code == 403


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.geojson"])
def test_another_hromadas_coordinator_does_not(
    enter: Callable[[Role], FlaskClient], database: Database, path: str
) -> None:
    with database.transaction() as session:
        a_hromada(session, "other")
    assert enter(Role.COORDINATOR).get(path.replace("pokrov", "other")).status_code == 403


def test_the_command_tells_people_scripts_and_maps(
    app: Flask, town: Hromada, tmp_path: Path
) -> None:
    runner = app.test_cli_runner()
    said = runner.invoke(args=["coverage", "pokrov"])
    assert said.exit_code == 0, said.output
    assert "no area: " in said.stdout
    assert "equal: one and two" in said.stdout
    drawn = tmp_path / "coverage.geojson"
    told = runner.invoke(args=["coverage", "pokrov", "--json", "--geojson", str(drawn)])
    (sheet,) = json.loads(told.stdout)["sheets"]
    assert [len(sheet["gaps"]), len(sheet["overlaps"])] == [1, 1]
    assert len(json.loads(drawn.read_text())["features"]) == 2


@pytest.mark.parametrize("words", [["nowhere"], ["pokrov", "--at", "soon"]])
def test_the_command_fails_for_what_it_does_not_know(
    app: Flask, town: Hromada, words: list[str]
) -> None:
    assert app.test_cli_runner().invoke(args=["coverage", *words]).exit_code != 0


@pytest.mark.parametrize("which", ["--districts", "--neighbours"])
def test_the_command_compares_outlines(
    app: Flask, database: Database, town: Hromada, which: str
) -> None:
    with database.transaction(town.id) as session:
        a_district(session, town)
    said = app.test_cli_runner().invoke(args=["coverage", which])
    assert said.exit_code == 0, said.output
    assert "in none" in said.stdout


@pytest.mark.parametrize("which", ["--districts", "--neighbours"])
def test_the_command_says_where_there_is_nothing_to_compare(
    app: Flask, town: Hromada, which: str
) -> None:
    said = app.test_cli_runner().invoke(args=["coverage", which])
    assert said.exit_code == 0, said.output


def test_the_command_refuses_an_unknown_category(app: Flask, town: Hromada) -> None:
    said = app.test_cli_runner().invoke(args=["coverage", "pokrov", "--category", "nosuch"])
    assert said.exit_code != 0


def test_one_command_serves_a_hromada(app: Flask, town: Hromada, database: Database) -> None:
    with database.transaction() as session:
        a_hromada(session, "next", served=False)
    runner = app.test_cli_runner()
    assert app.test_client().get("/next/").location == "/ask/next"
    refused = runner.invoke(args=["serve", "next"])
    assert refused.exit_code == 1
    assert "import bodies next FILE" in refused.output
    assert app.test_client().get("/next/").location == "/ask/next"
    said = runner.invoke(args=["serve", "next", "--unready"])
    assert said.exit_code == 0, said.output
    assert "82 by default" in said.stdout
    page = app.test_client().get("/next/")
    assert page.status_code == 200
    assert "Відкрито на пробу" in page.text
    told = json.loads(runner.invoke(args=["serve", "next", "--stop", "--json"]).stdout)
    assert (told["slug"], told["served"]) == ("next", False)
    assert app.test_client().get("/next/").location == "/ask/next"


@pytest.mark.parametrize(
    ("words", "shown"),
    [("pokrov", "/pokrov/"), ("47.65, 34.05", "/pokrov/"), ("Громада next", "is not here yet")],
)
def test_the_first_page_finds_hromadas(
    app: Flask, town: Hromada, database: Database, words: str, shown: str
) -> None:
    with database.transaction() as session:
        a_hromada(session, "next", served=False, boundary="SRID=4326;MULTIPOLYGON EMPTY")
    query = {"q": words, "lang": "en"}
    page = app.test_client().get("/", query_string=query, follow_redirects=True)
    assert page.status_code == 200
    assert shown in page.text


def test_a_change_is_linked_by_its_day_in_kyiv(
    enter: Callable[[Role], FlaskClient], database: Database, town: Hromada
) -> None:
    """What begins with a day in Kyiv begins on the day before by UTC."""
    midnight = datetime(2026, 3, 9, 22, tzinfo=UTC)
    with database.transaction(town.id) as session:
        body, pothole = a_body(session, town, "three"), a_category(session, town, "roads.sign")
        an_area(session, body, pothole, code="three", boundary=EAST_HALF, valid_from=midnight)
    client = enter(Role.COORDINATOR)
    assert "at=2026-03-10" in client.get(PAGE).text
    answer = client.get(f"{PAGE}.geojson?category=roads.sign&at=2026-03-10").get_json()["features"]
    assert (
        answer[0]["properties"]["km2"]
        < client.get(f"{PAGE}.geojson?category=roads.sign&at=2026-03-09").get_json()["features"][0][
            "properties"
        ]["km2"]
    )


def test_without_any_area_the_page_offers_the_first_step_instead_of_a_red_map(
    app: Flask, database: Database
) -> None:
    with database.transaction() as session:
        hromada = a_hromada(session)
        a_category(session, hromada)
    grant = Grant(hromada.id, "a@pokrov.example", Role.COORDINATOR, None)
    page = signed_in(app.test_client(), database, grant).get(PAGE).text
    assert "Зон відповідальності на цей день немає" in page
    assert "За 1 вид проблем ніде ніхто не відповідає" in page
    assert 'href="/pokrov/coordination/areas/new"' in page
    assert "shape-gap" not in page


def test_a_gap_in_which_the_kinds_body_answers_is_not_red(
    enter: Callable[[Role], FlaskClient], database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        body = session.scalars(select(Body).limit(1)).one()
        session.execute(update(Category).values(default_body_id=body.id))
    client = enter(Role.COORDINATOR)
    page = client.get(PAGE).text
    assert "shape-held" in page
    assert "shape-gap" not in page
    found = client.get(f"{PAGE}.geojson").get_json()["features"]
    held = {one["properties"]["kind"]: one["properties"]["held"] for one in found}
    assert held == {"gap": True, "overlap": False}
