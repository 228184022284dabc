"""Pending outbox entries of all hromadas, for the operator; read in the relay's role."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_PENDING = text("""
SELECT id, hromada_id, queue, kind, key, created_at, next_at, attempts, last_error, dead_at
FROM outbox
WHERE done_at IS NULL AND (dead_at IS NOT NULL OR NOT :only_dead)
ORDER BY dead_at IS NULL, id
LIMIT :most
""")
_COUNTS = text("""
SELECT queue, count(*) FILTER (WHERE dead_at IS NULL) AS pending,
       count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
FROM outbox WHERE done_at IS NULL
GROUP BY queue ORDER BY queue
""")


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An outbox entry not delivered yet; ``dead_at`` is set once retries are given up."""

    id: int
    hromada_id: int | None
    queue: str
    kind: str
    key: str
    created_at: datetime
    next_at: datetime
    attempts: int
    last_error: str
    dead_at: datetime | None


def pending_entries(session: Session, *, only_dead: bool, most: int) -> list[PendingEntry]:
    """Return undelivered entries, dead ones first."""
    rows = session.execute(_PENDING, {"only_dead": only_dead, "most": most})
    return [PendingEntry(*row) for row in rows]


def pending_counts(session: Session) -> dict[str, tuple[int, int]]:
    """Return the numbers of pending and dead entries by queue."""
    return {row.queue: (row.pending, row.dead) for row in session.execute(_COUNTS)}
