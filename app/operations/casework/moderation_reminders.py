"""Reminds moderators of their queue: one letter tells of many reports, at most one an hour.

What endangers life does not wait for the hour. Without moderators the hromada's own address is
written to; after three days the coordinators are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import KYIV
from app.domain.roles import Role
from app.domain.statuses import Status
from app.operations.casework.reminders import (
    COORDINATOR_AFTER,
    MOST,
    MOST_SEEN,
    SHARE_OF_TERM,
    STALE_AFTER,
    Stage,
)
from app.operations.failures import JobRun, for_each
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.events import SYSTEM, StepContext, lock_report, take_step
from app.queries.casework.moderation_terms import ModerationTerm, moderation_terms
from app.queries.casework.reminders import Reminded, accounts_of, reminders_of

CLOCK = "moderation"
# A term that ends with the day is reminded of when its last morning begins.
MORNING = time(9)
_DAY = timedelta(days=1)


def remind_moderators(session: Session, *, now: datetime) -> int:
    """Queue the letters about the queue that are due; return of how many reports they tell anew.

    Of several stages passed only the latest counts; each is reached once for each term.
    """
    terms = moderation_terms(
        session, earliest=now - COORDINATOR_AFTER - STALE_AFTER, latest=now + _DAY, most=MOST_SEEN
    )
    sent = reminders_of(session, [term.number for term in terms])
    reached = [
        (term, stage.name)
        for term in terms
        if (stage := moderation_stage(term, now)) and _reminded(term, stage.name) not in sent
    ]
    return sum(
        _remind(session, [one for one in reached if one[1] == stage], stage, now)
        for stage in ("before", "due", "late", "coordinator")
    )


def moderation_stage(term: ModerationTerm, now: datetime) -> Stage | None:
    """Return the latest stage reached; None before the first, or once it is stale."""
    reached = [stage for stage in _stages(term) if stage.at <= now]
    return reached[-1] if reached and now - reached[-1].at < STALE_AFTER else None


def _stages(term: ModerationTerm) -> Iterator[Stage]:
    """Yield the stages: the last morning, or the last quarter of a short term; the end; after it.

    The mornings are the same for many reports: so one letter tells of them.
    """
    morning = _morning(term.due_at)
    quarter = term.due_at - (term.due_at - term.began_at) / SHARE_OF_TERM
    yield Stage("before", morning if term.began_at < morning < term.due_at else quarter)
    yield Stage("due", term.due_at)
    over = term.due_at + timedelta(seconds=1)
    yield Stage("late", _morning(over + _DAY))
    yield Stage("coordinator", _morning(over + COORDINATOR_AFTER))


def _morning(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(KYIV).date(), MORNING, tzinfo=KYIV)


def _remind(
    session: Session, reached: Sequence[tuple[ModerationTerm, str]], stage: str, now: datetime
) -> int:
    """Queue one letter a reader about these, unless this hour has had one; return how many.

    A letter tells of the whole queue as it is when it is sent, so none is left out.
    """
    told = [term for term, _ in reached]
    if not told:
        return 0
    urgent = [term for term in told if term.endangers]
    what = now.astimezone(KYIV).strftime("%Y%m%d%H")
    if urgent:
        what = f"danger:{urgent[-1].number}:{urgent[-1].due_at.isoformat()}"
    key = f"{hromada_of(session)}:{stage}:{what}"
    enqueue(session, _letters(session, stage, key), now=now)
    job = JobRun("remind of the queue", "report", now, MOST)
    return for_each(
        session, job, told, lambda term: term.number, lambda term: _note(session, term, stage, now)
    )


def _letters(session: Session, stage: str, key: str) -> list[OutboxEntry]:
    role = Role.COORDINATOR if stage == "coordinator" else Role.MODERATOR
    readers = [("account_id", one) for one in accounts_of(session, role)]
    # Nobody moderates: a contact centre reads the hromada's own mail.
    readers = readers or [("hromada_id", hromada_of(session))]
    return [
        OutboxEntry(
            f"queue:{key}:{who}:{reader}", MAIL, "queue-reminder", {"stage": stage, who: reader}
        )
        for who, reader in readers
    ]


def _reminded(term: ModerationTerm, stage: str) -> Reminded:
    return Reminded(term.number, CLOCK, stage, term.due_at.isoformat())


def _note(session: Session, term: ModerationTerm, stage: str, now: datetime) -> bool:
    """Note in the report's log that its moderators were reminded, unless one was faster."""
    report = lock_report(session, term.number)
    if report.status != Status.SUBMITTED or report.hidden_at is not None:
        return False
    details = {"clock": CLOCK, "stage": stage, "due": term.due_at.isoformat()}
    take_step(session, report, "remind", StepContext(SYSTEM, now, details=details))
    return True
