"""Ask for a hromada that is not served: a count of those who did, and one letter when it opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.email_address import parse_email
from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission
from app.errors import field_errors
from app.inputs.directory import LONGEST_SEARCH
from app.inputs.text import clean_line
from app.operations.confirmations import TypedAddress, Unsent
from app.operations.opening.asking import (
    HROMADA_REQUEST,
    HromadaAsker,
    ask_for_hromada,
    confirm_request,
    remove_request,
)
from app.queries.territory.asking import (
    UnservedHromada,
    has_asked,
    unserved_hromada,
    voices_asking,
)
from app.security.askers import mailbox_of
from app.security.devices import known_device, remember_device
from app.security.rate_limits import ANSWERS_TO_ONE_LINK, LETTERS_TO_ONE, REPORTING, limiter
from app.security.rate_rules import Allowance
from app.security.request_context import current_user, database, now, requires
from app.security.tokens import identity_hash
from app.security.typed_addresses import refuse_from_network, typed_address
from app.web.links import linked_id, unlisted

bp = Blueprint("asking", __name__)

# Of one hromada; browsers that keep no cookie do not get far.
ASKING_ONE = Allowance(person="10 per day", newcomers="30 per day", network="300 per day")
_NO_FAULTS: dict[str, str] = {}


class AskOutcome(NamedTuple):
    """The address that was given, and why it gets no letter now."""

    given: TypedAddress | None
    unsent: Unsent | None


def _asked_path() -> str:
    return request.path


@bp.get("/ask/<slug>")
@requires(Permission.SEE)
def page(slug: str) -> ResponseReturnValue:
    """Show the hromada that is not here yet, and how many asked for it."""
    with database().reading() as session:
        found = unserved_hromada(session, slug)
        if found is None:
            return redirect(f"/{slug}/", 302)
        return _page(session, found)


@bp.post("/ask/<slug>")
@limiter.limit(REPORTING)
@limiter.limit(ASKING_ONE, about=_asked_path)
@limiter.limit_letters(LETTERS_TO_ONE)
@requires(Permission.FOLLOW)
def ask(slug: str) -> ResponseReturnValue:
    """Count the request; with an address queue the letter that asks to confirm."""
    raw = request.form.get("email", "").strip()
    try:
        email = parse_email(raw) if raw else ""
        if not email and _device_key() is None:
            raise Rejected.on(
                "email", "This browser keeps nothing of ours: leave an address to be counted."
            )
    except Rejected as refusal:
        with _reading(slug) as (session, found):
            return _page(session, found, errors=field_errors(refusal), typed=raw[:254]), 422
    with _writing(slug) as (session, found):
        typed = typed_address(current_user(session), email) if email else None
        unsent = ask_for_hromada(session, _asker(email), typed, now=now())
        return _page(session, found, outcome=AskOutcome(typed, unsent))


@bp.get("/ask/<slug>/<token:token>/<any(confirm, refuse):action>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    linked_id(HROMADA_REQUEST, token)
    with database().reading() as session:
        if (found := unserved_hromada(session, slug)) is None:
            return redirect(f"/{slug}/", 302)
        return _answer_page(found, token, action, done=False)


@bp.post("/ask/<slug>/<token:token>/<any(confirm, refuse):action>")
@limiter.limit_link(ANSWERS_TO_ONE_LINK, purpose=HROMADA_REQUEST)
@requires(Permission.FOLLOW)
def answer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Count the address, or delete it; the signed link itself is the permission."""
    request_id = linked_id(HROMADA_REQUEST, token)
    with _writing(slug) as (session, found):
        if action == "confirm":
            confirm_request(session, request_id, now=now())
        else:
            refuse_from_network(session, remove_request(session, request_id))
        return _answer_page(found, token, action, done=True)


@contextmanager
def _reading(slug: str) -> Iterator[tuple[Session, UnservedHromada]]:
    with database().reading() as session:
        yield session, _found(session, slug)


@contextmanager
def _writing(slug: str) -> Iterator[tuple[Session, UnservedHromada]]:
    with database().transaction() as session:
        yield session, _found(session, slug)


def _found(session: Session, slug: str) -> UnservedHromada:
    found = unserved_hromada(session, slug)
    if found is None:
        raise NotFound("This hromada is here already, or there is none of this name.")
    enter_hromada(session, found.id)
    return found


def _page(
    session: Session,
    found: UnservedHromada,
    *,
    errors: dict[str, str] = _NO_FAULTS,
    typed: str = "",
    outcome: AskOutcome | None = None,
) -> Response:
    enter_hromada(session, found.id)
    response = make_response(
        render_template(
            "places/ask.html",
            one=found,
            voices=voices_asking(session),
            asked=has_asked(session, _device_key()),
            words=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
            errors=errors,
            typed=typed,
            given=outcome.given if outcome else None,
            unsent=outcome.unsent if outcome else None,
            done=outcome is not None,
            user=current_user(session),
            here="home",
            to=url_for("asking.ask", slug=found.slug),
        )
    )
    return remember_device(response)


def _answer_page(found: UnservedHromada, token: str, action: str, *, done: bool) -> Response:
    to = url_for("asking.answer", slug=found.slug, token=token, action=action)
    variables = {"one": found, "action": action, "done": done, "to": to, "here": "home"}
    return unlisted(render_template("places/asked.html", **variables))


def _asker(email: str) -> HromadaAsker:
    by_address = identity_hash("asker", f"address:{mailbox_of(email)}") if email else None
    return HromadaAsker(_device_key(), by_address)


def _device_key() -> bytes | None:
    """Return the key of a browser that has kept its cookie since an earlier page."""
    device = known_device()
    if device is None or not device.settled:
        return None
    return identity_hash("asker", f"device:{device.id}")
