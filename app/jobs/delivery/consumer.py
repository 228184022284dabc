"""Processes outbox entries: each under its row's lock, once, and again after a failure."""

import logging
import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.adapters.images import DecoderUnavailable
from app.adapters.mail import NotSent, Undeliverable
from app.db import Database
from app.jobs.delivery.queues import LeasedEntry
from app.models.outbox import Outbox

MOST_ATTEMPTS = 14
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)

# A worker drops the rest of its batch after this; the relay enqueues it again.
BATCH_S = 90.0

# To be done after the commit, for instance deleting an original.
Afterwards = Callable[[], None]
# Processes an entry in the row's transaction.
Handler = Callable[[Session, Outbox], Afterwards | None]

log = structlog.get_logger()
# With its traceback, as the pages record theirs.
defects = logging.getLogger(__name__)


class _Stopping:
    """Whether this worker was asked to stop: it then finishes the current entry only."""

    asked = False


stopping = _Stopping()


def process_batch(database: Database, handler: Handler, batch: Iterable[list[int | None]]) -> None:
    """Process each leased entry; a failure does not stop the others."""
    began = time.monotonic()
    for outbox_id, hromada_id, attempts in batch:
        if stopping.asked or time.monotonic() - began > BATCH_S:
            return
        process_entry(database, handler, LeasedEntry(outbox_id or 0, hromada_id, attempts or 0))


def process_entry(database: Database, handler: Handler, lease: LeasedEntry) -> None:
    """Process one entry and mark it done in the same transaction, or schedule a retry.

    Does nothing if another worker has it, if it is done, or if the lease is an old one.
    """
    with database.transaction(lease.hromada_id) as session:
        row = _locked_row(session, lease)
        if row is None:
            return
        afterwards = _try(session, handler, row)
    if afterwards is not None:
        afterwards()


def pause_before(attempt: int, jitter: float) -> timedelta:
    """Return the pause before this attempt: doubled each time, plus or minus a quarter.

    ``jitter`` lies between 0 and 1.
    """
    doublings: int = 2 ** min(attempt - 1, 20)
    pause = min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
    return pause * (0.75 + 0.5 * jitter)


def _locked_row(session: Session, lease: LeasedEntry) -> Outbox | None:
    return session.scalars(
        select(Outbox)
        .where(
            Outbox.id == lease.outbox_id,
            Outbox.attempts == lease.attempts,
            Outbox.done_at.is_(None),
            Outbox.dead_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()


def _try(session: Session, handler: Handler, row: Outbox) -> Afterwards | None:
    try:
        with session.begin_nested():
            afterwards = handler(session, row)
    except OperationalError:
        # The database itself: nothing can be recorded; the row is due again after its lease.
        raise
    except Exception as error:
        # The others go on; the row keeps the error.
        _schedule_retry(row, error)
        return None
    row.done_at = datetime.now(UTC)
    row.last_error = ""
    return afterwards


def _schedule_retry(row: Outbox, error: Exception) -> None:
    now = datetime.now(UTC)
    row.attempts += 1
    # Only the messages of our own errors are known to hold no personal data.
    ours = isinstance(error, NotSent | DecoderUnavailable)
    row.last_error = str(error) if ours else type(error).__name__
    if isinstance(error, Undeliverable) or row.attempts >= MOST_ATTEMPTS:
        row.dead_at = now
    else:
        row.next_at = now + pause_before(row.attempts, random.random())  # noqa: S311 - no secret
    log.warning(
        "put off" if row.dead_at is None else "given up",
        outbox_id=row.id,
        kind=row.kind,
        attempts=row.attempts,
        error=row.last_error,
    )
    if not ours:
        defects.error("defect while settling outbox row %s", row.id, exc_info=error)
