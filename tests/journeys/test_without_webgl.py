"""A browser without WebGL: maps of hromadas by Leaflet."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browsers import CHROMIUM, FLAGS, OpenPage, opening
from tests.journeys.conftest import DESKTOP, PHONE, City
from tests.journeys.steps import choose_pothole, report_of, send

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]


@pytest.fixture
def opened_flat(browser: Browser, city: City) -> Iterator[OpenPage]:
    """Opens pages in a browser that cannot draw by WebGL."""
    flat = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-3d-apis"])
    with opening(flat, city.url) as open_page:
        yield open_page
    flat.close()


def leaflet(page: Page) -> Locator:
    return page.locator(".leaflet-container img.map-ground")


def test_the_map_of_a_hromada_shows_its_reports(opened_flat: OpenPage) -> None:
    page = opened_flat(**DESKTOP)
    page.goto("/pokrov/")
    expect(page.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    expect(page.locator("[data-city]")).to_have_attribute("data-engine", "leaflet")
    expect(leaflet(page).first).to_be_visible()
    page.locator(".map-symbol[title=Центр]").click()
    expect(page).to_have_url(re.compile("bbox="), timeout=20_000)


def test_a_place_is_shown_and_reported(city: City, opened_flat: OpenPage) -> None:
    page = opened_flat(
        **PHONE,
        geolocation={"longitude": 34.081, "latitude": 47.662, "accuracy": 80},
        permissions=["geolocation"],
    )
    page.goto("/pokrov/reports/new")
    expect(leaflet(page).first).to_be_visible()
    page.get_by_role("button", name="Де я").click()
    expect(page.locator("[data-place-said]")).to_contain_text("з точністю до 80 м")
    choose_pothole(page)
    page.locator("#description").fill("Старий телефон без WebGL теж показує яму.")
    report = report_of(city, send(page).number)
    assert (report.lon, report.lat) == (34.081, 47.662)
