"""What lies within metres of a point. Order is lon, lat; CRS is EPSG:4326."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Point

SAME_PROBLEM_M = 100.0
ADDRESS_M = 80.0
_MOST = 6


def open_reports_near(
    conn: Connection,
    hromada_id: int,
    point: Point,
    *,
    category: str,
    radius_m: float = SAME_PROBLEM_M,
) -> Sequence[Row[Any]]:
    """Return public open reports of the kind's group, the same kind first, then the nearest."""
    return sql.run(
        conn,
        "nearby_reports",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        category=category,
        radius_m=radius_m,
        most=_MOST,
    ).all()


def address_near(
    conn: Connection, hromada_id: int, point: Point, *, radius_m: float = ADDRESS_M
) -> Row[Any] | None:
    """Return the nearest address with its ``distance_m``, or None if none is near."""
    return sql.run(
        conn,
        "nearby_address",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        radius_m=radius_m,
    ).one_or_none()
