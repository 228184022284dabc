"""The country's drawing: the outline of every known hromada, made when it was imported."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from gis import sql
from gis.pictures.map_style import MapStyle

# A few neighbours are not drawn larger: their outlines are of a whole country's precision.
_SMALLEST = 300.0
_MARGIN = 0.02


class CountryFrame(NamedTuple):
    """The part of the drawing that has hromadas, in its units; ``known`` is their number.

    ``served`` is a digest of which of them are served.
    """

    known: int
    served: str
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
        """Return what changes when hromadas are added, opened or closed."""
        return f"{self.known}-{self.served}-{self.left}-{self.top}-{self.width}-{self.height}"


def country_frame(conn: Connection) -> CountryFrame | None:
    """Return the frame of the known hromadas; None without any."""
    row = sql.run(conn, "basemap/country_frame").one_or_none()
    if row is None:
        return None
    width = max(row.east - row.west, _SMALLEST) * (1 + 2 * _MARGIN)
    height = max(row.south - row.north, _SMALLEST / 2) * (1 + 2 * _MARGIN)
    left, top = (row.west + row.east - width) / 2, (row.north + row.south - height) / 2
    sides = (round(side) for side in (left, top, width, height))
    return CountryFrame(row.known, row.served, *sides)


def draw_country(conn: Connection, style: MapStyle) -> str:
    """Return the drawing: those served in blue over those that are not, a path for each oblast."""
    frame, colours = country_frame(conn), style.colours
    if frame is None:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>'
    rows = enumerate(sql.run(conn, "basemap/country_paths"))
    drawn = "".join(
        _served(row.path, colours) if row.served else _oblast(row.path, number, colours)
        for number, row in rows
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{frame.view_box}" '
        f'width="{frame.width}" height="{frame.height}">{drawn}</svg>'
    )


def _oblast(path: str, number: int, colours: Mapping[str, str]) -> str:
    """Return an oblast: its border is what the faces leave of a wider line below them."""
    return (
        f'<defs><path id="o{number}" vector-effect="non-scaling-stroke" d="{path}"/></defs>'
        f'<use href="#o{number}" fill="{colours["face"]}" stroke="{colours["rail"]}" '
        'stroke-width="2" paint-order="stroke"/>'
        f'<use href="#o{number}" fill="none" stroke="{colours["streetLine"]}" stroke-width=".4"/>'
    )


def _served(path: str, colours: Mapping[str, str]) -> str:
    return (
        f'<path fill="{colours["outline"]}" stroke="{colours["face"]}" stroke-width=".6" '
        f'vector-effect="non-scaling-stroke" d="{path}"/>'
    )
