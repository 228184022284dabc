"""Style of the drawn map: colours by day and night, widths by scale, order of layers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

_FONT = "Commissioner, 'Segoe UI', system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"

_DAY = {
    "outside": "#e9e7df", "ground": "#f7f5ef", "landuse": "#efece3", "field": "#f1eedd",
    "industrial": "#e8e4dc", "garages": "#e8e4dc", "heap": "#ddd6c8", "quarry": "#ddd6c8",
    "bench": "#ddd6c8", "green": "#dbe8cd", "wood": "#cbddbc", "belt": "#cbddbc",
    "pitch": "#cfe3cb", "cemetery": "#d9e0cf", "water": "#b5d3e5", "building": "#e0d9cb",
    "street": "#ffffff", "casing": "#d6d0c2", "path": "#c5b99f", "rail": "#a9a49a",
    "outline": "#1f4f8f", "border": "#6d87a8", "text": "#2b333b", "halo": "#fbfaf6",
    "open": "#b3341c", "progress": "#c07a00", "closed": "#1c6a4b", "face": "#fffefb",
    "ink": "#18222d",
}  # fmt: skip
_NIGHT = {
    "outside": "#0b1016", "ground": "#141c24", "landuse": "#18212a", "field": "#171f26",
    "industrial": "#1c242c", "garages": "#1c242c", "heap": "#232a30", "quarry": "#232a30",
    "bench": "#232a30", "green": "#18291f", "wood": "#1a3023", "belt": "#1a3023",
    "pitch": "#1d3328", "cemetery": "#1d2a24", "water": "#14324a", "building": "#27323d",
    "street": "#36424e", "casing": "#0f151b", "path": "#3b444d", "rail": "#4b5259",
    "outline": "#8ebaf3", "border": "#5c7594", "text": "#d5dce3", "halo": "#10161d",
    "open": "#ff8d70", "progress": "#f2c569", "closed": "#5fc496", "face": "#18212b",
    "ink": "#eef2f5",
}  # fmt: skip
_SURFACES = ("landuse", "green", "water", "building")
# Pixels by zoom: casing is a pixel and a half wider.
_WIDTHS = {
    "main": {11: 2.0, 12: 3.0, 13: 4.5, 14: 6.5, 15: 9.0, 16: 14.0, 17: 22.0},
    "street": {11: 0.6, 12: 1.0, 13: 2.0, 14: 3.2, 15: 5.0, 16: 9.0, 17: 15.0},
    "lane": {13: 0.8, 14: 1.6, 15: 3.0, 16: 5.0, 17: 9.0},
}


@dataclass(frozen=True, slots=True)
class MapStyle:
    """Day or night, and the language of names."""

    dark: bool = False
    language: str = "uk"

    @property
    def colours(self) -> dict[str, str]:
        """Return the colours by purpose."""
        return _NIGHT if self.dark else _DAY

    @property
    def font(self) -> str:
        """Return the font family of all text."""
        return _FONT

    @property
    def halo(self) -> str:
        """Return the attributes that set text off from the map."""
        return (
            f'fill="{self.colours["text"]}" stroke="{self.colours["halo"]}" stroke-width="3" '
            'stroke-linejoin="round" paint-order="stroke"'
        )


def name_of(row: Any, style: MapStyle, start: str = "name") -> str:  # noqa: ANN401 - a row of either query
    """Return the row's name in the language of the style, else in Ukrainian."""
    return str(getattr(row, f"{start}_{style.language}") or getattr(row, f"{start}_uk"))


def basemap_of(rows: Sequence[Row[Any]], style: MapStyle, *, zoom: int) -> Iterable[str]:
    """Yield the surfaces and lines of the picture, from the bottom up."""
    paths = {(row.layer, row.kind): row.path for row in rows if row.path}
    c = style.colours
    widths = {kind: by_zoom.get(min(zoom, 17), 0.6) for kind, by_zoom in _WIDTHS.items()}
    yield f'<rect width="100%" height="100%" fill="{c["outside"]}"/>'
    yield _surface(paths.get(("outline", "")), c["ground"])
    for layer in _SURFACES:
        for (name, kind), path in paths.items():
            if name == layer:
                yield _surface(path, c.get(kind, c[layer]))
    yield from _streets(paths, c, widths)
    yield _line(paths.get(("district_borders", "")), c["border"], 1.3, dashes="6 3 1.5 3")
    yield _line(paths.get(("outline", "")), c["outline"], 2.0)


def _streets(
    paths: dict[tuple[str, str], str], c: dict[str, str], widths: dict[str, float]
) -> Iterable[str]:
    yield _line(paths.get(("street", "path")), c["path"], 1.0, dashes="3 2")
    for kind in ("lane", "street", "main"):
        yield _line(paths.get(("street", kind)), c["casing"], widths[kind] + 1.5)
    for kind in ("lane", "street", "main"):
        yield _line(paths.get(("street", kind)), c["street"], widths[kind])
    yield _line(paths.get(("street", "rail")), c["rail"], 1.6)
    yield _line(paths.get(("street", "rail")), c["rail"], 4.0, dashes="1 6")


def _surface(path: str | None, colour: str) -> str:
    return f'<path d="{path}" fill="{colour}" fill-rule="evenodd"/>' if path else ""


def _line(path: str | None, colour: str, width: float, *, dashes: str = "") -> str:
    if not path:
        return ""
    broken = f' stroke-dasharray="{dashes}"' if dashes else ' stroke-linecap="round"'
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linejoin="round"{broken}/>'
    )
