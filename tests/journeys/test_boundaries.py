"""A coordinator draws on the map, sees the difference, and puts it aside."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

DRAW = "/pokrov/coordination/boundaries/draw?kind=areas&code=waste-left&lang=en"
HOLE = ((-50, -40), (50, -40), (50, 40), (-50, 40))


@pytest.fixture
def page(city, opened):
    page = signed_in(opened(**DESKTOP), city, "coordinator@pokrov.example")
    page.goto(DRAW)
    expect(page.locator("[data-told]")).to_contain_text("corners", timeout=60_000)
    return page


def _rings(page):
    shape = json.loads(page.locator("#geometry").input_value())
    return [len(rings) for rings in shape["coordinates"]]


def _middle(page):
    box = page.locator("#boundary-map canvas.maplibregl-canvas").bounding_box()
    return box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.5


def test_a_hole_is_drawn_undone_and_its_difference_put_aside(page):
    page.wait_for_load_state("networkidle")
    page.locator("[data-tool=snap]").uncheck()
    x, y = _middle(page)
    page.locator("[data-tool=hole]").click()
    for right, down in (*HOLE, HOLE[0]):
        page.mouse.click(x + right, y + down)
        page.wait_for_timeout(150)
    assert _rings(page) == [2]
    page.locator("[data-tool=undo]").click()
    assert _rings(page) == [1]
    page.locator("[data-tool=redo]").click()
    assert _rings(page) == [2]
    page.locator("form[data-boundary-form] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("A gap opens")
    expect(page.locator("#difference-map")).to_have_class(re.compile("is-live"), timeout=60_000)
    page.get_by_role("button", name="Put it aside").click()
    expect(page.locator("main")).to_contain_text("put aside")


def test_a_corner_is_chosen_moved_and_deleted_by_the_keyboard(page):
    canvas = page.locator("#boundary-map canvas")
    before = page.locator("#geometry").input_value()
    canvas.focus()
    page.keyboard.press("]")
    expect(page.locator("[data-tool=remove]")).to_be_enabled()
    page.keyboard.press("ArrowUp")
    moved = page.locator("#geometry").input_value()
    assert moved != before
    page.keyboard.press("Delete")
    shorter = json.loads(page.locator("#geometry").input_value())["coordinates"][0][0]
    assert len(shorter) == len(json.loads(before)["coordinates"][0][0]) - 1
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.locator("#geometry").input_value() == before


def test_without_scripts_a_polygon_is_pasted(city, opened):
    page = signed_in(
        opened(**DESKTOP, java_script_enabled=False), city, "coordinator@pokrov.example"
    )
    page.goto(DRAW)
    ring = [[34.06, 47.66], [34.1, 47.66], [34.1, 47.69], [34.06, 47.69], [34.06, 47.66]]
    page.locator("#geometry").fill(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    page.locator("form[data-boundary-form] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("km² after")
