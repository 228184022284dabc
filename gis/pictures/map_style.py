"""Style of the drawn map: colours by day and night, widths by scale, order of layers.

Colours, kinds and widths are read from ground.json; static/js/map-style.js has the same ones.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

_FONT = "Commissioner, 'Segoe UI', system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"
_GROUND: dict[str, Any] = json.loads(
    files(__package__).joinpath("ground.json").read_text(encoding="utf-8")
)
_COLOURS: dict[str, dict[str, str]] = {
    light: _GROUND[light] | _GROUND["tones"][light] for light in ("light", "dark")
}
_FILLS = {
    (layer, kind): colour
    for layer, colours in _GROUND["fills"].items()
    for colour, kinds in colours.items()
    for kind in kinds.split()
}
# What a surface of another kind is drawn in.
_USUAL = {"landuse": "residential", "green": "green", "water": "water", "building": "building"}
_WIDER_RIVERS = frozenset({"river", "canal"})
_BIG = frozenset({"motorway", "trunk"})
# How fast lines widen with the zoom, as MapLibre's exponential interpolation does.
_BASE = 1.6
# Rails have ties from this zoom on.
_TIES_FROM = 12


@dataclass(frozen=True, slots=True)
class MapStyle:
    """Day or night, and the language of names."""

    dark: bool = False
    language: str = "uk"

    @property
    def colours(self) -> dict[str, str]:
        """Return the colours by purpose."""
        return _COLOURS["dark" if self.dark else "light"]

    @property
    def font(self) -> str:
        """Return the font family of all text."""
        return _FONT

    def halo(self, colour: str = "label") -> str:
        """Return the attributes that set text off from the map."""
        return (
            f'fill="{self.colours[colour]}" stroke="{self.colours["halo"]}" stroke-width="3" '
            'stroke-linejoin="round" paint-order="stroke"'
        )


def name_of(row: Any, style: MapStyle, start: str = "name") -> str:  # noqa: ANN401 - a row of either query
    """Return the row's name in the language of the style, else in Ukrainian."""
    return str(getattr(row, f"{start}_{style.language}") or getattr(row, f"{start}_uk"))


def width_at(name: str, zoom: float) -> float:
    """Return the pixels of a line at this zoom of 512 px tiles."""
    stops = _GROUND["widths"][name]
    points = list(zip(stops[::2], stops[1::2], strict=True))
    if zoom <= points[0][0]:
        return float(points[0][1])
    for (low, narrow), (high, wide) in pairwise(points):
        if zoom <= high:
            share = (_BASE ** (zoom - low) - 1) / (_BASE ** (high - low) - 1)
            return float(narrow + (wide - narrow) * share)
    return float(points[-1][1])


def basemap_of(rows: Sequence[Row[Any]], style: MapStyle, *, zoom: float) -> Iterator[str]:
    """Yield the surfaces and lines of the picture, from the bottom up."""
    drawn = [row for row in rows if row.path and not row.layer.endswith("-name")]
    c = style.colours
    outline = "".join(row.path for row in drawn if row.layer == "outline")
    yield f'<rect width="100%" height="100%" fill="{c["outside"]}"/>'
    yield _surface(outline, c["ground"])
    for layer in ("landuse", "green", "water"):
        yield from _surfaces(drawn, layer, c)
    yield from _waterways(drawn, c, zoom)
    yield from _dots(rows, c)
    yield from _surfaces(drawn, "building", c)
    yield from _streets([row for row in drawn if row.layer == "street"], c, zoom)
    borders = "".join(row.path for row in drawn if row.layer == "district_borders")
    yield _line(borders, c["border"], 1.3, dashes="6 3 1.5 3")
    yield _line(outline, c["outline"], 2.0)


def _surfaces(drawn: Iterable[Row[Any]], layer: str, c: dict[str, str]) -> Iterator[str]:
    for row in drawn:
        if row.layer == layer:
            yield _surface(row.path, c[_FILLS.get((layer, row.kind), _USUAL[layer])])


def _dots(rows: Iterable[Row[Any]], c: dict[str, str]) -> Iterator[str]:
    """Yield the houses of which nothing is known but their addresses."""
    for row in rows:
        if row.layer == "dot":
            yield f'<circle cx="{row.x:.0f}" cy="{row.y:.0f}" r="2" fill="{c["rail"]}"/>'


def _waterways(drawn: Iterable[Row[Any]], c: dict[str, str], zoom: float) -> Iterator[str]:
    for row in drawn:
        if row.layer == "water-line":
            name = "river" if row.kind in _WIDER_RIVERS else "stream"
            yield _line(row.path, c["water"], width_at(name, zoom))


def _streets(streets: Sequence[Row[Any]], c: dict[str, str], zoom: float) -> Iterator[str]:
    of_kind = {kind: [row for row in streets if row.kind == kind] for kind in _GROUND["widths"]}
    for row in of_kind["path"]:
        yield _line(row.path, c["path"], width_at("path", zoom), dashes="3 2")
    ways = [
        (row, _way_width(row, zoom)) for kind in ("lane", "street", "main") for row in of_kind[kind]
    ]
    for row, width in ways:
        casing = c["mainLine" if row.kind == "main" else "streetLine"]
        yield _line(row.path, casing, width * 1.1 + 0.9)
    for row, width in sorted(ways, key=lambda way: way[0].class_ in _BIG):
        colour = "motorway" if row.class_ in _BIG and row.kind == "main" else row.kind
        yield _line(row.path, c["street" if colour == "lane" else colour], width)
    for row in streets:
        if row.kind == "tram":
            yield _line(row.path, c["rail"], 0.8)
    for row in of_kind["rail"]:
        width = _way_width(row, zoom)
        yield _line(row.path, c["rail"], width)
        if zoom >= _TIES_FROM and row.class_ != "siding":
            yield _line(row.path, c["rail"], width * 3, dashes="1 6")


def _way_width(row: Row[Any], zoom: float) -> float:
    return width_at(row.kind, zoom) * float(_GROUND["shares"].get(row.class_, 1))


def _surface(path: str, colour: str) -> str:
    return f'<path d="{path}" fill="{colour}" fill-rule="evenodd"/>' if path else ""


def _line(path: str, colour: str, width: float, *, dashes: str = "") -> str:
    if not path:
        return ""
    broken = f' stroke-dasharray="{dashes}"' if dashes else ' stroke-linecap="round"'
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.2f}" '
        f'stroke-linejoin="round"{broken}/>'
    )
