"""Finds what covers a point. Order is lon, lat; CRS is EPSG:4326; borders count as inside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Point
from gis.nearby import ADDRESS_M


class PlacementRow(NamedTuple):
    """The result of the placement query.

    ``category`` is the category's row as a mapping or None, with ``acting_default_id``: its default
    body if that accepts reports; ``candidates`` are mappings, in order of area id; ``address`` is
    the nearest one as a mapping or None; ``terms`` maps the names of the hromada's own settings in
    force to their values, or is None.
    """

    inside: bool
    category: Mapping[str, Any] | None
    district_id: int | None
    masked: bool
    candidates: Sequence[Mapping[str, Any]]
    address: Mapping[str, Any] | None
    terms: Mapping[str, str] | None


def placement(
    conn: Connection, hromada_id: int, point: Point, *, category: str, at: datetime
) -> PlacementRow:
    """Return everything that a point and a category determine in one hromada."""
    row = sql.run(
        conn,
        "routing/placement",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        category=category,
        at=at,
        radius_m=ADDRESS_M,
    ).one()
    return PlacementRow(**row.found)


def containing_hromada(conn: Connection, point: Point) -> Row[Any] | None:
    """Return the hromada whose outline covers the point, or None."""
    return sql.run(conn, "routing/containing_hromada", lon=point.lon, lat=point.lat).one_or_none()
