"""The first page: every hromada served, on a map, in a list and by search."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

HROMADA = re.compile(r"/pokrov/(\?.*)?$")


def middle(page: Page, element: str) -> tuple[float, float]:
    box = present(page.locator(element).bounding_box())
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_press_on_the_countrys_map_opens_the_hromada(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)
    page.goto("/")
    expect(page.locator("[data-country]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    canvas = page.get_by_label("Мапа громад, що користуються сервісом")
    expect(canvas).to_be_visible()
    expect(page.locator("[data-country] svg")).to_have_count(0)
    x, y = middle(page, "[data-country] canvas")
    page.mouse.click(x + 40, y + 20)
    page.wait_for_url(HROMADA)


def test_the_list_and_the_search_lead_to_the_hromada(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.goto("/")
    page.get_by_role("link", name="Покровська громада").first.click()
    page.wait_for_url(HROMADA)
    page.goto("/")
    search = page.get_by_role("searchbox")
    search.fill("покров")
    search.press("Enter")
    expect(page.locator("#served")).to_have_text("Знайдено 1 громаду")
    page.get_by_role("searchbox").fill("Миру, 13")
    page.get_by_role("button", name="Знайти").click()
    page.get_by_role("link", name=re.compile("Миру, 13")).first.click()
    page.wait_for_url(re.compile(r"/pokrov/\?bbox="))


def test_a_search_that_finds_nothing_leads_back_to_all(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.goto("/?q=Атлантида")
    expect(page.locator("main")).to_contain_text("Громади з такою назвою тут немає")
    expect(page.locator("[data-country]")).to_have_count(0)
    page.get_by_role("link", name="Показати всі").click()
    expect(page.locator(".hromada-list")).to_contain_text("Покровська громада")
