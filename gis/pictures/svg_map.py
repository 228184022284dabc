"""Draws a hromada's map as one SVG picture in Web Mercator, for clients without scripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan, cos, degrees, floor, log2, pi, radians, sinh, tan
from math import log as ln
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Bbox, InvalidGeometry
from gis.map.clusters import Bands, clusters_within
from gis.pictures.labels import place_names
from gis.pictures.map_style import MapStyle, basemap_of
from gis.pictures.symbols import extent_of, symbol
from gis.report_filter import ReportFilter

__all__ = ["MapStyle", "PictureFrame", "draw_map", "parse_size"]

_RADIUS_M = 6378137.0
_WORLD_M = 2 * pi * _RADIUS_M
_FARTHEST_LAT = 85.0
_SMALLEST, _LARGEST = 64, 2400
_TILE_PX = 512
_CLOSEST_SCALE = 10.0


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


def parse_size(raw: str) -> Size:
    """Parse ``"800x600"``; raise InvalidGeometry unless both sides are 64 to 2400 pixels."""
    parts = raw.lower().split("x")
    if len(parts) != 2 or not all(p.isascii() and p.isdecimal() for p in parts):
        raise InvalidGeometry(f"not a size like 800x600: {raw!r}")
    width, height = (int(part[:6]) for part in parts)
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise InvalidGeometry(f"a side of the picture is not 64 to 2400 pixels: {raw!r}")
    return Size(width, height)


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """The part of the world in a picture: sides in EPSG:3857, size in pixels, scale in px/m."""

    west: float
    south: float
    east: float
    north: float
    size: Size
    scale: float

    @classmethod
    def of(cls, box: Iterable[float], size: Size) -> "PictureFrame":
        """Show all of the box (EPSG:4326), with a margin where its proportions differ."""
        west, south, east, north = box
        left, right = _metres(west, south)[0], _metres(east, north)[0]
        low, high = _metres(west, south)[1], _metres(east, north)[1]
        fits = [size.width / (right - left)] if right > left else []
        fits += [size.height / (high - low)] if high > low else []
        scale = min([*fits, _CLOSEST_SCALE])
        across, up = size.width / scale / 2, size.height / scale / 2
        x, y = (left + right) / 2, (low + high) / 2
        return cls(x - across, y - up, x + across, y + up, size, scale)

    @property
    def zoom(self) -> int:
        """Return the nearest lower zoom of 512 px tiles."""
        return max(0, floor(log2(_WORLD_M * self.scale / _TILE_PX) + 1e-6))

    @property
    def box(self) -> Bbox:
        """Return the frame's sides in EPSG:4326."""
        west, south = _degrees(self.west, self.south)
        east, north = _degrees(self.east, self.north)
        return Bbox(west, south, east, north)

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a point, from the left and from the top."""
        x, y = _metres(lon, lat)
        return round((x - self.west) * self.scale, 1), round((self.north - y) * self.scale, 1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return the longitude and latitude of a pixel."""
        return _degrees(self.west + x / self.scale, self.north - y / self.scale)


def draw_map(
    conn: Connection,
    hromada_id: int,
    frame: PictureFrame,
    *,
    style: MapStyle,
    reports: tuple[ReportFilter, Bands] | None,
) -> str:
    """Return the picture; ``reports`` is their filter and how they are clustered, or None."""
    rows = _basemap_rows(conn, hromada_id, frame)
    clusters: Sequence[Row[Any]] = ()
    if reports:
        filters, bands = reports
        clusters = clusters_within(
            conn, hromada_id, frame.box, zoom=frame.zoom, filters=filters, bands=bands
        )
    placed = [(row, *frame.pixel(row.lon, row.lat)) for row in clusters]
    parts = [
        *basemap_of(rows, style, zoom=frame.zoom),
        *place_names(rows, style, taken=[extent_of(row, x, y) for row, x, y in placed]),
        # The largest come first from the database and are drawn last, on top.
        *(f'<g transform="translate({x} {y})">{symbol(r, style)}</g>' for r, x, y in placed[::-1]),
    ]
    width, height = frame.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{style.font}">{"".join(parts)}</svg>'
    )


def _basemap_rows(conn: Connection, hromada_id: int, frame: PictureFrame) -> Sequence[Row[Any]]:
    return sql.run(
        conn,
        "basemap/picture",
        hromada_id=hromada_id,
        zoom=frame.zoom,
        west=frame.west,
        south=frame.south,
        east=frame.east,
        north=frame.north,
        scale=frame.scale,
    ).all()


def _metres(lon: float, lat: float) -> tuple[float, float]:
    inside = radians(max(-_FARTHEST_LAT, min(_FARTHEST_LAT, lat)))
    return _RADIUS_M * radians(lon), _RADIUS_M * ln(tan(inside) + 1 / cos(inside))


def _degrees(x: float, y: float) -> tuple[float, float]:
    return degrees(x / _RADIUS_M), degrees(atan(sinh(y / _RADIUS_M)))
