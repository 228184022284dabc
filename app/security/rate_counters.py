"""Fixed-window request counters: in Redis for all processes, or in each process."""

import time
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.commands.core import Script
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

_PEEK = """
local counted = {}
for place, key in ipairs(KEYS) do
    counted[2 * place - 1] = tonumber(redis.call('GET', key) or 0)
    counted[2 * place] = redis.call('TTL', key)
end
return counted
"""


class Window(NamedTuple):
    """A window in which a key is counted; it starts with its first request."""

    key: str
    seconds: int


class RequestCount(NamedTuple):
    """The number of requests counted in a window, and the seconds until it ends."""

    seen: int
    ends_in: int


class Counter(Protocol):
    """Counts requests by window."""

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Increment every window and return the counts."""

    def peek(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Return the counts and leave them as they are."""


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

    def peek(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Return the counts and leave them as they are."""
        now = time.monotonic()
        with self._lock:
            seen = [self._of(window, now) for window in windows]
        return [RequestCount(count, max(1, round(ends_in))) for count, ends_in in seen]

    def _increment(self, window: Window, now: float) -> RequestCount:
        count, ends_in = self._of(window, now)
        self._seen[window.key] = (count + 1, now + ends_in)
        return RequestCount(count + 1, max(1, round(ends_in)))

    def _of(self, window: Window, now: float) -> tuple[int, float]:
        count, end = self._seen.get(window.key, (0, 0.0))
        return (count, end - now) if end > now else (0, window.seconds)

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
        self._count = self._redis.register_script(_COUNT)
        self._peek = self._redis.register_script(_PEEK)
        self._fallback = InProcessCounter()
        self._retry_at = 0.0

    def count(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Increment every window and return the counts."""
        return self._run(self._count, windows) or self._fallback.count(windows)

    def peek(self, windows: Sequence[Window]) -> list[RequestCount]:
        """Return the counts and leave them as they are."""
        return self._run(self._peek, windows) or self._fallback.peek(windows)

    def _run(self, script: Script, windows: Sequence[Window]) -> list[RequestCount]:
        """Return what a script counts; nothing while Redis is unavailable."""
        if time.monotonic() < self._retry_at:
            return []
        try:
            numbers = script(
                keys=[window.key for window in windows],
                args=[window.seconds for window in windows],
            )
        except (RedisError, OSError):
            self._retry_at = time.monotonic() + COOLDOWN_S
            return []
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [RequestCount(count, max(1, ends_in)) for count, ends_in in pairs]
