"""Tells the relay at once that something is owed; it would notice by itself a second later."""

import time

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "vidkryte:owed"

# A request never waits longer than this, nor at all while Redis was down a moment ago.
TIMEOUT_S = 0.2
COOLDOWN_S = 5.0
# Awake, the relay takes what is owed by hundreds: being called for each of them helps nobody.
CALLS_APART_S = 0.05


class Wakeup:
    """Wakes the relay after a commit, if that can be done without harm to whoever commits."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._resting_until = 0.0

    def __call__(self) -> None:
        """Wake the relay; never fails, and is a matter of microseconds while Redis is down."""
        now = time.monotonic()
        if now < self._resting_until:
            return
        self._resting_until = now + CALLS_APART_S
        try:
            self._redis.publish(CHANNEL, b"")
        except (RedisError, OSError):
            self._resting_until = time.monotonic() + COOLDOWN_S
