"""Which reports the reader of a map or list asks for, from the address's query."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.domain.deadlines import midnight
from app.domain.errors import Rejected
from app.domain.statuses import COLOUR_OF, PUBLIC, Colour, Status
from app.inputs.text import clean_line
from gis.geometry import Bbox, InvalidGeometry, parse_bbox
from gis.report_filter import ReportFilter

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_MOST_CODES = 60
_LONGEST_SEARCH = 100
_MOST_NUMBER = 2**62
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)

_CODES = ("category", "district", "body")
UNRESOLVED = (Colour.OPEN.value, Colour.PROGRESS.value)
_STATUS_CODES = frozenset(Colour) | frozenset(Status)


@dataclass(frozen=True, slots=True)
class Filters:
    """The parsed filters; empty ones are open. Days are in Kyiv, both included."""

    status: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    words: str = ""
    box: Bbox | None = None
    after: int | None = None

    @property
    def report_filter(self) -> ReportFilter:
        """Return the filters for spatial queries; the box is separate."""
        return ReportFilter(
            statuses=_statuses(self.status),
            categories=self.category or None,
            districts=self.district or None,
            bodies=self.body or None,
            since=midnight(self.first) if self.first else None,
            until=midnight(self.last + timedelta(days=1)) if self.last else None,
            words=_pattern(self.words) if self.words else None,
        )

    @property
    def narrowed(self) -> bool:
        """Return whether anything but the view is chosen."""
        return self.report_filter != ReportFilter()

    @property
    def unfinished_first(self) -> "Filters":
        """Return the filters as maps and lists begin: with what is not resolved."""
        return self if self.status else replace(self, status=UNRESOLVED)

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """Return the query's names and values, except some names."""
        single: dict[str, Any] = {
            "from": self.first,
            "to": self.last,
            "q": self.words,
            "bbox": ",".join(f"{side:.6g}" if side == 0 else f"{side:.6f}" for side in self.box)
            if self.box
            else "",
            "after": self.after,
        }
        many = {name: getattr(self, name) for name in ("status", *_CODES)}
        pairs = [(name, value) for name, values in many.items() for value in values]
        pairs += [(name, str(value)) for name, value in single.items() if value]
        return [(name, value) for name, value in pairs if name not in without]

    def query(self, *without: str, **changes: str) -> str:
        """Return the encoded query, to follow a "?"; ``changes`` replace values."""
        kept = self.pairs(*without, *changes)
        return urlencode(kept + [(name, value) for name, value in changes.items() if value])


NO_FILTERS = Filters()
REFUSED = "This selection cannot be shown: correct what is marked."


def parse_filters(args: MultiDict[str, str]) -> Filters:
    """Parse the query; raise Rejected naming every invalid part. Unknown names pass."""
    filters, faults = read_filters(args)
    if faults:
        raise Rejected(REFUSED, fields=faults)
    return filters


def read_filters(args: MultiDict[str, str]) -> tuple[Filters, dict[str, str]]:
    """Return the valid part of the query, and the faults of the rest.

    A period that ends before it begins is returned, for a form to show it.
    """
    faults: dict[str, str] = {}
    filters = Filters(
        status=_status(args.getlist("status"), faults),
        category=_codes(args, "category", faults),
        district=_codes(args, "district", faults),
        body=_codes(args, "body", faults),
        first=_day(args, "from", faults),
        last=_day(args, "to", faults),
        words=_search_text(args.get("q", ""), faults),
        box=_box(args.get("bbox", ""), faults),
        after=_number(args.get("after", ""), faults),
    )
    if filters.first and filters.last and filters.first > filters.last:
        faults["to"] = "The last day comes before the first one."
    return filters, faults


def _status(raw: Iterable[str], faults: dict[str, str]) -> tuple[str, ...]:
    chosen = _distinct(raw)
    if any(word not in _STATUS_CODES for word in chosen):
        faults["status"] = "There is no such state of a report."
        return ()
    return chosen


def _codes(args: MultiDict[str, str], name: str, faults: dict[str, str]) -> tuple[str, ...]:
    chosen = _distinct(args.getlist(name))
    if len(chosen) > _MOST_CODES or not all(_CODE.fullmatch(code) for code in chosen):
        faults[name] = "There is no such choice."
        return ()
    return chosen


def _distinct(raw: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in raw if part.strip()))


def _day(args: Mapping[str, str], name: str, faults: dict[str, str]) -> date | None:
    raw = args.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        faults[name] = "Write the day as year-month-day, for instance 2026-03-31."
        return None
    if not EARLIEST <= day < LATEST:
        faults[name] = "Choose a day between 2000 and 2100."
        return None
    return day


def _search_text(raw: str, faults: dict[str, str]) -> str:
    text = clean_line(raw).lstrip("№#").strip()
    if len(text) > _LONGEST_SEARCH:
        faults["q"] = "Search for fewer words: 100 characters at most."
        return ""
    return text


def _box(raw: str, faults: dict[str, str]) -> Bbox | None:
    if not raw.strip():
        return None
    try:
        return parse_bbox(raw)
    except InvalidGeometry:
        faults["bbox"] = "The part of the map is not four numbers: west, south, east, north."
        return None


def _number(raw: str, faults: dict[str, str]) -> int | None:
    if not raw.strip():
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 20 and int(raw) < _MOST_NUMBER):
        faults["after"] = "There is no such page of the list."
        return None
    return int(raw)


def _statuses(chosen: tuple[str, ...]) -> tuple[str, ...] | None:
    """Expand colours into public statuses; a status that is never public matches nothing.

    Of a colour beside some of its own statuses only those are meant.
    """
    if not chosen:
        return None
    named = {status for status in PUBLIC if status.value in chosen}
    narrowed = {COLOUR_OF[status] for status in named}
    whole = {s for s in PUBLIC if COLOUR_OF[s].value in chosen and COLOUR_OF[s] not in narrowed}
    return tuple(sorted(status.value for status in named | whole))


def _pattern(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
