"""A hromada's terms as they are in force at a moment."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.deadlines import Clocks
from app.models.places import HromadaSetting


def clocks_of(session: Session, hromada_id: int, *, now: datetime) -> Clocks:
    """Return the hromada's clocks: for each, the latest value that has begun, else the default."""
    known = {f.name for f in fields(Clocks)}
    rows = session.execute(
        select(HromadaSetting.name, HromadaSetting.value)
        .where(
            HromadaSetting.hromada_id == hromada_id,
            HromadaSetting.valid_from <= now,
            HromadaSetting.name.in_(known),
        )
        .order_by(HromadaSetting.name, HromadaSetting.valid_from)
    ).all()
    # In the order of their beginning: the latest of a name stays.
    return Clocks(**{row.name: int(row.value) for row in rows})
