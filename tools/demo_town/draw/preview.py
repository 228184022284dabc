"""Paints the drawn town to PNGs for review: ``python -m tools.demo_town.draw.preview FOLDER``."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from shapely.geometry.base import BaseGeometry

from tools.demo_town.draw.terrain import WIDTH_M
from tools.demo_town.draw.town import Town, draw_town

PAPER = "#f6f3ec"
LAND = {
    "grass": "#eef0dc",
    "field": "#f1ecd9", "belt": "#cfdcb8", "residential": "#ece5da", "apartments": "#e9e2dc",
    "dachas": "#e6ead6", "industrial": "#e0dde3", "garages": "#e2dfdf", "quarry": "#d9cdb8",
    "bench": "#cfc0a6", "heap": "#d3c9b0", "park": "#c7ddb0", "wood": "#bcd3a4",
    "meadow": "#dbe6c4", "cemetery": "#cfdcc4", "pitch": "#d4e3c0", "track": "#e3c9b0",
}  # fmt: skip
HOUSE = {"apartments": "#cdb9a4", "industrial": "#b9b4bd", "school": "#d8b98a", "clinic": "#d7a3a0"}
Projection = Callable[[Sequence[tuple[float, ...]]], list[tuple[float, float]]]


def paint(town: Town, bounds: tuple[float, float, float, float], width: int) -> Image.Image:
    """Paint the part of the town within bounds of the plane."""
    west, south, east, north = bounds
    scale = 2 * width / (east - west)
    size = (2 * width, int((north - south) * scale))
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)

    def on_paper(coords: Sequence[tuple[float, ...]]) -> list[tuple[float, float]]:
        return [((c[0] - west) * scale, (north - c[1]) * scale) for c in coords]

    for patch in (*town.landuse, *town.greens):
        _fill(pen, patch.shape, on_paper, LAND.get(patch.kind, "#ddd"))
    _fill(pen, town.land.water, on_paper, "#a9cbdc")
    pen.line(on_paper(town.land.stream.coords), fill="#a9cbdc", width=max(2, int(5 * scale)))
    _streets(pen, town, on_paper, scale)
    for house in town.buildings:
        _fill(pen, house.shape, on_paper, HOUSE.get(house.kind, "#d6c8b6"))
    if scale > 1.4:
        _names(image, town, on_paper, scale)
    pen.line(on_paper(town.land.outline.exterior.coords), fill="#8a5fa8", width=5)
    return image.resize((width, size[1] // 2), Image.Resampling.LANCZOS)


def _streets(pen: ImageDraw.ImageDraw, town: Town, on_paper: Projection, scale: float) -> None:
    for path in town.paths:
        pen.line(on_paper(path.coords), fill="#ffffff", width=max(1, int(2.5 * scale)))
    for casing in (True, False):
        for street in sorted(town.streets, key=lambda s: WIDTH_M[s.kind]):
            extra = 2 if casing else 0
            shade = "#fbe3a2" if street.kind == "main" else "#ffffff"
            thick = max(2 + extra, int(WIDTH_M[street.kind] * scale) + extra)
            pen.line(
                on_paper(street.line.coords), fill="#cfc6b8" if casing else shade, width=thick,
                joint="curve",
            )  # fmt: skip
    for rail in town.land.rails:
        pen.line(on_paper(rail.coords), fill="#8d8a90", width=max(2, int(2.5 * scale)))


def _names(image: Image.Image, town: Town, on_paper: Projection, scale: float) -> None:
    font = ImageFont.truetype("DejaVuSans.ttf", 17)
    pen = ImageDraw.Draw(image)
    for street in town.streets:
        if street.name and street.line.length * scale > 260:
            place = on_paper([street.line.interpolate(0.5, normalized=True).coords[0]])[0]
            pen.text(place, street.name.split(" ", 1)[1], font=font, fill="#555", anchor="mm",
                     stroke_width=2, stroke_fill="#fff")  # fmt: skip


def _fill(pen: ImageDraw.ImageDraw, shape: BaseGeometry, on_paper: Projection, shade: str) -> None:
    for piece in getattr(shape, "geoms", [shape]):
        if piece.geom_type == "Polygon" and not piece.is_empty:
            pen.polygon(on_paper(piece.exterior.coords), fill=shade)


if __name__ == "__main__":
    drawn = draw_town()
    views = {"all": (-6800, -6400, 7000, 6400), "town": (-2700, -2600, 2900, 2200),
             "street": (-900, -700, 300, 300), "private": (400, 200, 1500, 1200),
             "slabs": (-1600, -1450, 500, -100), "village": (-4900, 1700, -3300, 3100)}  # fmt: skip
    folder = Path(sys.argv[1])
    for name, bounds in views.items():
        paint(drawn, bounds, 1400).save(folder / f"pokrov_{name}.png")
