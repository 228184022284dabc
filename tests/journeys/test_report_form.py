"""The report form with scripts: what is typed is answered at once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]


@pytest.fixture
def form(opened: Callable[..., Page]) -> Page:
    page = opened(**DESKTOP)
    page.goto("/pokrov/reports/new")
    expect(page.locator("[data-live-map] canvas")).to_be_visible(timeout=60_000)
    page.locator("summary", has_text="Координати").click()
    return page


def type_in(form: Page, lon: str, lat: str) -> None:
    for field, words in (("#lon", lon), ("#lat", lat)):
        form.locator(field).fill(words)
        form.locator(field).blur()


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        ("30.5", "50.45", "поза межами"),
        ("47.66", "34.08", "переплутано"),
        ("сорок", "47.66", "мають бути числами"),
    ],
)
def test_coordinates_that_are_no_place_here_are_refused_at_once(
    form: Page, lon: str, lat: str, words: str
) -> None:
    type_in(form, lon, lat)
    expect(form.locator("[data-place-said]")).to_contain_text(words)
    type_in(form, "34,08", "47,66")
    expect(form.locator("[data-place-said]")).to_contain_text("Це тут?")


def test_enter_picks_a_kind_only_for_what_was_typed(form: Page) -> None:
    search = form.locator("#category-search")
    search.click()
    expect(form.get_by_role("option").first).to_be_visible()
    search.press("Enter")
    expect(search).to_have_value("")
    search.fill("яма")
    expect(form.get_by_role("option").first).to_contain_text("Яма")
    search.press("Enter")
    expect(search).not_to_have_value("яма")
    expect(search).not_to_have_value("")
