"""Sends open reports to the bodies that new boundaries name: one event each, with its letters."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.operations.reports.events import Actor, Deed, lock_report, record_deed, take_step
from app.queries.territory.what_if import Move

_MOST_NAMED = 500


# What is recorded of each fate; others leave the report where it is.
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
    """Move what can be moved; return how many by fate, and the numbers of the first moved.

    A report that somebody has taken on meanwhile is left alone.
    """
    counted: Counter[str] = Counter()
    moved = []
    for move in moves:
        done = move.fate in _ACTIONS and _moved(session, move, Deed(actor, now, reason), draft_id)
        counted[move.fate if done else "stay"] += 1
        if done:
            moved.append(move.number)
    return {**counted, "numbers": moved[:_MOST_NAMED]}


def _moved(session: Session, move: Move, deed: Deed, draft_id: int) -> bool:
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
    action = _ACTIONS[move.fate]
    # Set now, written after the event: the new body gets the letters.
    report.body_id, report.area_id = move.decision.body_id, move.decision.area_id
    report.routing = move.decision.reasons()
    if action == "reroute":
        deed = Deed(deed.actor, deed.now, details=details, public=False)
        record_deed(session, report, action, deed)
    else:
        take_step(
            session, report, action, Deed(deed.actor, deed.now, note=deed.note, details=details)
        )
    return True
