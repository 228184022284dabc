"""Processes outbox entries: each under its row's lock, once, and again after a failure."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.db import Database
from app.jobs.delivery.queues import LeasedEntry, put_back
from app.jobs.delivery.retries import schedule_retry
from app.models.outbox import Outbox

# A worker puts the rest of its batch back after this: a letter that somebody waits for comes first.
SLICE_S = 1.0

# To be done after the commit, for instance deleting an original.
Afterwards = Callable[[], None]
# Processes an entry in the row's transaction.
Handler = Callable[[Session, Outbox], Afterwards | None]


class _Stopping:
    """Whether this worker was asked to stop: it then finishes the current entry only."""

    asked = False


stopping = _Stopping()


def process_batch(database: Database, handler: Handler, batch: Iterable[list[int | None]]) -> None:
    """Process each leased entry; a failure does not stop the others.

    What is left after a second, or when the worker is to stop, is put back.
    """
    until = time.monotonic() + SLICE_S
    left = deque(LeasedEntry(id_ or 0, hromada_id, tried or 0) for id_, hromada_id, tried in batch)
    while left and not stopping.asked and time.monotonic() < until:
        process_entry(database, handler, left.popleft())
    put_back(left)
    # The relay has more, if it was waiting for the workers.
    database.after_commit()


def process_entry(database: Database, handler: Handler, lease: LeasedEntry) -> None:
    """Process one entry and mark it done in the same transaction, or schedule a retry.

    Does nothing if another worker has it, if it is done, or if the lease is an old one.
    """
    with database.transaction(lease.hromada_id, wakes=False) as session:
        row = _locked_row(session, lease)
        if row is None:
            return
        afterwards = _try(session, handler, row)
    if afterwards is not None:
        afterwards()


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
        schedule_retry(row, error)
        return None
    row.done_at = datetime.now(UTC)
    row.last_error = ""
    return afterwards
