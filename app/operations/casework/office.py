"""What a body's officer does: accept, forward, start, answer, plan, tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV
from app.domain.errors import NotFound, Rejected
from app.domain.lifecycle import PUBLIC
from app.domain.moderation import UnsolvedReason
from app.models.reports import Report, ReportPhoto
from app.operations.casework.staff_actions import Turn, begin_turn, forward
from app.operations.outbox import PHOTOS, Debt, owe
from app.operations.reports.events import record_deed, take_step

SOONEST_DAYS, LATEST_DAYS = 1, 5 * 366


@dataclass(frozen=True, slots=True)
class OfficeTurn(Turn):
    """An officer's turn; ``body_ids`` are the bodies for which they act."""

    body_ids: frozenset[int] = frozenset()


def begin_office_turn(session: Session, turn: OfficeTurn) -> Report:
    """Return a report of the officer's own body, locked.

    Another body's report is NotFound, as one that does not exist; Conflict if somebody acted
    since the officer looked.
    """
    report = begin_turn(session, turn)
    if report.body_id not in turn.body_ids or report.status not in PUBLIC:
        raise NotFound("There is no such report in this hromada.")
    return report


def accept_report(session: Session, turn: OfficeTurn) -> None:
    """Take the report on: this body will answer it."""
    take_step(session, begin_office_turn(session, turn), "accept", turn.deed())


def hand_over(session: Session, turn: OfficeTurn, body_id: int, *, reason: str) -> None:
    """Forward the report to the body whose matter it is."""
    report = begin_office_turn(session, turn)
    forward(session, report, turn.deed(reason), body_id=body_id)


def start_work(session: Session, turn: OfficeTurn, *, note: str) -> None:
    """Say that the work has begun."""
    take_step(session, begin_office_turn(session, turn), "start", turn.deed(note))


def answer_solved(
    session: Session, turn: OfficeTurn, *, answer: str, photos: Sequence[str] = ()
) -> None:
    """Answer that the problem is solved; ``photos`` are storage keys of originals kept."""
    report = begin_office_turn(session, turn)
    take_step(session, report, "solve", turn.deed(answer))
    _add_photos(session, report, photos, turn)


def answer_unsolved(
    session: Session, turn: OfficeTurn, reason: UnsolvedReason, *, answer: str
) -> None:
    """Answer that the problem will not be solved, and why."""
    report = begin_office_turn(session, turn)
    take_step(session, report, "refuse", turn.deed(answer, details={"reason": reason}))


def plan_work(session: Session, turn: OfficeTurn, day: date, *, answer: str) -> None:
    """Promise the work for a day to come; raise Rejected for a day that is not ahead."""
    report = begin_office_turn(session, turn)
    days = (day - turn.now.astimezone(KYIV).date()).days
    if not SOONEST_DAYS <= days <= LATEST_DAYS:
        message = "Choose a day from tomorrow on, at most five years ahead."
        raise Rejected(message, fields={"planned_for": message})
    report.planned_for = day
    take_step(session, report, "plan", turn.deed(answer, details={"planned_for": day.isoformat()}))


def tell_public(session: Session, turn: OfficeTurn, words: str) -> None:
    """Add words to the public timeline without any change of the status."""
    record_deed(session, begin_office_turn(session, turn), "note", turn.deed(words))


def _add_photos(session: Session, report: Report, keys: Sequence[str], turn: OfficeTurn) -> None:
    if not keys:
        return
    photo_ids = session.scalars(
        insert(ReportPhoto).returning(ReportPhoto.id),
        [
            {
                "hromada_id": report.hromada_id,
                "report_id": report.id,
                "kind": "answer",
                "storage_key": key,
                "position": position,
                "created_at": turn.now,
            }
            for position, key in enumerate(keys)
        ],
    ).all()
    debts = [Debt(f"photo:{each}", PHOTOS, "photo", {"photo_id": each}) for each in photo_ids]
    owe(session, debts, hromada_id=report.hromada_id, now=turn.now)
