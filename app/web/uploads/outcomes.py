"""Sentences of what a file's check or import has brought, as a page says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.texts.imports import stored_text
from app.texts.translate import gettext, translated
from app.web.uploads.fault_words import FAULT_WORDS


@dataclass(frozen=True, slots=True)
class RefusedGroup:
    """Rows refused for one kind of reason: its name, how many, the first of them."""

    what: str
    count: int
    first: list[str]
    more: int


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
    return f"{row}{name}: {stored_text(first['reason'])}"
