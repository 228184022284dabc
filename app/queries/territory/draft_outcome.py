"""What a change of areas has written itself, apart from others that begin at the same moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import AreaInForce, areas_in_force
from app.queries.territory.drafts import DraftCard

_A_MOMENT = timedelta(microseconds=1)

# Nobody saw these when the difference was looked at: they were applied afterwards.
_LATER = text("""
SELECT d.outcome FROM boundary_draft AS d
WHERE d.hromada_id = :hromada_id AND d.kind = 'areas' AND d.starts_at = :starts_at
    AND (d.applied_at, d.id) > (:applied_at, :draft_id)
ORDER BY d.id
LIMIT 1000
""")

Held = Sequence[AreaInForce]


def areas_around(session: Session, card: DraftCard, *, starts_at: datetime) -> tuple[Held, Held]:
    """Return the areas without and with what an applied change has written.

    Of others that begin at the same moment both have those that were applied before it.
    """
    before = areas_in_force(session, at=starts_at - _A_MOMENT)
    after: Held = areas_in_force(session, at=starts_at)
    # What was applied before ids were kept is taken to have begun alone.
    if "written" not in card.outcome:
        return before, after
    told = {
        "hromada_id": hromada_of(session),
        "starts_at": starts_at,
        "applied_at": card.applied_at,
        "draft_id": card.id,
    }
    for outcome in session.scalars(_LATER, told).all():
        after = _without(outcome, before, after, starts_at)
    return _without(card.outcome, before, after, starts_at), after


def _without(outcome: Mapping[str, Any], before: Held, after: Held, starts_at: datetime) -> Held:
    """Take back what was written, and bring back what was ended for it."""
    written = frozenset(outcome.get("written", ()))
    # Older accounts also name versions that were over already.
    ended = {
        area_id
        for area_id, until in outcome.get("ended", {}).items()
        if until is None or datetime.fromisoformat(until) > starts_at
    }
    return [
        *(holding for holding in after if holding.id not in written),
        *(holding for holding in before if str(holding.id) in ended),
    ]
