"""A period as whole calendar months, in Kyiv, and the days before and after them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True, slots=True)
class Months:
    """Months from ``first`` up to but not including ``end``, counted from year 0; None is open.

    ``edges`` are the pieces of the period, begin and end, that are no whole months.
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
            # Both in one month: no whole one.
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
        """Return the values as the queries take them."""
        return {
            "first_month": self.first,
            "end_month": self.end,
            "edge_starts": [start for start, _ in self.edges],
            "edge_ends": [end for _, end in self.edges],
        }


def _month_of(moment: datetime) -> int:
    there = moment.astimezone(KYIV)
    return there.year * 12 + there.month - 1


def _month_from(moment: datetime) -> int:
    """Return the first month that begins then or later."""
    month = _month_of(moment)
    return month if _start_of(month) == moment else month + 1


def _start_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=KYIV)
