"""Proof of work: a task of a few seconds for the browser, asked instead of refusing a crowd.

A shared network may hold thousands of phones and one abuser. A view that suspects it calls
``demand()`` before it does anything; error handlers do the rest: a page whose script solves the
task and sends the same form again, or for JSON a 429 with the challenge in ``error.challenge``.
The solution returns in the form's field or in the header, as the library ALTCHA encodes it.
"""

import time
from secrets import randbelow
from typing import Any, cast

from altcha import Payload, create_challenge, verify_solution
from flask import current_app, g, request

from app.domain.errors import ProofRequired
from app.security.rate_counters import Counter, Window
from app.security.tokens import keyed_hash

FIELD = "proof_of_work"
HEADER = "Proof-Of-Work"
# A form may stay open for as long; a solution is good once.
LIFETIME_S = 1800

# Measured: 0.1 to 0.6 s in Chromium, at most 1 s throttled sixfold; 0.7 ms of the server's CPU.
ALGORITHM = "PBKDF2/SHA-256"
COST = 1000
MOST_TRIES = 900
_LONGEST = 4000

CROWDED = (
    "Very many requests are coming from your network now. Wait a few seconds: your device "
    "solves a small task, so that we see that this is no program."
)


def challenge(purpose: str) -> dict[str, Any]:
    """Return a signed task for ``purpose``, the endpoint that the form is sent to."""
    made = create_challenge(
        ALGORITHM,
        COST,
        counter=1 + randbelow(MOST_TRIES),
        expires_at=int(time.time()) + LIFETIME_S,
        data={"purpose": purpose, "most": MOST_TRIES},
        hmac_secret=_secret(),
    )
    return cast("dict[str, Any]", made.to_dict())


def solved(purpose: str = "") -> bool:
    """Return whether the request has a solution for ``purpose``, by default its own endpoint.

    A solution is good for one request; within it, it may be asked for again. With
    RATE_LIMITS=off nothing needs to be solved.
    """
    if (counter := _counter()) is None:
        return True
    purpose = purpose or _own_purpose()
    if purpose not in g.setdefault("proofs", set()):
        signature = _verified(purpose)
        if not signature or not _spend(counter, signature):
            return False
        g.proofs.add(purpose)
    return True


def was_sent() -> bool:
    """Return whether the request has a proof for its own endpoint that is right."""
    given = request.headers.get(HEADER) or ("" if request.is_json else request.form.get(FIELD))
    return bool(given) and solved()


def demand(purpose: str = "", *, retry_after: int = 60, message: str = CROWDED) -> None:
    """Raise ProofRequired unless ``solved(purpose)``.

    ``retry_after`` is the number of seconds after which nothing will be asked.
    """
    if solved(purpose):
        return
    task = challenge(purpose or _own_purpose())
    raise ProofRequired(message, challenge=task, retry_after=retry_after)


def _own_purpose() -> str:
    return request.endpoint or ""


def _verified(purpose: str) -> str:
    """Return the signature of the challenge that the request has solved, or ""."""
    text = request.headers.get(HEADER) or ("" if request.is_json else request.form.get(FIELD, ""))
    if not text or len(text) > _LONGEST:
        return ""
    try:
        payload = Payload.from_base64(text)
        given = (payload.challenge.parameters.data or {}).get("purpose")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    if given != purpose or not verify_solution(payload, _secret()).verified:
        return ""
    return str(payload.challenge.signature)


def _spend(counter: Counter, signature: str) -> bool:
    return counter.count([Window(f"proof:{signature}", LIFETIME_S)])[0].seen == 1


def _counter() -> Counter | None:
    return cast("Counter | None", current_app.extensions["limits"])


def _secret() -> bytes:
    return keyed_hash("proof-of-work", "")
