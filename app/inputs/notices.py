"""The form of a notice: text, period, categories, and one way to give the area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import MultiDict

from app.domain.deadlines import KYIV
from app.inputs.form import Form
from app.inputs.text import clean_line

LONGEST_TITLE, LONGEST_WORDS, LONGEST_DECISION = 140, 4000, 300
SHORTEST = 5
MOST_RADIUS_M = 20_000.0
LIST_RADIUS_M = 30.0
MOST_ADDRESSES = 500
_MOST_CODES = 200
YEAR = timedelta(days=365)
LONGEST_PAST, LONGEST_AHEAD, LATEST_END = YEAR, 5 * YEAR, 10 * YEAR


@dataclass(frozen=True, slots=True)
class NoticeAreaInput:
    """The area: a file or drawn GeoJSON, or addresses with metres around them."""

    content: bytes = b""
    suffix: str = ".geojson"
    drawn: bool = False
    addresses: tuple[str, ...] = ()
    radius_m: float = LIST_RADIUS_M


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """The parsed form; ``categories`` are codes, none of them means everything.

    ``area`` is None where it is to stay as it was.
    """

    title_uk: str
    title_en: str
    words_uk: str
    words_en: str
    decision: str
    body_id: int | None
    categories: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    area: NoticeAreaInput | None


@dataclass(frozen=True, slots=True)
class NoticeAreaFile:
    """An uploaded file: its name and content."""

    name: str
    content: bytes


def parse_notice(
    given: MultiDict[str, str],
    file: NoticeAreaFile | None,
    *,
    now: datetime,
    begins: datetime | None = None,
) -> NoticeInput:
    """Parse the form; raise Rejected naming every field that is wrong.

    ``begins`` is the beginning of an existing notice: it and the area may be left out.
    """
    form = Form(given)
    starts_at = _beginning(form, now=now) or begins or now
    notice = NoticeInput(
        title_uk=_sized(form, "title_uk", clean_line(form.text("title_uk")), LONGEST_TITLE),
        title_en=form.line("title_en", LONGEST_TITLE),
        words_uk=_sized(form, "words_uk", form.multiline("words_uk"), LONGEST_WORDS),
        words_en=form.multiline("words_en")[:LONGEST_WORDS],
        decision=form.line("decision", LONGEST_DECISION),
        body_id=form.number("body"),
        categories=_codes(form, given.getlist("categories")),
        starts_at=starts_at,
        ends_at=_end(form, starts_at=starts_at, now=now),
        area=_area(form, file, needed=begins is None),
    )
    form.check()
    return notice


def parse_closing(given: Mapping[str, str]) -> tuple[str, str]:
    """Parse the closing text, Ukrainian and English; raise Rejected if it is too short."""
    form = Form(given)
    closing_uk = _sized(form, "closing_uk", form.multiline("closing_uk"), LONGEST_WORDS)
    form.check()
    return closing_uk, form.multiline("closing_en")[:LONGEST_WORDS]


def _sized(form: Form, name: str, text: str, longest: int) -> str:
    return form.sized(name, text, shortest=SHORTEST, longest=longest)


def _beginning(form: Form, *, now: datetime) -> datetime | None:
    moment = _moment(form, "starts_at")
    if moment is not None and not now - LONGEST_PAST <= moment <= now + LONGEST_AHEAD:
        form.refuse("starts_at", "Choose a time from a year ago to five years ahead.")
        return None
    return moment


def _end(form: Form, *, starts_at: datetime, now: datetime) -> datetime | None:
    moment = _moment(form, "ends_at")
    if moment is None:
        return None
    if moment <= max(starts_at, now):
        form.refuse("ends_at", "The end must be after the beginning and ahead of now.")
    elif moment > now + LATEST_END:
        form.refuse("ends_at", "Choose a time at most ten years ahead.")
    return moment


def _moment(form: Form, name: str) -> datetime | None:
    raw = form.text(name)
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
        # Two times of one zone compare by the wall clock, wrongly in the weeks when it jumps.
        return (moment if moment.tzinfo else moment.replace(tzinfo=KYIV)).astimezone(UTC)
    except (ValueError, OverflowError):
        form.refuse(name, "Write day and time, for instance 2030-05-31 14:00.")
        return None


def _codes(form: Form, chosen: list[str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(chosen))[:_MOST_CODES]
    if not codes and not form.text("everything"):
        form.refuse("categories", "Choose what the notice explains, or everything.")
    return () if form.text("everything") else codes


def _area(form: Form, file: NoticeAreaFile | None, *, needed: bool) -> NoticeAreaInput | None:
    if file is not None and file.content:
        dot = file.name.rfind(".")
        return NoticeAreaInput(file.content, file.name[dot:].lower() if dot >= 0 else "")
    if drawn := form.text("area", longest=None):
        return NoticeAreaInput(drawn.encode(), drawn=True)
    if address := clean_line(form.text("address")):
        return NoticeAreaInput(addresses=(address,), radius_m=_radius(form))
    lines = tuple(filter(None, map(clean_line, form.text("addresses", longest=None).splitlines())))
    if not lines and not needed:
        return None
    if not lines:
        form.refuse("area", "Say where: draw it, send a file, or name addresses.")
    if len(lines) > MOST_ADDRESSES:
        form.refuse(
            "addresses",
            "At most %(count)s addresses: for more, draw the area or send a file.",
            count=MOST_ADDRESSES,
        )
    return NoticeAreaInput(addresses=lines[:MOST_ADDRESSES])


def _radius(form: Form) -> float:
    metres = form.metres("radius_m", 1, MOST_RADIUS_M)
    if metres is None:
        form.refuse("radius_m", "Write metres, from 1 to 20000.")
    return metres or 0.0
