"""Reminds of terms that end, one letter each; one call does a bounded part for a hromada.

Of the moderators' queue one letter tells of many: moderation_reminders.py.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.statuses import AWAITING_ANSWER, Status
from app.models.reports import Report
from app.operations.failures import JobRun, for_each
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.events import SYSTEM, StepContext, lock_report, take_step
from app.queries.casework.reminders import (
    OpenTerm,
    Reminded,
    accounts_of,
    open_terms,
    reminders_of,
    reporters_of,
)

# The most reminded and examined in one run: the rest follow in the next.
MOST = 200
MOST_SEEN = 20_000

# The first reminder is sent a day before the end or, for a short term, in its last quarter.
WARNING = timedelta(days=1)
SHARE_OF_TERM = 4
# A resident has longer to answer a question.
QUESTION_WARNING = timedelta(days=3)
HEAD_AFTER = timedelta(days=1)
COORDINATOR_AFTER = timedelta(days=3)
# A reminder not sent within a week is dropped.
STALE_AFTER = timedelta(days=7)

_WAITING = {
    "acceptance": frozenset({Status.ROUTED}),
    "answer": AWAITING_ANSWER,
    "plan": frozenset({Status.PLANNED}),
    "reply": frozenset({Status.NEEDS_INFO}),
    "appeal": frozenset({Status.APPEALED}),
}


class Stage(NamedTuple):
    """A stage of reminding, and when it is reached."""

    name: str
    at: datetime


def remind(session: Session, *, now: datetime) -> int:
    """Queue the reminders that are due and not sent yet; return for how many reports.

    Of several stages passed, only the latest counts. A stage is reached once for each term:
    a forwarded report has a new one.
    """
    terms = open_terms(
        session,
        earliest=now - COORDINATOR_AFTER - STALE_AFTER,
        latest=now + WARNING,
        latest_reply=now + QUESTION_WARNING,
        most=MOST_SEEN,
    )
    sent = reminders_of(session, [term.number for term in terms])
    due = [
        (term, stage.name)
        for term in terms
        if (stage := stage_of(term, now)) and _as_reminded(term, stage.name) not in sent
    ]
    return for_each(
        session,
        JobRun("remind", "report", now, MOST),
        due,
        lambda one: one[0].number,
        lambda one: _remind(session, *one, now),
    )


def stage_of(term: OpenTerm, now: datetime) -> Stage | None:
    """Return the latest stage reached; None before the first, or once it is stale."""
    reached = [stage for stage in _stages(term) if stage.at <= now]
    return reached[-1] if reached and now - reached[-1].at < STALE_AFTER else None


def still_stuck(status: str, clock: str, *, hidden: bool) -> bool:
    """Return whether the report still waits for what the clock measures; a hidden one does not."""
    return not hidden and status in _WAITING.get(clock, frozenset())


def _stages(term: OpenTerm) -> Iterator[Stage]:
    """Yield the stages of a term in order: who is reminded at each depends on the clock."""
    if term.clock == "reply":
        yield Stage("before", term.due_at - QUESTION_WARNING)
        return
    quarter = (term.due_at - term.began_at) / SHARE_OF_TERM
    yield Stage("before", term.due_at - min(WARNING, quarter))
    yield Stage("due", term.due_at)
    if term.clock == "appeal":
        yield Stage("late", term.due_at + HEAD_AFTER)
        return
    yield Stage("head", term.due_at + HEAD_AFTER)
    yield Stage("coordinator", term.due_at + COORDINATOR_AFTER)


def _as_reminded(term: OpenTerm, stage: str) -> Reminded:
    return Reminded(term.number, term.clock, stage, term.due_at.isoformat())


def _remind(session: Session, term: OpenTerm, stage: str, now: datetime) -> bool:
    report = lock_report(session, term.number)
    if not still_stuck(report.status, term.clock, hidden=report.hidden_at is not None):
        return False
    details = {"clock": term.clock, "stage": stage, "due": term.due_at.isoformat()}
    event_id = take_step(session, report, "remind", StepContext(SYSTEM, now, details=details))
    payload = {"report_id": report.id, "clock": term.clock, "stage": stage}
    entries = [
        OutboxEntry(f"event:{event_id}:{who}:{key}", MAIL, "reminder", payload | {f"{who}_id": key})
        for who, key in _recipients(session, report, term.clock, stage)
    ]
    enqueue(session, entries, now=now)
    return True


def _recipients(session: Session, report: Report, clock: str, stage: str) -> list[tuple[str, int]]:
    """Return the accounts to remind, or the body itself if it has no officers.

    Of a question its reporter is reminded, of an appeal every coordinator and nobody else.
    """
    if clock == "reply":
        return [("subscription", one) for one in reporters_of(session, report.id)]
    if clock == "appeal":
        return [("account", one) for one in accounts_of(session, Role.COORDINATOR)]
    if stage == "coordinator":
        accounts = accounts_of(session, Role.COORDINATOR)
    elif stage == "head" or report.body_id is None:
        accounts = []
    else:
        accounts = accounts_of(session, Role.OFFICER, report.body_id)
    if accounts:
        return [("account", account_id) for account_id in accounts]
    return [("body", report.body_id)] if report.body_id is not None else []
