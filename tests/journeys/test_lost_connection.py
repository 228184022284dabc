"""Sending where the connection is lost: nothing typed is lost, and one report is made of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import PHONE, City
from tests.journeys.steps import Sent, begin_a_pothole, choose_photo, reports_saying, send, thanked
from tests.photos import a_photo

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

SENDING = re.compile(r"/pokrov/reports$")


def is_told(page: Page, words: str) -> None:
    """Say whether the resident reads that nothing is sent, and what was typed still stands."""
    told = page.locator("[data-send-state]").get_by_role("alert")
    expect(told).to_contain_text(words)
    expect(told).to_contain_text("Написане збережено в цьому браузері")


def send_again(page: Page) -> Sent:
    page.get_by_role("button", name="Надіслати ще раз").click()
    return thanked(page)


def made_of(city: City, words: str) -> list[tuple[int, int]]:
    return [(report.number, report.photos) for report in reports_saying(city, words)]


def test_without_a_connection_all_that_was_typed_stays_and_is_sent_later(
    city: City, opened: Callable[..., Page]
) -> None:
    words = "У підвалі без зв’язку: яма перед під’їздом."
    page = opened(**PHONE)
    begin_a_pothole(page, words)
    choose_photo(page, a_photo())
    page.context.set_offline(True)
    page.locator("#words button[type=submit]").click()
    is_told(page, "Немає зв’язку. Повідомлення ще не надіслано")
    expect(page.locator("#description")).to_have_value(words)
    expect(page.locator("[data-photos] li img")).to_be_visible()
    assert made_of(city, words) == []
    page.context.set_offline(False)
    sent = send_again(page)
    assert made_of(city, words) == [(sent.number, 1)]


def test_where_the_browser_keeps_nothing_it_is_not_said_to(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('blocked'); } });"
    )
    begin_a_pothole(page, "Приватне вікно: яма є, пам’яті немає.")
    page.route(SENDING, lambda route: route.abort(), times=1)
    page.locator("#words button[type=submit]").click()
    told = page.locator("[data-send-state]").get_by_role("alert")
    expect(told).to_contain_text("Немає зв’язку. Повідомлення ще не надіслано")
    expect(told).not_to_contain_text("збережено")
    send_again(page)


def test_a_form_whose_cookie_went_is_sent_with_its_photo(
    city: City, opened: Callable[..., Page]
) -> None:
    words = "Форма лежала відкрита тиждень: яма стала глибшою."
    page = opened(**PHONE)
    begin_a_pothole(page, words)
    choose_photo(page, a_photo())
    page.context.clear_cookies()
    sent = send(page)
    assert made_of(city, words) == [(sent.number, 1)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"body": "<h1>Bad Gateway</h1>", "status": 502}, "Сервіс зараз не відповідає"),
        (
            {"json": {"error": {"code": "unavailable", "message": "Відпочиває."}}, "status": 503},
            "Відпочиває.",
        ),
    ],
    ids=["a proxy", "the program"],
)
def test_a_server_that_does_not_answer_loses_nothing(
    city: City,
    opened: Callable[..., Page],
    answer: dict[str, str | int] | dict[str, dict[str, dict[str, str]] | int],
    said: str,
) -> None:
    words = f"Сервер відповів {answer['status']}: яма лишилась ямою."
    page = opened(**PHONE)
    begin_a_pothole(page, words)
    page.route(SENDING, lambda route: route.fulfill(**answer), times=1)
    page.locator("#words button[type=submit]").click()
    is_told(page, said)
    expect(page.locator("#description")).to_have_value(words)
    assert made_of(city, words) == []
    sent = send_again(page)
    assert made_of(city, words) == [(sent.number, 0)]


def test_an_answer_that_is_lost_makes_one_report_even_from_another_tab(
    city: City, opened: Callable[..., Page]
) -> None:
    words = "Відповідь загубилась у дорозі: яма одна, і повідомлення одне."
    page = opened(**PHONE)
    begin_a_pothole(page, words)

    answers = []

    def lose_the_answer(route: Route) -> None:
        answers.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(SENDING, lose_the_answer, times=1)
    page.locator("#words button[type=submit]").click()
    is_told(page, "Немає зв’язку")
    assert answers == [201]
    [taken] = made_of(city, words)

    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/pokrov/saved")
    expect(page.locator("[data-saved-title]")).to_have_text("Усе надіслано")
    expect(page.locator(".saved-card")).to_contain_text(f"№ {taken[0]}")
    assert made_of(city, words) == [taken]
