"""What is pressed with a thumb is 44 px at least; a link inside a sentence is exempt."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, City
from tests.journeys.test_accessibility import PUBLIC

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

# Names of what is narrower or lower than it may be. The credit of the map is small by custom;
# what lies on a drawing is as large as the drawing makes it.
SMALL = """least => {
  const lies = one => one.getBoundingClientRect();
  const isWord = one => one.nodeType === Node.TEXT_NODE && /[\\p{L}\\d]/u.test(one.textContent);
  const inSentence = one =>
    getComputedStyle(one).display === "inline" && [...one.parentElement.childNodes].some(isWord);
  const label = one => one.matches("[type=checkbox], [type=radio]") && one.labels?.[0];
  const box = one => lies(one.closest(".card-link") || label(one) || one);
  const apart = "svg, .skip-link, .map-credit, .visually-hidden";
  const looked = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  return [...document.querySelectorAll(looked)]
    .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(one => !one.closest(apart) && !inSentence(one) && box(one).width > 1)
    .filter(one => box(one).width < least || box(one).height < least)
    .map(one => `${one.tagName} ${one.innerText || one.getAttribute("aria-label") || one.name}: `
      + `${Math.round(box(one).width)} by ${Math.round(box(one).height)}`);
}"""


def test_targets_on_public_pages_are_large(city: City, opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    small = []
    for path in [*PUBLIC, "/pokrov/list", "/pokrov/notices"]:
        page.goto(path)
        page.wait_for_load_state("networkidle", timeout=120_000)
        small += [(path, one) for one in page.evaluate(SMALL, 43.5)]
    assert small == []
