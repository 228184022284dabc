"""How an obligation is carried out: under its row's lock, once, and again if it failed."""

import logging
import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.adapters.images import NotNow
from app.adapters.mail import NotSent, Undeliverable
from app.db import Database
from app.jobs.delivery.queues import LeasedEntry
from app.models.outbox import Outbox

MOST_ATTEMPTS = 14
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)

# A worker lets go of the rest of its batch after this; the relay hands it over again.
BATCH_S = 90.0

# What is to be done once the deed is committed, for instance to delete an original.
Afterwards = Callable[[], None]
# Carries out an obligation in the row's transaction.
Act = Callable[[Session, Outbox], Afterwards | None]

log = structlog.get_logger()
# With its traceback, as the pages record theirs.
defects = logging.getLogger(__name__)


class _Stopping:
    """Whether this worker was asked to stop: then it ends what it has in hand and no more."""

    asked = False


stopping = _Stopping()


def process_batch(database: Database, act: Act, batch: Iterable[list[int | None]]) -> None:
    """Settle each obligation handed over; one that fails does not keep the others."""
    began = time.monotonic()
    for outbox_id, hromada_id, attempts in batch:
        if stopping.asked or time.monotonic() - began > BATCH_S:
            return
        process_entry(database, act, LeasedEntry(outbox_id or 0, hromada_id, attempts or 0))


def process_entry(database: Database, act: Act, hand: LeasedEntry) -> None:
    """Carry out one obligation and mark it done in the same transaction, or put it off.

    Nothing happens if another worker has it, if it is done, or if the hand is an old one.
    """
    with database.transaction(hand.hromada_id) as session:
        row = _row_in_hand(session, hand)
        if row is None:
            return
        afterwards = _try(session, act, row)
    if afterwards is not None:
        afterwards()


def pause_before(attempt: int, jitter: float) -> timedelta:
    """Return how long to wait before this attempt: doubled each time, give or take a quarter.

    ``jitter`` lies between 0 and 1.
    """
    doublings: int = 2 ** min(attempt - 1, 20)
    pause = min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
    return pause * (0.75 + 0.5 * jitter)


def _row_in_hand(session: Session, hand: LeasedEntry) -> Outbox | None:
    return session.scalars(
        select(Outbox)
        .where(
            Outbox.id == hand.outbox_id,
            Outbox.attempts == hand.attempts,
            Outbox.done_at.is_(None),
            Outbox.dead_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()


def _try(session: Session, act: Act, row: Outbox) -> Afterwards | None:
    try:
        with session.begin_nested():
            afterwards = act(session, row)
    except OperationalError:
        # The database itself: nothing can be written down; the lease brings the row back.
        raise
    except Exception as error:
        # Whatever is wrong with this one, the others go on; the row says what it was.
        _put_off(row, error)
        return None
    row.done_at = datetime.now(UTC)
    row.last_error = ""
    return afterwards


def _put_off(row: Outbox, error: Exception) -> None:
    now = datetime.now(UTC)
    row.attempts += 1
    # Only our own errors' words are known to name nobody.
    ours = isinstance(error, NotSent | NotNow)
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
