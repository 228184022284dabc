"""Notifies the relay of new outbox entries, which it would otherwise poll for every second."""

import time

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "vidkryte:owed"

# The longest a request waits; while Redis has just been down it does not wait at all.
TIMEOUT_S = 0.2
COOLDOWN_S = 5.0
# An awake relay takes entries by the hundred: one call for each would be wasted.
MIN_INTERVAL_S = 0.05


class Wakeup:
    """Wakes the relay after a commit without failing or delaying the commit."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._retry_at = 0.0

    def __call__(self) -> None:
        """Wake the relay; never raises, and takes microseconds while Redis is down."""
        now = time.monotonic()
        if now < self._retry_at:
            return
        self._retry_at = now + MIN_INTERVAL_S
        try:
            self._redis.publish(CHANNEL, b"")
        except (RedisError, OSError):
            self._retry_at = time.monotonic() + COOLDOWN_S
