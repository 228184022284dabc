"""Reroutes open reports to the bodies of new boundaries: one event each, with its letters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.lifecycle import STEPS
from app.operations.reports.events import Actor, StepContext, lock_report, take_step
from app.queries.territory.what_if import Move

_MOST_NAMED = 500


# What is recorded of each effect; others leave the report where it is.
_ACTIONS = {"forward": "forward", "route": "route", "propose": "reroute"}


def reroute(
    session: Session,
    moves: Sequence[Move],
    actor: Actor,
    reason: str,
    *,
    draft_id: int,
    now: datetime,
) -> dict[str, object]:
    """Move what can be moved; return how many by effect, and the numbers of the first moved.

    A report that has changed since is left alone.
    """
    counted: Counter[str] = Counter()
    moved = []
    for move in moves:
        context = StepContext(actor, now, reason)
        done = move.effect in _ACTIONS and _moved(session, move, context, draft_id)
        counted[move.effect if done else "stay"] += 1
        if done:
            moved.append(move.number)
    return {**counted, "numbers": moved[:_MOST_NAMED]}


def _moved(session: Session, move: Move, context: StepContext, draft_id: int) -> bool:
    report = lock_report(session, move.number)
    if (report.status, report.body_id) != (move.status, move.from_body):
        return False
    details = {
        "from": report.body_id,
        "to": move.decision.body_id,
        "from_area": report.area_id,
        "to_area": move.decision.area_id,
        "draft": draft_id,
    }
    changes = {
        "body_id": move.decision.body_id,
        "area_id": move.decision.area_id,
        "routing": move.decision.reasons(),
    }
    action = _ACTIONS[move.effect]
    note = context.note if STEPS[action].public else ""
    step = replace(context, note=note, details=details, changes=changes)
    take_step(session, report, action, step)
    return True
