"""Symbols of the drawn map: donuts for clusters, pins for reports. Shape repeats the colour.

The same as in static/js/map-symbols.js: green is only what a resident called solved.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import cos, log10, pi, sin
from typing import Any
from xml.sax.saxutils import escape

from gis.pictures.labels import Patch
from gis.pictures.map_style import MapStyle, name_of

# The donut's share of its size by zoom, as the live map's layers have it; whole from the last on.
_SHARES = ((8.5, 0.5), (10.5, 0.62), (12.0, 0.88), (13.0, 1.0))
_NEAR = 13.0
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


def symbol(row: Any, style: MapStyle, zoom: float = _NEAR, *, named: bool = True) -> str:  # noqa: ANN401 - a row of the clusters query
    """Return a pin for a single report, else a donut: shares by state, the total inside.

    ``named``: with the name of its district below, if it counts a whole one.
    """
    if row.number is not None:
        return _pin(row, style)
    radius = radius_of(row.total, zoom)
    below = _district(row, style, radius) if row.whole and named else ""
    return _donut(row, style, radius) + below


def radius_of(total: int, zoom: float = _NEAR) -> float:
    """Return the donut's radius in pixels: it grows with the magnitude of the total.

    From afar it is smaller, as on the live map, since districts stand closer together.
    """
    return round((15 + min(4.2, log10(max(1, total))) * 5.5) * _share_at(zoom), 1)


def _share_at(zoom: float) -> float:
    for (low, small), (high, large) in pairwise(_SHARES):
        if zoom < high:
            return small + (large - small) * max(0.0, zoom - low) / (high - low)
    return 1.0


def extent_of(row: Any, x: float, y: float, zoom: float = _NEAR) -> Patch:  # noqa: ANN401
    """Return what a symbol at this pixel covers, without the name of a district."""
    radius = 13.0 if row.number is not None else radius_of(row.total, zoom) + 2
    return Patch(x - radius, y - radius, x + radius, y + radius)


def name_extent_of(row: Any, x: float, y: float, zoom: float = _NEAR) -> Patch | None:  # noqa: ANN401
    """Return what the name of the district below a donut covers; None without one."""
    if row.number is not None or not row.whole:
        return None
    half, below = len(row.district_uk) * 4.0, radius_of(row.total, zoom) + 2
    return Patch(x - half, y + below, x + half, y + below + 16)


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


def _donut(row: Any, style: MapStyle, radius: float) -> str:  # noqa: ANN401
    c = style.colours
    width = max(4.0, radius * 0.27)
    size = max(8.5, min(17.0, radius * 0.85, (radius - width) * 2.15 / len(str(row.total))))
    number = (
        f'<text y="{size * 0.35:.1f}" font-size="{size:.1f}" '
        f'font-weight="700" text-anchor="middle" fill="{c["ink"]}">{row.total}</text>'
    )
    title = f"<title>{escape(name_of(row, style, 'district'))} {row.total}</title>"
    back = f'<circle r="{radius + 1.5:.1f}" fill="{c["face"]}"/>'
    ring = _ring(row, style, radius, width)
    return "".join([title, back, *ring, number])


def _district(row: Any, style: MapStyle, radius: float) -> str:  # noqa: ANN401
    name = escape(name_of(row, style, "district"))
    return (
        f'<text y="{radius + 15:.0f}" font-size="12" font-weight="700" text-anchor="middle" '
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
