"""The monthly trend as bars: sizes for an SVG without scripts and inline styles.

Widths are per cent of the drawing, heights are pixels: the bars stretch, the letters do not.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.queries.statistics import Month

HEIGHT = 220
TOP = 24
FLOOR = 176
# The left edge is for the scale's numbers.
LEFT = 7.0
MAX_LABELS = 8
_STEPS = (1, 2, 5)


class Bar(NamedTuple):
    """A month: its two bars, and whether its name or year is labelled below."""

    month: Month
    left: float
    middle: float
    right: float
    width: float
    received_top: float
    received_height: float
    confirmed_top: float
    confirmed_height: float
    labelled: bool
    opens_year: bool


class GridLine(NamedTuple):
    """A horizontal line and its number."""

    y: float
    number: int


class Chart(NamedTuple):
    """Bars over a scale that begins at zero."""

    bars: Sequence[Bar]
    lines: Sequence[GridLine]
    height: int = HEIGHT
    floor: int = FLOOR
    left: float = LEFT


def chart_of(months: Sequence[Month]) -> Chart:
    """Return the chart of the months, at least one report high."""
    step = _step(max((max(m.received, m.confirmed) for m in months), default=0))
    top = step * 4
    slot = (100 - LEFT) / max(len(months), 1)
    every = -(-len(months) // MAX_LABELS)
    bars = [
        _bar(month, LEFT + slot * place, slot, top=top, labelled=place % every == 0)
        for place, month in enumerate(months)
    ]
    lines = [GridLine(_y(step * line, top), step * line) for line in range(5)]
    return Chart(bars, lines)


def _bar(month: Month, left: float, slot: float, *, top: int, labelled: bool) -> Bar:
    width = slot * 0.36
    received, confirmed = _y(month.received, top), _y(month.confirmed, top)
    return Bar(
        month=month,
        left=round(left + slot * 0.12, 3),
        middle=round(left + slot / 2, 3),
        right=round(left + slot * 0.52, 3),
        width=round(width, 3),
        received_top=received,
        received_height=round(FLOOR - received, 1),
        confirmed_top=confirmed,
        confirmed_height=round(FLOOR - confirmed, 1),
        labelled=labelled,
        opens_year=month.starts.month == 1,
    )


def _y(number: int, top: int) -> float:
    return round(FLOOR - (FLOOR - TOP) * number / top, 1)


def _step(highest: int) -> int:
    """Return the least of 1, 2, 5, 10, 20 … four of which reach the highest bar."""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale * 4 >= highest:
                return step * scale
        scale *= 10
