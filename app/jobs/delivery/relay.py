"""Sweeps the outbox and enqueues due entries for the workers.

A row that was enqueued is leased; if it is not processed by the end of its lease, for whatever
reason, it is enqueued again. So Redis may lose everything at any moment.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.retry import Retry
from rq import Queue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.adapters.wakeups import CHANNEL
from app.db import Database
from app.jobs.delivery.queues import JOBS, LeasedEntry, enqueue_batch, rq_queue
from app.sql import run

LEASE_S = 120.0
BATCH = 20
# With more batches waiting in RQ the workers are behind: the rest waits in the outbox, where a
# hromada that comes later still has its turn.
MOST_WAITING = 10
SWEEP_S = 1.0
PATIENCE_S = 2.0

_RELEASE = text("""
UPDATE outbox SET next_at = :now
WHERE id = ANY(:ids) AND next_at = :lease_until AND done_at IS NULL AND dead_at IS NULL
""")

log = structlog.get_logger()


class Relay:
    """Enqueues due outbox entries in RQ. Any number of relays may run."""

    def __init__(self, database: Database, redis_url: str, *, lease_s: float = LEASE_S) -> None:
        self._database = database
        self._lease = timedelta(seconds=lease_s)
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._listener: PubSub | None = None
        self._queues = [rq_queue(name, self._redis) for name in JOBS]

    def sweep(self, now: datetime) -> int:
        """Enqueue what is due, as far as the workers keep up; return how many entries.

        Raises RedisError or SQLAlchemyError while either is down: nothing is lost by that.
        """
        return sum(self._sweep_queue(queue, now) for queue in self._queues)

    def run(self, stop: Event) -> None:
        """Sweep after every commit, and every second, until ``stop`` is set."""
        trouble = ""
        while not stop.is_set():
            try:
                if self.sweep(datetime.now(UTC)) == 0:
                    self._wait_for_wakeup()
                now_trouble = ""
            except (RedisError, SQLAlchemyError) as error:
                now_trouble = type(error).__name__
                self._listener = None
                stop.wait(SWEEP_S)
            if now_trouble != trouble:
                log.warning("relay waits" if now_trouble else "relay goes on", error=now_trouble)
                trouble = now_trouble

    def close(self) -> None:
        """Close every connection."""
        self._redis.close()
        self._database.close()

    def _sweep_queue(self, queue: Queue, now: datetime) -> int:
        room = (MOST_WAITING - queue.count) * BATCH
        if room <= 0:
            return 0
        lease_until = now + self._lease
        leases = self._claim(queue.name, {"now": now, "lease_until": lease_until, "most": room})
        batches = [leases[at : at + BATCH] for at in range(0, len(leases), BATCH)]
        for sent, batch in enumerate(batches):
            try:
                enqueue_batch(queue, batch)
            except RedisError:
                self._release(batches[sent:], {"now": now, "lease_until": lease_until})
                raise
        return len(leases)

    def _claim(self, queue: str, values: dict[str, Any]) -> list[LeasedEntry]:
        with self._database.transaction() as session:
            rows = run(session, "outbox/claim", queue=queue, **values).all()
        return in_turn(LeasedEntry(*row) for row in rows)

    def _release(self, batches: list[list[LeasedEntry]], values: dict[str, Any]) -> None:
        """Make the rows due at once; a failure here only costs the length of a lease."""
        ids = [lease.outbox_id for batch in batches for lease in batch]
        with self._database.transaction() as session:
            session.execute(_RELEASE, {"ids": ids} | values)

    def _wait_for_wakeup(self) -> None:
        if self._listener is None:
            listener: PubSub = self._redis.pubsub(  # type: ignore[no-untyped-call]
                ignore_subscribe_messages=True
            )
            listener.subscribe(CHANNEL)
            self._listener = listener
        self._listener.get_message(timeout=SWEEP_S)
        # Many commits at once cause one sweep.
        while self._listener.get_message(timeout=0):
            pass


def in_turn(leases: Iterable[LeasedEntry]) -> list[LeasedEntry]:
    """Return the oldest entry of each hromada, then the second of each, and so on."""
    turns: Counter[int | None] = Counter()
    ordered = []
    for lease in sorted(leases, key=lambda lease: lease.outbox_id):
        ordered.append((turns[lease.hromada_id], lease))
        turns[lease.hromada_id] += 1
    return [lease for _, lease in sorted(ordered, key=lambda pair: (pair[0], pair[1].outbox_id))]
