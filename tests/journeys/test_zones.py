"""A coordinator draws a masked zone on the map; with it, what lies inside leaves the map."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

CORNERS = ((-30, -30), (30, -30), (30, 30))


def test_a_zone_is_drawn_by_pressing_its_corners(city: City, opened: Callable[..., Page]) -> None:
    page = signed_in(opened(**DESKTOP), city, "coordinator@pokrov.example")
    page.goto("/pokrov/coordination/zones?lang=en")
    page.wait_for_load_state("networkidle")
    canvas = page.locator("#draw-map canvas.maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = present(canvas.bounding_box())
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for right, down in (*CORNERS, (60, 60)):
        page.mouse.click(middle[0] + right, middle[1] + down)
        page.wait_for_timeout(400)
    expect(page.locator("[data-draw-said]")).to_contain_text("4")
    page.locator("[data-draw-undo]").click()
    shape = json.loads(page.locator("#zone-shape").input_value())
    assert [len(ring) for ring in shape["coordinates"]] == [4]
    page.locator("#zone-reason").fill("Drawn in a test")
    page.get_by_role("button", name="Draw the zone").click()
    expect(page.locator("main")).to_contain_text("The zone is drawn")
    expect(page.locator("main")).to_contain_text("Drawn in a test")
    # Other journeys walk the same town.
    page.locator("main input[name=show]").first.check()
    page.get_by_role("button", name="End the zone").first.click()
    expect(page.locator("main")).to_contain_text("The zone has ended")


def test_on_a_phone_no_word_is_so_long_that_the_tables_values_leave_the_screen(
    city: City, opened: Callable[..., Page]
) -> None:
    page = signed_in(opened(**PHONE), city, "coordinator@pokrov.example")
    page.goto("/pokrov/coordination/zones?lang=en")
    page.locator("#zone-reason").fill("a" * 300)
    for name, value in (("lon", "34.11"), ("lat", "47.66")):
        page.locator(f"#zone-{name}").evaluate("(field, value) => { field.value = value }", value)
    page.locator("#zone-radius").select_option("50")
    page.get_by_role("button", name="Draw the zone").click()
    expect(page.locator(".table-wrap")).to_contain_text("a" * 300)
    widths = page.locator(".table-wrap").evaluate("it => [it.scrollWidth, it.clientWidth]")
    assert widths[0] <= widths[1]
    page.get_by_role("button", name="End the zone").first.click()
    expect(page.locator("main")).to_contain_text("The zone has ended")
