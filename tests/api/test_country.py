"""The map of the country: hromadas with their counts, over the land of all that are known."""

from typing import Any

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.config import Settings
from app.db import RELAY_ROLE, Database
from app.queries.territory.hromadas import enter_by_name
from gis.geometry import Point
from gis.map.stored_counts import merge, recount
from tests.builders import a_category, a_hromada, a_public_report, a_working_hromada, square
from tests.gis.map.test_tiles import tile_at


@pytest.fixture
def country(database: Database) -> None:
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(34.1, 47.6), served=False)
        a_hromada(session, "shown", boundary=square(34.2, 47.6), served=False, demo=True)
        a_public_report(session, a_working_hromada(session))


def layers(client: FlaskClient, kind: str, zoom: int) -> dict[str, Any]:
    tile = tile_at(34.05, 47.65, zoom)
    answer = client.get(f"/{kind}/{zoom}/{tile.x}/{tile.y}.mvt")
    held: dict[str, Any] = mapbox_vector_tile.decode(answer.data or b"")
    return held


@pytest.mark.parametrize("zoom", [4, 6, 10])
def test_the_land_of_every_hromada_says_whether_it_is_served(
    client: FlaskClient, country: None, zoom: int
) -> None:
    land = layers(client, "base", zoom)["land"]["features"]
    told = {f["properties"]["slug"]: f["properties"]["served"] for f in land}
    assert told == {"pokrov": True, "bucha": False}


def test_land_far_away_is_an_empty_tile(client: FlaskClient, country: None) -> None:
    assert client.get("/base/10/1/1.mvt").data == b""
    assert client.get("/base/40/1/1.mvt").status_code == 422


@pytest.fixture
def two(database: Database) -> None:
    """Two served neighbours, each with reports near the border between them."""
    with database.transaction() as session:
        for slug, west in (("left", 34.0), ("right", 34.1)):
            hromada = a_working_hromada(session, slug)
            hromada.boundary = square(west, 47.6)
            a_category(session, hromada, "water.leak")
            spot = Point(34.0995 if slug == "left" else 34.1005, 47.65)
            a_public_report(session, hromada, point=spot)
            a_public_report(session, hromada, point=spot, category="water.leak")


def near(client: FlaskClient, zoom: int, query: str = "") -> dict[str, Any]:
    tile = tile_at(34.0995, 47.65, zoom)
    answer = client.get(f"/tiles/{zoom}/{tile.x}/{tile.y}.mvt{query}")
    assert answer.status_code == 200
    held: dict[str, Any] = mapbox_vector_tile.decode(answer.data)
    return held


def test_from_near_the_country_shows_the_map_of_each_hromada(
    client: FlaskClient, two: None
) -> None:
    shown = near(client, 10)
    found = [
        feature["properties"]
        for layer in ("clusters", "reports")
        for feature in shown.get(layer, {}).get("features", [])
    ]
    assert {one["hromada"] for one in found} == {"left", "right"}
    assert sum(one.get("total", 1) for one in found) == 4


def test_a_hromadas_part_is_its_own_tile_and_its_name(client: FlaskClient, two: None) -> None:
    tile = tile_at(34.0995, 47.65, 15)
    own = mapbox_vector_tile.decode(client.get(f"/left/tiles/15/{tile.x}/{tile.y}.mvt").data)
    shared = near(client, 15)
    for name, layer in own.items():
        mine = [f for f in shared[name]["features"] if f["properties"]["hromada"] == "left"]
        for feature in mine:
            del feature["properties"]["hromada"]
        assert mine == layer["features"]


@pytest.mark.parametrize(
    ("query", "total"),
    [("?category=water.leak", 2), ("?status=closed", 0), ("?status=open&to=2001-01-01", 0)],
)
def test_from_near_every_filter_serves(
    client: FlaskClient, two: None, query: str, total: int
) -> None:
    shown = near(client, 10, query)
    found = [
        feature["properties"].get("total", 1)
        for layer in ("clusters", "reports")
        for feature in shown.get(layer, {}).get("features", [])
    ]
    assert sum(found) == total


def of_hromadas(client: FlaskClient, query: str) -> int:
    shown = near(client, 5, query)
    return sum(
        feature["properties"]["total"]
        for layer in ("clusters", "hromadas")
        for feature in shown.get(layer, {}).get("features", [])
    )


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("?category=water.leak", 2),
        ("?status=routed&category=roads", 2),
        ("?status=solved", 0),
        ("?q=зупинки", 4),
        ("?to=2001-01-01", 0),
    ],
)
def test_from_afar_every_filter_serves_where_hromadas_are_few(
    client: FlaskClient, two: None, monkeypatch: pytest.MonkeyPatch, query: str, total: int
) -> None:
    assert of_hromadas(client, query) == total
    monkeypatch.setattr("app.queries.territory.country.MOST_HROMADAS", 1)
    tile = tile_at(34.0995, 47.65, 5)
    assert client.get(f"/tiles/5/{tile.x}/{tile.y}.mvt{query}").status_code == 422


@pytest.mark.parametrize(("query", "total"), [("?category=water.leak", 2), ("?status=routed", 4)])
def test_from_afar_counts_answer_for_large_hromadas(
    client: FlaskClient, two: None, database: Database, query: str, total: int
) -> None:
    with database.transaction() as session:
        for slug in ("left", "right"):
            hromada = enter_by_name(session, slug)
            recount(session.connection(), hromada.id, faceted=True)
    assert of_hromadas(client, query) == total


def test_from_afar_no_more_is_read_than_counts_spare(
    client: FlaskClient, two: None, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        for slug in ("left", "right"):
            recount(session.connection(), enter_by_name(session, slug).id, faceted=True)
    monkeypatch.setattr("app.queries.territory.country.FACETED_FROM", 3)
    tile = tile_at(34.0995, 47.65, 5)
    path = f"/tiles/5/{tile.x}/{tile.y}.mvt"
    answers = [client.get(path + query).status_code for query in ("?category=roads", "?q=x")]
    assert answers == [200, 422]


def test_a_filtered_tile_from_afar_has_a_new_name_with_a_hromadas(
    client: FlaskClient, two: None, database: Database
) -> None:
    tile = tile_at(34.0995, 47.65, 5)
    path = f"/tiles/5/{tile.x}/{tile.y}.mvt?category=roads"
    first = client.get(path)
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    with database.transaction() as session:
        session.execute(text("UPDATE hromada SET name_en = 'Other' WHERE slug = 'left'"))
    assert client.get(path, headers=again).status_code == 200


def test_from_afar_whole_states_can_be_chosen(
    client: FlaskClient, two: None, database: Database, settings: Settings
) -> None:
    owner = Database(settings.database_url, role=RELAY_ROLE)
    with owner.engine.begin() as conn:
        assert merge(conn)
    owner.close()

    queries = ("", "?status=open", "?status=closed")
    assert [of_hromadas(client, query) for query in queries] == [4, 4, 0]


def test_an_unchanged_tile_of_the_country_is_not_sent_again(
    client: FlaskClient, two: None, database: Database
) -> None:
    tile = tile_at(34.0995, 47.65, 12)
    path = f"/tiles/12/{tile.x}/{tile.y}.mvt"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with database.transaction() as session:
        a_public_report(session, enter_by_name(session, "left"), point=Point(34.0995, 47.65))
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
