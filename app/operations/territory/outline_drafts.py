"""Makes the hromada's outline of its districts: a draft, brought into force as any other."""

from datetime import datetime

import shapely
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Rejected
from app.models.places import Hromada
from app.operations.territory.area_drafts import ewkb
from app.operations.territory.drafting import DraftRequest, draft_rows
from app.queries.territory.drafts import OUTLINE, Draft, Proposed
from gis import sql
from gis.coverage import union_of
from gis.files.projection import geodesic_m2

# Gaps and cracks of this width between districts are closed. In degrees, about thirty metres.
_CRACK = 0.0003
_LEAST_FILLED_M2 = 25.0
# About a millimetre: what was filled joins its neighbours without a seam.
_DIGITS = 1e-8
# What is left as a hole is larger than a crack: a lake, or a district that is missing.
_SMALLEST_HOLE_M2 = 10_000.0


def draft_outline(session: Session, *, title: str, account_id: int | None, now: datetime) -> int:
    """Store the union of the districts in force as a draft of the outline; return its id."""
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=now
    ).all()
    if not rows:
        raise Rejected.on("outline", "There are no districts yet of which an outline can be made.")
    united = union_of([shapely.from_wkb(bytes(row.boundary)) for row in rows])
    row = Proposed(
        code="", name_uk="", name_en="", decision="", boundary=ewkb(without_cracks(united))
    )
    request = DraftRequest(OUTLINE, title, account_id=account_id)
    return draft_rows(session, request, [row], now=now)


def write_outline(session: Session, draft: Draft) -> None:
    """Bring a draft of the outline into force; areas of the whole hromada follow it."""
    (row,) = draft.rows
    session.execute(
        update(Hromada).where(Hromada.id == hromada_of(session)).values(boundary=row.boundary)
    )


def without_cracks(shape: shapely.Geometry) -> shapely.Geometry:
    """Close the cracks between districts, and small holes.

    Widened and narrowed again, what lies between neighbours is filled.
    """
    wider = shapely.buffer(shape, _CRACK, join_style="mitre")
    closed = shapely.buffer(wider, -_CRACK, join_style="mitre")
    # Of what was filled noise along the edges is left out: those stay as they are.
    filled = [
        part
        for part in shapely.get_parts(shapely.difference(closed, shape))
        if geodesic_m2(part) >= _LEAST_FILLED_M2
    ]
    united = shapely.union_all([shape, *filled], grid_size=_DIGITS)
    return shapely.union_all([_without_holes(part) for part in shapely.get_parts(united)])


def _without_holes(polygon: shapely.Geometry) -> shapely.Geometry:
    holes = [
        ring for ring in polygon.interiors if geodesic_m2(shapely.Polygon(ring)) > _SMALLEST_HOLE_M2
    ]
    return shapely.Polygon(polygon.exterior, holes)
