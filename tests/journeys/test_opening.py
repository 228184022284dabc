"""A hromada is imported, and its coordinator opens it in the browser."""

import csv
import json
import os
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.city import PROCESSES, City, founded, until
from tests.journeys.browsers import opening
from tests.journeys.conftest import DESKTOP, PHONE
from tests.osm_files import Node, Way, a_pbf

pytestmark = pytest.mark.journey

CODE = "UA53020110000000000"
COORDINATOR, MODERATOR = "olha@rada.example", "taras@rada.example"
PAGE = "/kremenchuk/coordination/opening"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    name, folder = f"vidkryte_opening_{os.getpid()}", tmp_path_factory.mktemp("opening")
    with founded(name, folder, redis_db=6) as city:
        _import(city, folder)
        city.start(*PROCESSES)
        yield city


@pytest.fixture
def opened(browser: Browser, city: City) -> Iterator[Callable[..., Page]]:
    with opening(browser, city.url) as open_page:
        yield open_page


def _import(city: City, folder: Path) -> None:
    """What the operator does: the outline, and the coordinator."""
    outline = {
        "type": "Feature",
        "properties": {"katottg": CODE, "name_uk": "Кременчуцька", "name_en": "Kremenchuk"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[33.3, 49], [33.6, 49], [33.6, 49.2], [33.3, 49.2], [33.3, 49]]],
        },
    }
    path = folder / "hromada.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [outline]}))
    city.flask("import", "hromadas", str(path))
    city.flask("accounts", "grant", COORDINATOR, "coordinator", "--hromada", CODE)


def _letter_to(city: City, address: str, subject: str) -> str:
    """The text of the newest such letter, once it has come."""

    def newest() -> str | None:
        for path in reversed(city.letters()):
            letter = message_from_bytes(path.read_bytes(), policy=default)
            if address in letter["To"] and subject in letter["Subject"]:
                part = letter.get_body(("plain",))
                return str(part.get_content()) if part else None
        return None

    return until(newest, 240)


def _enters(page: Page, city: City, address: str) -> None:
    page.goto(city.sign_in_link(address))
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()


def _takes_a_set(page: Page) -> None:
    page.goto(f"{PAGE.removesuffix('opening')}starters?set=small-town")
    page.get_by_role("button", name="Узяти цей набір").click()
    expect(page.get_by_text("Додано: органів 19")).to_be_visible()


def _records_terms(page: Page) -> None:
    page.goto(PAGE)
    page.locator("#terms a").click()
    page.get_by_label("Діє з").fill(page.get_by_label("Діє з").get_attribute("min") or "")
    page.get_by_label("Номер рішення").fill("15")
    page.get_by_label("День рішення").fill("2026-06-12")
    page.get_by_role("button", name="Записати", exact=True).click()
    expect(page.get_by_text("Строки записано")).to_be_visible()


def _takes_a_file(page: Page, file: Path | FilePayload) -> None:
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Завантажити", exact=True).click()
    # A page that is not in front asks for no news; work whose wake-up is lost comes by the clock.
    page.bring_to_front()
    page.get_by_role("button", name="Перевірити", exact=True).click(timeout=240_000)
    page.bring_to_front()
    page.get_by_role("button", name="Взяти", exact=True).click(timeout=240_000)
    expect(page.locator("main")).to_contain_text("Файл взято", timeout=120_000)
    page.get_by_role("link", name="Що ще потрібно для відкриття").click()
    expect(page).to_have_url(re.compile(PAGE))


def _draws_a_street(page: Page, folder: Path) -> None:
    street = Way([1, 2], {"highway": "primary", "name": "Соборна вулиця"})
    page.goto(PAGE)
    page.locator("#basemap a").click()
    _takes_a_file(page, a_pbf(folder, [Node(33.35, 49.05), Node(33.5, 49.15)], [street]))


def _gives_bodies_addresses(page: Page) -> None:
    """Downloads the table of the bodies, fills it in and sends it back."""
    page.goto(PAGE)
    page.locator("#bodies a").click()
    page.get_by_role("link", name="Завантажити таблицею").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Наша таблиця, CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines, delimiter=";"))
    filled = StringIO()
    writer = csv.DictWriter(filled, rows[0].keys(), delimiter=";")
    writer.writeheader()
    writer.writerows(
        row | {"Пошта для повідомлень": f"{row['Код латинкою']}@rada.example"} for row in rows
    )
    table = FilePayload(
        name="органи.csv", mimeType="text/csv", buffer=filled.getvalue().encode("cp1251")
    )
    _takes_a_file(page, table)
    expect(page.locator("#bodies")).to_contain_text("кожен має пошту")


def _invites_a_moderator(page: Page, city: City) -> None:
    page.goto(PAGE)
    page.locator("#moderator a").click()
    page.get_by_label("Електронна адреса").fill(MODERATOR)
    page.get_by_label("Роль", exact=True).select_option("moderator")
    page.get_by_role("button", name="Надати роль").click()
    assert "next=/kremenchuk/moderation" in _letter_to(city, MODERATOR, "Ви маєте роль")


def _tries_the_mail(page: Page, city: City) -> None:
    page.goto(PAGE)
    page.locator("#mail button").click()
    link = re.search(r"http\S+/letter/\S+", _letter_to(city, COORDINATOR, "Проба пошти"))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Так, дійшов").click()


def test_a_coordinator_opens_a_new_hromada(city: City, opened: Callable[..., Page]) -> None:
    page, phone = opened(**DESKTOP), opened(**PHONE)
    first = _letter_to(city, COORDINATOR, "Ви маєте роль")
    assert "/coordination/opening" in first
    _enters(page, city, COORDINATOR)
    page.goto(f"/{CODE}/coordination/face")
    page.get_by_label("Частина після назви сайту").fill("kremenchuk")
    page.get_by_role("button", name="Змінити адресу").click()
    expect(page).to_have_url(re.compile(r"/kremenchuk/coordination/face"))
    phone.goto("/kremenchuk/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Кременчуцька громада ще готується")

    _draws_a_street(page, city.var)
    _takes_a_set(page)
    _records_terms(page)
    _gives_bodies_addresses(page)
    _invites_a_moderator(page, city)
    _enters(opened(**PHONE), city, MODERATOR)

    _tries_the_mail(page, city)
    expect(page.get_by_text("8 з 8 готово")).to_be_visible()
    page.get_by_role("button", name="Відкрити громаду").click()
    expect(page.get_by_text("Громаду відкрито: мешканці")).to_be_visible()
    shown = phone.goto("/kremenchuk/")
    assert shown is not None
    assert shown.status == 200


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_its_pages_are_clean_and_fit(city: City, opened: Callable[..., Page], screen: str) -> None:
    dark = "dark" if screen == "phone" else "light"
    page = opened(**(PHONE if screen == "phone" else DESKTOP), color_scheme=dark)
    _enters(page, city, COORDINATOR)
    slug = page.url.split("/")[3]
    page.goto(f"/{CODE}/coordination/opening")
    for part in ("opening", "face", "starters?set=city", "terms", "people"):
        page.goto(f"/{CODE}/coordination/{part}")
        page.wait_for_load_state("networkidle", timeout=120_000)
        found = Axe().run(page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == [], (
            part,
            slug,
        )
        width = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width[0] <= width[1], part
