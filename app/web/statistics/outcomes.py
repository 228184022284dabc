"""Outcomes of reports in words, as parts of a bar, and as CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from math import ceil
from urllib.parse import urlencode

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.domain.statuses import TAKEN_UP, Colour, Status
from app.queries.snapshots import OutcomeLine, Outcomes, Snapshot
from app.texts.languages import in_language
from app.web.statistics.tables import escape_formula

# In the order of a bar: first what a resident said.
OUTCOME_LABELS = {
    "word": _("solved, a resident confirmed"),
    "silent": _("closed, nobody objected"),
    "claimed": _("the body says: done"),
    "refused": _("refused"),
    "waiting": _("unresolved"),
}
# The filter of the list that shows the reports of each part.
_STATUSES: dict[str, tuple[Status | Colour, ...]] = {
    "word": (Status.CONFIRMED,),
    "silent": (Status.LAPSED,),
    "claimed": (Status.SOLVED,),
    "refused": (Status.NOT_SOLVED,),
    "waiting": (Colour.OPEN, *sorted(TAKEN_UP | {Status.APPEALED})),
}
_CSV_COLUMNS = {
    "received": _("Received in a year"),
    "word": _("Solved, a resident confirmed"),
    "silent": _("Closed, nobody objected"),
    "claimed": _("The body says: done"),
    "refused": _("Refused"),
    "unresolved": _("Unresolved now"),
    "overdue": _("Overdue now"),
    "in_time_share": _("Share answered in time"),
    "usual_days": _("Median days to the answer"),
}
# What few cases do not tell.
_NOT_OF_FEW = frozenset({"word", "silent", "claimed", "refused"})


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of an outcome bar, in per cent of its length."""

    key: str
    label: str
    number: int
    left: float
    width: float


class OutcomeBars:
    """Makes the bars of a page; each label is translated once."""

    def __init__(self) -> None:
        self._labels = {key: str(label) for key, label in OUTCOME_LABELS.items()}

    def parts_of(self, outcomes: Outcomes) -> list[BarPart]:
        """Return the parts of the bar, one of each outcome, even of none."""
        total = sum(getattr(outcomes, key) for key in self._labels) or 1
        parts: list[BarPart] = []
        left = 0.0
        for key, label in self._labels.items():
            number = getattr(outcomes, key)
            width = 100 * number / total
            parts.append(BarPart(key, label, number, round(left, 2), round(width, 2)))
            left += width
        return parts


def lists_of(base: str, snapshot: Snapshot, **chosen: str) -> dict[str, str]:
    """Return the addresses of the lists of each part's reports, of those that are counted."""
    since = [*chosen.items(), ("from", snapshot.since.isoformat())]
    return {
        key: f"{base}?{urlencode([*(('status', str(status)) for status in statuses), *since])}"
        for key, statuses in _STATUSES.items()
    }


def bar_in_words(parts: Sequence[BarPart]) -> str:
    """Return the bar in words, for those who do not see it."""
    return ", ".join(f"{part.number} {part.label}" for part in parts if part.number)


def length_in_words(days: float | None) -> str:
    """Return a length of time as people say it: hours within a day, else whole days."""
    if days is None:
        return str(gettext("too few cases"))
    if days < 1:
        hours = max(1, ceil(days * 24))
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", round(days)))


def late_by(length: timedelta) -> str:
    """Return how late a report is, in whole days."""
    if length.days < 1:
        return str(gettext("less than a day"))
    return str(ngettext("%(num)s day", "%(num)s days", length.days))


def csv_of_outcomes(snapshot: Snapshot) -> str:
    """Return all lines as one CSV with a byte order mark; what few cases do not tell is empty."""
    text = StringIO()
    labels = (gettext("Kind"), gettext("District or body"), *_CSV_COLUMNS.values())
    rows = [
        list(labels),
        *_rows(gettext("district"), snapshot.districts),
        *_rows(gettext("body"), snapshot.bodies),
        [gettext("hromada"), gettext("Total"), *_cells(snapshot.total)],
    ]
    csv.writer(text).writerows([escape_formula(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _rows(kind: str, lines: Sequence[OutcomeLine]) -> list[list[str]]:
    return [[kind, in_language(line), *_cells(line.outcomes)] for line in lines]


def _cells(outcomes: Outcomes) -> list[str]:
    return [_cell(outcomes, key) for key in _CSV_COLUMNS]


def _cell(outcomes: Outcomes, key: str) -> str:
    value = getattr(outcomes, key)
    if value is None or (outcomes.few and key in _NOT_OF_FEW):
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
