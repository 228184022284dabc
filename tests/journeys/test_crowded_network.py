"""A network from which very many requests come: nobody is refused, and nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from werkzeug.serving import make_server

from app.factory import create_app
from app.services import services_of
from tests.city import City, free_port
from tests.journeys.browsers import OpenPage, opening
from tests.journeys.conftest import PHONE
from tests.journeys.steps import begin_a_pothole, choose_photo, reports_saying, thanked
from tests.photos import a_photo

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]


@contextmanager
def served_with_limits(city: City) -> Iterator[str]:
    """The same city at another address, where requests are counted."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(replace(city.settings, rate_limits="on", base_url=url, port=str(port)))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for database in (services_of(app).database, services_of(app).outbox):
            database.close()


@pytest.fixture
def limited(city: City) -> Iterator[str]:
    with served_with_limits(city) as url:
        forget_what_was_counted(city)
        yield url
        forget_what_was_counted(city)


@pytest.fixture
def limited_page(browser: Browser, limited: str) -> Iterator[OpenPage]:
    with opening(browser, limited) as open_page:
        yield open_page


def forget_what_was_counted(city: City) -> None:
    with Redis.from_url(city.settings.redis_url) as redis:
        for key in redis.scan_iter("limit:*"):
            redis.delete(key)


def crowd(url: str, path: str) -> None:
    """Ask from this network until proof of work is asked for."""
    for _ in range(100):
        body = Request(  # noqa: S310 - our own
            url + path, data=b"{}", headers={"Content-Type": "application/json"}
        )
        try:
            urlopen(body, timeout=10).close()  # noqa: S310 - our own
        except HTTPError as refused:
            with refused:
                if refused.code == 429 and b'"challenge"' in refused.read():
                    return
    pytest.fail("never asked for proof of work")


def test_a_report_with_its_photo_is_sent_after_the_task(
    city: City, limited: str, limited_page: Callable[..., Page]
) -> None:
    words = "З мережі оператора, де надто багато звернень: яма біля під’їзду."
    page = limited_page(**PHONE)
    begin_a_pothole(page, words)
    choose_photo(page, a_photo())
    crowd(limited, "/pokrov/reports")
    # A browser that is known by then, two seconds after its page, is not asked with the newcomers.
    page.context.clear_cookies(name="vm_device")
    with page.expect_response(lambda answer: answer.status == 429):
        page.locator("#words button[type=submit]").click()
    sent = thanked(page)
    assert [(each.number, each.photos) for each in reports_saying(city, words)] == [
        (sent.number, 1)
    ]


def test_a_form_is_sent_again_by_itself_after_the_task(
    limited: str, limited_page: Callable[..., Page]
) -> None:
    crowd(limited, "/account/sign-in")
    page = limited_page(**PHONE)
    page.goto("/account/sign-in?next=/pokrov/list")
    page.get_by_label("Електронна адреса").fill("oksana@example.org")
    with page.expect_response(lambda answer: answer.status == 429):
        page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Перевірте поштову скриньку")
    expect(page.locator("main")).to_contain_text("oksana@example.org")
    assert page.locator("input[name=next]").input_value() == "/pokrov/list"


def test_without_scripts_one_is_told_how_long_to_wait_and_loses_nothing(
    city: City, limited: str, limited_page: Callable[..., Page]
) -> None:
    crowd(limited, "/account/sign-in")
    page = limited_page(**PHONE, java_script_enabled=False)
    page.goto("/account/sign-in")
    page.locator("main input[name=email]").fill("oksana@example.org")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Хвилинку")
    expect(page.locator("main")).to_contain_text(re.compile(r"Зачекайте до .*\d\d:\d\d"))
    expect(page.locator("main")).to_contain_text("Ви нічого не порушили")
    # Nor is it said that this device solves what it cannot.
    expect(page.get_by_text("ваш пристрій розв’яже")).to_be_hidden()
    forget_what_was_counted(city)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("oksana@example.org")
    expect(page.locator("main form input[name=email]")).to_have_value("oksana@example.org")


def test_a_browser_that_cannot_solve_the_task_says_so(
    limited: str, limited_page: Callable[..., Page]
) -> None:
    crowd(limited, "/account/sign-in")
    page = limited_page(**PHONE)
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined });")
    page.goto("/account/sign-in")
    page.locator("main input[name=email]").fill("oksana@example.org")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Цей браузер не може розв’язати задачу")).to_be_visible()
    expect(page.get_by_text("Ваш пристрій розв’язує задачу")).to_be_hidden()
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []
