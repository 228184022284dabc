"""What moderators' and officers' work share: one person's turn at one report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Rejected
from app.domain.roles import Role
from app.models.places import Body
from app.models.reports import Report, ReportEvent
from app.operations.reports.events import Actor, StepContext, lock_report, take_step


@dataclass(frozen=True, slots=True)
class StaffCommand:
    """One person's decision about one report.

    ``seen`` is the last event that they had before their eyes when they decided.
    """

    number: int
    actor: Actor
    now: datetime
    seen: int | None = None

    def context(self, note: str = "", **given: Mapping[str, object]) -> StepContext:
        """Return the circumstances of this turn's step."""
        return StepContext(self.actor, self.now, note, **given)


def lock_case(session: Session, command: StaffCommand) -> Report:
    """Return the report, locked; raise Conflict if somebody acted since this person looked."""
    report = lock_report(session, command.number)
    if command.seen is not None and last_human_event(session, report) != command.seen:
        raise Conflict("Somebody was faster: this report has changed since you opened it.")
    return report


def last_human_event(session: Session, report: Report) -> int:
    """Return the id of the last event that a person caused: the program's own do not count."""
    last = select(func.max(ReportEvent.id)).where(
        ReportEvent.report_id == report.id, ReportEvent.role != Role.SYSTEM
    )
    return session.scalar(last) or 0


def forward_report(session: Session, command: StaffCommand, body_id: int, *, reason: str) -> None:
    """Hand the report to another body, which has its own time to accept it."""
    forward(session, lock_case(session, command), command.context(reason), body_id=body_id)


def forward(session: Session, report: Report, context: StepContext, *, body_id: int) -> None:
    """Hand a locked report to another body.

    The area that had routed it no longer tells who answers; the event keeps both bodies.
    """
    body = acting_body(session, body_id)
    if body.id == report.body_id:
        raise Rejected.on("body", "This body has the report already. Choose another.")
    details = {**context.details, "from": report.body_id, "to": body.id}
    changes = {"body_id": body.id, "area_id": None}
    take_step(session, report, "forward", replace(context, details=details, changes=changes))


def acting_body(session: Session, body_id: int) -> Body:
    """Return a body of the entered hromada that takes reports; raise Rejected if there is none."""
    body = session.scalars(_acting(body_id)).one_or_none()
    if body is None:
        raise Rejected.on("body", "Choose a body from the list.")
    return body


def takes_reports(session: Session, body_id: int) -> bool:
    """Say whether it is a body of the entered hromada that takes reports."""
    return session.scalars(_acting(body_id)).one_or_none() is not None


def _acting(body_id: int) -> Select[Body]:
    return select(Body).where(Body.id == body_id, Body.active)
