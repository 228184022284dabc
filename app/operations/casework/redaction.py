"""Blacks passages out of a report's public text, and shows them again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import WrongState
from app.domain.moderation import passages_with, redacted
from app.models.reports import Report, ReportEvent
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import take_step


def redact_passage(session: Session, command: StaffCommand, passage: str) -> None:
    """Black a passage out of the public text; the original description is unchanged."""
    report = lock_case(session, command)
    known = redacted_passages(session, report)
    _save(session, report, command, passages_with(known, passage))


def remove_redaction(session: Session, command: StaffCommand, passage: str) -> None:
    """Show a blacked-out passage again; raise WrongState if it is not blacked out."""
    report = lock_case(session, command)
    known = redacted_passages(session, report)
    if passage not in known:
        raise WrongState("This passage is not blacked out.")
    _save(session, report, command, tuple(each for each in known if each != passage))


def _save(session: Session, report: Report, command: StaffCommand, passages: Sequence[str]) -> None:
    report.public_text = redacted(report.description, passages)
    take_step(session, report, "redact", command.context(details={"passages": list(passages)}))


def redacted_passages(session: Session, report: Report) -> tuple[str, ...]:
    """Return the passages blacked out now: each redact event has the whole list."""
    last = session.scalar(
        select(ReportEvent.details)
        .where(ReportEvent.report_id == report.id, ReportEvent.action == "redact")
        .order_by(ReportEvent.id.desc())
        .limit(1)
    )
    return tuple((last or {}).get("passages", ()))
