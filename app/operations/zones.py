"""Draws and ends masked zones: reports inside leave the public map, and may come back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, TextClause, text
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected, WrongState
from app.models.places import MaskedZone
from app.operations.events import Actor

# Every report that lies inside and was not sensitive yet.
_HIDE = text("""
UPDATE report AS r SET sensitive = true, updated_at = :now
FROM masked_zone AS z
WHERE z.hromada_id = :hromada_id AND z.id = :zone_id AND r.hromada_id = :hromada_id
  AND NOT r.sensitive AND ST_Covers(z.boundary, r.point)
""")
# Those that neither their kind nor another zone keeps off the map.
_SHOW = text("""
UPDATE report AS r SET sensitive = false, updated_at = :now
FROM masked_zone AS z, category AS c
WHERE z.hromada_id = :hromada_id AND z.id = :zone_id AND r.hromada_id = :hromada_id
  AND r.sensitive AND ST_Covers(z.boundary, r.point)
  AND c.hromada_id = :hromada_id AND c.id = r.category_id AND NOT c.hide_on_map
  AND NOT EXISTS (
      SELECT FROM masked_zone AS o
      WHERE o.hromada_id = :hromada_id AND o.id <> z.id AND o.ended_at IS NULL
        AND ST_Covers(o.boundary, r.point))
""")
_TOUCHES = text("""
SELECT ST_Intersects(h.boundary, CAST(:boundary AS geometry)) FROM hromada AS h
WHERE h.id = :hromada_id
""")


@dataclass(frozen=True, slots=True)
class NewZone:
    """A zone to be drawn: EWKT or EWKB of a MultiPolygon in EPSG:4326, and why."""

    hromada_id: int
    boundary: str
    reason: str


def draw_zone(session: Session, new: NewZone, actor: Actor, *, now: datetime) -> MaskedZone:
    """Draw the zone and take the reports inside off the public map; both are logged in its row."""
    given = {"hromada_id": new.hromada_id, "boundary": new.boundary}
    if not session.scalar(_TOUCHES, given):
        raise Rejected(
            "The zone lies outside the hromada.",
            fields={"place": "The zone lies outside the hromada."},
        )
    zone = MaskedZone(
        hromada_id=new.hromada_id,
        boundary=new.boundary,
        reason=new.reason,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(zone)
    session.flush()
    zone.hid_reports = _changed(session, _HIDE, zone, now=now)
    session.flush()
    return zone


def end_zone(
    session: Session, zone_id: int, actor: Actor, *, show: bool, now: datetime
) -> MaskedZone:
    """End the zone; with ``show`` its reports come back, unless something else hides them."""
    zone = session.get(MaskedZone, zone_id, with_for_update=True)
    if zone is None:
        raise NotFound("There is no such zone in this hromada.")
    if zone.ended_at is not None:
        raise WrongState("This zone has ended already.")
    zone.shown_reports = _changed(session, _SHOW, zone, now=now) if show else 0
    zone.ended_at, zone.ended_by = now, actor.account_id
    session.flush()
    return zone


def _changed(session: Session, change: TextClause, zone: MaskedZone, *, now: datetime) -> int:
    given = {"hromada_id": zone.hromada_id, "zone_id": zone.id, "now": now}
    return cast("CursorResult[Any]", session.execute(change, given)).rowcount
