"""The form of a page's text."""

from collections.abc import Mapping

from app.inputs.form import Form, whole_number
from app.operations.public_pages import PageText

LONGEST_TEXT = 20_000


def typed_page(given: Mapping[str, str], page: str) -> PageText:
    """Return the text as it was typed, to be shown again."""
    form = Form(given)
    seen = whole_number(form.text("seen")) or 0
    return PageText(page, seen, form.multiline("text_uk"), form.multiline("text_en"))


def parse_page(given: Mapping[str, str], page: str) -> PageText:
    """Return the text to be saved; raise Rejected naming the fields."""
    form, typed = Form(given), typed_page(given, page)
    if not typed.text_uk:
        form.refuse("text_uk", "Write the Ukrainian text.")
    for name in ("text_uk", "text_en"):
        form.sized(name, getattr(typed, name), shortest=0, longest=LONGEST_TEXT)
    form.check()
    return typed
