"""The country's drawing: the outline of every known hromada, made when it was imported."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from gis import sql
from gis.pictures.map_style import MapStyle

_PATHS = text("SELECT string_agg(drawn, '' ORDER BY id) FROM hromada")
# A few neighbours are not drawn larger: their outlines are of a whole country's precision.
_SMALLEST = 300.0
_MARGIN = 0.02


class CountryFrame(NamedTuple):
    """The part of the drawing that has hromadas, in its units; ``known`` is their number."""

    known: int
    left: int
    top: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        """Return the viewBox of an SVG."""
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def version(self) -> str:
        """Return what changes when hromadas are added."""
        return f"{self.known}-{self.left}-{self.top}-{self.width}-{self.height}"


def country_frame(conn: Connection) -> CountryFrame | None:
    """Return the frame of the known hromadas; None without any."""
    row = sql.run(conn, "basemap/country_frame").one_or_none()
    if row is None:
        return None
    width = max(row.east - row.west, _SMALLEST) * (1 + 2 * _MARGIN)
    height = max(row.south - row.north, _SMALLEST / 2) * (1 + 2 * _MARGIN)
    left, top = (row.west + row.east - width) / 2, (row.north + row.south - height) / 2
    return CountryFrame(row.known, *(round(side) for side in (left, top, width, height)))


def draw_country(conn: Connection, style: MapStyle) -> str:
    """Return the drawing: one path for all hromadas, whoever is served."""
    frame, colours = country_frame(conn), style.colours
    if frame is None:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>'
    paths = conn.scalar(_PATHS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame.view_box}" '
        f'width="{frame.width}" height="{frame.height}"><path fill="{colours["face"]}" '
        f'stroke="{colours["rail"]}" stroke-width=".5" vector-effect="non-scaling-stroke" '
        f'd="{paths}"/></svg>'
    )
