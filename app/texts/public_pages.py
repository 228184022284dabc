"""Our own texts of a hromada's pages, in both languages."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

PAGE_TITLES = {
    "about": _("About the map and its rules"),
    "privacy": _("Privacy"),
    "accessibility": _("Accessibility"),
    "help": _("Help"),
    "contacts": _("Contacts"),
}
# Those that make sense where no hromada is chosen.
OF_INSTALLATION = ("about", "privacy", "accessibility", "help")
# When the statement of accessibility was last compared with the pages.
STATEMENT_DAY = date(2026, 11, 30)
_NUMBER = re.compile(r"[+\d][\d ()\u00a0-]*")
_HOURS_UPTO = 72
_FOLDER = Path(__file__).parent / "pages"


@cache
def our_text(page: str, language: str) -> str:
    """Return our text of a page, as Markdown."""
    return (_FOLDER / language / f"{page}.md").read_text(encoding="utf-8").strip()


def dialled(phone: str) -> str:
    """Return the first number of a phone as it is written, for a link that calls it."""
    found = _NUMBER.search(phone)
    return re.sub(r"[^+\d]", "", found[0]) if found else ""


def hours_in_words(hours: int) -> str:
    """Return a term in hours as text: in days where it is long."""
    if hours <= _HOURS_UPTO and hours % 24:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))
