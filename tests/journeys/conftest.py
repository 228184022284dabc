"""A running city and real browsers. Nothing beyond this machine may be asked for anything."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.city import PROCESSES, City, founded, until
from tests.journeys.browsers import CHROMIUM, FLAGS, OpenPage, opening

__all__ = ["DESKTOP", "PHONE", "City", "signed_in", "until"]


@pytest.fixture(scope="session")
def city(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The program with its demo hromada, served by the real server on a port of its own."""
    name = f"vidkryte_city_{os.getpid()}_{worker_id}"
    # Two cities must not take each other's jobs.
    redis_db = 8 + int(worker_id.removeprefix("gw")) % 8 if worker_id.startswith("gw") else 7
    with founded(name, tmp_path_factory.mktemp("city"), redis_db=redis_db) as city:
        city.flask("seed", "demo")
        city.start(*PROCESSES)
        yield city


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: ./run test installs it")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


# A browser on a busy machine takes its time.
expect.set_options(timeout=15_000)

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def opened(browser: Browser, city: City) -> Iterator[OpenPage]:
    """Opens pages of one's own cookies."""
    with opening(browser, city.url) as open_page:
        yield open_page


@pytest.fixture
def phone(opened: Callable[..., Page]) -> Page:
    return opened(**PHONE)


@pytest.fixture
def desktop(opened: Callable[..., Page]) -> Page:
    return opened(**DESKTOP)


def signed_in(page: Page, city: City, email: str) -> Page:
    """Sign the page's person in: by a link and the button on it, later as a browser stays so."""
    if email not in city.cookies:
        page.goto(city.sign_in_link(email))
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        city.cookies[email] = page.context.cookies()
    page.context.add_cookies(city.cookies[email])  # type: ignore[arg-type]  # two types of Playwright
    return page
