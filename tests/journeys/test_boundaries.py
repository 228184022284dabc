"""A coordinator draws on the map, sees the difference, and puts it aside."""

import json
import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, City, signed_in
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

NEW = "/pokrov/coordination/boundaries/draw?kind=areas&lang=en"
DRAW = f"{NEW}&code=waste-left"
HOLE = ((-50, -40), (50, -40), (50, 40), (-50, 40))


@pytest.fixture
def page(city: City, opened: Callable[..., Page]) -> Page:
    page = signed_in(opened(**DESKTOP), city, "coordinator@pokrov.example")
    page.goto(DRAW)
    expect(page.locator("[data-told]")).to_contain_text("corners", timeout=60_000)
    return page


def _rings(page: Page) -> list[int]:
    shape = json.loads(page.locator("#geometry").input_value())
    return [len(rings) for rings in shape["coordinates"]]


def _middle(page: Page) -> tuple[float, float]:
    box = present(page.locator("#boundary-map canvas.maplibregl-canvas").bounding_box())
    return box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.5


def test_a_hole_is_drawn_undone_and_its_difference_put_aside(page: Page) -> None:
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


def test_a_corner_is_chosen_moved_and_deleted_by_the_keyboard(page: Page) -> None:
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


def test_another_area_opens_with_its_own_boundary_whatever_was_changed(page: Page) -> None:
    field, code = page.locator("#geometry"), page.locator("#code")
    before = field.input_value()
    code.select_option("waste-right")
    other = field.input_value()
    expect(page.locator("[data-tool=undo]")).to_be_disabled()
    code.select_option("waste-left")
    assert field.input_value() == before != other
    page.locator("#boundary-map canvas").focus()
    page.keyboard.press("]")
    page.keyboard.press("ArrowUp")
    changed = field.input_value()
    assert changed != before
    code.select_option("waste-right")
    assert field.input_value() == other
    page.locator("[data-tool=undo]").click()
    assert field.input_value() == changed
    page.locator("[data-tool=redo]").click()
    assert field.input_value() == other


def test_a_ring_begun_on_one_area_is_not_added_to_another(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    _draw(page, HOLE)
    page.locator("#code").select_option("waste-right")
    expect(page.locator("[data-tool=cancel]")).to_be_disabled()
    assert _rings(page) == [1]


@pytest.fixture
def blank(city: City, opened: Callable[..., Page]) -> Page:
    """The page with nothing chosen and nothing drawn."""
    page = signed_in(opened(**DESKTOP), city, "coordinator@pokrov.example")
    page.goto(NEW)
    expect(page.locator("[data-told]")).to_contain_text("begin a new part", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.locator("[data-tool=snap]").uncheck()
    return page


def _draw(page: Page, corners: Sequence[tuple[float, float]]) -> None:
    x, y = _middle(page)
    page.locator("[data-tool=part]").click()
    for right, down in corners:
        page.mouse.click(x + right, y + down)
        page.wait_for_timeout(150)


def test_what_is_drawn_before_its_area_is_chosen_is_kept(blank: Page) -> None:
    _draw(blank, (*HOLE, HOLE[0]))
    drawn = blank.locator("#geometry").input_value()
    assert _rings(blank) == [1]
    blank.locator("#code").select_option("waste-left")
    expect(blank.locator("[data-told]")).to_contain_text("What you drew is kept")
    assert blank.locator("#geometry").input_value() == drawn
    blank.locator("[data-tool=undo]").click()
    assert len(blank.locator("#geometry").input_value()) > len(drawn)
    blank.locator("[data-tool=redo]").click()
    assert blank.locator("#geometry").input_value() == drawn


def test_an_open_ring_is_closed_or_refused_when_it_is_sent(blank: Page) -> None:
    _draw(blank, HOLE[:2])
    blank.locator("#code").select_option("waste-left")
    send = blank.locator("form[data-boundary-form] button[type=submit]")
    send.click()
    expect(blank.locator("[data-told]")).to_contain_text("Finish the outline")
    x, y = _middle(blank)
    blank.mouse.click(x + HOLE[2][0], y + HOLE[2][1])
    blank.wait_for_timeout(150)
    send.click()
    expect(blank.locator("main")).to_contain_text("km² after")


def test_without_scripts_the_way_is_a_file(city: City, opened: Callable[..., Page]) -> None:
    page = signed_in(
        opened(**DESKTOP, java_script_enabled=False), city, "coordinator@pokrov.example"
    )
    page.goto(DRAW)
    page.locator("noscript a, .no-js a").first.click()
    expect(page.locator("#file")).to_be_visible()
