"""What scheduled jobs fail with: of a hromada for its coordinator, of all for the operator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.failures import JobFailure

MOST = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """A thing with which a job fails, since when, and when it is tried again."""

    hromada_id: int
    job: str
    subject: str
    number: int
    error: str
    attempts: int
    first_at: datetime
    last_at: datetime
    next_at: datetime


def job_failures(session: Session, *, most: int = MOST) -> list[Failure]:
    """Return the failures that the session sees, the oldest first.

    A session in a hromada sees those of the hromada, one in the relay's role all.
    """
    columns = (getattr(JobFailure, name) for name in Failure.__slots__)
    oldest = select(*columns).order_by(JobFailure.first_at, JobFailure.id).limit(most)
    return [Failure(*row) for row in session.execute(oldest)]


def failures_by_job(session: Session) -> dict[str, int]:
    """Return with how many things each job fails."""
    counted = select(JobFailure.job, func.count()).group_by(JobFailure.job)
    return {row[0]: row[1] for row in session.execute(counted)}
