"""The first page: the hromada that is served, a search for others; nothing moves as it opens."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

HROMADA = re.compile(r"/pokrov/(\?.*)?$")
# What the browser itself counts as moved, from the first paint on.
MOVED = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => (moved += one.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 1500);
})"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_as_the_page_opens(opened: Callable[..., Page], size: dict[str, Any]) -> None:
    page = opened(**size)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    # The page's own letters may come after the first ones: that is not what is tried here.
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(MOVED) == 0


def test_a_ring_opens_its_part_of_the_map(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)
    page.goto("/")
    page.get_by_role("link", name=re.compile("відкрити ближче")).first.click()
    page.wait_for_url(re.compile(r"/pokrov/\?.*bbox="))


def test_the_page_and_the_search_lead_to_the_hromada(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.goto("/")
    page.get_by_role("link", name="Покровська громада").last.click()
    page.wait_for_url(HROMADA)
    page.goto("/")
    search = page.get_by_role("searchbox")
    search.fill("покров")
    search.press("Enter")
    expect(page.locator("#served")).to_have_text("Знайдено 1 громаду")
    page.get_by_role("searchbox").fill("Миру, 13")
    page.get_by_role("button", name="Знайти", exact=True).click()
    page.get_by_role("link", name=re.compile("Миру, 13")).first.click()
    page.wait_for_url(re.compile(r"/pokrov/\?bbox="))


def test_a_search_that_finds_nothing_says_what_to_try(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.goto("/?q=Атлантида")
    expect(page.locator("main")).to_contain_text("За цими словами нічого не знайшлося")
    page.get_by_role("link", name="Показати всі").click()
    expect(page.locator("main")).to_contain_text("Покровська громада")
