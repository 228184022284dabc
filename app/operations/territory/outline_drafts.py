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
from gis.coverage import union_of, without_cracks


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
