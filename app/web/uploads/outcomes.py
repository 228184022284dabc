"""Sentences of what a file's check or import has brought, as a page says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.texts.imports import COLUMN_WORDS
from app.texts.translate import Advice, gettext, translated
from app.web.uploads.fault_words import FAULT_WORDS
from gis.files.messages import message_from_json, msg

# The page of a file has a field for each.
_ADVICE: Advice = {
    "layer": msg("choose one in the field “Layer”"),
    "crs": msg(
        "choose it in the field “Reference system”, or add it to the file (the .prj of a Shapefile)"
    ),
    "no-crs": msg(
        "leave the field “Reference system” empty, it is for files that carry no reference system"
    ),
    "encoding": msg("choose it in the field “Encoding”"),
    "body": msg("add the body first, or correct its code"),
    "category": msg("add the category first, or correct its code"),
}


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """Rows refused for one kind of reason: its name, how many, the first of them."""

    what: str
    count: int
    first: list[str]
    more: int


def said(stored: Any) -> str:  # noqa: ANN401 - JSON
    """Return a stored message in the user's language, with the page's own advice."""
    return translated(message_from_json(stored), advice=_ADVICE, names=COLUMN_WORDS)


def said_column(name: str) -> str:
    """Return what one of our columns is called in forms."""
    return translated(COLUMN_WORDS[name]) if name in COLUMN_WORDS else name


def outcome_lines(outcome: Mapping[str, Any]) -> list[RefusedGroup]:
    """Return the refused rows of an outcome, the most frequent kind first."""
    return [_group(each) for each in outcome.get("refused", ())]


def _group(stored: Mapping[str, Any]) -> RefusedGroup:
    words = FAULT_WORDS.get(stored["kind"])
    return RefusedGroup(
        translated(words) if words else gettext("other reasons"),
        stored["count"],
        [_line(first) for first in stored["first"]],
        stored["count"] - len(stored["first"]),
    )


def _line(first: Mapping[str, Any]) -> str:
    name = f" ({first['name']})" if first["name"] else ""
    row = gettext("row %(number)s", number=first["number"])
    return f"{row}{name}: {said(first['reason'])}"
