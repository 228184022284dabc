"""Symbols of the drawn map: donuts for clusters, pins for reports. Shape repeats the colour.

The same as in static/js/map-symbols.js: green is only what a resident called solved.
"""

from collections.abc import Iterable
from math import cos, log10, pi, sin
from typing import Any
from xml.sax.saxutils import escape

from gis.pictures.labels import Patch
from gis.pictures.map_style import MapStyle, name_of

_STATES = ("open", "progress", "closed")
_SIGN_OF = {"solved": "claimed", "confirmed": "word", "lapsed": "silent", "not_solved": "refused"}
_SQUARE = '<rect x="-9" y="-9" width="18" height="18" rx="4.5"{0}/>'
_SHAPES = {
    "open": '<circle r="10"{0}/><path d="M0-5V1M0 4.8v.1"{1}/>',
    "progress": '<path d="M0-12.5 12.5 0 0 12.5-12.5 0z"{0}/>'
    '<path d="M-4.5 0H4M.8-3.4 4.4 0 .8 3.4"{1}/>',
    "claimed": '<path d="M-10-10H10V5H0L-5 10V5H-10z"{0}/><path d="M-4-2.4-1.2.4 4-5.4"{1}/>',
    "word": _SQUARE + '<path d="M-4.2.4-1.1 3.5 4.4-3.2"{1}/>',
    "silent": _SQUARE + '<path d="M-4.4 0v.1M0 0v.1M4.4 0v.1"{1}/>',
    "refused": '<circle r="10"{0}/><path d="M-4.5 4.5 4.5-4.5"{1}/>',
}


def symbol(row: Any, style: MapStyle) -> str:  # noqa: ANN401 - a row of the clusters query
    """Return a pin for a single report, else a donut: shares by state, the total inside."""
    return _pin(row, style) if row.number is not None else _donut(row, style)


def radius_of(total: int) -> int:
    """Return the donut's radius in pixels: it grows with the magnitude of the total."""
    return round(15 + min(4.2, log10(max(1, total))) * 5.5)


def extent_of(row: Any, x: float, y: float) -> Patch:  # noqa: ANN401
    """Return what a symbol at this pixel covers, the name of its district included."""
    if row.number is not None:
        return Patch(x - 13, y - 13, x + 13, y + 13)
    radius = radius_of(row.total) + 2
    if not row.whole:
        return Patch(x - radius, y - radius, x + radius, y + radius)
    half = max(radius, len(row.district_uk) * 3.4)
    return Patch(x - half, y - radius, x + half, y + radius + 16)


def _pin(row: Any, style: MapStyle) -> str:  # noqa: ANN401
    c = style.colours
    sign = _SIGN_OF.get(row.status, row.colour)
    ground, line = (c["face"], c["silent"]) if sign == "silent" else (c[sign], c["face"])
    shape = f' fill="{ground}" stroke="{line}" stroke-width="2"'
    glyph = (
        f' fill="none" stroke="{line}" stroke-width="2.4" stroke-linecap="round" '
        'stroke-linejoin="round"'
    )
    title = f"<title>№ {row.number}. {escape(name_of(row, style))}</title>"
    return title + _SHAPES[sign].format(shape, glyph)


def _donut(row: Any, style: MapStyle) -> str:  # noqa: ANN401
    c = style.colours
    radius = radius_of(row.total)
    width = max(5.0, radius * 0.27)
    size = max(9.5, min(17.0, (radius - width) * 2.15 / len(str(row.total))))
    number = (
        f'<text y="{size * 0.35:.1f}" font-size="{size:.1f}" '
        f'font-weight="700" text-anchor="middle" fill="{c["ink"]}">{row.total}</text>'
    )
    title = f"<title>{escape(name_of(row, style, 'district'))} {row.total}</title>"
    back = f'<circle r="{radius + 1.5}" fill="{c["face"]}"/>'
    below = _district(row, style, radius) if row.whole else ""
    ring = _ring(row, style, radius, width)
    return "".join([title, back, *ring, number, below])


def _district(row: Any, style: MapStyle, radius: int) -> str:  # noqa: ANN401
    name = escape(name_of(row, style, "district"))
    return (
        f'<text y="{radius + 15}" font-size="12" font-weight="700" text-anchor="middle" '
        f"{style.halo('strong')}>{name}</text>"
    )


def _ring(row: Any, style: MapStyle, radius: float, width: float) -> Iterable[str]:  # noqa: ANN401
    at = 0.0
    for state in _STATES:
        share = getattr(row, state) / row.total
        if share:
            thin = width * 0.45 if state == "closed" else width
            inner = radius - width + thin / 2 + (width * 0.28 if state == "closed" else 0)
            dashes = ' stroke-dasharray="3.2 1.6"' if state == "progress" else ""
            # Finished is not "solved": among those are refusals.
            tone = "silent" if state == "closed" else state
            whole = f'circle r="{inner:.1f}"' if share == 1 else ""
            yield (
                f'<{whole or _arc(inner, at, at + share)} fill="none" '
                f'stroke="{style.colours[tone]}" stroke-width="{thin:.1f}"{dashes}/>'
            )
        at += share


def _arc(radius: float, start: float, end: float) -> str:
    """Return a path along an arc; shares of a turn, clockwise from the top."""
    (x0, y0), (x1, y1) = (
        (radius * sin(2 * pi * t), -radius * cos(2 * pi * t)) for t in (start, end)
    )
    large = int(end - start > 0.5)
    return f'path d="M{x0:.1f} {y0:.1f}A{radius:.1f} {radius:.1f} 0 {large} 1 {x1:.1f} {y1:.1f}"'
