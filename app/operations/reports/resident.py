"""What the person who reported may still do: supply details, confirm the solution, return it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models.reports import Report
from app.operations.reports.events import Actor, StepContext, lock_report, take_step
from app.operations.reports.photos import add_photos
from app.queries.reports.page import no_such_report

# What the private link of a report is good for; its subject is the report's ``public_id``.
OWN_REPORT = "own-report"


@dataclass(frozen=True, slots=True)
class ReporterProof:
    """How someone proves that a report is theirs: by account, or by private links."""

    account_id: int | None = None
    own_reports: frozenset[uuid.UUID] = frozenset()

    def covers(self, *, account_id: int | None, public_id: uuid.UUID) -> bool:
        """Say whether a report of this account and public id is the claimant's own."""
        by_account = self.account_id is not None and self.account_id == account_id
        return by_account or public_id in self.own_reports


@dataclass(frozen=True, slots=True)
class Reply:
    """What the resident adds: words, and storage keys of photos already kept."""

    words: str = ""
    photos: tuple[str, ...] = ()


def confirm_report(session: Session, number: int, claim: ReporterProof, *, now: datetime) -> None:
    """Say that the problem is really solved; raise NotFound to anyone but its reporter."""
    report = _own_report(session, number, claim)
    take_step(session, report, "confirm", StepContext(_resident(claim), now))


def return_report(
    session: Session, number: int, claim: ReporterProof, *, reply: Reply, now: datetime
) -> None:
    """Send the report back to work with a reason.

    The step is public; the words and photos are for staff, since no moderator has seen them.
    """
    report = _own_report(session, number, claim)
    context = StepContext(_resident(claim), now, details={"words": reply.words})
    take_step(session, report, "return", context)
    add_photos(session, report, reply.photos, hidden_at=now, now=now)


def supply_details(
    session: Session, number: int, claim: ReporterProof, *, reply: Reply, now: datetime
) -> None:
    """Answer the moderator's question; the report stands in the queue again."""
    report = _own_report(session, number, claim)
    context = StepContext(_resident(claim), now, details={"words": reply.words})
    take_step(session, report, "supply", context)
    add_photos(session, report, reply.photos, now=now)


def _own_report(session: Session, number: int, claim: ReporterProof) -> Report:
    report = lock_report(session, number)
    if not claim.covers(account_id=report.account_id, public_id=report.public_id):
        raise no_such_report()
    return report


def _resident(claim: ReporterProof) -> Actor:
    return Actor(Role.RESIDENT, claim.account_id)
