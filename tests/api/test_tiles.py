"""The map's data as programs fetch it: kinds, caching, filters, refusals."""

import gzip

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient

from app.db import Database
from tests.builders import a_public_report, a_report, a_working_hromada
from tests.gis.map.test_tiles import tile_at

MVT = "application/vnd.mapbox-vector-tile"


@pytest.fixture
def slug(database: Database) -> str:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        for _ in range(2):
            a_public_report(session, hromada)
        return hromada.slug


def address(slug: str, zoom: int = 16, query: str = "") -> str:
    tile = tile_at(34.05, 47.65, zoom)
    return f"/{slug}/tiles/{tile.zoom}/{tile.x}/{tile.y}.mvt{query}"


def test_a_tile_holds_the_published_reports(client: FlaskClient, slug: str) -> None:
    answer = client.get(address(slug))
    assert (answer.status_code, answer.content_type) == (200, MVT)
    assert len(mapbox_vector_tile.decode(answer.data)["reports"]["features"]) == 2


def test_an_unchanged_tile_is_not_sent_again(client: FlaskClient, slug: str) -> None:
    first = client.get(address(slug))
    again = client.get(address(slug), headers={"If-None-Match": first.headers["ETag"]})
    assert not first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("accepted", ["gzip", "br", ""])
@pytest.mark.parametrize(
    "path",
    [
        *("tiles/12/2435/1420.mvt", "base/12/2435/1420.mvt", "changes", "map.svg"),
        *("clusters.json?bbox=34,47,35,48&zoom=12", "notices.geojson"),
    ],
)
def test_a_proxy_that_compressed_an_answer_may_ask_whether_it_changed(
    client: FlaskClient, slug: str, path: str, accepted: str
) -> None:
    """It has weakened the ETag, as the bytes are no longer ours."""
    asking = {"Accept-Encoding": accepted}
    first = client.get(f"/{slug}/{path}", headers=asking)
    weak = f"W/{first.headers['ETag']}"
    again = client.get(f"/{slug}/{path}", headers=asking | {"If-None-Match": weak})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_a_packed_tile_has_the_same_bytes_whenever_it_is_made(
    client: FlaskClient, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its ETag says so."""
    asking = {"Accept-Encoding": "gzip"}
    first = client.get(address(slug), headers=asking)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert client.get(address(slug), headers=asking).data == first.data


def test_a_new_report_changes_the_tile_at_once(
    client: FlaskClient, slug: str, database: Database
) -> None:
    first = client.get(address(slug))
    with database.transaction() as session:
        from app.queries.territory.hromadas import enter_by_name

        a_public_report(session, enter_by_name(session, slug))
    again = client.get(address(slug), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert len(mapbox_vector_tile.decode(again.data)["reports"]["features"]) == 3
    assert "no-cache" in again.headers["Cache-Control"]


def test_a_page_that_waits_hears_of_every_change(
    client: FlaskClient, slug: str, database: Database
) -> None:
    from app.queries.territory.hromadas import enter_by_name

    first = client.get(f"/{slug}/changes")
    still = client.get(f"/{slug}/changes", headers={"If-None-Match": first.headers["ETag"]})
    assert (still.status_code, still.data) == (304, b"")
    with database.transaction() as session:
        a_report(session, enter_by_name(session, slug))
    assert client.get(f"/{slug}/changes").json == first.json, "what is not public is no change"
    with database.transaction() as session:
        a_public_report(session, enter_by_name(session, slug))
    assert client.get(f"/{slug}/changes").json != first.json


def test_the_filters_of_the_page_narrow_the_tile(client: FlaskClient, slug: str) -> None:
    closed = mapbox_vector_tile.decode(client.get(address(slug, query="?status=closed")).data)
    opened = client.get(address(slug, query="?status=open&category=roads"))
    assert "reports" not in closed
    assert len(mapbox_vector_tile.decode(opened.data)["reports"]["features"]) == 2


def test_what_a_browser_can_unpack_is_packed(client: FlaskClient, slug: str) -> None:
    size = "size=800x600&bbox=34,47.6,34.1,47.7"
    plain = client.get(f"/{slug}/map.svg?{size}")
    packed = client.get(f"/{slug}/map.svg?{size}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    # Its words are in the language that a cookie chose, else in the browser's.
    assert packed.headers["Vary"] == "Accept-Encoding, Cookie, Accept-Language"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("tiles/16/0/99999999.mvt", 422),
        ("tiles/40/1/1.mvt", 422),
        ("tiles/3/1/x.mvt", 404),
        ("tiles/3/-1/1.mvt", 404),
        ("tiles/3/1.5/1.mvt", 404),
        ("tiles/12/1/1.mvt?bbox=nan,1,2,3", 422),
        ("tiles/12/1/1.mvt?status=burning", 422),
        ("base/40/1/1.mvt", 422),
        ("clusters.json?zoom=12", 422),
        ("clusters.json?zoom=x&bbox=34,47,35,48", 422),
        ("clusters.json?zoom=23&bbox=34,47,35,48", 422),
        ("map.svg?size=9x9", 422),
        ("map.svg?bbox=inf,1,2,3", 422),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: FlaskClient, slug: str, path: str, status: int
) -> None:
    assert client.get(f"/{slug}/{path}").status_code == status


@pytest.mark.parametrize(
    "path", ["tiles/12/1/1.mvt", "base/12/1/1.mvt", "map.svg", "clusters.json?zoom=9&bbox=1,1,2,2"]
)
def test_an_unknown_hromada_is_not_found(client: FlaskClient, slug: str, path: str) -> None:
    assert client.get(f"/nowhere/{path}").status_code == 404


def test_the_ground_may_be_kept_for_a_day(client: FlaskClient, slug: str) -> None:
    tile = tile_at(34.05, 47.65, 12)
    answer = client.get(f"/{slug}/base/{tile.zoom}/{tile.x}/{tile.y}.mvt")
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert "outline" in mapbox_vector_tile.decode(answer.data)


def test_clusters_come_as_geojson(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/{slug}/clusters.json?zoom=16&bbox=34,47.6,34.1,47.7")
    features = answer.get_json()["features"]
    assert [f["geometry"]["coordinates"] for f in features] == [[34.05, 47.65]] * 2
    assert {f["properties"]["colour"] for f in features} == {"open"}


def test_the_picture_hides_what_is_not_published(
    client: FlaskClient, slug: str, database: Database
) -> None:
    from app.queries.territory.hromadas import enter_by_name

    with database.transaction() as session:
        hidden = a_report(session, enter_by_name(session, slug)).number
    answer = client.get(f"/{slug}/map.svg?bbox=34.049,47.649,34.051,47.651&size=800x600")
    assert answer.content_type.startswith("image/svg+xml")
    assert f"№ {hidden}." not in answer.text
