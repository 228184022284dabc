"""Small drawings of hromadas on one map, as on the first page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql


def outlines(conn: Connection, codes: Sequence[str]) -> Sequence[Row[Any]]:
    """Return slug, names, SVG path data and centre of each hromada of these KATOTTG codes.

    The drawing is 1000 units wide and ``height`` units high, north up; each row has its bounds in
    degrees (EPSG:4326), and the ``name_y`` and SVG text ``anchor`` of its name.
    """
    if not codes:
        return []
    return sql.run(conn, "basemap/hromada_outlines", codes=list(codes)).all()
