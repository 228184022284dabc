"""The first page: with one hromada, with many, and what a search on it leads to."""

import gzip
import json
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.db import Database
from app.models.places import Hromada
from gis.map.stored_counts import recount
from tests.builders import a_hromada, a_public_report, a_working_hromada, square

# Bytes of a whole country's drawing, packed: the page and its picture.
MOST_PAGE_BYTES, MOST_PICTURE_BYTES = 8_000, 100_000


@pytest.fixture
def pokrov(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        for _ in range(3):
            a_public_report(session, hromada)
        recount(session.connection(), hromada.id, faceted=False)
        return hromada


def known(database: Database, slug: str, west: float = 35.0, **given: object) -> None:
    with database.transaction() as session:
        a_hromada(session, slug, boundary=square(west), **{"served": False} | given)


def words_of(client: FlaskClient, path: str, **query: str) -> str:
    page = client.get(path, query_string=query, follow_redirects=True)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.text)


def test_the_only_hromada_is_the_page(client: FlaskClient, pokrov: Hromada) -> None:
    words = words_of(client, "/")
    assert "Побачили проблему? Покажіть на мапі." in words
    for path in ("/pokrov/reports/new", "/pokrov/", "/pokrov/performance"):
        assert f'href="{path}"' in words
    assert "3 невирішені." in words
    assert "Шукаєте іншу громаду?" in words


def test_the_only_hromadas_picture_has_its_place_before_it_comes(
    client: FlaskClient, pokrov: Hromada
) -> None:
    picture = re.search(
        r'<img src="(/pokrov/map.svg[^"]+)" width="640" height="400"', client.get("/").text
    )
    assert picture
    assert client.get(picture[1].replace("&amp;", "&")).mimetype == "image/svg+xml"


def test_of_many_each_that_is_served_is_drawn_and_named(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "bucha", served=True, name_uk="Бучанська")
    known(database, "irpin", 36.0, name_uk="Ірпінська")
    words = words_of(client, "/")
    assert "2 громади відповідають тут своїм мешканцям." in words
    assert re.search(r'<a href="/bucha/"><path d="M[^"]+"><title>Бучанська громада</title>', words)
    assert "irpin" not in words


def test_the_countrys_picture_is_few_paths_of_all_that_are_known(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "irpin", 36.0)
    picture = client.get("/country.svg")
    assert picture.text.count("<path") == 2, "one path of those served, one of the others"
    assert picture.text.count("M") == 2
    again = client.get("/country.svg", headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304


def test_the_picture_and_what_lies_on_it_have_one_frame(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "bucha", served=True)
    frames = re.findall(r'viewBox="([^"]+)" width="(\d+)" height="(\d+)"', client.get("/").text)
    assert re.findall(r'viewBox="([^"]+)" width="(\d+)" height="(\d+)"',
                      client.get("/country.svg").text) == frames  # fmt: skip


def test_a_hromada_that_is_not_served_can_be_asked_for(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "khorolska", name_uk="Хорольська", oblast_uk="Полтавська")
    words = words_of(client, "/", q="Хорольська")
    assert "Хорольська громада ще не тут" in words
    assert "Хорольська громада ще не тут" in words_of(client, "/", q="Хорол")
    assert "Хорольська громада ще не тут" in words_of(client, "/khorolska/")
    assert "Хорольська громада ще не тут" in words_of(client, "/", q="47.65, 35.05")


def test_hromadas_of_one_name_are_told_apart(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    for number, raion in enumerate(("Нікопольський", "Синельниківський"), 1):
        known(database, f"p{number}", 34.5 + number, name_uk="Петрівська", raion_uk=raion)
    words = words_of(client, "/", q="Петрівська")
    assert words.count("Петрівська громада</a>") == 2
    assert "Нікопольський район" in words
    assert "Синельниківський район" in words


def test_a_name_that_is_only_alike_is_offered_not_opened(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "zuiska", name_uk="Зуйська")
    assert client.get("/", query_string={"q": "Суйська"}).status_code == 200


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Атлантида%", "За цими словами нічого не знайшлося"),
        ("12.5, 13.5", "Це місце не в Україні"),
        ("51.5, 31.5", "Це місце не належить до жодної громади, відомої тут"),
    ],
)
def test_what_is_not_found_is_told_kindly(
    client: FlaskClient, pokrov: Hromada, words: str, said: str
) -> None:
    assert said in words_of(client, "/", q=words)


def test_the_nearest_come_first_where_one_stands(
    client: FlaskClient, database: Database, pokrov: Hromada
) -> None:
    known(database, "far", 37.0, served=True, centre="SRID=4326;POINT(37.05 47.65)")
    known(database, "near", 35.0, served=True, centre="SRID=4326;POINT(35.05 47.65)")
    words = words_of(client, "/", q="47.65, 35.2")
    assert words.index('<a href="/near/">Г') < words.index('<a href="/far/">Г')


def test_a_whole_country_is_few_bytes(
    client: FlaskClient, database: Database, shared_data: object
) -> None:
    features = json.loads((shared_data / "hromadas.geojson").read_text("utf-8"))["features"]  # type: ignore[operator]
    rows = [
        {
            "code": one["properties"]["katottg"],
            "slug": f"h{number}",
            "served": number % 5 == 0,
            "boundary": json.dumps(one["geometry"]),
        }
        for number, one in enumerate(features)
    ]
    with database.transaction() as session:
        session.execute(text("""
            INSERT INTO hromada
                (katottg, slug, name_uk, name_en, served, boundary, centre, created_at)
            SELECT :code, :slug, :slug, :slug, :served, ST_Multi(shape),
                   ST_PointOnSurface(shape), now()
            FROM ST_SetSRID(ST_GeomFromGeoJSON(:boundary), 4326) AS shape
        """), rows)  # fmt: skip
    page, picture = client.get("/"), client.get("/country.svg")
    assert "<path" not in page.text
    assert len(gzip.compress(page.data)) < MOST_PAGE_BYTES
    assert len(gzip.compress(picture.data)) < MOST_PICTURE_BYTES
    links = client.get("/country-links.svg")
    assert links.text.count("<path") == len(rows[::5])
    assert '<a href="/h0/" tabindex="-1"><path d="M' in links.text


def test_of_very_many_each_oblast_has_a_list(client: FlaskClient, database: Database) -> None:
    names = ("Полтавська", "Сумська", "Київ")
    for number in range(27):
        known(
            database,
            f"h{number}",
            30.0 + number / 5,
            served=True,
            name_uk=f"Село {number:02}",
            oblast_uk=names[number % 3],
            kind="city_special" if number % 3 == 2 else "village",
        )
    words = words_of(client, "/")
    assert "27 громад відповідають тут" in words
    assert re.search(r"Полтавська область<span[^>]*>9</span>", words)
    assert re.search(r">Київ<span[^>]*>9</span>", words)
    assert "Село 18" not in words
    of_one = words_of(client, "/", oblast="Полтавська")
    assert of_one.count("Село") == 9
    assert '<a href="/h18/">Село 18 громада</a>' in of_one
    assert "27 громад відповідають тут" in words_of(client, "/", oblast="Атлантида")
