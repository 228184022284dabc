"""Draws and ends masked zones, which keep the reports inside off the public map."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, TextClause, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, Rejected, WrongState
from app.models.places import MaskedZone
from app.operations.reports.events import Actor

# Every report that lies inside and was not sensitive yet.
_HIDE = text("""
UPDATE report AS r SET sensitive = true, updated_at = :now
FROM masked_zone AS z
WHERE z.hromada_id = :hromada_id AND z.id = :zone_id AND r.hromada_id = :hromada_id
  AND NOT r.sensitive AND ST_Covers(z.boundary, r.point)
""")
# Reports inside that the zone, not their category, keeps off the map.
_INSIDE = """
WHERE z.hromada_id = :hromada_id AND z.id = :zone_id AND r.hromada_id = :hromada_id
  AND r.sensitive AND ST_Covers(z.boundary, r.point)
  AND c.hromada_id = :hromada_id AND c.id = r.category_id AND NOT c.hide_on_map
"""
_COUNT = text(f"""
SELECT count(*) FROM report AS r, masked_zone AS z, category AS c {_INSIDE}
""")  # noqa: S608 - the conditions are ours
_SHOW = text(f"""
UPDATE report AS r SET sensitive = false, updated_at = :now
FROM masked_zone AS z, category AS c {_INSIDE}
  AND NOT kept_by_zone(r.hromada_id, r.point, r.submitted_at, z.id)
""")  # noqa: S608 - the conditions are ours
_TOUCHES = text("""
SELECT ST_Intersects(h.boundary, CAST(:boundary AS geometry)) FROM hromada AS h
WHERE h.id = :hromada_id
""")


@dataclass(frozen=True, slots=True)
class NewZone:
    """A zone to draw: EWKT or EWKB of a MultiPolygon in EPSG:4326, and the reason."""

    boundary: str
    reason: str


def draw_zone(session: Session, new: NewZone, actor: Actor, *, now: datetime) -> MaskedZone:
    """Draw the zone and take the reports inside off the public map; its row logs both."""
    values = {"hromada_id": hromada_of(session), "boundary": new.boundary}
    if not session.scalar(_TOUCHES, values):
        raise Rejected.on("place", "The zone lies outside the hromada.")
    zone = MaskedZone(
        hromada_id=hromada_of(session),
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
    """End the zone; ``show`` publishes its reports now, else they may be published later."""
    zone = _locked(session, zone_id)
    if zone.ended_at is not None:
        raise WrongState("This zone has ended already.")
    if show:
        _publish(session, zone, actor, now=now)
    else:
        of_it = {"hromada_id": zone.hromada_id, "zone_id": zone.id}
        zone.kept_reports = session.scalar(_COUNT, of_it) or 0
    zone.ended_at, zone.ended_by = now, actor.account_id
    session.flush()
    return zone


def publish_withheld(session: Session, zone_id: int, actor: Actor, *, now: datetime) -> MaskedZone:
    """Publish the reports that an ended zone keeps off the map, unless hidden otherwise."""
    zone = _locked(session, zone_id)
    if zone.ended_at is None:
        raise WrongState("This zone has not ended yet.")
    if zone.shown_at is not None:
        raise WrongState("The reports of this zone were shown already.")
    _publish(session, zone, actor, now=now)
    session.flush()
    return zone


def _locked(session: Session, zone_id: int) -> MaskedZone:
    zone = session.get(MaskedZone, zone_id, with_for_update=True)
    if zone is None:
        raise NotFound("There is no such zone in this hromada.")
    return zone


def _publish(session: Session, zone: MaskedZone, actor: Actor, *, now: datetime) -> None:
    zone.shown_reports = _changed(session, _SHOW, zone, now=now)
    zone.shown_at, zone.shown_by = now, actor.account_id


def _changed(session: Session, change: TextClause, zone: MaskedZone, *, now: datetime) -> int:
    values = {"hromada_id": zone.hromada_id, "zone_id": zone.id, "now": now}
    return cast("CursorResult[Any]", session.execute(change, values)).rowcount
