"""When an outbox entry that failed is tried again, and when it is given up."""

import logging
import random
from datetime import UTC, datetime, timedelta

import structlog

from app.adapters.images import DecoderUnavailable
from app.adapters.mail import NotSent, Undeliverable
from app.models.outbox import Outbox

MOST_ATTEMPTS = 14
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)

log = structlog.get_logger()
# With its traceback, as the pages record theirs.
defects = logging.getLogger(__name__)


def schedule_retry(row: Outbox, error: Exception) -> None:
    """Put a failed entry off to its next attempt, or give it up after the last one."""
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


def pause_before(attempt: int, jitter: float) -> timedelta:
    """Return the pause before this attempt: doubled each time, plus or minus a quarter.

    ``jitter`` lies between 0 and 1.
    """
    doublings: int = 2 ** min(attempt - 1, 20)
    pause = min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
    return pause * (0.75 + 0.5 * jitter)
