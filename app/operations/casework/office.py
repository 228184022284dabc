"""What a body's officer does: accept, forward, start, answer, plan, tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV
from app.domain.errors import NotFound, Rejected
from app.domain.moderation import UnsolvedReason
from app.domain.statuses import PUBLIC
from app.models.reports import Report
from app.operations.casework.staff_commands import StaffCommand, forward, lock_case
from app.operations.reports.events import take_step
from app.operations.reports.photos import add_photos

SOONEST_DAYS, LATEST_DAYS = 1, 5 * 366


@dataclass(frozen=True, slots=True)
class OfficerCommand(StaffCommand):
    """An officer's turn; ``body_ids`` are the bodies for which they act."""

    body_ids: frozenset[int] = frozenset()


def lock_office_case(session: Session, command: OfficerCommand) -> Report:
    """Return a report of the officer's own body, locked.

    Another body's report is NotFound, as one that does not exist; Conflict if somebody acted
    since the officer looked.
    """
    report = lock_case(session, command)
    if report.body_id not in command.body_ids or report.status not in PUBLIC:
        raise NotFound("There is no such report in this hromada.")
    return report


def accept_report(session: Session, command: OfficerCommand) -> None:
    """Take the report on: this body will answer it."""
    take_step(session, lock_office_case(session, command), "accept", command.context())


def forward_to_body(
    session: Session, command: OfficerCommand, body_id: int, *, reason: str
) -> None:
    """Forward the report to the body whose matter it is."""
    report = lock_office_case(session, command)
    forward(session, report, command.context(reason), body_id=body_id)


def start_work(session: Session, command: OfficerCommand, *, note: str) -> None:
    """Say that the work has begun."""
    take_step(session, lock_office_case(session, command), "start", command.context(note))


def answer_solved(
    session: Session, command: OfficerCommand, *, answer: str, photos: Sequence[str] = ()
) -> None:
    """Answer that the problem is solved; ``photos`` are storage keys of originals kept."""
    report = lock_office_case(session, command)
    take_step(session, report, "solve", command.context(answer))
    add_photos(session, report, photos, kind="answer", now=command.now)


def answer_unsolved(
    session: Session, command: OfficerCommand, reason: UnsolvedReason, *, answer: str
) -> None:
    """Answer that the problem will not be solved, and why."""
    report = lock_office_case(session, command)
    take_step(session, report, "refuse", command.context(answer, details={"reason": reason}))


def plan_work(session: Session, command: OfficerCommand, day: date, *, answer: str) -> None:
    """Promise the work for a day to come; raise Rejected for a day that is not ahead."""
    report = lock_office_case(session, command)
    days = (day - command.now.astimezone(KYIV).date()).days
    if not SOONEST_DAYS <= days <= LATEST_DAYS:
        raise Rejected.on("planned_for", "Choose a day from tomorrow on, at most five years ahead.")
    context = command.context(
        answer, details={"planned_for": day.isoformat()}, changes={"planned_for": day}
    )
    take_step(session, report, "plan", context)


def add_public_note(session: Session, command: OfficerCommand, words: str) -> None:
    """Add words to the public timeline without any change of the status."""
    take_step(session, lock_office_case(session, command), "note", command.context(words))
