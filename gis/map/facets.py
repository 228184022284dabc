"""Chooses the stored counts that answer a filter: colours, facets, whole months."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gis.report_filter import ReportFilter

KYIV = ZoneInfo("Europe/Kyiv")

# The statuses of each colour of public reports; the database computes report.colour likewise.
COLOURS = {
    "open": frozenset({"published", "routed"}),
    "progress": frozenset({"accepted", "in_progress", "planned", "solved", "appealed"}),
    "closed": frozenset({"confirmed", "lapsed", "not_solved"}),
}
# The facet that answers each set of criteria; without one, reports are counted by index.
FACET_OF = {
    frozenset({"period"}): 1,
    frozenset({"category"}): 2,
    frozenset({"category", "period"}): 3,
    frozenset({"body"}): 4,
    frozenset({"status"}): 5,
    frozenset({"category", "body"}): 6,
}


@dataclass(frozen=True, slots=True)
class Months:
    """Months from ``first`` up to but not including ``end``, counted from year 0; None is open.

    ``edges`` are the parts of the period, start and end, that are no whole months.
    """

    first: int | None = None
    end: int | None = None
    edges: tuple[tuple[datetime, datetime], ...] = ()

    @classmethod
    def within(cls, since: datetime | None, until: datetime | None) -> "Months":
        """Split the period ``[since, until)``."""
        first = None if since is None else _month_from(since)
        end = None if until is None else _month_of(until)
        if first is not None and end is not None and first > end:
            # Both are in one month: there is no whole one.
            first = end = min(first, end)
        edges = []
        if since is not None and first is not None:
            edges.append((since, _start_of(first)))
        if until is not None and end is not None:
            start = _start_of(end)
            edges.append((start if since is None else max(start, since), until))
        edges = [(starts, ends) for starts, ends in edges if starts < ends]
        return cls(first, end, tuple(edges))

    def params(self) -> dict[str, Any]:
        """Return the parameters of the queries."""
        return {
            "first_month": self.first,
            "end_month": self.end,
            "edge_starts": [start for start, _ in self.edges],
            "edge_ends": [end for _, end in self.edges],
        }


def whole_colours(filters: ReportFilter) -> list[str] | None:
    """Return the colours if the filter selects by whole colours alone, else None."""
    if filtered_by(filters) or filters.districts is not None:
        return None
    return list(COLOURS) if filters.statuses is None else colours_of(filters.statuses)


def filtered_by(filters: ReportFilter) -> frozenset[str]:
    """Return the criteria that the filter uses besides district and colour."""
    criteria = {
        "category": filters.categories is not None,
        "period": filters.since is not None or filters.until is not None,
        "body": filters.bodies is not None,
        "words": filters.words is not None,
        "status": filters.statuses is not None and colours_of(filters.statuses) is None,
    }
    return frozenset(name for name, used in criteria.items() if used)


def facet_of(filters: ReportFilter) -> int | None:
    """Return the facet that answers the filter, or None."""
    return FACET_OF.get(filtered_by(filters))


def colours_with(statuses: tuple[str, ...] | None) -> list[str]:
    """Return the colours that include any of these statuses; all colours for None."""
    return [c for c, own in COLOURS.items() if statuses is None or own & set(statuses)]


def colours_of(statuses: tuple[str, ...] | None) -> list[str] | None:
    """Return the colours that these statuses make up; None if they are no whole colours."""
    if statuses is None:
        return None
    chosen = colours_with(statuses)
    whole = frozenset().union(*(COLOURS[colour] for colour in chosen))
    return chosen if whole == set(statuses) else None


def _month_of(moment: datetime) -> int:
    local = moment.astimezone(KYIV)
    return local.year * 12 + local.month - 1


def _month_from(moment: datetime) -> int:
    """Return the first month that begins at the moment or later."""
    month = _month_of(moment)
    return month if _start_of(month) == moment else month + 1


def _start_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=KYIV)
