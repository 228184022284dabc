"""A worker: one RQ queue, one process, one job at a time in that same process.

No forking: a signal to the whole group must not cut a letter in half, and photos are decoded in
a child of their own anyway.
"""

import signal
import time
from contextlib import suppress
from types import FrameType

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from app.jobs.delivery.consumer import stopping
from app.jobs.delivery.queues import rq_queue

REST_S = 1.0

log = structlog.get_logger()


class OutboxWorker(SimpleWorker):
    """Works until asked to stop; survives any absence of Redis."""

    # While Redis is away: look again soon, not after a minute.
    max_connection_wait_time = 2.0

    def subscribe(self) -> None:
        """Listen to none of RQ's commands: whoever writes to Redis must not stop our work."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End the obligation in hand, then stop. Touches nothing else: this is a signal.

        RQ's own way speaks to Redis here, and a second signal would break the job off.
        """
        self._stop_requested = True
        stopping.asked = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested


def work_until_stopped(queue: str, redis_url: str) -> None:
    """Settle what the relay hands over in this queue, until SIGTERM or SIGINT."""
    down = False
    # Raised by the signal itself wherever nothing is in hand.
    with suppress(StopRequested):
        while not stopping.asked:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _stop_at_once)
            try:
                _work(queue, redis_url)
                down = False
            except RedisError as error:
                if not down:
                    log.warning("worker waits", queue=queue, error=type(error).__name__)
                down = True
            if not stopping.asked:
                time.sleep(REST_S)


def _work(queue: str, redis_url: str) -> None:
    redis = Redis.from_url(redis_url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))
    try:
        worker = OutboxWorker(
            [rq_queue(queue, redis)], connection=redis, serializer=JSONSerializer, worker_ttl=60
        )
        worker.work(logging_level="WARNING")
    finally:
        redis.close()


def _stop_at_once(_signum: int, _frame: FrameType | None) -> None:
    """Stop between two jobs: nothing is in hand."""
    stopping.asked = True
    raise StopRequested
