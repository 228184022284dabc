"""What the passing of time does: closes, reminds. One call does a bounded piece for a hromada."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.deadlines import after_days
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.models.reports import Report
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.events import SYSTEM, Deed, lock_report, record_deed, take_step
from app.operations.terms import terms_of
from app.queries.casework.reminders import (
    OpenTerm,
    Reminded,
    accounts_of,
    open_terms,
    reminders_of,
    unanswered_since,
)

# So much is done at a time, of so many looked at: the next minute does the rest.
MOST = 200
MOST_SEEN = 20_000

# The first reminder goes a day before the end, or, of a short term, in its last quarter.
WARNING = timedelta(days=1)
SHARE_OF_TERM = 4
HEAD_AFTER = timedelta(days=1)
COORDINATOR_AFTER = timedelta(days=3)
# A reminder that could not go in its week does not go any more.
STALE_AFTER = timedelta(days=7)

_STUCK = {
    "acceptance": frozenset({"routed"}),
    "answer": frozenset({"routed", "accepted", "in_progress"}),
    "plan": frozenset({"planned"}),
}


class Stage(NamedTuple):
    """A step of reminding, and when it is reached."""

    name: str
    at: datetime


def close_unanswered(session: Session, hromada_id: int, *, now: datetime) -> int:
    """Confirm by time what was answered as solved and not objected to; return how many."""
    days = terms_of(session, hromada_id, now=now).confirmation_days
    waiting = unanswered_since(session, hromada_id, now - timedelta(days=days), most=MOST)
    over = [one.number for one in waiting if after_days(one.answered_at, days) < now]
    return sum(_lapse(session, number, now) for number in over)


def _lapse(session: Session, number: int, now: datetime) -> bool:
    """Close one; the reporter may have been faster, and one odd report must not stop the others."""
    try:
        with session.begin_nested():
            report = lock_report(session, number)
            take_step(session, report, "lapse", Deed(SYSTEM, now))
    except (DomainError, IntegrityError):
        return False
    return True


def remind(session: Session, hromada_id: int, *, now: datetime) -> int:
    """Owe the reminders that are due and have not gone; return how many reports were reminded.

    Of several stages passed, only the latest reminds. A stage is reached once for each term:
    a report that is forwarded has a new one.
    """
    terms = open_terms(
        session,
        hromada_id,
        earliest=now - COORDINATOR_AFTER - STALE_AFTER,
        latest=now + WARNING,
        most=MOST_SEEN,
    )
    gone = reminders_of(session, hromada_id, [term.number for term in terms])
    due = [
        (term, stage.name)
        for term in terms
        if (stage := stage_of(term, now)) and _as_reminded(term, stage.name) not in gone
    ]
    return sum(_remind(session, term, stage, now) for term, stage in due[:MOST])


def stage_of(term: OpenTerm, now: datetime) -> Stage | None:
    """Return the latest stage that the term has reached; None before the first, or long after."""
    reached = [stage for stage in _stages(term) if stage.at <= now]
    return reached[-1] if reached and now - reached[-1].at < STALE_AFTER else None


def still_stuck(status: str, clock: str, *, hidden: bool) -> bool:
    """Say whether a report still waits for what the clock measures; a hidden one waits for none."""
    return not hidden and status in _STUCK.get(clock, frozenset())


def _stages(term: OpenTerm) -> Iterator[Stage]:
    quarter = (term.due_at - term.began_at) / SHARE_OF_TERM
    yield Stage("before", term.due_at - min(WARNING, quarter))
    yield Stage("due", term.due_at)
    yield Stage("head", term.due_at + HEAD_AFTER)
    yield Stage("coordinator", term.due_at + COORDINATOR_AFTER)


def _as_reminded(term: OpenTerm, stage: str) -> Reminded:
    return Reminded(term.number, term.clock, stage, term.due_at.isoformat())


def _remind(session: Session, term: OpenTerm, stage: str, now: datetime) -> bool:
    report = lock_report(session, term.number)
    if not still_stuck(report.status, term.clock, hidden=report.hidden_at is not None):
        return False
    details = {"clock": term.clock, "stage": stage, "due": term.due_at.isoformat()}
    updated_at = report.updated_at
    event = record_deed(session, report, "remind", Deed(SYSTEM, now, details=details, public=False))
    # To the public nothing has happened.
    report.updated_at = updated_at
    payload = {"report_id": report.id, "clock": term.clock, "stage": stage}
    debts = [
        OutboxEntry(f"event:{event.id}:{who}:{key}", MAIL, "reminder", payload | {f"{who}_id": key})
        for who, key in _reminded(session, report, stage)
    ]
    enqueue(session, debts, hromada_id=report.hromada_id, now=now)
    return True


def _reminded(session: Session, report: Report, stage: str) -> list[tuple[str, int]]:
    """Return who is to be reminded: accounts, or the body itself where it has no officers."""
    if stage == "coordinator":
        found = accounts_of(session, report.hromada_id, Role.COORDINATOR)
    elif stage == "head" or report.body_id is None:
        found = []
    else:
        found = accounts_of(session, report.hromada_id, Role.OFFICER, report.body_id)
    if found:
        return [("account", account_id) for account_id in found]
    return [("body", report.body_id)] if report.body_id is not None else []
