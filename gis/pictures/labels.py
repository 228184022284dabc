"""Names on the drawn map: each is placed only where it is whole and covers nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from sqlalchemy import Row

from gis.pictures.map_style import MapStyle, name_of

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STREET_PX = 11.0
_HOUSE_PX = 10.0
_CREDIT_PX = 12.0
_SIZES = {"town": 20.0, "village": 14.0, "suburb": 12.5, "hamlet": 11.5, "hromada": 16.0}
_DEFAULT_PX = 11.0
# The average width of a letter, as a share of the font size: of usual weight and bold.
_LETTER, _BOLD_LETTER = 0.56, 0.62
# Between two names.
_GAP = 4.0
_GREEN = frozenset({"park", "wood", "cemetery", "pitch"})
# Settlements first, then landmarks, then streets.
_ORDER = {"hromada": 0, "town": 0, "village": 1, "suburb": 2, "hamlet": 3, "park": 4, "water": 4}
# Nothing stands closer to the picture's edge.
_EDGE = 4.0


class Patch(NamedTuple):
    """An occupied rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Patch") -> bool:
        """Return whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Sheet:
    """The picture's area: what is free of it, and what has been taken."""

    def __init__(self, size: tuple[int, int], taken: Iterable[Patch]) -> None:
        self.width, self.height = size
        self._taken = list(taken)

    def take(self, patches: Sequence[Patch]) -> bool:
        """Take the patches if all are within the picture and none is taken; say whether."""
        free = all(
            patch.left >= _EDGE
            and patch.top >= _EDGE
            and patch.right <= self.width - _EDGE
            and patch.bottom <= self.height - _EDGE
            and not any(patch.meets(other) for other in self._taken)
            for patch in patches
        )
        if free:
            self._taken += patches
        return free


def map_names(rows: Sequence[Row[Any]], style: MapStyle, sheet: Sheet) -> Iterator[str]:
    """Yield the names that fit on the sheet, the important ones first."""
    places = [row for row in rows if row.layer == "place"]
    for row in sorted(places, key=lambda row: (_ORDER.get(_rank(row), 5), row.name_uk)):
        yield from _place(row, style, sheet)
    lines = [row for row in rows if row.layer in ("street-name", "water-line-name")]
    for number, row in enumerate(sorted(lines, key=lambda row: (row.kind != "main", -row.length))):
        patches = _along(_points(row.path), _width(name_of(row, style), _STREET_PX))
        if patches and sheet.take(patches):
            yield _line_name(row, style, f"s{number}")


def house_numbers(rows: Sequence[Row[Any]], style: MapStyle, sheet: Sheet) -> Iterator[str]:
    """Yield the numbers of houses that fit on the sheet."""
    look = f'font-size="{_HOUSE_PX:.0f}" {style.halo()}'
    for row in rows:
        if row.layer == "house":
            x, y, width = float(row.x), float(row.y), _width(row.name_uk, _HOUSE_PX)
            if sheet.take([_around(x, y, width, _HOUSE_PX)]):
                yield _text(x, y, row.name_uk, look)


def credit_of(
    attribution: str, style: MapStyle, size: tuple[int, int]
) -> tuple[str, Sequence[Patch]]:
    """Return whom the ground is by, drawn in the lower right corner, and what that covers."""
    if not attribution:
        return "", ()
    right, bottom = size[0] - _EDGE, size[1] - _EDGE
    patch = Patch(right - _width(attribution, _CREDIT_PX) - 8, bottom - 18, right, bottom)
    words = (
        f'<text x="{right - 4:.0f}" y="{bottom - 5:.0f}" font-size="{_CREDIT_PX:.0f}" '
        f'text-anchor="end" {style.halo("strong")}>{escape(attribution)}</text>'
    )
    return words, (patch,)


def _rank(row: Row[Any]) -> str:
    return "hamlet" if row.class_ == "hamlet" else str(row.kind)


def _place(row: Row[Any], style: MapStyle, sheet: Sheet) -> Iterator[str]:
    rank, name, x = _rank(row), name_of(row, style), float(row.x)
    size, settled = _SIZES.get(rank, _DEFAULT_PX), rank in _SIZES
    usual = "greenLabel" if rank in _GREEN else "strong" if settled else "label"
    colour = "waterLabel" if rank == "water" else usual
    width = len(name) * size * (_BOLD_LETTER if settled else _LETTER) + 2 * _GAP
    for shift in (0.0, -2.2 * size, 2.2 * size):
        y = float(row.y) + shift
        if sheet.take([_around(x, y, width, size)]):
            look = f'font-size="{size:g}" font-weight="{700 if settled else 500}"'
            yield _text(x, y, name, f"{look} {style.halo(colour)}")
            return


def _text(x: float, y: float, words: str, look: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {look} text-anchor="middle">{escape(words)}</text>'


def _line_name(row: Row[Any], style: MapStyle, path_id: str) -> str:
    colour = "waterLabel" if row.layer == "water-line-name" else "label"
    return (
        f'<path id="{path_id}" d="{row.path}" fill="none"/>'
        f'<text font-size="{_STREET_PX:.0f}" {style.halo(colour)} dy="3.5" text-anchor="middle">'
        f'<textPath href="#{path_id}" startOffset="50%">{escape(name_of(row, style))}'
        "</textPath></text>"
    )


def _width(words: str, size: float) -> float:
    return len(words) * size * _LETTER


def _around(x: float, y: float, width: float, size: float) -> Patch:
    """Return what words take whose baseline is centred at this pixel."""
    return Patch(x - width / 2, y - size, x + width / 2, y + size * 0.3)


def _points(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in _NUMBER.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _along(points: list[tuple[float, float]], width: float) -> list[Patch]:
    """Return small patches under the middle ``width`` pixels of a line; none if it is too short."""
    steps = [(a, b, hypot(b[0] - a[0], b[1] - a[1])) for a, b in pairwise(points)]
    whole = sum(step[2] for step in steps)
    if whole < width:
        return []
    patches: list[Patch] = []
    at, start, end = 0.0, (whole - width) / 2, (whole + width) / 2
    for (x0, y0), (x1, y1), length in steps:
        inside = [t for t in range(0, int(length) + 1, 7) if start <= at + t <= end]
        for t in inside:
            x, y = x0 + (x1 - x0) * t / (length or 1), y0 + (y1 - y0) * t / (length or 1)
            patches.append(Patch(x - 7, y - 7, x + 7, y + 7))
        at += length
    return patches
