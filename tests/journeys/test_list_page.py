"""The list page: its address, its form and its list say the same."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]


def test_back_on_the_list_the_form_says_what_the_address_does(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)
    page.goto("/pokrov/list")
    # Of the unresolved, only those that nobody has taken up.
    page.locator("label[for=state-progress]").click()
    expect(page).to_have_url(re.compile(r"list\?status=open$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/pokrov/list$"))
    expect(page.locator("#state-progress")).to_be_checked()
    expect(page.locator("[data-reset-row]")).to_be_hidden()
    page.locator("label[for=state-closed]").click()
    expect(page).to_have_url(re.compile(r"list\?status=open&status=progress&status=closed$"))
    expect(page.locator("label[for=state-lapsed]")).to_be_visible()
    page.locator("label[for=state-lapsed]").click()
    expect(page).to_have_url(re.compile(r"status=closed&status=lapsed$"))
    expect(page.locator("#state-lapsed")).to_be_checked()


def test_a_list_of_a_part_of_the_map_stays_so(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)
    page.goto("/pokrov/list?bbox=34.05,47.64,34.12,47.68")
    expect(page.locator("[data-found-words]")).to_contain_text("у цій частині мапи")
    number = page.locator("[data-count=open]").inner_text()
    page.locator("label[for=state-progress]").click()
    expect(page).to_have_url(re.compile("status=open.*bbox=34.05"))
    expect(page.locator("[data-found-words]")).to_contain_text(f"{number} повідом")
    page.get_by_role("link", name="Скинути фільтри").click()
    expect(page).to_have_url(re.compile("/pokrov/list$"))


def test_a_list_follows_after_its_filters_were_cleared(opened: Callable[..., Page]) -> None:
    page = opened(**DESKTOP)
    page.goto("/pokrov/?status=solved")
    expect(page.locator("[data-city]")).to_have_attribute("data-ready", "yes", timeout=60_000)
    page.get_by_role("link", name="Скинути фільтри").click()
    expect(page.locator("[data-reset-row]")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    page.route("**/pokrov/changes", lambda route: route.fulfill(json={"state": "of tomorrow"}))
    with page.expect_request(re.compile(r"/pokrov/list\?")):
        pass
