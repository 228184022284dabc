"""Which numbers the reader of statistics asks for: measure, period, filters, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from gis.density import Scope

Choice = TypeVar("Choice", bound=StrEnum)

MAX_CODE = 80
EARLIEST = date(2000, 1, 1)


class Measure(StrEnum):
    """What the map shows."""

    RECEIVED = "received"
    OPEN = "open"
    OVERDUE = "overdue"
    DAYS = "days"
    PER_THOUSAND = "per-1000"
    HEAT = "heat"


class Period(StrEnum):
    """How far back to count; CUSTOM has dates of its own."""

    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "year"
    ALL = "all"
    CUSTOM = "custom"


_DAYS = {Period.MONTH: 30, Period.QUARTER: 90, Period.YEAR: 365}


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for. ``first`` and ``last`` are days in Kyiv, both included."""

    measure: Measure
    period: Period
    first: date | None
    last: date
    category: str
    body: str
    sort: str
    descending: bool

    def scope(self) -> Scope:
        """Return which reports count."""
        return Scope(
            since=_midnight(self.first) if self.first else None,
            until=_midnight(self.last + timedelta(days=1)),
            category=self.category or None,
            body=self.body or None,
        )

    def query(self, **changes: str) -> dict[str, str]:
        """Return the address's query for the same selection with ``changes``."""
        own_dates = self.period is Period.CUSTOM
        asked = {
            "measure": self.measure.value,
            "period": "" if own_dates else self.period.value,
            "from": self.first.isoformat() if own_dates and self.first else "",
            "to": self.last.isoformat() if own_dates else "",
            "category": self.category,
            "body": self.body,
            "sort": self.sort,
            "order": "desc" if self.descending and self.sort else "",
        } | changes
        return {name: value for name, value in asked.items() if value}

    def over(self, period: Period) -> dict[str, str]:
        """Return the query for the same selection over one of the usual periods."""
        dates = {"from": "", "to": ""}
        return self.query(period=period.value, **dates)


def parse_selection(args: Mapping[str, str], *, today: date) -> Selection:
    """Read the address's query; raise Rejected naming every field that cannot be used.

    Dates of one's own go before a preset. What is absent has its default: 90 days, everything.
    """
    fields: dict[str, str] = {}
    first, last = (_day(args, name, fields) for name in ("from", "to"))
    measure = _one_of(
        Measure, args.get("measure") or Measure.RECEIVED, name="measure", fields=fields
    )
    preset = _one_of(Period, args.get("period") or Period.QUARTER, name="period", fields=fields)
    if first and last and first > last:
        fields["to"] = "The last day comes before the first one."
    for name in ("category", "body"):
        if len(args.get(name, "")) > MAX_CODE or not args.get(name, "").isprintable():
            fields[name] = "There is no such choice."
    if fields or measure is None or preset is None:
        raise Rejected("These numbers cannot be shown: correct what is marked.", fields=fields)
    period, first, last = _period(preset, (first, last), today)
    return Selection(
        measure=measure,
        period=period,
        first=first,
        last=last,
        category=args.get("category", "").strip(),
        body=args.get("body", "").strip(),
        sort=args.get("sort", "")[:MAX_CODE],
        descending=args.get("order") == "desc",
    )


def _period(
    preset: Period, own: tuple[date | None, date | None], today: date
) -> tuple[Period, date | None, date]:
    first, last = own
    if first or last:
        return Period.CUSTOM, first, last or max(today, first or today)
    days = _DAYS.get(preset)
    if days is None:
        return Period.ALL, None, today
    return preset, today - timedelta(days=days - 1), today


def _day(args: Mapping[str, str], name: str, fields: dict[str, str]) -> date | None:
    raw = args.get(name, "").strip()
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        fields[name] = "Write the day as year-month-day, for instance 2026-03-31."
        return None
    if not EARLIEST <= day <= date(2100, 1, 1):
        fields[name] = "Choose a day between 2000 and 2100."
        return None
    return day


def _one_of(kind: type[Choice], raw: str, *, name: str, fields: dict[str, str]) -> Choice | None:
    try:
        return kind(raw)
    except ValueError:
        fields[name] = "There is no such choice."
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=KYIV)
