"""Strangers support a report: by browser, by letter where many share a network, in a burst."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in, until
from tests.journeys.steps import change, post_a_pothole
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

ADDRESS = "petro@example.org"


@pytest.fixture
def number(city: City, opened: Callable[..., Page]) -> int:
    """A report that a moderator has published."""
    number = post_a_pothole(opened(**PHONE))
    city.flask("reports", "publish", "pokrov", str(number))
    return number


def supporting(page: Page, number: int) -> Page:
    """Open the report, read it for a moment, and press the button."""
    page.goto(f"/pokrov/reports/{number}")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Підтримати").first.click()
    page.wait_for_load_state()
    return page


def letter_link(city: City) -> str | None:
    for path in city.letters():
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        if ADDRESS in str(letter["To"]) and body is not None:
            return present(re.search(r"http\S+/confirm", body.get_content())).group()
    return None


def test_browsers_then_a_task_where_many_share_a_network(
    city: City, opened: Callable[..., Page], number: int
) -> None:
    for _ in range(5):
        page = supporting(opened(**PHONE), number)
        expect(page.locator("#support")).to_contain_text("з них підтверджених 0")
    sixth = supporting(opened(**PHONE), number)
    expect(sixth.get_by_role("heading", level=1)).to_contain_text("Ще один крок")
    expect(sixth.locator("main")).to_contain_text("Ви нічого не порушили")
    expect(sixth.locator("[data-proof-said]")).to_have_text("Задачу розв’язано.")
    sixth.get_by_role("button", name="Підтримати", exact=True).click()
    expect(sixth.locator(".voices")).to_contain_text(re.compile(r"6\s.*з них підтверджених\s0"))


def test_a_letter_where_many_share_a_network(
    city: City, opened: Callable[..., Page], number: int
) -> None:
    for _ in range(5):
        supporting(opened(**PHONE), number)
    sixth = supporting(opened(**PHONE), number)
    sixth.get_by_label("Електронна пошта").fill(ADDRESS)
    sixth.get_by_role("button", name="Підтримати електронною поштою").click()
    expect(sixth.locator("main")).to_contain_text("вашу підтримку повідомлення")
    reader = opened(**PHONE)
    reader.goto(until(lambda: letter_link(city)))
    expect(reader.locator("main")).to_contain_text("проблема стосується вас")
    reader.locator("main form button").click()
    expect(reader.locator("main")).to_contain_text("зараховано як підтверджену")
    sixth.goto(f"/pokrov/reports/{number}")
    expect(sixth.locator(".voices")).to_contain_text(re.compile(r"6\s.*з них підтверджених\s1"))
    expect(sixth.locator("#support")).to_contain_text("Ви підтримали")


def test_a_burst_waits_until_a_moderator_counts_it(
    city: City, opened: Callable[..., Page], number: int
) -> None:
    supporter = supporting(opened(**DESKTOP), number)
    suspect(city, number)
    supporter.reload()
    expect(supporter.locator("#support")).to_contain_text("чекає на перевірку")
    moderator = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    moderator.goto("/pokrov/moderation?tab=supports")
    moderator.locator(".desk-entry", has_text=f"№ {number}").click()
    expect(moderator.locator(".decision-supports")).to_contain_text("11 підтримок")
    moderator.get_by_role("button", name="Зарахувати", exact=True).click()
    expect(moderator.locator("main")).to_contain_text("зараховано")
    supporter.reload()
    expect(supporter.locator(".voices")).to_contain_text("11")


def suspect(city: City, number: int) -> None:
    """Put ten more supports beside the one there is, as a burst leaves them."""
    change(
        city,
        """
        WITH more AS (
            INSERT INTO supporter (hromada_id, report_id, person_key, created_at, state)
            SELECT hromada_id, id, sha256(convert_to(n::text, 'UTF8')), now(), 'suspected'
            FROM report, generate_series(1, 10) AS n WHERE number = :number
        ), first AS (
            UPDATE supporter SET state = 'suspected'
            FROM report AS r WHERE r.number = :number AND report_id = r.id
        )
        UPDATE report SET supporters = 0 WHERE number = :number
        """,
        number=number,
    )
