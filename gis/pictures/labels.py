"""Names on the drawn map: each is placed only where it covers nothing else."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from sqlalchemy import Row

from gis.pictures.map_style import MapStyle, name_of

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STREET_PX = 11.0
_SIZES = {"town": 20.0, "village": 14.0}
_DEFAULT_PX = 11.0
# The average width of a letter, as a share of the font size.
_LETTER = 0.56
_BOLD = frozenset({"town", "village"})
# Towns first, then landmarks, then streets.
_ORDER = {"town": 0, "village": 1, "park": 2, "water": 2}


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


def place_names(
    rows: Sequence[Row[Any]], style: MapStyle, *, taken: Sequence[Patch]
) -> Iterable[str]:
    """Yield the names that fit beside the ``taken`` patches, the important ones first."""
    occupied = list(taken)
    places = [row for row in rows if row.layer == "place"]
    for row in sorted(places, key=lambda row: (_ORDER.get(row.kind, 3), row.name_uk)):
        size = _SIZES.get(row.kind, _DEFAULT_PX)
        position = _free_position(float(row.x), float(row.y), name_of(row, style), size, occupied)
        if position:
            yield _place(row, style, position, size)
    streets = [row for row in rows if row.layer == "street-name"]
    for number, row in enumerate(
        sorted(streets, key=lambda row: (row.kind != "main", -row.length))
    ):
        patches = _along(_points(row.path), len(name_of(row, style)) * _STREET_PX * _LETTER)
        if patches and not any(patch.meets(other) for patch in patches for other in occupied):
            occupied += patches
            yield _street(row, style, f"s{number}")


def _free_position(
    x: float, y: float, name: str, size: float, occupied: list[Patch]
) -> tuple[float, float] | None:
    half = len(name) * size * _LETTER / 2
    for shift in (0.0, -2.2 * size, 2.2 * size):
        patch = Patch(x - half, y + shift - size, x + half, y + shift + size * 0.3)
        if not any(patch.meets(other) for other in occupied):
            occupied.append(patch)
            return x, y + shift
    return None


def _place(row: Row[Any], style: MapStyle, position: tuple[float, float], size: float) -> str:
    weight = 700 if row.kind in _BOLD else 500
    return (
        f'<text x="{position[0]:.1f}" y="{position[1]:.1f}" font-size="{size:.0f}" '
        f'font-weight="{weight}" {style.halo} text-anchor="middle">'
        f"{escape(name_of(row, style))}</text>"
    )


def _street(row: Row[Any], style: MapStyle, path_id: str) -> str:
    return (
        f'<path id="{path_id}" d="{row.path}" fill="none"/>'
        f'<text font-size="{_STREET_PX:.0f}" {style.halo} dy="3.5" text-anchor="middle">'
        f'<textPath href="#{path_id}" startOffset="50%">{escape(name_of(row, style))}'
        "</textPath></text>"
    )


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
