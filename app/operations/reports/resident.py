"""What the reporter can do later: supply details, confirm, return the report, appeal a refusal."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.objections import check_objection, standing_after
from app.domain.roles import Role
from app.models.reports import Report, ReportEvent
from app.operations.reports.events import Actor, StepContext, lock_report, take_step
from app.operations.reports.photos import add_photos
from app.queries.reports.page import no_such_report

# The purpose of the token in a report's private link; its subject is the report's ``public_id``.
OWN_REPORT = "own-report"


@dataclass(frozen=True, slots=True)
class ReporterProof:
    """Proof that a report is one's own: the account, or private links."""

    account_id: int | None = None
    own_reports: frozenset[uuid.UUID] = frozenset()

    def covers(self, *, account_id: int | None, public_id: uuid.UUID) -> bool:
        """Return whether a report of this account and public id is covered."""
        by_account = self.account_id is not None and self.account_id == account_id
        return by_account or public_id in self.own_reports


@dataclass(frozen=True, slots=True)
class Reply:
    """The resident's text, and storage keys of stored photos."""

    words: str = ""
    photos: tuple[str, ...] = ()


def confirm_report(session: Session, number: int, proof: ReporterProof, *, now: datetime) -> None:
    """Confirm that the problem is solved; raise NotFound unless it is the reporter.

    What was closed in silence can be confirmed for OBJECTION_DAYS; then raises WrongState.
    """
    report = _own_report(session, number, proof, "confirm", now)
    take_step(session, report, "confirm", StepContext(_resident(proof), now))


def return_report(
    session: Session, number: int, proof: ReporterProof, *, reply: Reply, now: datetime
) -> None:
    """Send the report back to work with a reason.

    The step is public; text and photos are for staff only, since they are not moderated.
    What was closed in silence can be returned for OBJECTION_DAYS; then raises WrongState.
    """
    report = _own_report(session, number, proof, "return", now)
    context = StepContext(_resident(proof), now, details={"words": reply.words})
    take_step(session, report, "return", context)
    add_photos(session, report, reply.photos, hidden_at=now, now=now)


def supply_details(
    session: Session, number: int, proof: ReporterProof, *, reply: Reply, now: datetime
) -> None:
    """Answer the moderator's question; the report returns to the queue.

    Also where it was not published because the answer came late, for OBJECTION_DAYS more: then
    raises WrongState.
    """
    report = _own_report(session, number, proof, "supply", now)
    context = StepContext(_resident(proof), now, details={"words": reply.words})
    take_step(session, report, "supply", context)
    add_photos(session, report, reply.photos, now=now)


def appeal_report(
    session: Session, number: int, proof: ReporterProof, words: str, *, now: datetime
) -> None:
    """Appeal a refusal: once, within OBJECTION_DAYS of the answer; else raises WrongState.

    The step is public; the words are for staff only, since they are not moderated.
    """
    report = _own_report(session, number, proof, "appeal", now)
    take_step(
        session, report, "appeal", StepContext(_resident(proof), now, details={"words": words})
    )


def _own_report(
    session: Session, number: int, proof: ReporterProof, action: str, now: datetime
) -> Report:
    report = lock_report(session, number)
    if not proof.covers(account_id=report.account_id, public_id=report.public_id):
        raise no_such_report()
    steps = session.scalars(
        select(ReportEvent.action).filter_by(report_id=report.id).order_by(ReportEvent.id)
    ).all()
    standing = standing_after(report.status, report.answered_at, report.closed_at, steps)
    check_objection(standing, action, now)
    return report


def _resident(proof: ReporterProof) -> Actor:
    return Actor(Role.RESIDENT, proof.account_id)
