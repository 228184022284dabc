"""What moderators' and officers' decisions share: one person's command about one report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.deadlines import Clock
from app.domain.errors import Conflict, Rejected
from app.domain.roles import Role
from app.domain.statuses import Status
from app.models.places import Body
from app.models.reports import Report, ReportEvent
from app.operations.reports.events import Actor, StepContext, due_date, lock_report, take_step


@dataclass(frozen=True, slots=True)
class StaffCommand:
    """One person's decision about one report.

    ``seen`` is the last event shown to them when they decided.
    """

    number: int
    actor: Actor
    now: datetime
    seen: int | None = None

    def context(self, note: str = "", **private: Mapping[str, object]) -> StepContext:
        """Return the context of the command's step."""
        return StepContext(self.actor, self.now, note, **private)


def lock_case(session: Session, command: StaffCommand) -> Report:
    """Return the report, locked; raise Conflict if it has changed since ``seen``."""
    report = lock_report(session, command.number)
    if command.seen is not None and last_human_event(session, report) != command.seen:
        raise Conflict("Somebody was faster: this report has changed since you opened it.")
    return report


def last_human_event(session: Session, report: Report) -> int:
    """Return the id of the last event that a person caused, not the system."""
    last = select(func.max(ReportEvent.id)).where(
        ReportEvent.report_id == report.id, ReportEvent.role != Role.SYSTEM
    )
    return session.scalar(last) or 0


def forward_report(session: Session, command: StaffCommand, body_id: int, *, reason: str) -> None:
    """Forward the report to another body, with a new term to accept it."""
    forward(session, lock_case(session, command), command.context(reason), body_id=body_id)


def forward(session: Session, report: Report, context: StepContext, *, body_id: int) -> None:
    """Forward a locked report to another body.

    Its area is cleared: it no longer decides the body. The event keeps both bodies. What was
    planned has a new term of the answer instead of its day, unless the former ends later.
    """
    body = acting_body(session, body_id)
    if body.id == report.body_id:
        raise Rejected.on("body", "This body has the report already. Choose another.")
    details = {**context.details, "from": report.body_id, "to": body.id}
    changes: dict[str, object] = {"body_id": body.id, "area_id": None}
    if report.status == Status.PLANNED and report.answer_due_at:
        anew = due_date(session, report, Clock.ANSWER, context.now)
        changes["answer_due_at"] = max(report.answer_due_at, anew)
    take_step(session, report, "forward", replace(context, details=details, changes=changes))


def acting_body(session: Session, body_id: int) -> Body:
    """Return a body of the entered hromada that takes reports; raise Rejected if there is none."""
    body = session.scalars(_acting(body_id)).one_or_none()
    if body is None:
        raise Rejected.on("body", "Choose a body from the list.")
    return body


def takes_reports(session: Session, body_id: int) -> bool:
    """Return whether it is a body of the entered hromada that takes reports."""
    return session.scalars(_acting(body_id)).one_or_none() is not None


def _acting(body_id: int) -> Select[Body]:
    return select(Body).where(Body.id == body_id, Body.active)
