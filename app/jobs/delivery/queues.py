"""Which queues there are, what carries each out, and how ids travel to the workers.

RQ and Redis carry wake-ups only: what is owed stands in the outbox, in PostgreSQL.
"""

from collections.abc import Sequence
from typing import NamedTuple

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from app.operations.outbox import MAIL, PHOTOS

# One function for each queue, and one queue for each worker.
JOBS: dict[str, str] = {
    MAIL: "app.jobs.letters.send.send_letters",
    PHOTOS: "app.jobs.photos.reencode_photos",
}

# A job that was handed over is worth nothing any more after this: its rows were handed again.
STALE_S = 3600
# Longer than any batch may take by its own limits; reached only by a defect.
JOB_TIMEOUT_S = 900


class LeasedEntry(NamedTuple):
    """An obligation handed to a worker: its id, its hromada (or None), how often it was tried.

    ``attempts`` tells a hand from an older one for the same row, which was tried since.
    """

    outbox_id: int
    hromada_id: int | None
    attempts: int


def rq_queue(name: str, redis: Redis) -> Queue:
    """Return RQ's queue; JSON, because whoever writes to Redis must not run code here."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def enqueue_batch(queue: Queue, batch: Sequence[LeasedEntry]) -> None:
    """Give a batch of obligations to whichever worker is free."""
    queue.enqueue_call(
        JOBS[queue.name],
        args=([list(hand) for hand in batch],),
        timeout=JOB_TIMEOUT_S,
        result_ttl=0,
        ttl=STALE_S,
        failure_ttl=STALE_S,
        description=f"{len(batch)} of {queue.name}",
    )
