"""What staff type into the forms of their work, field by field; Rejected names the field."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from app.domain.errors import Rejected
from app.inputs.photos import Judge, PhotoUpload, fault_of_photos
from app.inputs.text import clean_words, gettext

SHORTEST_ANSWER = 10
LONGEST_ANSWER = 4000
LONGEST_PASSAGE = 500
_MOST_TEXT = 100_000
_HIGHEST = 2**53
_MOST_PAGES = 1000

Form = Mapping[str, str]
Reason = TypeVar("Reason", bound=StrEnum)


def seen_event(form: Form) -> int | None:
    """Return the last event that the person had before their eyes, if the form says."""
    return _whole(form.get("seen", ""))


def next_number(form: Form) -> int | None:
    """Return the number of the report to open after this one, if any."""
    return _whole(form.get("next", ""))


def page_number(args: Form) -> int:
    """Return the page of a list that was asked for; anything odd is the first."""
    return min(max(_whole(args.get("page", "")) or 1, 1), _MOST_PAGES)


def chosen_tab(args: Form, tabs: tuple[str, ...]) -> str:
    """Return the tab that was asked for; an unknown one is the first."""
    tab = args.get("tab", "")
    return tab if tab in tabs else tabs[0]


def chosen_body(form: Form) -> int:
    """Return the id of the chosen body."""
    return _whole(form.get("body", "")) or _refuse("body", gettext("Choose a body from the list."))


def preferred_body(form: Form) -> int | None:
    """Return the id of the body that the moderator prefers to the proposed one, if any."""
    return _whole(form.get("body", ""))


def chosen_reason(form: Form, reasons: type[Reason]) -> Reason:
    """Return the reason chosen from the list."""
    try:
        return reasons(form.get("reason", ""))
    except ValueError:
        _refuse("reason", gettext("Choose a reason from the list."))


def answer_words(form: Form) -> str:
    """Return words that people will read: enough to say something."""
    words = _words(form)
    if len(words) < SHORTEST_ANSWER:
        _refuse("words", gettext("Write at least %(count)s characters.", count=SHORTEST_ANSWER))
    return words


def added_words(form: Form) -> str:
    """Return words that may be left out."""
    return _words(form)


def original_number(form: Form) -> int:
    """Return the number of the report that another repeats, however it was written."""
    raw = form.get("original", "").strip().lstrip("№#").strip()
    number = _whole(raw)
    return number or _refuse("original", gettext("Type the number of the original report."))


def marked_passage(form: Form) -> str:
    """Return the passage to black out, exactly as it stands in the words."""
    passage = clean_words(form.get("passage", "")[:_MOST_TEXT])
    if not passage:
        _refuse("passage", gettext("Select or type the passage to black out."))
    if len(passage) > LONGEST_PASSAGE:
        _refuse("passage", gettext("At most %(count)s characters at once.", count=LONGEST_PASSAGE))
    return passage


def planned_day(form: Form) -> date:
    """Return the day for which the work is planned."""
    try:
        return date.fromisoformat(form.get("planned_for", "").strip())
    except ValueError:
        _refuse("planned_for", gettext("Choose a day, for instance 2030-05-31."))


def checked_photos(uploads: Sequence[PhotoUpload], judge: Judge) -> tuple[PhotoUpload, ...]:
    """Return the photos of an answer; raise Rejected if one of them cannot be taken."""
    if fault := fault_of_photos(uploads, judge):
        _refuse("photos", fault)
    return tuple(uploads)


def _words(form: Form) -> str:
    words = clean_words(form.get("words", "")[:_MOST_TEXT])
    if len(words) > LONGEST_ANSWER:
        _refuse("words", gettext("Shorten it to %(count)s characters.", count=LONGEST_ANSWER))
    return words


def _whole(raw: str) -> int | None:
    text = raw.strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_HIGHEST))):
        return None
    number = int(text)
    return number if 0 < number < _HIGHEST else None


def _refuse(field: str, words: str) -> NoReturn:
    raise Rejected("Check the marked fields.", fields={field: words})
