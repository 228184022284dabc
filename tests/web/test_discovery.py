"""What search engines and messengers read: addresses, languages, maps of the site."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

import app.web.discovery as discovery
from app.db import Database, enter_hromada
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.reports.events import StepContext, take_step
from tests.builders import a_public_report, a_report
from tests.jobs.letters.test_letters import OPERATOR
from tests.web.desks import made

HERE = "http://localhost:8000"
NOW = datetime.now(UTC)


def head(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition("</head>")[0]


def canonical(client: FlaskClient, path: str) -> list[str]:
    return re.findall(r'rel="canonical" href="([^"]+)"', head(client, path))


def change(database: Database, town: Hromada, **columns: object) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        hromada = session.get_one(Hromada, town.id)
        for name, value in columns.items():
            setattr(hromada, name, value)


@pytest.mark.parametrize(
    ("path", "its"),
    [
        ("/pokrov/", "/pokrov/"),
        ("/pokrov/?status=open&bbox=34,47,35,48", "/pokrov/"),
        ("/pokrov/list?after=5&lang=uk", "/pokrov/list"),
        ("/pokrov/list?lang=en&q=x", "/pokrov/list?lang=en"),
        ("/pokrov/about", "/pokrov/about"),
        ("/help?lang=en", "/help?lang=en"),
        ("/?q=x", "/"),
    ],
)
def test_a_page_has_one_address(client: FlaskClient, town: Hromada, path: str, its: str) -> None:
    assert canonical(client, path) == [HERE + its]
    plain = its.partition("?")[0]
    found = dict(re.findall(r'hreflang="([\w-]+)" href="(http[^"]+)"', head(client, path)))
    assert found == {
        "uk": HERE + plain,
        "en": f"{HERE}{plain}?lang=en",
        "x-default": HERE + plain,
    }


def test_a_code_leads_to_the_slugs_address(client: FlaskClient, town: Hromada) -> None:
    assert canonical(client, f"/{town.katottg}/") == [f"{HERE}/pokrov/"]


def test_forms_and_errors_are_not_listed(client: FlaskClient, town: Hromada) -> None:
    for path in ("/pokrov/reports/new", "/account/sign-in"):
        assert 'name="robots" content="noindex"' in head(client, path)
    missing = client.get("/pokrov/reports/999")
    assert missing.status_code == 404
    assert missing.headers["X-Robots-Tag"] == "noindex"
    assert "canonical" not in missing.text
    assert 'content="noindex"' in missing.text


@pytest.mark.parametrize("column", ["unready", "demo"])
def test_a_hromada_that_is_not_open_is_not_listed(
    client: FlaskClient, database: Database, town: Hromada, column: str
) -> None:
    assert "X-Robots-Tag" not in client.get("/pokrov/").headers
    change(database, town, **{column: True})
    page = client.get("/pokrov/")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "canonical" not in page.text
    assert client.get("/pokrov/sitemap.xml").status_code == 404
    assert "pokrov" not in client.get("/robots.txt").text + client.get("/sitemap.xml").text


def test_robots_are_told_what_is_not_for_them(client: FlaskClient, town: Hromada) -> None:
    told = client.get("/robots.txt")
    assert told.mimetype == "text/plain"
    for path in ("/account/", "/*/coordination", "/*/tiles/", "/*/office"):
        assert f"Disallow: {path}\n" in told.text
    assert f"Sitemap: {HERE}/sitemap.xml\n" in told.text
    assert f"Sitemap: {HERE}/pokrov/sitemap.xml\n" in told.text
    assert "Set-Cookie" not in told.headers


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    found = ET.fromstring(answer.text)  # noqa: S314 - our own
    return [(each.text or "").removeprefix(HERE) for each in found.iter() if "loc" in each.tag]


def test_the_maps_of_the_site_name_public_reports_alone(
    client: FlaskClient, database: Database, town: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = made(database, town, a_public_report)
    made(database, town, a_report)
    hidden = made(database, town, a_public_report)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        report = session.query(Report).filter_by(number=hidden).one()
        take_step(session, report, "hide", StepContext(OPERATOR, NOW, note="x"))
    maps = locations(client, "/pokrov/sitemap.xml")
    assert maps[0] == "/pokrov/sitemap-pages.xml"
    listed = [path for each in maps[1:] for path in locations(client, each)]
    assert listed == [f"/pokrov/reports/{public}"]
    assert "/pokrov/privacy" in locations(client, maps[0])
    assert "/pokrov/" in locations(client, "/sitemap.xml")
    monkeypatch.setattr(discovery, "REPORTS_A_PART", 1)
    assert len(locations(client, "/pokrov/sitemap.xml")) == hidden + 1
    assert locations(client, f"/pokrov/sitemap-{public}.xml") == [f"/pokrov/reports/{public}"]
    assert locations(client, f"/pokrov/sitemap-{hidden}.xml") == []


def test_a_map_that_did_not_change_is_not_sent_again(client: FlaskClient, town: Hromada) -> None:
    etag = client.get("/pokrov/sitemap-pages.xml").headers["ETag"]
    again = client.get("/pokrov/sitemap-pages.xml", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_a_messenger_shows_words_only_of_a_public_report(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    number = made(database, town, a_public_report, description="Яма коло школи")
    shown = head(client, f"/pokrov/reports/{number}")
    assert 'property="og:description" content="Яма коло школи"' in shown
    assert f"№ {number}" in re.findall(r'og:title" content="([^"]+)"', shown)[0]
    assert 'property="og:locale" content="uk_UA"' in shown
    unpublished = made(database, town, a_report, description="Ще не для всіх")
    assert "Ще не для всіх" not in client.get(f"/pokrov/reports/{unpublished}").text


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("", "uk"),
        ("en", "en"),
        ("en-GB,en;q=0.9,uk;q=0.8", "en"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "uk"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("pl", "uk"),
        ("*", "uk"),
        ("en;q=0", "uk"),
        ("en;q=0.5,uk;q=0.5", "uk"),
    ],
)
def test_a_first_visit_is_in_the_browsers_language(
    client: FlaskClient, town: Hromada, accepts: str, language: str
) -> None:
    page = client.get("/pokrov/about", headers={"Accept-Language": accepts})
    assert f'<html lang="{language}"' in page.text
    assert "Set-Cookie" not in page.headers
    chosen = client.get("/pokrov/about?lang=uk", headers={"Accept-Language": "en"})
    assert '<html lang="uk"' in chosen.text
    again = client.get("/pokrov/about", headers={"Accept-Language": "en"})
    assert '<html lang="uk"' in again.text


def test_a_drawn_map_is_kept_by_language(client: FlaskClient, town: Hromada) -> None:
    assert "Accept-Language" in client.get("/pokrov/map.svg").headers["Vary"]
