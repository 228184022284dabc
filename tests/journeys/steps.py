"""What people do in more than one journey, and what the database holds afterwards."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect
from sqlalchemy import Connection, Row, create_engine, make_url, text

from tests.conftest import _admin_url
from tests.journeys.conftest import City
from tests.values import present

WORDS = "Біля будинку глибока яма, машини об'їжджають її по тротуару, діти лякаються."


class Sent(NamedTuple):
    """What the page of thanks tells the resident."""

    number: int
    link: str


def begin_a_pothole(page: Page, words: str = WORDS) -> None:
    """Fill the form in as one does on a phone: an address, a kind, words."""
    page.goto("/pokrov/reports/new")
    expect(page.locator("#address")).to_have_attribute("role", "combobox")
    page.locator("#address").fill("Миру, 13")
    page.get_by_role("option").first.click()
    choose_pothole(page)
    expect(page.locator("[data-foreseen] .foreseen-name")).to_contain_text("Покровські шляхи")
    page.locator("textarea[name=description]").fill(words)


def choose_pothole(page: Page) -> None:
    """Choose the kind of problem by a word for it."""
    page.locator("#category-search").fill("яма")
    page.get_by_role("option", name=re.compile("Яма")).first.click()


def send(page: Page) -> Sent:
    """Press the form's button; return what the page of thanks says."""
    page.locator("#words button[type=submit]").click()
    return thanked(page)


def thanked(page: Page) -> Sent:
    """Wait for the page of thanks; return the number and the private link on it."""
    page.wait_for_url("**/sent?key=*")
    number = present(re.search(r"№ (\d+)", page.locator(".sent-banner").inner_text()))
    return Sent(int(number.group(1)), page.locator("[data-share] input").input_value())


def pin_a_pothole(
    page: Page, words: str = WORDS, email: str = "", photo: bytes | None = None
) -> Sent:
    """Send a report of a pothole; return the number and the private link."""
    begin_a_pothole(page, words)
    if email:
        page.locator("#words input[name=email]").fill(email)
    if photo:
        choose_photo(page, photo)
    return send(page)


def post_a_pothole(page: Page, words: str = WORDS) -> int:
    """Send a report past the form, where the form is not what is tried; return its number."""
    sent = page.request.post(
        "/pokrov/reports",
        data={"lon": 34.081, "lat": 47.662, "category": "roads.pothole", "description": words},
    )
    assert sent.status == 201, sent.text()
    number: int = sent.json()["number"]
    return number


def choose_photo(page: Page, photo: bytes) -> None:
    """Choose a photo in the report's form."""
    page.locator("input[name=photos]").set_input_files(
        {"name": "яма.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )


def rows(city: City, question: str, **values: object) -> list[Row[Any]]:
    """Return what the city's database answers to a question asked past every policy of rows."""
    with _past_policies(city) as conn:
        return list(conn.execute(text(question), values))


def change(city: City, statement: str, **values: object) -> None:
    """Put into the city's database what a journey would take too long to bring about."""
    with _past_policies(city) as conn:
        conn.execute(text(statement), values)


@contextmanager
def _past_policies(city: City) -> Iterator[Connection]:
    name = make_url(city.settings.database_url).database
    engine = create_engine(make_url(_admin_url()).set(database=name))
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


_REPORT = """
SELECT number, status, description, public_text, ST_X(point) AS lon, ST_Y(point) AS lat,
    (SELECT count(*) FROM report_photo WHERE report_id = report.id) AS photos
FROM report
"""


def reports_saying(city: City, words: str) -> list[Row[Any]]:
    """Return the reports whose resident wrote these words, with their places and photos."""
    return rows(city, f"{_REPORT} WHERE description = :words ORDER BY number", words=words)


def report_of(city: City, number: int) -> Row[Any]:
    """Return the one report of this number."""
    [report] = rows(city, f"{_REPORT} WHERE number = :number", number=number)
    return report


def kept_draft(page: Page) -> str:
    """Return all that the browser keeps of this site."""
    kept: str = page.evaluate(
        """async () => {
            const open = indexedDB.open("vidkryte-misto", 1);
            open.onupgradeneeded = () => {
                open.result.createObjectStore("reports", { keyPath: "key" });
            };
            const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
            const all = db.transaction("reports").objectStore("reports").getAll();
            const kept = await new Promise((done) => { all.onsuccess = () => done(all.result); });
            db.close();
            return JSON.stringify([kept, { ...localStorage }]);
        }"""
    )
    return kept
