"""A coordinator makes an area by pressing districts on the map, and sees what it changes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

NEW = "/pokrov/coordination/areas/new"


def test_an_area_is_chosen_by_pressing_districts(city: City, opened: Callable[..., Page]) -> None:
    page = signed_in(opened(**DESKTOP), city, "coordinator@pokrov.example")
    page.goto(NEW)
    expect(page.locator("[data-area-pick][data-ready]")).to_be_attached(timeout=15_000)
    canvas = page.locator("#area-map canvas.maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = present(canvas.bounding_box())
    ticks = page.locator("input[name=districts]:checked")
    expect(ticks).to_have_count(0)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(ticks).to_have_count(1)
    expect(page.locator("[data-said]")).to_contain_text("1")
    # Pressed again it is let go; its tick in the list does the same.
    page.wait_for_timeout(400)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(ticks).to_have_count(0)
    page.locator("input[name=districts]").first.check()
    page.locator("#area-body-search").fill("міськсв")
    page.locator(".combo-option").first.click()
    page.locator("#area-name_uk").fill("Світло в районі")
    page.locator("[data-filter]").fill("ліхтар")
    page.locator("input[name=categories]:visible").nth(1).check()
    page.locator(".area-form button[type=submit]").click()
    expect(page.locator("main h2").first).to_have_text("Світло в районі")
    expect(page.locator("main")).to_contain_text("КП «Міськсвітло»")
    # Other journeys walk the same town: nothing is applied.
    page.locator("form[action$='/discard'] button").click()


def test_without_scripts_districts_are_ticked(city: City, opened: Callable[..., Page]) -> None:
    page = signed_in(opened(**PHONE, java_script_enabled=False), city, "coordinator@pokrov.example")
    page.goto(NEW)
    page.locator("#area-body").select_option(index=1)
    page.locator("#area-name_uk").fill("Без скриптів")
    page.locator("#area-everything").check()
    page.locator("input[name=districts]").first.check()
    page.locator(".area-form button[type=submit]").click()
    expect(page.locator("main h2").first).to_have_text("Без скриптів")
    page.locator("form[action$='/discard'] button").click()
