"""Areas of notices: from files or points, stored in pieces. EPSG:4326, lon then lat."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from sqlalchemy import Connection, Row

from gis import sql
from gis.files.checks import check_boundaries
from gis.files.faults import UnreadableFile
from gis.files.features import read_features
from gis.files.messages import msg
from gis.geometry import Point

MAX_AREA_BYTES = 8 * 2**20
SUFFIXES = (".geojson", ".json", ".gpkg", ".zip")


def area_of_file(content: bytes, suffix: str) -> str:
    """Return the union of a file's polygons as EWKT; raise UnreadableFile with what to repair."""
    if len(content) > MAX_AREA_BYTES:
        raise UnreadableFile(msg("the file is larger than %(mb)s MB", mb=MAX_AREA_BYTES // 2**20))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "area").with_suffix(suffix if suffix in SUFFIXES else ".geojson")
        path.write_bytes(content)
        file = read_features(path)
    checked = check_boundaries(file.shapes, [""] * len(file.shapes), known=file.faults)
    if checked.faults:
        raise UnreadableFile(checked.faults[0].reason)
    return _ewkt(shapely.union_all(checked.shapes))


def area_around(conn: Connection, points: Sequence[Point], *, radius_m: float) -> str:
    """Return the area within ``radius_m`` of any of the points, as EWKT."""
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    row = sql.run(conn, "notices/area_around", lons=lons, lats=lats, radius_m=radius_m).one()
    return _ewkt(shapely.from_wkb(bytes(row.area)))


def area_within(conn: Connection, hromada_id: int, area: str) -> str | None:
    """Return the part of the area (EWKT) that lies inside the hromada; None if no part does."""
    row = sql.run(conn, "notices/area_within", hromada_id=hromada_id, area=area).one()
    return None if row.area is None else str(row.area)


def _ewkt(shape: Any) -> str:  # noqa: ANN401 - shapely has no types
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not parts:
        raise UnreadableFile(msg("there is no polygon in it"))
    return f"SRID=4326;{shapely.to_wkt(shapely.multipolygons(parts), rounding_precision=7)}"


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
