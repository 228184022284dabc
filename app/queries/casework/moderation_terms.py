"""The terms of the moderators' queue, and what a letter about it tells."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.sql import run

# A letter names so many, the others by their number.
MOST_NAMED = 10

_COUNT = text("""
SELECT count(*), count(*) FILTER (WHERE moderation_due_at < :now)
FROM report
WHERE hromada_id = :hromada_id AND status = 'submitted' AND hidden_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class ModerationTerm:
    """The term in which a moderator decides about a report."""

    number: int
    due_at: datetime
    began_at: datetime
    endangers: bool


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report of the queue as a letter names it."""

    number: int
    name: Name
    address: str
    due_at: datetime | None
    endangers: bool


@dataclass(frozen=True, slots=True)
class WaitingQueue:
    """The queue at a time: how many wait, how many of them too long, and the first of them."""

    waiting: int
    late: int
    first: tuple[WaitingReport, ...]


def moderation_terms(
    session: Session, *, earliest: datetime, latest: datetime, most: int
) -> list[ModerationTerm]:
    """Return the terms of the queue that end between the two moments, the earliest first."""
    values = {"hromada_id": hromada_of(session), "earliest": earliest, "latest": latest}
    rows = run(session, "casework/moderation_terms", **values, most=most)
    return [ModerationTerm(*row) for row in rows]


def waiting_queue(session: Session, *, now: datetime) -> WaitingQueue:
    """Return the queue in its order: what endangers life first, then by term and age."""
    values = {"hromada_id": hromada_of(session)}
    waiting, late = session.execute(_COUNT, values | {"now": now}).one()
    rows = run(session, "casework/waiting_reports", **values, most=MOST_NAMED).mappings()
    return WaitingQueue(waiting, late, tuple(from_row(WaitingReport, row) for row in rows))
