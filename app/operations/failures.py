"""Scheduled jobs act on each thing apart: one that fails is named and waits, the others go on."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.failures import JobFailure

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(days=1)


T = TypeVar("T")


class JobRun(NamedTuple):
    """A scheduled job and the kind of thing that it acts on; ``now`` is when it runs.

    It acts on ``most`` things at a time: the rest follow in the next run.
    """

    name: str
    subject: str
    now: datetime
    most: int = 200


def for_each(
    session: Session,
    job: JobRun,
    things: Iterable[T],
    number_of: Callable[[T], int],
    act: Callable[[T], object],
) -> int:
    """Act on each thing under a savepoint; return for how many ``act`` returned true.

    What fails is rolled back alone, recorded, and left out until its next attempt. Only a lost
    connection is raised: without it nothing can be recorded.
    """
    failed = _failures(session, job)
    waiting = {number for number, failure in failed.items() if failure.next_at > job.now}
    done = 0
    due = (thing for thing in things if number_of(thing) not in waiting)
    for thing in islice(due, job.most):
        number = number_of(thing)
        try:
            with session.begin_nested():
                done += bool(act(thing))
        except Exception as error:
            if is_lost(error):
                raise
            record_failure(session, job, number, error)
        else:
            if number in failed:
                forget_failure(session, job, number)
    return done


def failing(session: Session, job: JobRun) -> int:
    """Return with how many things the job fails: a query for it asks for so many more."""
    return len(_failures(session, job))


def record_failure(session: Session, job: JobRun, number: int, error: Exception) -> None:
    """Record one more failure, name it in the log, and set the next attempt, ever later."""
    values = {
        "hromada_id": hromada_of(session),
        "job": job.name,
        "subject": job.subject,
        "number": number,
        "error": error_code(error),
    }
    known = _failures(session, job).get(number)
    attempts = known.attempts + 1 if known else 1
    times = {"last_at": job.now, "next_at": job.now + wait_after(attempts), "attempts": attempts}
    made = insert(JobFailure).values(**values, **times, first_at=job.now)
    session.execute(
        made.on_conflict_do_update(
            index_elements=["hromada_id", "job", "subject", "number"],
            set_=times | {"error": values["error"]},
        )
    )
    # Only the clock fails at this; pages, which look failures up, start without a log of events.
    from structlog import get_logger

    get_logger().warning("job failed", attempts=attempts, **values)


def forget_failure(session: Session, job: JobRun, number: int) -> None:
    """Forget a failure that is over."""
    session.execute(delete(JobFailure).where(*_these(session, job), JobFailure.number == number))


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: twice as long each time, a day at most."""
    doublings = min(attempts - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def is_lost(error: Exception) -> bool:
    """Return whether the connection itself is lost, so that nothing more can be done with it."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def error_code(error: Exception) -> str:
    """Return the error's class and SQLSTATE; its message may hold what people wrote."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return f"{type(error).__name__} {state}" if state else type(error).__name__


def _failures(session: Session, job: JobRun) -> dict[int, JobFailure]:
    rows = session.scalars(select(JobFailure).where(*_these(session, job)))
    return {row.number: row for row in rows}


def _these(session: Session, job: JobRun) -> tuple[ColumnElement[bool], ...]:
    return (
        JobFailure.hromada_id == hromada_of(session),
        JobFailure.job == job.name,
        JobFailure.subject == job.subject,
    )
