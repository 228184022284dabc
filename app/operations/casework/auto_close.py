"""Closes reports answered as solved to which nobody objected in the confirmation days."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.deadlines import after_days
from app.domain.errors import DomainError
from app.operations.reports.events import SYSTEM, StepContext, lock_report, take_step
from app.operations.terms import terms_of
from app.queries.casework.reminders import unanswered_since

# The most closed in one run: the rest follow in the next.
MOST = 200


def close_unanswered(session: Session, *, now: datetime) -> int:
    """Confirm reports answered as solved and not objected to in time; return how many."""
    days = terms_of(session, now=now).confirmation_days
    waiting = unanswered_since(session, now - timedelta(days=days), most=MOST)
    over = [one.number for one in waiting if after_days(one.answered_at, days) < now]
    return sum(_lapse(session, number, now) for number in over)


def _lapse(session: Session, number: int, now: datetime) -> bool:
    """Close one report; a failure, or a reporter who answered first, does not stop the others."""
    try:
        with session.begin_nested():
            report = lock_report(session, number)
            take_step(session, report, "lapse", StepContext(SYSTEM, now))
    except (DomainError, IntegrityError):
        return False
    return True
