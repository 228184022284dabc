"""Areas of notices as pages draw them (EPSG:4326)."""

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import outline_of
from gis.pictures.svg_outline import Drawing, drawing_of

# A metre is enough for a line on the map; of an area that is too long for a page, its box.
_SHOWN = text("""
SELECT CASE
    WHEN length(fine) < 300000 THEN fine ELSE ST_AsGeoJSON(ST_Envelope(boundary), 5)
END
FROM (
    SELECT boundary, ST_AsGeoJSON(ST_SimplifyPreserveTopology(boundary, 0.00003), 5) AS fine
    FROM notice WHERE hromada_id = :hromada_id AND id = :notice_id
) AS n
""")
_AREA = text("""
SELECT ST_AsBinary(boundary) FROM notice WHERE hromada_id = :hromada_id AND id = :notice_id
""")


def area_drawing(session: Session, notice_id: int) -> Drawing:
    """Draw the notice's area within the hromada's outline, for those without a live map."""
    boundary = session.scalar(_AREA, {"hromada_id": hromada_of(session), "notice_id": notice_id})
    return drawing_of(outline_of(session), [shapely.from_wkb(bytes(boundary or b""))])


def area_shown(session: Session, notice_id: int) -> str:
    """Return the area as a GeoJSON geometry that is fine enough to look at (EPSG:4326)."""
    return str(
        session.scalar(_SHOWN, {"hromada_id": hromada_of(session), "notice_id": notice_id}) or ""
    )
