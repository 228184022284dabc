"""Where one stands: the position is the place of the report, or it is said why it is not."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE, City
from tests.journeys.steps import choose_pothole, reports_saying, send

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

FORM = "/pokrov/reports/new"
BAZARNA = {"longitude": 34.081, "latitude": 47.662, "accuracy": 23.4}
# On the hromada's map, beyond its boundary.
CORNER = {"longitude": 33.995, "latitude": 47.608, "accuracy": 23.4}
KYIV = {"longitude": 30.5234, "latitude": 50.4501, "accuracy": 23.4}


@pytest.fixture
def standing(opened: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a page for someone who stands at a position and tells it to whoever asks."""

    def open_page(position: dict[str, float], path: str = FORM) -> Page:
        page = opened(**PHONE, geolocation=position, permissions=["geolocation"])
        page.goto(path)
        return page

    return open_page


def ask_where(page: Page) -> Locator:
    page.get_by_role("button", name="Де я").click()
    return page.locator("[data-place-said], [data-found-here]")


def fields(page: Page) -> list[str]:
    return [page.locator(field).input_value() for field in ("#lon", "#lat")]


def test_the_position_is_the_place_of_the_report(city: City, standing: Callable[..., Page]) -> None:
    words = "Стою біля ями на Базарній, телефон показав місце."
    page = standing(BAZARNA)
    expect(ask_where(page)).to_have_text("Ви тут, з точністю до 23 м. Посуньте мапу, якщо неточно.")
    expect(page.locator("[data-live-map]")).to_have_class("only-js where-live is-chosen")
    assert fields(page) == ["34.081000", "47.662000"]
    choose_pothole(page)
    page.locator("textarea[name=description]").fill(words)
    sent = send(page)
    [report] = reports_saying(city, words)
    assert (report.number, report.lon, report.lat) == (sent.number, 34.081, 47.662)


@pytest.mark.parametrize(
    ("position", "words", "place"),
    [
        (KYIV, "Ви поза межами цієї громади. Покажіть місце на мапі.", ["", ""]),
        (CORNER, "Ця точка поза межами всіх відомих нам громад", ["33.995000", "47.608000"]),
    ],
    ids=["far", "on the map"],
)
def test_a_position_outside_the_hromada_is_named_so(
    standing: Callable[..., Page], position: dict[str, float], words: str, place: list[str]
) -> None:
    page = standing(position)
    expect(ask_where(page)).to_contain_text(words)
    assert fields(page) == place


def test_a_browser_that_tells_nothing_is_no_end(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    page.goto(FORM)
    expect(ask_where(page)).to_have_text("Браузер не сказав, де ви. Покажіть місце на мапі.")
    assert fields(page) == ["", ""]
    expect(page.get_by_role("button", name="Де я")).to_be_enabled()


def test_the_first_page_finds_the_hromada_where_one_stands(standing: Callable[..., Page]) -> None:
    page = standing(BAZARNA, "/")
    page.get_by_role("button", name="Знайти мене").click()
    expect(page.locator("#served")).to_have_text("Ви тут")
    page.get_by_role("link", name="Покровська громада").first.click()
    page.wait_for_url("**/pokrov/")


def test_the_first_page_says_where_nobody_is_served_and_where_nothing_was_told(
    standing: Callable[..., Page], opened: Callable[..., Page]
) -> None:
    page = standing(KYIV, "/")
    page.get_by_role("button", name="Знайти мене").click()
    expect(page.locator("main")).to_contain_text("Це місце не належить до жодної громади")
    silent = opened(**PHONE)
    silent.goto("/")
    silent.get_by_role("button", name="Знайти мене").click()
    expect(silent.locator("[data-found-here]")).to_contain_text(
        "Браузер не сказав, де ви. Напишіть назву"
    )
