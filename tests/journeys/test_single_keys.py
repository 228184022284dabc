"""Single keys of the moderator's desk: they act, never on who types, and can be switched off."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, City, signed_in
from tests.journeys.steps import post_a_pothole, report_of

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

WORDS = "Яма для клавіш: модератор не бере миші до рук."


@pytest.fixture
def number(opened: Callable[..., Page]) -> int:
    return post_a_pothole(opened(), WORDS)


@pytest.fixture
def desk(city: City, opened: Callable[..., Page], number: int) -> Page:
    page = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    page.goto(f"/pokrov/moderation/{number}?tab=waiting")
    return page


def stays(page: Page, number: int) -> None:
    """Say whether the desk still shows the report, undecided."""
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile(f"/moderation/{number}"))
    expect(page.locator(".case-head .badge").first).to_have_text("На перевірці")


def press_on_a_ukrainian_layout(page: Page, letter: str, code: str) -> None:
    session = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, "key": letter, "code": code})


def test_a_key_walks_opens_and_publishes(city: City, desk: Page, number: int) -> None:
    desk.goto("/pokrov/moderation?tab=waiting")
    listed = [entry.get_attribute("href") for entry in desk.locator(".desk-entry").all()[:2]]
    desk.keyboard.press("j")
    desk.wait_for_url(f"**{listed[0]}")
    press_on_a_ukrainian_layout(desk, "о", "KeyJ")
    desk.wait_for_url(f"**{listed[1]}")
    desk.keyboard.press("k")
    desk.wait_for_url(f"**{listed[0]}")
    desk.goto(f"/pokrov/moderation/{number}?tab=waiting")
    desk.keyboard.press("r")
    expect(desk.locator("#reject-reason")).to_be_focused()
    assert report_of(city, number).status == "submitted"
    desk.keyboard.press("Escape")
    desk.locator("h1").click()
    desk.keyboard.press("p")
    expect(desk.get_by_role("status").first).to_contain_text(f"№ {number} опубліковано")
    assert report_of(city, number).status == "routed"


def test_no_key_acts_on_who_types_or_means_a_command(city: City, desk: Page, number: int) -> None:
    desk.keyboard.press("a")
    words = desk.locator("#ask-words")
    expect(words).to_be_focused()
    desk.keyboard.type("jkprdbh?")
    expect(words).to_have_value("jkprdbh?")
    expect(desk.locator("#do-ask")).to_have_attribute("open", "")
    desk.locator("h1").click()
    for command in ("Control+b", "Alt+r", "Shift+p"):
        desk.keyboard.press(command)
    expect(desk.locator("#do-ask")).to_have_attribute("open", "")
    stays(desk, number)
    assert report_of(city, number).status == "submitted"


def test_keys_are_listed_and_can_be_switched_off(city: City, desk: Page, number: int) -> None:
    desk.keyboard.press("?")
    box = desk.get_by_label("Окремі клавіші діють")
    expect(box).to_be_checked()
    box.uncheck()
    desk.reload()
    for key in ("k", "p", "r"):
        desk.keyboard.press(key)
    expect(desk.locator("#do-reject")).not_to_have_attribute("open", "")
    stays(desk, number)
    assert report_of(city, number).status == "submitted"
    desk.locator("#keys-help summary").click()
    expect(box).not_to_be_checked()
    box.check()
    desk.locator("h1").click()
    desk.keyboard.press("r")
    expect(desk.locator("#reject-reason")).to_be_focused()
