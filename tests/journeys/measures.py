"""What a page breaks of the rules for fingers, narrow screens and large text, in words."""

from playwright.sync_api import Page

# Of a link the row that it stands in; a link inside a sentence is exempt, and so is the map's own.
FAULTS = r"""
() => {
  const main = document.querySelector("main"), root = document.documentElement, faults = [];
  const LEAST = 43.5;  // 44 px, less what rounding takes
  const hidden = (each) => each.closest(".visually-hidden, .maplibregl-map, .leaflet-container")
    || !each.checkVisibility({visibilityProperty: true});
  const name = (each) => (each.innerText || each.name || "").trim().slice(0, 40);
  if (root.scrollWidth > root.clientWidth) faults.push(`sideways: ${root.scrollWidth} px`);
  for (const each of main.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (hidden(each) || each.type === "hidden") continue;
    const around = each.matches("[type=checkbox], [type=radio]")
      ? each.closest(".check, .choice") : each.closest(".card-link");
    const box = (around || each).getBoundingClientRect();
    const spoken = [...each.parentElement.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && /\p{L}/u.test(node.textContent));
    if (each.tagName === "A" && getComputedStyle(each).display === "inline" && spoken) continue;
    if (box.height < LEAST || box.width < LEAST) {
      faults.push(`small: ${Math.round(box.width)} × ${Math.round(box.height)} ${name(each)}`);
    }
  }
  for (const each of main.querySelectorAll(".table-wrap, .edit-table")) {
    const cut = each.scrollWidth > each.clientWidth + 1 && !each.hasAttribute("tabindex");
    if (cut) faults.push(`a table lies out of its frame: ${each.scrollWidth} px`);
  }
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement, words = texts.currentNode.textContent.trim();
    const style = getComputedStyle(parent), width = parent.getBoundingClientRect().width;
    if (words.length <= 5 || hidden(parent) || style.display === "inline") continue;
    if (width < 2.6 * parseFloat(style.fontSize)) faults.push(`wrapped by letters: ${words}`);
    const clipped = style.overflowX === "hidden" && parent.scrollWidth > parent.clientWidth + 1;
    if (clipped) faults.push(`clipped: ${words.slice(0, 40)}`);
  }
  const plain = ".button-quiet, .button-plain, [aria-disabled=true]";
  const filled = [...main.querySelectorAll(`.button:not(${plain})`)]
    .filter((each) => !hidden(each)).map(name);
  if (filled.length > 1) faults.push(`several filled buttons: ${filled.join(", ")}`);
  return [...new Set(faults)];
}
"""


def faults_of(page: Page) -> list[str]:
    """Return what the page breaks as it is shown now."""
    faults: list[str] = page.evaluate(FAULTS)
    return faults


def enlarge(page: Page) -> None:
    """Show text at 200 %, as a reader's browser does."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
