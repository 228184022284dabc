"""Finds a place of the entered hromada by its name, an address or coordinates."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.addresses import addresses_like, only_match
from gis.geometry import Point

_NAMED = text("""
SELECT ST_X(p.point) AS lon, ST_Y(p.point) AS lat
FROM basemap_feature AS f
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(f.shape) AS point) AS p
WHERE f.hromada_id = :hromada_id AND f.layer = 'place'
  AND lower(:name) IN (lower(f.name_uk), lower(f.name_en))
ORDER BY f.min_zoom, f.id LIMIT 1
""")


def place_like(session: Session, words: str) -> Point | None:
    """Return the place of this name or the only address like it, else None."""
    if not words:
        return None
    values = {"hromada_id": hromada_of(session), "name": words}
    named = session.execute(_NAMED, values).one_or_none()
    if named is not None:
        return Point(named.lon, named.lat)
    address = only_match(addresses_like(session, words), words)
    return Point(address.lon, address.lat) if address else None
