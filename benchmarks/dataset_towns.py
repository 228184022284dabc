"""The towns of the invented hromadas, and areas of responsibility around them."""

from typing import NamedTuple

from sqlalchemy import Connection, text

from benchmarks.databases import as_superuser

# Each body has an area for one group, a circle of 256 vertices; one body has areas for everything
# in twelve squares. So most points have a winner and a rival.
_AREAS = """
SET session_replication_role = replica;

INSERT INTO area (hromada_id, code, name_uk, body_id, everything, area_m2, boundary, valid_from)
SELECT b.hromada_id, 'circle-' || b.code, 'Зона ' || b.code, b.id, false, ST_Area(shape),
    ST_Multi(shape), '2020-01-01'
FROM body AS b
JOIN hromada AS h ON h.id = b.hromada_id
CROSS JOIN LATERAL (SELECT ST_Buffer(h.centre, 0.15, 'quad_segs=64') AS shape) AS circle;

INSERT INTO area (hromada_id, code, name_uk, body_id, everything, area_m2, boundary, valid_from)
SELECT d.hromada_id, 'square-' || d.code, d.name_uk, b.id, true, ST_Area(d.boundary), d.boundary,
    '2020-01-01'
FROM district AS d
JOIN body AS b ON b.hromada_id = d.hromada_id AND b.code = 'b1';

INSERT INTO area_category (hromada_id, area_id, category_id)
SELECT a.hromada_id, a.id, c.id
FROM area AS a
JOIN category AS c ON c.hromada_id = a.hromada_id AND c.parent_id IS NULL
    AND a.code = 'circle-' || replace(c.code, 'g', 'b');

SET session_replication_role = origin
"""
_TOWNS = """
SELECT h.slug, ST_X(h.centre) AS lon, ST_Y(h.centre) AS lat,
    array_agg(c.code ORDER BY c.id) AS categories
FROM hromada AS h
JOIN category AS c ON c.hromada_id = h.id AND c.parent_id IS NOT NULL
GROUP BY h.id ORDER BY h.id LIMIT :most
"""
MOST = 200


class Town(NamedTuple):
    """A hromada's slug, its centre and the codes of its leaf categories."""

    slug: str
    lon: float
    lat: float
    categories: list[str]


def add_areas(conn: Connection) -> None:
    """Add areas of responsibility to every hromada, as the superuser."""
    for statement in _AREAS.split(";\n"):
        conn.execute(text(statement))


def towns(name: str) -> list[Town]:
    """Return the towns of the largest hromadas."""
    engine = as_superuser(name)
    with engine.connect() as conn:
        rows = conn.execute(text(_TOWNS), {"most": MOST}).all()
    engine.dispose()
    return [Town(*row) for row in rows]
