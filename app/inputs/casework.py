"""Fields of the staff forms; Rejected names the field."""

from collections.abc import Mapping, Sequence
from datetime import date

from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.domain.personal_data.decisions import PersonalDecision, plain
from app.inputs.form import Choice, Form, whole_number
from app.inputs.photos import Judge, PhotoUpload, faults_of_photos

SHORTEST_ANSWER = 10
LONGEST_ANSWER = 4000
LONGEST_PASSAGE = 500
_MOST_PAGES = 1000

Given = Mapping[str, str]


def seen_event(given: Given) -> int | None:
    """Return the last event that the user had seen, if the form names it."""
    return Form(given).number("seen")


def next_number(given: Given) -> int | None:
    """Return the number of the report to open after this one, if any."""
    return Form(given).number("next")


def people_search(given: Given) -> str:
    """Return the words by which people are looked for."""
    return Form(given).line("q", 100)


def page_number(given: Given) -> int:
    """Return the requested page of a list; anything invalid is the first."""
    return min(Form(given).number("page") or 1, _MOST_PAGES)


def chosen_tab(given: Given, tabs: tuple[str, ...]) -> str:
    """Return the requested tab; an unknown one is the first."""
    tab = given.get("tab", "")
    return tab if tab in tabs else tabs[0]


def chosen_body(given: Given) -> int:
    """Return the id of the chosen body."""
    body = Form(given).number("body")
    if body is None:
        raise Rejected.on("body", "Choose a body from the list.")
    return body


def preferred_body(given: Given) -> int | None:
    """Return the id of the body that the moderator prefers to the proposed one, if any."""
    return Form(given).number("body")


def chosen_reason(given: Given, reasons: type[Choice]) -> Choice:
    """Return the reason chosen from the list."""
    reason = Form(given).choice("reason", reasons)
    if reason is None:
        raise Rejected.on("reason", "Choose a reason from the list.")
    return reason


def answer_text(given: Given) -> str:
    """Return a text for residents, of at least SHORTEST_ANSWER characters."""
    text = optional_text(given)
    if len(text) < SHORTEST_ANSWER:
        raise Rejected.on("words", "Write at least %(count)s characters.", count=SHORTEST_ANSWER)
    return text


def optional_text(given: Given) -> str:
    """Return a text that may be left out."""
    text = Form(given).multiline("words")
    if len(text) > LONGEST_ANSWER:
        raise Rejected.on("words", "Shorten it to %(count)s characters.", count=LONGEST_ANSWER)
    return text


def original_number(given: Given) -> int:
    """Return the number of the original of a duplicate, with or without its sign."""
    number = whole_number(Form(given).text("original").lstrip("№#").strip())
    if number is None:
        raise Rejected.on("original", "Type the number of the original report.")
    return number


def marked_passage(given: Given) -> str:
    """Return the passage to black out, exactly as it stands in the text."""
    passage = Form(given).multiline("passage")
    if not passage:
        raise Rejected.on("passage", "Select or type the passage to black out.")
    if len(passage) > LONGEST_PASSAGE:
        raise Rejected.on("passage", "At most %(count)s characters at once.", count=LONGEST_PASSAGE)
    return passage


def personal_decision(given: Given) -> PersonalDecision:
    """Return what is decided about marked personal data: ``kept`` has a passage on each line."""
    several = given.getlist("kept") if isinstance(given, MultiDict) else [given.get("kept", "")]
    kept = frozenset(plain(line) for words in several for line in words.splitlines())
    return PersonalDecision(kept, cover=given.get("cover", "") == "1")


def planned_day(given: Given) -> date:
    """Return the day for which the work is planned."""
    day = Form(given).day("planned_for")
    if day is None:
        raise Rejected.on("planned_for", "Choose a day, for instance 2030-05-31.")
    return day


def checked_photos(uploads: Sequence[PhotoUpload], judge: Judge) -> tuple[PhotoUpload, ...]:
    """Return the photos of an answer; raise Rejected if one cannot be accepted."""
    if faults := faults_of_photos(uploads, judge):
        raise Rejected.marked(faults)
    return tuple(uploads)
