"""The query of the statistics page: measure, period, filters, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.inputs.filters import Filters, read_filters
from gis.report_filter import ReportFilter

Choice = TypeVar("Choice", bound=StrEnum)

MAX_CODE = 80
# Only the first of each: statistics are of one category and one body.
_FILTERS = ("from", "to", "category", "body")


class Measure(StrEnum):
    """What the map shows."""

    RECEIVED = "received"
    OPEN = "open"
    OVERDUE = "overdue"
    DAYS = "days"
    PER_THOUSAND = "per-1000"
    HEAT = "heat"


class Period(StrEnum):
    """How far back to count; CUSTOM has explicit dates."""

    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "year"
    ALL = "all"
    CUSTOM = "custom"


_DAYS = {Period.MONTH: 30, Period.QUARTER: 90, Period.YEAR: 365}


@dataclass(frozen=True, slots=True)
class Selection:
    """The parsed query. ``first`` and ``last`` are days in Kyiv, both included."""

    measure: Measure
    period: Period
    first: date | None
    last: date
    category: str
    body: str
    sort: str
    descending: bool

    @property
    def report_filter(self) -> ReportFilter:
        """Return the filter of the reports that count."""
        return Filters(
            category=(self.category,) if self.category else (),
            body=(self.body,) if self.body else (),
            first=self.first,
            last=self.last,
        ).report_filter

    def query(self, **changes: str) -> dict[str, str]:
        """Return the query of the same selection with ``changes``."""
        own_dates = self.period is Period.CUSTOM
        values = {
            "measure": self.measure.value,
            "period": "" if own_dates else self.period.value,
            "from": self.first.isoformat() if own_dates and self.first else "",
            "to": self.last.isoformat() if own_dates else "",
            "category": self.category,
            "body": self.body,
            "sort": self.sort,
            "order": "desc" if self.descending and self.sort else "",
        } | changes
        return {name: value for name, value in values.items() if value}

    def over(self, period: Period) -> dict[str, str]:
        """Return the query of the same selection over a preset period."""
        return self.query(**{"period": period.value, "from": "", "to": ""})


def parse_selection(args: Mapping[str, str], *, today: date) -> Selection:
    """Parse the query; raise Rejected naming every field that is invalid.

    Explicit dates outweigh a preset. What is absent has its default: 90 days, everything.
    """
    filters, fields = read_filters(MultiDict((name, args.get(name, "")) for name in _FILTERS))
    measure = _one_of(
        Measure, args.get("measure") or Measure.RECEIVED, name="measure", fields=fields
    )
    preset = _one_of(Period, args.get("period") or Period.QUARTER, name="period", fields=fields)
    if fields or measure is None or preset is None:
        raise Rejected("These numbers cannot be shown: correct what is marked.", fields=fields)
    period, first, last = _period(preset, (filters.first, filters.last), today)
    return Selection(
        measure=measure,
        period=period,
        first=first,
        last=last,
        category="".join(filters.category),
        body="".join(filters.body),
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


def _one_of(kind: type[Choice], raw: str, *, name: str, fields: dict[str, str]) -> Choice | None:
    try:
        return kind(raw)
    except ValueError:
        fields[name] = "There is no such choice."
        return None
