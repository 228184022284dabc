"""What an applied draft of areas changed, apart from others starting at the same moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import Areas, areas_in_force
from app.queries.territory.drafts import DraftCard

_A_MOMENT = timedelta(microseconds=1)

# Drafts applied later for the same moment: not part of the difference that was reviewed.
_LATER = text("""
SELECT d.outcome FROM boundary_draft AS d
WHERE d.hromada_id = :hromada_id AND d.kind = 'areas' AND d.starts_at = :starts_at
    AND (d.applied_at, d.id) > (:applied_at, :draft_id)
ORDER BY d.id
LIMIT 1000
""")


def areas_around(session: Session, card: DraftCard, *, starts_at: datetime) -> tuple[Areas, Areas]:
    """Return the areas without and with what an applied change has written.

    Both include other drafts starting at the same moment that were applied before it.
    """
    before = areas_in_force(session, at=starts_at - _A_MOMENT)
    after: Areas = areas_in_force(session, at=starts_at)
    # Drafts applied before ids were recorded are assumed to have started alone.
    if "written" not in card.outcome:
        return before, after
    values = {
        "hromada_id": hromada_of(session),
        "starts_at": starts_at,
        "applied_at": card.applied_at,
        "draft_id": card.id,
    }
    for outcome in session.scalars(_LATER, values).all():
        after = _without(outcome, before, after, starts_at)
    return _without(card.outcome, before, after, starts_at), after


def _without(outcome: Mapping[str, Any], before: Areas, after: Areas, starts_at: datetime) -> Areas:
    """Undo an outcome: drop the versions written, restore those ended."""
    written = frozenset(outcome.get("written", ()))
    # Older outcomes also name versions that had ended before.
    ended = {
        area_id
        for area_id, until in outcome.get("ended", {}).items()
        if until is None or datetime.fromisoformat(until) > starts_at
    }
    return [
        *(area for area in after if area.id not in written),
        *(area for area in before if str(area.id) in ended),
    ]
