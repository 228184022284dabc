"""Axe finds nothing serious, on phones and desktops, by day and night; nothing runs off a side."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

PUBLIC = [
    "/",
    "/pokrov/",
    "/pokrov/?status=open&category=roads",
    "/pokrov/reports/new",
    "/pokrov/reports/new?lon=34.08&lat=47.66&category=heat.gas_smell",
    "/pokrov/reports/1",
    "/pokrov/performance",
    "/pokrov/performance/bodies/1",
    "/?q=Атлантида",
    "/account/sign-in",
    "/help",
    "/pokrov/about",
    "/pokrov/privacy",
    "/pokrov/accessibility",
    "/pokrov/help",
    "/pokrov/contacts",
    "/pokrov/embed",
    "/pokrov/nothing-here",
]
DESKS = {
    "moderator@pokrov.example": ["/pokrov/moderation", "/account/"],
    "udg@pokrov.example": ["/pokrov/office"],
    "coordinator@pokrov.example": [
        "/pokrov/coordination",
        "/pokrov/coordination/opening",
        "/pokrov/coordination/face",
        "/pokrov/coordination/starters?set=city",
        "/pokrov/coordination/terms",
        "/pokrov/coordination/people",
        "/pokrov/coordination/reports",
        "/pokrov/coordination/imports/basemap",
        "/pokrov/coordination/imports/bodies",
        "/pokrov/coordination/bodies?new=1",
        "/pokrov/coordination/categories?new=1",
        "/pokrov/coordination/districts",
        "/pokrov/coordination/areas",
        "/pokrov/coordination/areas/new",
        "/pokrov/coordination/zones",
        "/pokrov/coordination/coverage",
        "/pokrov/coordination/imports",
        "/pokrov/coordination/imports/reports",
        "/pokrov/coordination/pages",
        "/pokrov/coordination/pages/about",
        "/pokrov/coordination/boundaries",
        "/pokrov/coordination/boundaries/draw?kind=areas&code=waste-left",
        "/pokrov/statistics",
    ],
}


def serious(page: Page, path: str) -> list[tuple[str, str, list[Any]]]:
    page.goto(path)
    # Drawing a map in software takes its time where others draw beside it.
    page.wait_for_load_state("networkidle", timeout=120_000)
    found = Axe().run(page).response["violations"]
    return [
        (path, v["id"], [node["target"] for node in v["nodes"]][:3])
        for v in found
        if v["impact"] in {"serious", "critical"}
    ]


def runs_off(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_public_pages(city: City, opened: Callable[..., Page], screen: str) -> None:
    page = opened(**(PHONE if screen == "phone" else DESKTOP))
    faults = [fault for path in PUBLIC for fault in serious(page, path)]
    assert faults == []


def test_public_pages_at_night(city: City, opened: Callable[..., Page]) -> None:
    page = opened(**PHONE, color_scheme="dark")
    assert [fault for path in PUBLIC for fault in serious(page, path)] == []


@pytest.mark.parametrize("email", DESKS)
def test_desks(city: City, opened: Callable[..., Page], email: str) -> None:
    page = signed_in(opened(**DESKTOP), city, email)
    assert [fault for path in DESKS[email] for fault in serious(page, path)] == []


def test_nothing_runs_off_a_narrow_screen(city: City, opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 320, "height": 640})
    wide = []
    for path in PUBLIC:
        page.goto(path)
        if runs_off(page):
            wide.append(path)
    assert wide == []


def test_the_map_can_be_used_by_keyboard_and_the_list_is_its_equal(
    city: City, desktop: Page
) -> None:
    desktop.goto("/pokrov/")
    desktop.keyboard.press("Tab")
    skip = desktop.evaluate("document.activeElement.getAttribute('href')")
    assert skip.startswith("#"), "the first stop leads past the header"
    card = desktop.locator("main a[href*='/pokrov/reports/']").first
    card.focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/pokrov/reports/*")
