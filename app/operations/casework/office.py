"""Officers' decisions: accept, forward, start, answer, correct the answer, plan, add a note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV, end_of_day
from app.domain.errors import NotFound, Rejected, WrongState
from app.domain.moderation import UnsolvedReason
from app.domain.statuses import PUBLIC, Status
from app.models.reports import Report, ReportEvent
from app.operations.casework.staff_commands import StaffCommand, forward, lock_case
from app.operations.reports.events import take_step
from app.operations.reports.photos import add_photos

SOONEST_DAYS, LATEST_DAYS = 1, 5 * 366


@dataclass(frozen=True, slots=True)
class OfficerCommand(StaffCommand):
    """An officer's command; ``body_ids`` are the bodies for which they act."""

    body_ids: frozenset[int] = frozenset()


def lock_office_case(session: Session, command: OfficerCommand) -> Report:
    """Return a report of the officer's own body, locked.

    Raises NotFound for another body's report or none, Conflict as ``lock_case`` does.
    """
    report = lock_case(session, command)
    if report.body_id not in command.body_ids or report.status not in PUBLIC:
        raise NotFound("There is no such report in this hromada.")
    return report


def accept_report(session: Session, command: OfficerCommand) -> None:
    """Accept the report: this body will answer it."""
    take_step(session, lock_office_case(session, command), "accept", command.context())


def forward_to_body(
    session: Session, command: OfficerCommand, body_id: int, *, reason: str
) -> None:
    """Forward the report to another body."""
    report = lock_office_case(session, command)
    forward(session, report, command.context(reason), body_id=body_id)


def start_work(session: Session, command: OfficerCommand, *, note: str) -> None:
    """Record that the work has begun.

    The answer to a planned report is due no earlier than its planned day is over.
    """
    report = lock_office_case(session, command)
    changes: dict[str, object] = {}
    if report.status == Status.PLANNED and report.planned_for and report.answer_due_at:
        over = end_of_day(report.planned_for)
        changes["answer_due_at"] = max(report.answer_due_at, over)
    take_step(session, report, "start", command.context(note, changes=changes))


def answer_solved(
    session: Session, command: OfficerCommand, *, answer: str, photos: Sequence[str] = ()
) -> None:
    """Answer that the problem is solved; ``photos`` are storage keys of originals."""
    report = lock_office_case(session, command)
    take_step(session, report, "solve", command.context(answer))
    add_photos(session, report, photos, kind="answer", now=command.now)


def answer_unsolved(
    session: Session, command: OfficerCommand, reason: UnsolvedReason, *, answer: str
) -> None:
    """Answer that the problem will not be solved, and why."""
    report = lock_office_case(session, command)
    take_step(session, report, "refuse", command.context(answer, details={"reason": reason}))


def correct_answer(
    session: Session, command: OfficerCommand, *, answer: str, photos: Sequence[str] = ()
) -> None:
    """Say the answer anew; what was said before stays in the timeline.

    The status and the terms stay as they are. Raises WrongState where a coordinator has judged the
    answer.
    """
    report = lock_office_case(session, command)
    if is_judged(session, report):
        raise WrongState("A coordinator has decided about this answer: it is corrected no more.")
    take_step(session, report, "correct", command.context(answer))
    add_photos(session, report, photos, kind="answer", now=command.now)


def is_judged(session: Session, report: Report) -> bool:
    """Return whether a coordinator has left the refusal in force."""
    upheld = select(ReportEvent.id).filter_by(report_id=report.id, action="uphold")
    return report.status == Status.NOT_SOLVED and session.scalar(upheld.limit(1)) is not None


def plan_work(session: Session, command: OfficerCommand, day: date, *, answer: str) -> None:
    """Plan the work for a day; raise Rejected for a day that is past or too far ahead."""
    report = lock_office_case(session, command)
    days = (day - command.now.astimezone(KYIV).date()).days
    if not SOONEST_DAYS <= days <= LATEST_DAYS:
        raise Rejected.on("planned_for", "Choose a day from tomorrow on, at most five years ahead.")
    context = command.context(
        answer, details={"planned_for": day.isoformat()}, changes={"planned_for": day}
    )
    take_step(session, report, "plan", context)


def add_public_note(session: Session, command: OfficerCommand, note: str) -> None:
    """Add a note to the public timeline; the status does not change."""
    take_step(session, lock_office_case(session, command), "note", command.context(note))
