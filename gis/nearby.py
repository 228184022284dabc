"""Finds what lies within metres of a point. Order is lon, lat; CRS is EPSG:4326."""

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
    """A problem that may be reported already; ``exclude_id`` is the id of its own report, or 0.

    ``photo_hashes`` are perceptual: alike for photos that look alike.
    """

    point: Point
    category: str
    text: str = ""
    photo_hashes: tuple[int, ...] = ()
    exclude_id: int = 0


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

    The category sets how far and how old they may be; ``radius_m`` overrides its distance.
    """
    return sql.run(
        conn,
        "reports/nearby_reports",
        hromada_id=hromada_id,
        lon=problem.point.lon,
        lat=problem.point.lat,
        category=problem.category,
        radius_m=radius_m,
        words=problem.text,
        looks=list(problem.photo_hashes),
        at=at,
        leave_out=problem.exclude_id,
        most=most,
    ).all()


def address_near(
    conn: Connection, hromada_id: int, point: Point, *, radius_m: float = ADDRESS_M
) -> Row[Any] | None:
    """Return the nearest address with its ``distance_m``, or None if none is within the radius."""
    return sql.run(
        conn,
        "basemap/nearby_address",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        radius_m=radius_m,
    ).one_or_none()
