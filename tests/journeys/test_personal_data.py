"""Personal data while one types, and at the moderator's desk: warned, hidden, blacked out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in
from tests.journeys.steps import begin_a_pothole, reports_saying, send

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

WORDS = "Яма на всю смугу, увечері не видно. Дзвоніть мені 067 000 12 34, живу у кв. 18, покажу."


def note(page: Page) -> Locator:
    return page.locator(".pd-note")


def test_personal_data_are_hidden_from_all_but_the_body(
    city: City, opened: Callable[..., Page]
) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    expect(note(page)).to_contain_text("Тут телефон і номер квартири.")
    expect(page.locator("[data-personal]")).to_have_attribute("role", "status")
    expect(page.locator(".pd-under mark")).to_have_text(["067 000 12 34", "кв. 18"])
    page.get_by_role("button", name="Сховати", exact=True).click()
    expect(note(page)).to_have_count(0)
    words = "Яма на всю смугу, увечері не видно. Дзвоніть мені …, живу у …, покажу."
    expect(page.locator("#description")).to_have_value(words)
    expect(page.locator("#private_note")).to_have_value("067 000 12 34\nкв. 18")
    expect(page.locator("#private_note")).to_be_visible()
    page.reload()
    expect(page.locator("#private_note")).to_have_value("067 000 12 34\nкв. 18")
    send(page)
    assert len(reports_saying(city, words)) == 1


def test_what_is_left_is_not_asked_about_again(city: City, opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    page.get_by_role("button", name="Лишити, це не моє").click()
    expect(note(page)).to_have_count(0)
    page.reload()
    page.locator("#description").press_sequentially(" Ще", delay=30)
    page.wait_for_timeout(1500)
    expect(note(page)).to_have_count(0)
    page.locator("#description").fill(WORDS + " Пошта olena@example.org")
    expect(note(page)).to_contain_text("Тут електронна адреса.")
    send(page)
    expect(page.locator("main")).to_contain_text("У ваших словах є: телефон, номер квартири")


def test_the_warning_needs_no_network(opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, "Яма біля зупинки, глибока. кв. 3")
    expect(note(page)).to_be_visible()
    page.context.set_offline(True)
    page.locator("#description").fill("Яма. Мій паспорт МЕ 123456, картка 4111 1111 1111 1111")
    expect(note(page)).to_contain_text("номер документа і банківська картка")


def test_the_moderators_first_key_blacks_out(city: City, opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    begin_a_pothole(page, WORDS)
    number = send(page).number
    desk = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    desk.goto(f"/pokrov/moderation/{number}")
    expect(desk.locator("mark.pd")).to_have_text(["067 000 12 34", "кв. 18"])
    desk.keyboard.press("p")
    expect(desk.locator("main")).to_contain_text(f"№ {number} опубліковано")
    page.goto(f"/pokrov/reports/{number}")
    expect(page.locator("main")).to_contain_text("Дзвоніть мені ███, живу у ███, покажу.")
