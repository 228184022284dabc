"""Fixed-window request counters: in Redis for all processes, or in each process."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT_S = 1.0
# How long after a failure of Redis each process counts by itself, without trying Redis.
COOLDOWN_S = 5.0
_MAX_WINDOWS = 50_000

# All windows of a request in one round trip, each incremented and given its expiry atomically.
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
    """A window in which a key is counted; it starts with its first request."""

    key: str
    seconds: int


class RequestCount(NamedTuple):
    """The number of requests in a window, this one included, and the seconds until it ends."""

    seen: int
    ends_in: int


class Counter(Protocol):
    """Counts requests by window."""

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Increment every window and return the counts."""


class InProcessCounter:
    """Counts in this process."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Increment every window and return the counts."""
        now = time.monotonic()
        with self._lock:
            if len(self._seen) > _MAX_WINDOWS:
                self._evict(now)
            return [self._increment(window, now) for window in windows]

    def _increment(self, window: Window, now: float) -> RequestCount:
        count, end = self._seen.get(window.key, (0, 0.0))
        if end <= now:
            count, end = 0, now + window.seconds
        self._seen[window.key] = (count + 1, end)
        return RequestCount(count + 1, max(1, round(end - now)))

    def _evict(self, now: float) -> None:
        """Drop expired windows, or all of them if too many are left: memory is bounded."""
        self._seen = {key: seen for key, seen in self._seen.items() if seen[1] > now}
        if len(self._seen) > _MAX_WINDOWS // 2:
            self._seen.clear()


class RedisCounter:
    """Counts in Redis; while Redis is unavailable, in this process with the same limits."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._script = self._redis.register_script(_COUNT)
        self._fallback = InProcessCounter()
        self._retry_at = 0.0

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Increment every window and return the counts."""
        if time.monotonic() < self._retry_at:
            return self._fallback.count(windows)
        try:
            numbers = self._script(
                keys=[window.key for window in windows],
                args=[window.seconds for window in windows],
            )
        except (RedisError, OSError):
            self._retry_at = time.monotonic() + COOLDOWN_S
            return self._fallback.count(windows)
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [RequestCount(count, max(1, ends_in)) for count, ends_in in pairs]
