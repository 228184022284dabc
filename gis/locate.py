"""What covers a point. Order is lon, lat; CRS is EPSG:4326; borders count as inside."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Point
from gis.nearby import ADDRESS_M


def placement(
    conn: Connection, hromada_id: int, point: Point, *, category: str, at: datetime
) -> Row[Any]:
    """Return ``inside``, ``category``, ``district_id``, ``masked``, ``candidates`` and more.

    ``category`` is the kind's row as a mapping or None; ``candidates`` is a list of mappings, in
    order of area id; ``address`` is the nearest one as a mapping or None; ``terms`` maps the
    names of the hromada's own settings in force to their values, or is None.
    """
    return sql.run(
        conn,
        "placement",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        category=category,
        at=at,
        radius_m=ADDRESS_M,
    ).one()


def containing_hromada(conn: Connection, point: Point) -> Row[Any] | None:
    """Return the hromada whose outline covers the point, or None."""
    return sql.run(conn, "containing_hromada", lon=point.lon, lat=point.lat).one_or_none()
