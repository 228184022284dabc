"""Closes what nobody spoke of in time: answers not objected to, questions not answered."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.deadlines import after_days
from app.domain.errors import WrongState
from app.operations.failures import JobRun, failing, for_each
from app.operations.reports.events import SYSTEM, StepContext, lock_report, take_step
from app.operations.terms import terms_of
from app.queries.casework.reminders import unanswered_questions, unanswered_since

# The most closed in one run: the rest follow in the next.
MOST = 200


def close_unanswered(session: Session, *, now: datetime) -> int:
    """Close reports answered as solved and not objected to in time; return how many."""
    days = terms_of(session, now=now).confirmation_days
    job = JobRun("lapse", "report", now, MOST)
    most = MOST + failing(session, job)
    waiting = unanswered_since(session, now - timedelta(days=days), most=most)
    over = [one.number for one in waiting if after_days(one.answered_at, days) < now]
    return for_each(session, job, over, int, lambda number: _close(session, number, "lapse", now))


def expire_questions(session: Session, *, now: datetime) -> int:
    """Leave unpublished what was asked about and not answered in time; return how many."""
    job = JobRun("expire", "report", now, MOST)
    over = unanswered_questions(session, now, most=MOST + failing(session, job))
    return for_each(session, job, over, int, lambda number: _close(session, number, "expire", now))


def _close(session: Session, number: int, action: str, now: datetime) -> bool:
    """Close one report, unless its reporter or a moderator was faster."""
    report = lock_report(session, number)
    try:
        take_step(session, report, action, StepContext(SYSTEM, now))
    except WrongState:
        return False
    return True
