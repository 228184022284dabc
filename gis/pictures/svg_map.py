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
from gis.map.overviews import HIGHEST, band_of
from gis.pictures.labels import Sheet, credit_of, house_numbers, map_names
from gis.pictures.map_style import MapStyle, basemap_of
from gis.pictures.symbols import extent_of, name_extent_of, symbol
from gis.report_filter import ReportFilter

__all__ = ["DrawnReports", "MapStyle", "PictureFrame", "draw_map", "parse_size"]

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
        """Return the nearest lower zoom of 512 px tiles; sides in degrees make it a little less."""
        return max(0, floor(log2(_WORLD_M * self.scale / _TILE_PX) + 0.01))

    @property
    def exact_zoom(self) -> float:
        """Return the zoom of 512 px tiles at which a pixel is as large as here."""
        return max(0.0, log2(_WORLD_M * self.scale / _TILE_PX))

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


class DrawnReports(NamedTuple):
    """Which reports, and how they are clustered.

    ``room_only``: the page draws them itself, and no name is where they will be.
    """

    filters: ReportFilter
    bands: Bands
    room_only: bool = False


def draw_map(
    conn: Connection,
    hromada_id: int,
    frame: PictureFrame,
    *,
    style: MapStyle,
    reports: DrawnReports | None,
    attribution: str = "",
) -> str:
    """Return the picture, with the reports if they are given.

    ``attribution`` names the sources of the ground in the picture's corner.
    """
    rows = _basemap_rows(conn, hromada_id, frame)
    clusters = _clusters(conn, hromada_id, frame, reports) if reports else ()
    zoom = frame.exact_zoom
    placed = [(row, *frame.pixel(row.lon, row.lat)) for row in clusters]
    credit, corner = credit_of(attribution, style, frame.size)
    sheet = Sheet(frame.size, [*corner, *(extent_of(*each, zoom) for each in placed)])
    drawn = [_symbol(*each, style, zoom, sheet) for each in placed]
    parts = [
        *basemap_of(rows, style, zoom=zoom),
        *map_names(rows, style, sheet),
        *house_numbers(rows, style, sheet),
        # The largest come first from the database and are drawn last, on top.
        *(() if reports and reports.room_only else drawn[::-1]),
        credit,
    ]
    width, height = frame.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{style.font}">{"".join(parts)}</svg>'
    )


def _clusters(
    conn: Connection, hromada_id: int, frame: PictureFrame, reports: DrawnReports
) -> Sequence[Row[Any]]:
    return clusters_within(
        conn,
        hromada_id,
        frame.box,
        zoom=frame.zoom,
        filters=reports.filters,
        bands=reports.bands,
    )


def _symbol(row: Row[Any], x: float, y: float, style: MapStyle, zoom: float, sheet: Sheet) -> str:
    """Return a symbol in its place, with its district's name where the sheet has room for it."""
    name = name_extent_of(row, x, y, zoom)
    named = name is not None and sheet.take([name])
    return f'<g transform="translate({x} {y})">{symbol(row, style, zoom, named=named)}</g>'


def _basemap_rows(conn: Connection, hromada_id: int, frame: PictureFrame) -> Sequence[Row[Any]]:
    low = frame.zoom <= HIGHEST
    band = {"band": band_of(frame.zoom)} if low else {}
    return sql.run(
        conn,
        "basemap/overview_picture" if low else "basemap/picture",
        **band,
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
