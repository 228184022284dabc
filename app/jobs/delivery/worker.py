"""A worker: its queues in order, one process, one job at a time in that same process.

No forking: a signal to the whole group must not interrupt a letter, and photos are decoded
by the fence anyway.
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
from app.jobs.delivery.queues import WORKERS, rq_queue

REST_S = 1.0

log = structlog.get_logger()


class OutboxWorker(SimpleWorker):
    """Works until asked to stop; survives any outage of Redis."""

    # While Redis is down: retry soon, not after a minute.
    max_connection_wait_time = 2.0

    def subscribe(self) -> None:
        """Ignore RQ's commands: a client that writes to Redis must not stop the worker."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Finish the current entry, then stop; only sets flags, as a signal handler.

        RQ's own handler calls Redis here, and a second signal would abort the job.
        """
        self._stop_requested = True
        stopping.asked = True
        if self.get_state() != WorkerStatus.BUSY:
            raise StopRequested


def work_until_stopped(name: str, redis_url: str) -> None:
    """Process what the relay enqueues for this worker, until SIGTERM or SIGINT."""
    down = False
    # Raised by the signal handler while there is no current entry.
    with suppress(StopRequested):
        while not stopping.asked:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, _stop_at_once)
            try:
                _work(name, redis_url)
                down = False
            except RedisError as error:
                if not down:
                    log.warning("worker waits", worker=name, error=type(error).__name__)
                down = True
            if not stopping.asked:
                time.sleep(REST_S)


def _work(name: str, redis_url: str) -> None:
    redis = Redis.from_url(redis_url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))
    try:
        queues = [rq_queue(queue, redis) for queue in WORKERS[name]]
        worker = OutboxWorker(queues, connection=redis, serializer=JSONSerializer, worker_ttl=60)
        worker.work(logging_level="WARNING")
    finally:
        redis.close()


def _stop_at_once(_signum: int, _frame: FrameType | None) -> None:
    """Stop between two jobs."""
    stopping.asked = True
    raise StopRequested
