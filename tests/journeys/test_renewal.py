"""Maps and lists that stay open, or that the browser kept, show what has changed since."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import DESKTOP, City, signed_in
from tests.journeys.steps import pin_a_pothole

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]


def test_a_page_that_the_browser_kept_shows_what_has_changed_since(
    city: City, opened: Callable[..., Page]
) -> None:
    paths = ("/pokrov/", "/pokrov/list")
    reader = opened(**DESKTOP)
    kept = {path: reader.request.get(path).text() for path in paths}
    number, _ = pin_a_pothole(opened(), words="Поки читали інше, тут з’явилась яма.")
    moderator = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    moderator.goto(f"/pokrov/moderation/{number}")
    moderator.get_by_role("button", name="Опублікувати").first.click()
    moderator.wait_for_load_state()

    def as_kept(route: Route) -> None:
        if route.request.resource_type == "document":
            body = kept[urlsplit(route.request.url).path]
            return route.fulfill(body=body, content_type="text/html")
        return route.fallback()

    for path in paths:
        reader.route(re.compile(f"{path}$"), as_kept)
        reader.goto(path)
        expect(reader.locator("[data-listing]")).to_contain_text("Поки читали інше")


def before_news(page: Page, path: str) -> Locator:
    """Open a list that, once it is fetched anew, tells of 987 open reports."""

    def renewed(route: Route) -> None:
        if route.request.resource_type == "document":
            return route.fallback()
        got = route.fetch()
        told = re.sub(r'data-counts="open=[^&]*', 'data-counts="open=987', got.text())
        return route.fulfill(response=got, body=told)

    page.route(re.compile(r"/pokrov/list(\?|$)"), renewed)
    page.goto(path)
    if path == "/pokrov/":
        expect(page.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    page.wait_for_load_state("networkidle")
    return page.locator("[data-count=open]")


def tell_news(page: Page) -> None:
    page.route("**/pokrov/changes", lambda route: route.fulfill(json={"state": "of tomorrow"}))


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/list"])
def test_a_renewed_list_renews_the_numbers_of_the_states(
    opened: Callable[..., Page], path: str
) -> None:
    page = opened(**DESKTOP)
    number = before_news(page, path)
    page.evaluate("document.querySelector('[data-found-words]').mark = 'the same element'")
    tell_news(page)
    expect(number).to_have_text("987")
    assert page.evaluate("document.querySelector('[data-found-words]').mark") == "the same element"


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/list"])
def test_a_list_that_is_walked_is_renewed_once_it_is_left(
    opened: Callable[..., Page], path: str
) -> None:
    page = opened(**DESKTOP)
    number, tiles = before_news(page, path), []
    page.on("request", lambda asked: tiles.append(asked.url) if "/tiles/" in asked.url else None)
    page.locator("[data-listing] a").first.focus()
    tell_news(page)
    page.wait_for_event("response", lambda answer: answer.url.endswith("/changes"))
    page.wait_for_timeout(1500)
    drawn = len(tiles)
    assert bool(drawn) == (path == "/pokrov/")
    for _ in range(2):
        page.wait_for_event("response", lambda answer: answer.url.endswith("/changes"))
    page.wait_for_timeout(500)
    assert len(tiles) == drawn, "the map is drawn anew but once"
    expect(number).not_to_have_text("987")
    page.locator("#filter-q").focus()
    expect(number).to_have_text("987")


@pytest.mark.parametrize("path", ["/pokrov/", "/pokrov/list"])
def test_a_list_that_could_not_be_fetched_is_asked_for_again(
    opened: Callable[..., Page], path: str
) -> None:
    page, failed = opened(**DESKTOP), []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        route.fulfill(status=503)

    number = before_news(page, path)
    page.route(re.compile(r"/pokrov/list(\?|$)"), fail, times=1)
    tell_news(page)
    expect(number).to_have_text("987", timeout=15_000)
    assert failed
