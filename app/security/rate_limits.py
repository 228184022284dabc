"""Rate limits that spare the innocent: who asks too often is refused, a crowd is asked for proof.

Nothing that a stranger can use up is counted against somebody else: an account or a device has
its own count, and beyond that of a network or of a recipient proof of work is asked, see
proof_of_work.py.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar, cast

from flask import Flask, Response, current_app, g, request

from app.config import Settings
from app.domain.errors import TooMany
from app.security.askers import current_asker, mailbox_of
from app.security.proof_of_work import CROWDED, challenge, demand
from app.security.rate_counters import Counter, RedisCounter, RequestCount
from app.security.rate_rules import Allowance, Limit, LimitStatus, limits_of, limits_on, rules_in
from app.security.request_context import now
from app.security.tokens import read_link_token

CROWDED_MAILBOX = (
    "Very many letters are being asked for this address now. Wait a few seconds: your device "
    "solves a small task, so that we see that this is no program."
)

P = ParamSpec("P")
R = TypeVar("R")


class ViewDecorator(Protocol):
    """A decorator that leaves the view's signature as it is."""

    def __call__(self, view: Callable[P, R]) -> Callable[P, R]:
        """Return the decorated view."""


def _nothing() -> str:
    return ""


REPORTING = Allowance(
    person="30 per minute; 300 per hour",
    newcomers="30 per minute; 300 per hour",
    network="300 per minute; 3000 per hour",
)
SIGNING_IN = Allowance(
    person="10 per minute; 60 per hour",
    newcomers="10 per minute; 60 per hour",
    network="100 per minute; 600 per hour",
)
# Letters that a coordinator sends to try the mail, or to remind colleagues.
TRIAL_LETTERS = Allowance(person="10 per hour", newcomers="10 per hour", network="60 per hour")
# Roles given by a coordinator, each told by a letter.
INVITING = Allowance(person="60 per hour", newcomers="60 per hour", network="300 per hour")
# By all to one address, before proof is asked; and by one account or device, and then no more.
LETTERS_TO_ONE = "6 per hour"
# Where many letters are asked for an address, it gets one of them in this time: its link lasts ten
# minutes.
LETTERS_TO_A_CROWDED_ONE = "1 per 5 minutes"
# Of one signed link, by whoever has it.
ANSWERS_TO_ONE_LINK = "20 per hour"


class Limiter:
    """Decorators for views; each counts all its windows in one round trip to Redis."""

    def limit(self, allowance: Allowance, *, about: Callable[[], str] = _nothing) -> ViewDecorator:
        """Limit requests by asker; with ``about`` those about one thing."""

        def limits() -> list[Limit]:
            return limits_of(allowance, current_asker(), about=f"{request.endpoint} {about()}")

        for rules in allowance:
            rules_in(rules)
        return _limiting(limits, allowance=allowance)

    def limit_letters(self, rules: str) -> ViewDecorator:
        """Limit letters to one mailbox; whoever owns it is never kept out by strangers."""

        def limits() -> list[Limit]:
            if not (address := recipient()):
                return []
            asker, about = current_asker(), f"{request.endpoint} letters to {address}"
            persons = limits_on(rules, f"{about} by {asker.person}", refuses=True)
            return [*(persons if asker.person else ()), *limits_on(rules, about, refuses=False)]

        return _limiting(limits, message=CROWDED_MAILBOX)

    def limit_link(self, rules: str, *, purpose: str) -> ViewDecorator:
        """Limit requests with one signed link; a link that we did not sign is not found.

        Not by network: mail providers end subscriptions for all who press the button there.
        """

        def limits() -> list[Limit]:
            subject = read_link_token(purpose, (request.view_args or {})["token"])
            return limits_on(rules, f"link {purpose} {subject}", refuses=True)

        return _limiting(limits)


limiter = Limiter()


def recipient() -> str:
    """Return the mailbox that the request names, in one spelling; "" if it names none."""
    given = request.get_json(silent=True) if request.is_json else request.form
    email = given.get("email") if isinstance(given, Mapping) else ""
    return mailbox_of(str(email or ""))


