"""Measures what counting a request's windows costs: our one script beside the library ``limits``.

Both count the same windows in the same Redis, by turns; CPU is that of this process alone.
"""

import os
import time
from collections.abc import Callable

from limits import parse_many
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import Redis

from app.security.rate_counters import InProcessCounter, RedisCounter, Window
from benchmarks.measure import Spread, Target, report_results

RULES = parse_many("30 per minute; 300 per hour")
ASKERS = 50
REQUESTS = 1000
ROUNDS = 5

Count = Callable[[int, int], object]


def main() -> None:
    """Print CPU milliseconds a request, for two, four and six windows."""
    url = os.environ["REDIS_URL"]
    counters: dict[str, Count] = {
        "ours": _ours(RedisCounter(url)),
        "ours, Redis away": _ours(InProcessCounter()),
        "limits, pipeline": _in_pipeline(url),
        "limits, hit and stats": _hit_and_stats(url),
    }
    found: dict[str, object] = {}
    for subjects in (1, 2, 3):
        spent = {
            name: Spread.of(_cpu_ms(count, subjects) for _ in range(ROUNDS))
            for name, count in counters.items()
        }
        found[f"{2 * subjects} windows"] = {name: spread.p50 for name, spread in spent.items()}
        for name, spread in spent.items():
            print(f"{2 * subjects} windows, {name:24} {spread.p50:.3f} ms of CPU")
    ratio = spent["ours"].p50 / spent["limits, pipeline"].p50
    report_results("limits", found, [Target("six windows: ours to the library's", ratio, 0.7)])


def _cpu_ms(count: Count, subjects: int) -> float:
    before = time.process_time()
    for request in range(REQUESTS):
        count(request % ASKERS, subjects)
    return (time.process_time() - before) / REQUESTS * 1e3


def _ours(counter: RedisCounter | InProcessCounter) -> Count:
    def count(asker: int, subjects: int) -> object:
        return counter.count(
            [
                Window(f"bench:{asker}:{subject}:{rule.get_expiry()}", rule.get_expiry())
                for subject in range(subjects)
                for rule in RULES
            ]
        )

    return count


def _storage(url: str) -> RedisStorage:
    return RedisStorage(url.replace("unix://", "redis+unix://"), key_prefix="bench")


def _hit_and_stats(url: str) -> Count:
    limiter = FixedWindowRateLimiter(_storage(url))

    def count(asker: int, subjects: int) -> object:
        for subject in range(subjects):
            for rule in RULES:
                limiter.hit(rule, str(asker), str(subject))
                limiter.get_window_stats(rule, str(asker), str(subject))
        return None

    return count


def _in_pipeline(url: str) -> Count:
    """Run the library's own script for all windows of a request at once."""
    storage, client = _storage(url), Redis.from_url(url)

    def count(asker: int, subjects: int) -> object:
        pipeline = client.pipeline(transaction=False)
        for subject in range(subjects):
            for rule in RULES:
                key = storage.prefixed_key(rule.key_for(str(asker), str(subject)))
                storage.lua_incr_expire([key], [rule.get_expiry(), 1], client=pipeline)
                pipeline.ttl(key)
        return pipeline.execute()

    return count
