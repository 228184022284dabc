"""What is typed into the report form stays in the browser until it is sent, and no longer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, City
from tests.journeys.steps import begin_a_pothole, kept_draft, reports_saying, send

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

WORDS = "Почато в автобусі, дописано вдома: яма біля зупинки."
FORM = "/pokrov/reports/new"


def restored(page: Page) -> Locator:
    return page.locator("[data-restored]")


def is_as_it_was(page: Page, words: str = WORDS) -> None:
    """Say whether the form offers the place, the kind and the words that were typed before."""
    expect(restored(page)).to_contain_text("Ми зберегли те, що ви тут почали писати")
    expect(page.locator("#category-search")).to_have_value("Яма, вибоїна на проїзній частині")
    expect(page.locator("[data-foreseen] .foreseen-name")).to_contain_text("Покровські шляхи")
    expect(page.locator("[data-place-said]")).to_contain_text("Миру, 13")
    expect(page.locator("#description")).to_have_value(words)


def is_empty(page: Page) -> None:
    """Say whether the form has begun anew, once its scripts have."""
    expect(page.locator("#category-search")).to_have_value("")
    expect(restored(page)).to_be_hidden()
    expect(page.locator("#description")).to_have_value("")


def test_what_was_typed_outlives_a_reload_and_a_closed_tab_until_it_is_sent(
    city: City, opened: Callable[..., Page]
) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    page.locator("#email").fill("olena@example.org")
    page.reload()
    is_as_it_was(page)
    assert "olena@example.org" not in kept_draft(page), "an address is nothing to leave behind"

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(FORM)
    is_as_it_was(page)
    assert reports_saying(city, WORDS) == []

    sent = send(page)
    assert [report.number for report in reports_saying(city, WORDS)] == [sent.number]
    page.goto(FORM)
    is_empty(page)


def test_starting_over_forgets_what_was_typed(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    page.reload()
    page.get_by_role("button", name="Почати спочатку").click()
    is_empty(page)
    assert WORDS not in kept_draft(page)


def test_a_draft_of_long_ago_is_not_offered(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    page.goto("about:blank")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=15))
    page.goto(FORM)
    is_empty(page)