def mailbox_is_crowded() -> bool:
    """Return whether so many letters are asked for the recipient that it took proof of work."""
    return CROWDED_MAILBOX in g.get("crowds", ())


def letter_is_due(address: str, *, known: Callable[[], bool]) -> bool:
    """Return whether to send another letter, where very many are asked for the mailbox.

    Else the letter of a moment ago, whoever asked for it, does as well: it signs in the reader.
    Invented addresses of a mailbox (name+anything) keep no letter from one that is ``known``.
    """
    if not mailbox_is_crowded():
        return True
    rules, subjects = LETTERS_TO_A_CROWDED_ONE, (f"address {address}", f"mailbox {recipient()}")
    one, all_of_it = _counted(
        [limit for subject in subjects for limit in limits_on(rules, subject, refuses=False)]
    )
    return not one.exceeded and (not all_of_it.exceeded or known())


def proof_ahead(endpoint: str) -> dict[str, object] | None:
    """Return the challenge that ``endpoint`` would ask this asker for now, if any.

    For forms that cannot be sent again by themselves, because they hold files.
    """
    if current_app.extensions["limits"] is None:
        return None
    allowance: Allowance = vars(current_app.view_functions[endpoint])["allowance"]
    limits = limits_of(allowance, current_asker(), about=f"{endpoint} ")
    full = [each for each in _peeked(limits) if not (each.left or each.limit.refuses)]
    if not full:
        return None
    wait = timedelta(seconds=max(status.ends_in for status in full) + 59)
    return {"challenge": challenge(endpoint), "again_at": now() + wait}


def register_limits(app: Flask, settings: Settings) -> None:
    """Set up the counter and add X-RateLimit headers to responses."""
    app.extensions["limits"] = RedisCounter(settings.redis_url) if settings.limited else None
    app.jinja_env.globals["proof_ahead"] = proof_ahead

    @app.after_request
    def add_headers(response: Response) -> Response:
        status = cast("LimitStatus | None", g.get("limit"))
        if status is not None:
            response.headers["X-RateLimit-Limit"] = str(status.limit.most)
            response.headers["X-RateLimit-Remaining"] = str(status.left)
            response.headers["X-RateLimit-Reset"] = str(int(time.time()) + status.ends_in)
            if response.status_code == 429 and status.exceeded:
                response.headers["Retry-After"] = str(status.ends_in)
        return response


def _limiting(
    limits: Callable[[], list[Limit]],
    *,
    message: str = CROWDED,
    allowance: Allowance | None = None,
) -> ViewDecorator:
    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> R:
            if current_app.extensions["limits"] is not None and (counted := limits()):
                _admit(_counted(counted), message)
            return view(*args, **kwargs)

        if allowance is not None:
            limited.allowance = allowance  # type: ignore[attr-defined]  # read by proof_ahead
        return limited

    return decorate


def _counted(limits: list[Limit]) -> list[LimitStatus]:
    return _statuses(limits, _counter().count([limit.window for limit in limits]))


def _peeked(limits: list[Limit]) -> list[LimitStatus]:
    return _statuses(limits, _counter().peek([limit.window for limit in limits]))


def _statuses(limits: list[Limit], counts: list[RequestCount]) -> list[LimitStatus]:
    return [
        LimitStatus(limit, count.seen, count.ends_in)
        for limit, count in zip(limits, counts, strict=True)
    ]


def _counter() -> Counter:
    return cast("Counter", current_app.extensions["limits"])


def _admit(statuses: list[LimitStatus], message: str) -> None:
    """Refuse the request, ask for proof of work, or note how much is left.

    Of exceeded limits that which ends last is told: until then retrying is useless.
    """
    exceeded = [status for status in statuses if status.exceeded]
    refusing = [status for status in exceeded if status.limit.refuses]
    if exceeded:
        g.limit = max(refusing or exceeded, key=lambda status: status.ends_in)
    else:
        nearest = min(statuses, key=lambda status: status.left)
        g.limit = min(g.get("limit", nearest), nearest, key=lambda status: status.left)
    if refusing:
        raise TooMany("Too many requests in a short time. Wait a minute and try again.")
    if exceeded:
        demand(retry_after=g.limit.ends_in, message=message)
        g.setdefault("crowds", set()).add(message)
