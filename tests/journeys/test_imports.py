"""A coordinator imports a table on a phone: sees what was read, checks it, takes it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import PHONE, City, signed_in
from tests.journeys.steps import rows
from tests.journeys.test_accessibility import runs_off, serious

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

TABLE = (
    "Шифр;Як зветься;Код органу\njourney-park;Міський парк;\njourney-park;Той самий парк ще раз;\n"
)


@pytest.fixture
def page(city: City, opened: Callable[..., Page]) -> Page:
    return signed_in(opened(**PHONE), city, "coordinator@pokrov.example")


def test_a_table_is_read_checked_and_taken(city: City, page: Page) -> None:
    page.goto("/pokrov/coordination/imports/bodies")
    # As Excel saves it in Ukraine.
    table = FilePayload(name="органи.csv", mimeType="text/csv", buffer=TABLE.encode("cp1251"))
    page.locator("#file").set_input_files(table)
    page.get_by_role("button", name="Завантажити", exact=True).click()
    # The page renews itself when the worker is done.
    expect(page.locator("main")).to_contain_text("Що ми прочитали", timeout=60_000)
    expect(page.locator("main")).to_contain_text("Windows-1251")
    page.locator("#column-code").select_option("Шифр")
    page.locator("#column-name_uk").select_option("Як зветься")
    assert not runs_off(page)
    page.get_by_role("button", name="Перевірити", exact=True).click()
    expect(page.locator("main")).to_contain_text("Що зміниться", timeout=60_000)
    expect(page.locator("main")).to_contain_text(re.compile(r"1.рядок не взято"))
    assert serious(page, page.url) == []
    assert not runs_off(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Завантажити їх із причинами").click()
    assert "Той самий парк" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Взяти без цих рядків").click()
    expect(page.locator("main")).to_contain_text("Файл взято", timeout=60_000)
    found = rows(city, "SELECT name_uk FROM body WHERE code = :code", code="journey-park")
    assert [row.name_uk for row in found] == ["Міський парк"]
