"""Counts within windows of time: in Redis for all processes, or each process for itself."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT_S = 1.0
# After Redis has failed to answer: so long each process counts for itself, and asks it nothing.
COOLDOWN_S = 5.0
_MOST_REMEMBERED = 50_000

# Every window of a request in one round trip, each counted and dated in one step.
_COUNT = """
local counted = {}
for place, key in ipairs(KEYS) do
    local count = redis.call('INCR', key)
    if count == 1 then redis.call('EXPIRE', key, ARGV[place]) end
    counted[2 * place - 1] = count
    counted[2 * place] = redis.call('TTL', key)
end
return counted
"""


class Window(NamedTuple):
    """A span of seconds, begun by the first request in it, in which a key is counted."""

    key: str
    seconds: int


class RequestCount(NamedTuple):
    """How many requests the window has seen, this one too, and in how many seconds it ends."""

    seen: int
    ends_in: int


class Counter(Protocol):
    """Whoever counts."""

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Count one more in every window."""


class InProcessCounter:
    """Counts in this process."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Count one more in every window."""
        now = time.monotonic()
        with self._lock:
            if len(self._seen) > _MOST_REMEMBERED:
                self._forget(now)
            return [self._one_more(window, now) for window in windows]

    def _one_more(self, window: Window, now: float) -> RequestCount:
        count, end = self._seen.get(window.key, (0, 0.0))
        if end <= now:
            count, end = 0, now + window.seconds
        self._seen[window.key] = (count + 1, end)
        return RequestCount(count + 1, max(1, round(end - now)))

    def _forget(self, now: float) -> None:
        """Let go of what is over; if that is not enough, of everything: memory is finite."""
        self._seen = {key: seen for key, seen in self._seen.items() if seen[1] > now}
        if len(self._seen) > _MOST_REMEMBERED // 2:
            self._seen.clear()


class RedisCounter:
    """Counts in Redis; while Redis is away, in this process, by the same limits."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._script = self._redis.register_script(_COUNT)
        self._own = InProcessCounter()
        self._resting_until = 0.0

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Count one more in every window."""
        if time.monotonic() < self._resting_until:
            return self._own.count(windows)
        try:
            numbers = self._script(
                keys=[window.key for window in windows],
                args=[window.seconds for window in windows],
            )
        except (RedisError, OSError):
            self._resting_until = time.monotonic() + COOLDOWN_S
            return self._own.count(windows)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [RequestCount(count, max(1, ends_in)) for count, ends_in in pairs]
