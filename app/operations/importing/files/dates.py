"""Reads dates and times as people and spreadsheets write them; without a zone they are Kyiv's.

Of the night when clocks go back, an hour that comes twice is the first one; of the night when they
go forward, the hour that does not exist is counted on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from app.domain.deadlines import KYIV
from gis.files.messages import msg

_MONTHS = (
    "січ янв jan", "лют фев feb", "берез мар mar", "квіт апр apr", "трав май мая may",
    "черв июн jun", "лип июл jul", "серп авг aug", "верес сен sep", "жовт окт oct",
    "листоп ноя nov", "груд дек dec",
)  # fmt: skip
_MONTH_OF = {stem: n for n, stems in enumerate(_MONTHS, 1) for stem in stems.split()}
_HALVES = {"am": 0, "дп": 0, "pm": 12, "пп": 12}
_ZONES = {"z": UTC, "utc": UTC, "gmt": UTC, "eet": KYIV, "eest": KYIV}

_TIME = (
    r"(?:(?:[\sT,]|\bо\b)+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})"
    r"(?:[.,]\d+)?)?(?:\s*(?P<half>am|pm|a\.m\.|p\.m\.|дп|пп)\.?)?"
    r"(?:\s*(?P<zone>z|utc|gmt|eet|eest))?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _TIME, re.IGNORECASE
)
# Between dots the day is first wherever there are dots; a year may have two digits.
_DOTTED = re.compile(
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})(?:\s*р(?:оку|\.)?)?"
    + _TIME,
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_WORDED = re.compile(
    r"(?P<day>\d{1,2})[\s.-]+(?P<word>[^\W\d_]{3,12})\.?[\s,-]+(?P<year>\d{4})"
    r"(?:\s*р(?:оку|\.)?)?" + _TIME,
    re.IGNORECASE,
)
_WORD_FIRST = re.compile(
    r"(?P<word>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_SHAPES = (_YEAR_FIRST, _DOTTED, _WORDED, _WORD_FIRST)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d+))?")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a number of days has no zone
_EPOCH_MS = re.compile(r"1\d{12}")
_NOON = 12


class NoDate(Exception):
    """The text is no date, or could be two; the message says what to write."""

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(reason)


class DateOrders:
    """Which of 03/04 is the month, by column: other rows of the column settle it.

    ``notes`` grow by what was settled or guessed, once a column.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, str | list[str]]],
        notes: list[str],
        *,
        month_first: bool | None = None,
    ) -> None:
        self._rows = rows
        self._notes = notes
        self._asked = month_first
        self._settled: dict[str, bool | None] = {}
        self._said: set[tuple[str, str]] = set()

    def moment(self, name: str, raw: str) -> datetime:
        """Return the moment in a column's cell; raise NoDate."""
        if serial := _serial(raw):
            shown = f"{serial:%Y-%m-%d %H:%M}"
            self._say(name, msg("%(column)s: a number such as %(given)s is a spreadsheet's date, "
                                "%(moment)s", column=name, given=raw, moment=shown))  # fmt: skip
            return serial
        if slashed := _SLASHED.fullmatch(raw):
            return _slashed(slashed, self._month_first(name), name)
        return moment_of(raw, name)

    def _month_first(self, name: str) -> bool | None:
        """Return whether the month is first in a column; None where nothing tells."""
        if self._asked is not None:
            return self._asked
        if name not in self._settled:
            self._settled[name] = _settled(str(row.get(name, "")) for row in self._rows)
        first = self._settled[name]
        if first is not None:
            order = msg("month, day, year") if first else msg("day, month, year")
            self._say(name, msg("%(column)s: dates with slashes are read as %(order)s, as other "
                                "rows show", column=name, order=order))  # fmt: skip
        return first

    def _say(self, name: str, note: str) -> None:
        key = (name, getattr(note, "msgid", note))
        if key not in self._said:
            self._said.add(key)
            self._notes.append(note)


def moment_of(raw: str, name: str) -> datetime:
    """Return the moment that a text tells without doubt; raise NoDate, with the column's name."""
    raw = raw.strip()
    if _EPOCH_MS.fullmatch(raw):
        return datetime.fromtimestamp(int(raw) / 1000, UTC)
    for shape in _SHAPES:
        if found := shape.fullmatch(raw):
            return _moment(found, _month(found), int(found["day"]), name)
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise _no_date(raw, name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=KYIV)


def _slashed(found: re.Match[str], month_first: bool | None, name: str) -> datetime:
    one, two = int(found["one"]), int(found["two"])
    if month_first is None and one != two and max(one, two) <= _NOON:
        raise NoDate(
            "ambiguous-date",
            msg(
                "%(column)s %(given)s may be day and month, or month and day",
                column=name,
                given=found[0],
            ).asking("dates", "say which by --dates day-first|month-first, or write 2025-04-03"),
        )
    first = two > _NOON if month_first is None else month_first
    return _moment(found, one if first else two, two if first else one, name)


def _settled(values: Iterator[str]) -> bool | None:
    """Return whether the month is first, if all dates with slashes agree on it."""
    firsts = set()
    for value in values:
        if found := _SLASHED.fullmatch(value.strip()):
            one, two = int(found["one"]), int(found["two"])
            if max(one, two) > _NOON:
                firsts.add(two > _NOON)
    return firsts.pop() if len(firsts) == 1 else None


def _moment(found: re.Match[str], month: int, day: int, name: str) -> datetime:
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    hour = int(found["hour"] or 0)
    if half := (found["half"] or "").lower().replace(".", ""):
        if not 1 <= hour <= _NOON:
            raise _no_date(found[0], name)
        hour = hour % _NOON + _HALVES[half]
    zone: tzinfo = _ZONES.get((found["zone"] or "").lower(), KYIV)
    try:
        return datetime(
            year,
            month,
            day,
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=zone,
        )
    except ValueError:
        raise _no_date(found[0], name) from None


def _month(found: re.Match[str]) -> int:
    parts = found.groupdict()
    if parts.get("month"):
        return int(parts["month"])
    word = parts["word"].lower()
    return next((number for stem, number in _MONTH_OF.items() if word.startswith(stem)), 0)


def _serial(raw: str) -> datetime | None:
    """Return the moment of a spreadsheet's number of days, to the second; None if it is none."""
    found = _SERIAL.fullmatch(raw)
    if found is None or not _FIRST_SERIAL <= int(found["days"]) <= _LAST_SERIAL:
        return None
    seconds = round(float(f"0.{found['part'] or 0}") * 86_400)
    moment = _SERIAL_ZERO + timedelta(days=int(found["days"]), seconds=seconds)
    return moment.replace(tzinfo=KYIV)


def _no_date(raw: str, name: str) -> NoDate:
    return NoDate(
        "bad-date",
        msg(
            "%(column)s %(given)r is no date: write 2025-06-30, 2025-06-30 14:05 or 30.06.2025",
            column=name,
            given=raw[:40],
        ),
    )
