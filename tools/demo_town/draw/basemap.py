"""Turns the drawn town into the layers of the basemap, in EPSG:4326."""

from collections.abc import Iterator
from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from tools.demo_town.draw import sketch
from tools.demo_town.draw.geojson import feature, snapped
from tools.demo_town.draw.plane import lon_lat, lon_lat_of
from tools.demo_town.draw.town import Town

GREEN = {"park", "wood", "meadow", "cemetery", "pitch", "track", "belt"}


def basemap_features(town: Town) -> Iterator[dict[str, Any]]:
    """Yield every feature, lowest layer first, with its ``layer`` and ``kind``."""
    outline = town.land.outline
    for index, patch in enumerate((*town.landuse, *town.greens)):
        layer = "green" if patch.kind in GREEN else "landuse"
        cut = patch.shape.intersection(outline).simplify(1.0)
        tone = str(index % 3) if patch.kind == "field" else ""
        yield from _flat(layer, cut, kind=patch.kind, name_uk=patch.name, tone=tone)
    yield from _water(town)
    for path in town.paths:
        yield from _flat("street", path.simplify(0.6), kind="path", name_uk="")
    for street in town.streets:
        line = street.line.intersection(outline).simplify(0.5)
        yield from _flat("street", line, kind=street.kind, name_uk=street.name,
                         settlement_uk=street.settlement)  # fmt: skip
    for rail in town.land.rails:
        yield from _flat("street", rail.intersection(outline).simplify(1), kind="rail", name_uk="")
    for house in town.buildings:
        yield from _flat("building", house.shape, kind=house.kind, name_uk=house.name,
                         street_uk=house.street, house=house.house)  # fmt: skip
    yield from _labels(town)


def _water(town: Town) -> Iterator[dict[str, Any]]:
    land = town.land
    named: list[tuple[BaseGeometry, str, str]] = [
        (land.river_area, "river", "р. Солона"),
        (land.reservoir, "reservoir", "Покровське водосховище"),
        (land.old_quarry.buffer(-55), "lake", "озеро Блакитне"),
        *((pond, "pond", "") for pond in land.ponds),
        (land.stream.buffer(2.5), "stream", "струмок Крута Балка"),
    ]
    for shape, kind, name in named:
        cut = shape.intersection(land.outline).simplify(1.0)
        yield from _flat("water", cut, kind=kind, name_uk=name)


def _labels(town: Town) -> Iterator[dict[str, Any]]:
    for name, kind, (x, y) in sketch.SETTLEMENTS:
        yield _label(x, y, kind, name)
    land = town.land
    for shape, kind, name in (
        (land.reservoir, "water", "Покровське водосховище"),
        (land.old_quarry, "water", "оз. Блакитне"),
        (land.quarry, "quarry", "Олександрівський карʼєр"),
    ):
        middle = shape.representative_point()
        yield _label(middle.x, middle.y, kind, name)
    for patch in (*town.greens, *town.landuse):
        if patch.name:
            middle = patch.shape.representative_point()
            yield _label(middle.x, middle.y, patch.kind, patch.name)
    for house in town.buildings:
        if house.name:
            yield _label(house.shape.centroid.x, house.shape.centroid.y, "building", house.name)


def _label(x: float, y: float, kind: str, name: str) -> dict[str, Any]:
    return feature(Point(lon_lat_of(x, y)), layer="place", kind=kind, name_uk=name)


def _flat(layer: str, shape: BaseGeometry, **properties: str) -> Iterator[dict[str, Any]]:
    """Yield the simple parts of a shape; empty properties are left out."""
    for piece in getattr(shape, "geoms", [shape]):
        placed = snapped(lon_lat(piece, 7))
        for part in getattr(placed, "geoms", [placed]):
            if not part.is_empty and part.geom_type in ("Polygon", "LineString"):
                yield feature(part, layer=layer, **{k: v for k, v in properties.items() if v})
