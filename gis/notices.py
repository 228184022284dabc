"""Areas of notices: from files or points, stored in pieces. EPSG:4326, lon then lat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Connection, Row

from gis import sql
from gis.files.areas import polygons_of
from gis.geometry import Point


def area_around(conn: Connection, points: Sequence[Point], *, radius_m: float) -> str:
    """Return the area within ``radius_m`` of any of the points, as EWKT."""
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    row = sql.run(conn, "notices/area_around", lons=lons, lats=lats, radius_m=radius_m).one()
    return ewkt(shapely.from_wkb(bytes(row.area)))


def area_within(conn: Connection, hromada_id: int, area: str) -> str | None:
    """Return the part of the area (EWKT) that lies inside the hromada; None if no part does."""
    row = sql.run(conn, "notices/area_within", hromada_id=hromada_id, area=area).one()
    return None if row.area is None else str(row.area)


def ewkt(shape: Any) -> str:  # noqa: ANN401 - shapely has no types
    """Return the polygons of a shape as EWKT; raise UnreadableFile if there is none."""
    return f"SRID=4326;{shapely.to_wkt(polygons_of(shape), rounding_precision=7)}"


def store_pieces(conn: Connection, hromada_id: int, notice_id: int) -> None:
    """Cut the notice's area into pieces that are fast to compare with a point."""
    sql.run(conn, "notices/pieces", hromada_id=hromada_id, notice_id=notice_id)


def link_reports(conn: Connection, hromada_id: int, notice_id: int, *, at: datetime) -> int:
    """Link the open reports that the notice explains; return the number of new links."""
    return sql.run(conn, "notices/link", hromada_id=hromada_id, notice_id=notice_id, at=at).rowcount


def unlink_reports(conn: Connection, hromada_id: int, notice_id: int) -> int:
    """Unlink the reports that the notice no longer explains; return their number."""
    return sql.run(conn, "notices/unlink", hromada_id=hromada_id, notice_id=notice_id).rowcount


def addresses_inside(conn: Connection, hromada_id: int, notice_id: int) -> int:
    """Return the number of addresses in the notice's area."""
    row = sql.run(conn, "notices/addresses", hromada_id=hromada_id, notice_id=notice_id).one()
    return int(row.addresses)


def notices_at(
    conn: Connection, hromada_id: int, point: Point, *, category: str, at: datetime
) -> list[int]:
    """Return the ids of notices that explain a problem of this category, place and time."""
    rows = sql.run(
        conn,
        "notices/at_point",
        hromada_id=hromada_id,
        lon=point.lon,
        lat=point.lat,
        category=category,
        at=at,
    )
    return [row.id for row in rows]


def notice_shapes(
    conn: Connection, hromada_id: int, *, at: datetime, soon: datetime
) -> Sequence[Row[Any]]:
    """Return the notices to draw on the map: not over, and beginning by ``soon``."""
    return sql.run(conn, "notices/shapes", hromada_id=hromada_id, at=at, soon=soon).all()
