"""What lies within metres of a point. Order is lon, lat; CRS is EPSG:4326."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Point

ADDRESS_M = 80.0
_MOST = 6


@dataclass(frozen=True, slots=True)
class Problem:
    """What is known of a problem that may be reported already.

    ``looks`` are the hashes of its photos; ``leave_out`` is the id of its own report, or 0.
    """

    point: Point
    category: str
    words: str = ""
    looks: tuple[int, ...] = ()
    leave_out: int = 0


def open_reports_like(
    conn: Connection,
    hromada_id: int,
    problem: Problem,
    *,
    at: datetime,
    radius_m: float | None = None,
    most: int = _MOST,
) -> Sequence[Row[Any]]:
    """Return public open reports that may be about the same problem, the likeliest first.

    How far and how old they may be is the category's; ``radius_m`` outweighs it.
    """
    return sql.run(
        conn,
        "reports/nearby_reports",
        hromada_id=hromada_id,
        lon=problem.point.lon,
        lat=problem.point.lat,
        category=problem.category,
        radius_m=radius_m,
        words=problem.words,
        looks=list(problem.looks),
        at=at,
        leave_out=problem.leave_out,
        most=most,
    ).all()


def address_near(
    conn: Connection, hromada_id: int, point: Point, *, radius_m: float = ADDRESS_M
) -> Row[Any] | None:
    """Return the nearest address with its ``distance_m``, or None if none is near."""
    return sql.run(
        conn,
        "basemap/nearby_address",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        radius_m=radius_m,
    ).one_or_none()
