"""The map page: it shows what changes while it is open, and goes where an address is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESKTOP, City, signed_in
from tests.journeys.steps import pin_a_pothole
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

WORDS = "Поки мапа відкрита, тут з’явилась яма; сторінку ніхто не оновлював."


def test_a_report_appears_on_a_map_that_is_open(city: City, opened: Callable[..., Page]) -> None:
    number, _ = pin_a_pothole(opened(), words=WORDS)
    watcher = opened(**DESKTOP)
    watcher.goto("/pokrov/")
    expect(watcher.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    assert WORDS not in watcher.locator("[data-list-place]").inner_text()
    tiles = []
    watcher.on("response", lambda answer: tiles.append(answer) if "/tiles/" in answer.url else None)

    moderator = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    moderator.goto(f"/pokrov/moderation/{number}")
    moderator.get_by_role("button", name="Опублікувати").first.click()
    expect(watcher.locator("[data-list-place]")).to_contain_text("Поки мапа відкрита")
    assert tiles, "the map has asked for its tiles again"


def test_an_address_in_the_search_takes_the_map_there(
    city: City, opened: Callable[..., Page]
) -> None:
    page = opened(**DESKTOP)
    page.goto("/pokrov/")
    expect(page.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    page.locator("#filter-q").fill("миру 13")
    spot = page.locator("[data-spot]").first
    expect(spot).to_contain_text("Миру, 13")
    lon, lat = map(float, present(spot.get_attribute("data-spot")).split(","))
    spot.click()
    expect(page).to_have_url(re.compile("bbox="))
    expect(page.locator("#filter-q")).to_have_value("")
    west, south, east, north = map(
        float, present(re.search(r"bbox=([^&]+)", page.url))[1].split("%2C")
    )
    assert (west < lon < east, south < lat < north) == (True, True)
    assert east - west < 0.05


def test_without_scripts_an_address_in_the_search_leads_to_its_part_of_the_map(
    opened: Callable[..., Page],
) -> None:
    page = opened(**DESKTOP, java_script_enabled=False)
    page.goto("/pokrov/?q=Миру, 13")
    page.locator("[data-spot]").first.click()
    expect(page).to_have_url(re.compile("bbox="))
    expect(page.locator("img.map-picture")).to_be_visible()


OUTSIDE: dict[str, Any] = {
    "version": 8,
    "sources": {
        "outside": {
            "type": "raster",
            "tiles": ["/outside/{z}/{x}/{y}.png"],
            "attribution": "© Малювальники мапи",
        }
    },
    "layers": [{"id": "outside", "type": "raster", "source": "outside"}],
}


def with_basemap(page: Page, answer: Callable[[Route], None]) -> list[str]:
    """Open the map as it is where BASEMAP is set; return the addresses of tiles it asked for."""
    asked = []

    def with_setting(route: Route) -> None:
        got = route.fetch()
        named = 'data-basemap="/outside/style.json"'
        route.fulfill(response=got, body=got.text().replace('data-basemap=""', named))

    page.route("**/pokrov/", with_setting)
    page.route("**/outside/**", answer)
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/pokrov/")
    expect(page.locator("[data-city]")).to_have_attribute("data-engine", "maplibre", timeout=60_000)
    for _ in range(300):
        if any("/pokrov/tiles/" in url for url in asked):
            break
        page.wait_for_timeout(100)
    return asked


def test_a_basemap_that_does_not_come_leaves_the_map_of_our_own(
    opened: Callable[..., Page],
) -> None:
    page = opened(**DESKTOP)
    asked = with_basemap(page, lambda route: route.fulfill(status=503))
    assert any("/outside/style.json" in url for url in asked)
    page.wait_for_function("document.querySelector('[data-map] canvas') !== null")
    assert any("/pokrov/base/" in url for url in asked)
    assert any("/pokrov/tiles/" in url for url in asked)


def test_a_basemap_from_outside_names_who_drew_it(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)

    def answer(route: Route) -> None:
        if route.request.url.endswith("style.json"):
            tiles = [f"{page.url.split('/pokrov')[0]}/outside/{{z}}/{{x}}/{{y}}.png"]
            outside = OUTSIDE["sources"]["outside"] | {"tiles": tiles}
            route.fulfill(json=OUTSIDE | {"sources": {"outside": outside}})
        else:
            route.fulfill(status=404)

    asked = with_basemap(page, answer)
    # Folded or not: the control shows it first and folds it once the map is moved.
    expect(page.locator(".maplibregl-ctrl-attrib")).to_contain_text("© Малювальники мапи")
    assert any("/pokrov/tiles/" in url for url in asked)


def ready(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    return page


def box_of(page: Page) -> list[float]:
    """The part of the map that the page's address names."""
    return [float(side) for side in present(re.search(r"bbox=([^&]+)", page.url))[1].split("%2C")]


def test_an_address_opened_on_another_screen_lists_what_its_map_shows(
    opened: Callable[..., Page],
) -> None:
    page = ready(opened(**DESKTOP), "/pokrov/?bbox=34.075,47.64,34.085,47.68")
    expect(page).not_to_have_url(re.compile("bbox=34.075"))
    west, south, east, north = box_of(page)
    assert east - west > 0.05, "the screen is wide, and so is its part of the map"
    assert north - south >= 0.0399

    again, asked = opened(**DESKTOP), []
    again.on("request", lambda request: asked.append(request.url))
    ready(again, page.url)
    again.wait_for_timeout(1000)
    assert again.url == page.url
    assert not [url for url in asked if "/pokrov/list?" in url]


@pytest.mark.parametrize("query", ["category=unicorns", "from=2026-02-02&to=2026-02-01"])
def test_what_the_list_does_not_show_the_map_does_not_show(
    opened: Callable[..., Page], query: str
) -> None:
    page, asked = opened(**DESKTOP), []
    page.on("request", lambda request: asked.append(request.url))
    ready(page, f"/pokrov/?{query}")
    expect(page.locator(".report-card-title")).to_have_count(0)
    tiles = [url for url in asked if "/pokrov/tiles/" in url]
    assert tiles
    assert all(query in url for url in tiles)
    page.get_by_role("link", name="Показати все").first.click()
    expect(page.locator(".report-card-title").first).to_be_visible()
    assert not page.locator(".field-error").count()


def test_another_language_keeps_the_filters_ticked_since(opened: Callable[..., Page]) -> None:
    page = ready(opened(**DESKTOP), "/pokrov/")
    page.locator("label[for=state-progress]").click()
    expect(page).to_have_url(re.compile("status=open"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("status=open.*lang=en"))
    expect(page.locator("#state-open")).to_be_checked()


def test_an_english_map_has_english_names(opened: Callable[..., Page]) -> None:
    drawn = opened().request.get("/pokrov/map.svg?lang=en&size=900x700").text()
    assert "Vyshneva Balka" in drawn
    assert not re.search(r"<text[^>]*>[^<]*[А-ЯІЇЄҐа-яіїєґ]", drawn)
