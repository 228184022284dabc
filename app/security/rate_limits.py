"""Rate limits: generous where phones share an address, tight where guessing pays."""

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
    """So many in so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """How near a request came to the limit it is nearest to."""

    most: int
    left: int
    ends_in: int


def client_network() -> str:
    """Return the caller's network: the address, or the /64 of an IPv6 one."""
    address = request.remote_addr or "127.0.0.1"
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def parse_rules(words: str) -> tuple[Rule, ...]:
    """Read "30 per minute; 300 per hour"; raise ValueError for anything else."""
    rules = []
    for part in words.split(";"):
        most, _per, unit = part.split()
        if _per != "per" or unit not in _SECONDS:
            raise ValueError(f"{part!r} is not like “30 per minute”")
        rules.append(Rule(int(most), _SECONDS[unit]))
    return tuple(rules)


class Limiter:
    """Limits how often a view answers one caller. One round trip to Redis a decorated view.

    Flask-Limiter asked five times a request and took a third of the time of taking a report.
    """

    def limit(
        self, words: str, *, key_func: Callable[[], str] = client_network
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Admit each key so often, as parse_rules reads; raise TooMany beyond."""
        rules = parse_rules(words)

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
    """Count in Redis; while it is down, each process counts for itself."""
    app.extensions["limits"] = RedisCounter(settings.redis_url) if settings.limited else None

    @app.after_request
    def tell(response: Response) -> Response:
        standing = cast("LimitStatus | None", g.get("limit"))
        if standing is not None:
            response.headers["X-RateLimit-Limit"] = str(standing.most)
            response.headers["X-RateLimit-Remaining"] = str(standing.left)
            response.headers["X-RateLimit-Reset"] = str(int(time.time()) + standing.ends_in)
            if response.status_code == 429:
                response.headers["Retry-After"] = str(standing.ends_in)
        return response


def _admit(counter: Counter, rules: tuple[Rule, ...], key: str) -> None:
    windows = [Window(f"{key}:{rule.seconds}", rule.seconds) for rule in rules]
    counted = counter.count(windows)
    standing, over = _nearest(rules, counted)
    known = cast("LimitStatus | None", g.get("limit"))
    if over or known is None or standing.left < known.left:
        g.limit = standing
    if over:
        raise TooMany("Too many requests in a short time. Wait a minute and try again.")


def _nearest(rules: tuple[Rule, ...], counted: list[RequestCount]) -> tuple[LimitStatus, bool]:
    """Return the standing with the least left, and whether a limit is passed.

    Of limits that are passed it is the one that ends last: until then asking is in vain.
    """
    standings = [
        LimitStatus(rule.most, rule.most - window.seen, window.ends_in)
        for rule, window in zip(rules, counted, strict=True)
    ]
    passed = [standing for standing in standings if standing.left < 0]
    if passed:
        last = max(passed, key=lambda standing: standing.ends_in)
        return replace(last, left=0), True
    return min(standings, key=lambda standing: standing.left), False
