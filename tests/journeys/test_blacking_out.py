"""A moderator selects words with the mouse and blacks them out; nobody outside reads them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in
from tests.journeys.steps import post_a_pothole, report_of

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

NAMED = "Ользі Коваль,  050 123-45-67"
WORDS = f"Яма біля воріт.\nДзвоніть {NAMED},\nвона покаже яму; інша яма далі."
ENDS = """(box, passage) => {
  // Marks of personal data part the words into several nodes.
  const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const letters = [];
  while (walk.nextNode()) {
    for (let at = 0; at < walk.currentNode.length; at++) letters.push([walk.currentNode, at]);
  }
  const from = box.textContent.indexOf(passage);
  return [from, from + passage.length - 1].map((place, last) => {
    const [text, at] = letters[place];
    const letter = document.createRange();
    letter.setStart(text, at);
    letter.setEnd(text, at + 1);
    const { left, right, top, bottom } = letter.getBoundingClientRect();
    return { x: last ? right - 0.5 : left + 0.5, y: (top + bottom) / 2 };
  });
}"""


@pytest.fixture
def moderator(city: City, opened: Callable[..., Page]) -> Page:
    return signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")


@pytest.fixture
def number(opened: Callable[..., Page]) -> int:
    return post_a_pothole(opened(), WORDS)


def drag_over(page: Page, passage: str, beyond: tuple[int, int] = (0, 0)) -> None:
    """Select a passage of the resident's words, letting the button go ``beyond`` its end."""
    words = page.locator("[data-redactable]")
    words.scroll_into_view_if_needed()
    start, end = words.evaluate(ENDS, passage)
    page.mouse.move(**start)
    page.mouse.down()
    page.mouse.move(**end)
    page.mouse.move(end["x"] + beyond[0], end["y"] + beyond[1])
    page.mouse.up()


def test_a_selection_that_leaves_the_words_ends_where_they_end(
    moderator: Page, number: int
) -> None:
    moderator.goto(f"/pokrov/moderation/{number}")
    passage = moderator.locator("#redact-passage")
    drag_over(moderator, "інша яма далі.", beyond=(40, 60))
    expect(passage).to_have_value("інша яма далі.")
    moderator.get_by_role("heading", name="Слова мешканця").click()
    drag_over(moderator, "вона", beyond=(0, 0))
    expect(passage).to_have_value("вона")
    moderator.locator("[data-redactable]").click(click_count=3, position={"x": 40, "y": 30})
    expect(passage).to_have_value(re.compile("Яма біля"))


def test_what_is_selected_and_blacked_out_nobody_outside_reads(
    city: City, opened: Callable[..., Page], moderator: Page, number: int
) -> None:
    moderator.goto(f"/pokrov/moderation/{number}")
    drag_over(moderator, NAMED)
    expect(moderator.locator("#redact-passage")).to_have_value(NAMED)
    moderator.get_by_role("button", name="Зачорнити", exact=True).click()
    expect(moderator.locator("main")).to_contain_text("Уривок зачорнено")
    expect(moderator.locator(".case-words-public")).not_to_contain_text("Коваль")
    moderator.get_by_role("button", name="Опублікувати").first.click()
    moderator.wait_for_load_state()

    stranger = opened(**PHONE)
    stranger.goto(f"/pokrov/reports/{number}")
    expect(stranger.locator("main")).to_contain_text("вона покаже яму")
    for address in (f"/pokrov/reports/{number}", "/pokrov/list?q=ворота", "/pokrov/list"):
        answer = stranger.request.get(address)
        assert answer.status == 200, address
        assert "Коваль" not in answer.text(), address
        assert "123-45" not in answer.text(), address
    report = report_of(city, number)
    assert NAMED in report.description
    assert "Коваль" not in report.public_text
