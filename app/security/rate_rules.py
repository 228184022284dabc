"""The rules of rate limits: how often, by whom, and what happens beyond."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from limits import parse_many

from app.security.askers import Asker
from app.security.rate_counters import Window
from app.security.request_context import now
from app.security.tokens import keyed_hash


class Allowance(NamedTuple):
    """How often something may be done, in the syntax of ``limits``: "30 per minute; 300 per hour".

    ``person``: by one account or device, and then no more. ``newcomers``: by all browsers of a
    network that are not known yet, and ``network``: by all others of it, before proof is asked.
    """

    person: str
    newcomers: str
    network: str


class Rule(NamedTuple):
    """At most ``most`` requests in ``seconds``."""

    most: int
    seconds: int


class Limit(NamedTuple):
    """At most ``most`` requests in a window; beyond it the request is refused or asked."""

    window: Window
    most: int
    refuses: bool


@dataclass(frozen=True, slots=True)
class LimitStatus:
    """A limit after this request; ``ends_in`` is in seconds."""

    limit: Limit
    seen: int
    ends_in: int

    @property
    def left(self) -> int:
        """Return how many more requests fit."""
        return max(0, self.limit.most - self.seen)

    @property
    def exceeded(self) -> bool:
        """Return whether this request was one too many."""
        return self.seen > self.limit.most


@cache
def rules_in(text: str) -> tuple[Rule, ...]:
    """Parse "30 per minute; 300 per hour"; raise ValueError for another syntax."""
    return tuple(Rule(item.amount, item.get_expiry()) for item in parse_many(text))


def limits_on(rules: str, subject: str, *, refuses: bool, share: int = 1) -> list[Limit]:
    """Return a limit for each rule, its key a hash that cannot be traced to anybody tomorrow."""
    digest = keyed_hash(f"rate-limit {now():%Y-%m-%d}", subject)[:16]
    key = urlsafe_b64encode(digest).decode().rstrip("=")
    return [
        Limit(Window(f"limit:{key}:{rule.seconds}", rule.seconds), rule.most * share, refuses)
        for rule in rules_in(rules)
    ]


def limits_of(allowance: Allowance, asker: Asker, *, about: str) -> list[Limit]:
    """Return the limits that hold for the asker: of its own, and of the networks it shares."""
    own, shared = f"{about} {asker.person}", allowance.network
    found = limits_on(allowance.person, own, refuses=True) if asker.person else []
    if not asker.person:
        about, shared = f"{about} newcomers", allowance.newcomers
    for network in asker.networks:
        key = f"{about} {network.prefix}"
        found += limits_on(shared, key, refuses=False, share=network.share)
    return found
