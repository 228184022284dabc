"""Rate limits: generous where phones share an address, strict where guessing would pay."""

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, Response, current_app, g, request

from app.config import Settings
from app.domain.errors import TooMany
from app.security.rate_counters import Counter, RedisCounter, RequestCount, Window

REPORTING = "30 per minute; 300 per hour"
SIGNING_IN = "10 per minute; 60 per hour"

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}

P = ParamSpec("P")
R = TypeVar("R")


class Rule(NamedTuple):
    """At most ``most`` requests in ``seconds``."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """The state of the limit with the fewest requests left; ``ends_in`` is in seconds."""

    most: int
    left: int
    ends_in: int


def client_network() -> str:
    """Return the client's IPv4 address, or the /64 network of its IPv6 address."""
    address = request.remote_addr or "127.0.0.1"
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def parse_rules(limits: str) -> tuple[Rule, ...]:
    """Parse "30 per minute; 300 per hour"; raise ValueError for another syntax."""
    rules = []
    for part in limits.split(";"):
        most, _per, unit = part.split()
        if _per != "per" or unit not in _SECONDS:
            raise ValueError(f"{part!r} is not like “30 per minute”")
        rules.append(Rule(int(most), _SECONDS[unit]))
    return tuple(rules)


class Limiter:
    """Limits requests by client, in one round trip to Redis for each decorated view.

    Flask-Limiter made five for each request: a third of the time of submitting a report.
    """

    def limit(
        self, limits: str, *, key_func: Callable[[], str] = client_network
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Limit requests by key, in the syntax of parse_rules; raise TooMany beyond."""
        rules = parse_rules(limits)

        def decorate(view: Callable[P, R]) -> Callable[P, R]:
            @wraps(view)
            def limited(*args: P.args, **kwargs: P.kwargs) -> R:
                counter = cast("Counter | None", current_app.extensions["limits"])
                if counter is not None:
                    _admit(counter, rules, f"limit:{request.endpoint}:{key_func()}")
                return view(*args, **kwargs)

            return limited

        return decorate


limiter = Limiter()


def register_limits(app: Flask, settings: Settings) -> None:
    """Set up the counter and add X-RateLimit headers to responses."""
    app.extensions["limits"] = RedisCounter(settings.redis_url) if settings.limited else None

    @app.after_request
    def add_headers(response: Response) -> Response:
        status = cast("LimitStatus | None", g.get("limit"))
        if status is not None:
            response.headers["X-RateLimit-Limit"] = str(status.most)
            response.headers["X-RateLimit-Remaining"] = str(status.left)
            response.headers["X-RateLimit-Reset"] = str(int(time.time()) + status.ends_in)
            if response.status_code == 429:
                response.headers["Retry-After"] = str(status.ends_in)
        return response


def _admit(counter: Counter, rules: tuple[Rule, ...], key: str) -> None:
    windows = [Window(f"{key}:{rule.seconds}", rule.seconds) for rule in rules]
    counted = counter.count(windows)
    status, over = _nearest(rules, counted)
    known = cast("LimitStatus | None", g.get("limit"))
    if over or known is None or status.left < known.left:
        g.limit = status
    if over:
        raise TooMany("Too many requests in a short time. Wait a minute and try again.")


def _nearest(rules: tuple[Rule, ...], counted: list[RequestCount]) -> tuple[LimitStatus, bool]:
    """Return the status of the nearest limit, and whether it is exceeded.

    Of exceeded limits that is the one whose window ends last: until then retrying is useless.
    """
    statuses = [
        LimitStatus(rule.most, rule.most - window.seen, window.ends_in)
        for rule, window in zip(rules, counted, strict=True)
    ]
    exceeded = [status for status in statuses if status.left < 0]
    if exceeded:
        last = max(exceeded, key=lambda status: status.ends_in)
        return replace(last, left=0), True
    return min(statuses, key=lambda status: status.left), False
