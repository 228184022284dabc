"""Vector tiles in Web Mercator (EPSG:3857), addressed by zoom, x and y from the north-west."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from gis import sql
from gis.geometry import InvalidGeometry
from gis.map.facets import COLOURS
from gis.map.overviews import HIGHEST, band_of

MAX_ZOOM = 22


class Tile(NamedTuple):
    """A square of the tile grid: ``0 <= x, y < 2**zoom``."""

    zoom: int
    x: int
    y: int

    @classmethod
    def parse(cls, zoom: int, x: int, y: int) -> "Tile":
        """Return the tile; raise InvalidGeometry if the grid has no such square."""
        if not (0 <= zoom <= MAX_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
            raise InvalidGeometry(f"no tile {zoom}/{x}/{y}")
        return cls(zoom, x, y)


class HromadaCounts(NamedTuple):
    """The number of a hromada's reports to count, by colour."""

    hromada_id: int
    open: int
    progress: int
    closed: int


def country_tile(
    conn: Connection,
    tile: Tile,
    colours: Iterable[str] = COLOURS,
    counted: Sequence[HromadaCounts] | None = None,
) -> bytes:
    """Encode the served hromadas with the counts of their public reports; b"" if there is none.

    MVT layers: hromadas, and clusters of those close together. Only reports of the ``colours``
    count; ``counted``, if given, replaces all stored counts.
    """
    columns = [list(column) for column in zip(*counted, strict=True)] if counted else [[]] * 4
    numbers = dict(zip(("hromada_ids", "opens", "progresses", "closeds"), columns, strict=True))
    row = sql.run(
        conn,
        "map/country_tile",
        **tile._asdict(),
        colours=list(colours),
        kept=counted is None,
        **numbers,
    ).one()
    return bytes(row.mvt)


def country_base_tile(conn: Connection, tile: Tile) -> bytes:
    """Encode the territories of all known hromadas as layer ``land``; b"" if there is none."""
    return bytes(sql.run(conn, "basemap/country_base_tile", **tile._asdict()).one().mvt)


def base_tile(conn: Connection, hromada_id: int, tile: Tile) -> bytes:
    """Encode the hromada's base map; b"" outside the hromada.

    MVT layers: outline, district_borders, landuse, green, water, building, street, place, house.
    """
    if tile.zoom > HIGHEST:
        row = sql.run(conn, "basemap/base_tile", hromada_id=hromada_id, **tile._asdict()).one()
    else:
        where = {"hromada_id": hromada_id, "band": band_of(tile.zoom)} | tile._asdict()
        row = sql.run(conn, "basemap/overview_tile", **where).one()
    return bytes(row.mvt)
