"""The queues, the job of each, and how ids are passed to the workers.

RQ and Redis carry wake-ups only: the entries themselves are in the outbox, in PostgreSQL.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from redis import Redis, RedisError
from rq import Queue, get_current_job
from rq.serializers import JSONSerializer

from app.operations.outbox import IMPORTS, MAIL, MAIL_FIRST, PHOTOS

# One function for each queue.
JOBS: dict[str, str] = {
    MAIL_FIRST: "app.jobs.letters.send.send_letters",
    MAIL: "app.jobs.letters.send.send_letters",
    PHOTOS: "app.jobs.photos.reencode_photos",
    IMPORTS: "app.jobs.imports.run_imports",
}
# The queues of each worker: a later one has its turn while the earlier are empty.
WORKERS: dict[str, tuple[str, ...]] = {
    "mail": (MAIL_FIRST, MAIL),
    "photos": (PHOTOS,),
    "imports": (IMPORTS,),
}

# A job is stale after this: its rows have been enqueued again.
STALE_S = 3600
# Longer than any batch takes by its own limits; reached only by a defect.
JOB_TIMEOUT_S = 900
# An import may read an oblast's extract for as long as the fence lets it.
LONG_TIMEOUTS_S = {IMPORTS: 10_800}


class LeasedEntry(NamedTuple):
    """An outbox entry leased to a worker: id, hromada (or None), number of attempts.

    ``attempts`` distinguishes the lease from an older one of the same row.
    """

    outbox_id: int
    hromada_id: int | None
    attempts: int


def rq_queue(name: str, redis: Redis) -> Queue:
    """Return RQ's queue; JSON, because whoever writes to Redis must not run code here."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def enqueue_batch(queue: Queue, batch: Sequence[LeasedEntry], *, at_front: bool = False) -> None:
    """Enqueue a batch of entries for the next free worker."""
    queue.enqueue_call(
        JOBS[queue.name],
        args=([list(lease) for lease in batch],),
        timeout=LONG_TIMEOUTS_S.get(queue.name, JOB_TIMEOUT_S),
        result_ttl=0,
        ttl=STALE_S,
        failure_ttl=STALE_S,
        description=f"{len(batch)} of {queue.name}",
        at_front=at_front,
    )


def put_back(batch: Sequence[LeasedEntry]) -> None:
    """Enqueue what the current job leaves undone, before all that waits in its queue.

    Without Redis the entries are due again at the end of their leases.
    """
    job = get_current_job()
    if job is None or not batch:
        return
    with suppress(RedisError):
        enqueue_batch(rq_queue(job.origin, job.connection), batch, at_front=True)
