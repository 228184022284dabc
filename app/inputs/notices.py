"""A notice as staff send it: words, period, kinds of problems, and one way to say where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import MultiDict

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from app.inputs.text import clean_line, clean_words, gettext

LONGEST_TITLE, LONGEST_WORDS, LONGEST_DECISION = 140, 4000, 300
SHORTEST = 5
MOST_RADIUS_M = 20_000.0
LIST_RADIUS_M = 30.0
MOST_ADDRESSES = 500
_MOST_CODES = 200
YEAR = timedelta(days=365)
LONGEST_PAST, LONGEST_AHEAD, LATEST_END = YEAR, 5 * YEAR, 10 * YEAR


@dataclass(frozen=True, slots=True)
class AreaWish:
    """Where: a file or drawn GeoJSON, or addresses with metres around them."""

    content: bytes = b""
    suffix: str = ".geojson"
    addresses: tuple[str, ...] = ()
    radius_m: float = LIST_RADIUS_M


@dataclass(frozen=True, slots=True)
class NoticeWish:
    """What is to be announced; ``categories`` are codes, none of them means everything.

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
    area: AreaWish | None


@dataclass(frozen=True, slots=True)
class NoticeAreaFile:
    """A file that was sent: its name and what it holds."""

    name: str
    content: bytes


def parse_notice(
    form: MultiDict[str, str],
    file: NoticeAreaFile | None,
    *,
    now: datetime,
    begins: datetime | None = None,
) -> NoticeWish:
    """Read the form; raise Rejected naming every field that is wrong.

    ``begins`` is when a notice that is there already begins: it and its area may be left out.
    """
    faults: dict[str, str] = {}
    starts_at = _beginning(form, faults, now=now) or begins or now
    ends_at = _end(form, faults, starts_at=starts_at, now=now)
    wish = NoticeWish(
        title_uk=_sized(clean_line(form.get("title_uk", "")), "title_uk", faults, LONGEST_TITLE),
        title_en=clean_line(form.get("title_en", ""))[:LONGEST_TITLE],
        words_uk=_sized(clean_words(form.get("words_uk", "")), "words_uk", faults, LONGEST_WORDS),
        words_en=clean_words(form.get("words_en", ""))[:LONGEST_WORDS],
        decision=clean_line(form.get("decision", ""))[:LONGEST_DECISION],
        body_id=_number(form.get("body", "")),
        categories=_codes(form, faults),
        starts_at=starts_at,
        ends_at=ends_at,
        area=_area(form, file, faults, needed=begins is None),
    )
    if faults:
        raise Rejected("Check the marked fields.", fields=faults)
    return wish


def parse_closing(form: Mapping[str, str]) -> tuple[str, str]:
    """Read what is said at the end, Ukrainian and English; raise Rejected for too few words."""
    faults: dict[str, str] = {}
    said = clean_words(form.get("closing_uk", ""))
    words = _sized(said, "closing_uk", faults, LONGEST_WORDS)
    if faults:
        raise Rejected("Check the marked fields.", fields=faults)
    return words, clean_words(form.get("closing_en", ""))[:LONGEST_WORDS]


def _sized(words: str, name: str, faults: dict[str, str], longest: int) -> str:
    if len(words) < SHORTEST:
        faults[name] = gettext(
            "Write a little more: at least %(count)s characters.", count=SHORTEST
        )
    elif len(words) > longest:
        faults[name] = gettext(
            "Too long: %(length)s characters. Shorten it to %(count)s.",
            length=len(words),
            count=longest,
        )
    return words


def _beginning(
    form: Mapping[str, str], faults: dict[str, str], *, now: datetime
) -> datetime | None:
    moment = _moment(form, "starts_at", faults)
    if moment is not None and not now - LONGEST_PAST <= moment <= now + LONGEST_AHEAD:
        faults["starts_at"] = gettext("Choose a time from a year ago to five years ahead.")
        return None
    return moment


def _end(
    form: Mapping[str, str], faults: dict[str, str], *, starts_at: datetime, now: datetime
) -> datetime | None:
    moment = _moment(form, "ends_at", faults)
    if moment is None:
        return None
    if moment <= max(starts_at, now):
        faults["ends_at"] = gettext("The end must be after the beginning and ahead of now.")
    elif moment > now + LATEST_END:
        faults["ends_at"] = gettext("Choose a time at most ten years ahead.")
    return moment


def _moment(form: Mapping[str, str], name: str, faults: dict[str, str]) -> datetime | None:
    raw = form.get(name, "").strip()
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
        # Two times of one zone compare by the wall clock, wrongly in the weeks when it jumps.
        return (moment if moment.tzinfo else moment.replace(tzinfo=KYIV)).astimezone(UTC)
    except (ValueError, OverflowError):
        faults[name] = gettext("Write day and time, for instance 2030-05-31 14:00.")
        return None


def _codes(form: MultiDict[str, str], faults: dict[str, str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(form.getlist("categories")))[:_MOST_CODES]
    if not codes and not form.get("everything"):
        faults["categories"] = gettext("Choose what the notice explains, or everything.")
    return () if form.get("everything") else codes


def _area(
    form: Mapping[str, str], file: NoticeAreaFile | None, faults: dict[str, str], *, needed: bool
) -> AreaWish | None:
    if file is not None and file.content:
        dot = file.name.rfind(".")
        return AreaWish(file.content, file.name[dot:].lower() if dot >= 0 else "")
    if drawn := form.get("area", "").strip():
        return AreaWish(drawn.encode())
    if address := clean_line(form.get("address", "")):
        return AreaWish(addresses=(address,), radius_m=_radius(form, faults))
    lines = tuple(filter(None, map(clean_line, form.get("addresses", "").splitlines())))
    if not lines and not needed:
        return None
    if not lines:
        faults["area"] = gettext("Say where: draw it, send a file, or name addresses.")
    if len(lines) > MOST_ADDRESSES:
        faults["addresses"] = gettext(
            "At most %(count)s addresses: for more, draw the area or send a file.",
            count=MOST_ADDRESSES,
        )
    return AreaWish(addresses=lines[:MOST_ADDRESSES])


def _radius(form: Mapping[str, str], faults: dict[str, str]) -> float:
    try:
        metres = float(form.get("radius_m", "").replace(",", "."))
    except ValueError:
        metres = 0.0
    if not 1 <= metres <= MOST_RADIUS_M:
        faults["radius_m"] = gettext("Write metres, from 1 to 20000.")
    return metres


def _number(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) < len(str(2**63)) else None
