"""Subscribe to letters about a report, and support it by a confirmed address."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.email_address import parse_email
from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.errors import wants_json
from app.operations.reports.subscribing import (
    SUBSCRIPTION,
    SupportWish,
    asked_again,
    confirm_subscription,
    confirmed_reporter,
    end_subscription,
    follow_report,
    refuse_subscription,
    subscribed_report,
)
from app.operations.reports.supporting import asks_for_support, support_by_address
from app.queries.reports.page import report_page
from app.security.devices import network_key
from app.security.rate_limits import (
    ANSWERS_TO_ONE_LINK,
    LETTERS_TO_ONE,
    REPORTING,
    limiter,
)
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.security.typed_addresses import refuse_from_network, typed_address
from app.web.links import linked_id, unlisted
from app.web.reports.page import NUMBER, fresh, report_with_errors
from app.web.reports.residents import own_link, supporter_key, supporter_of

bp = Blueprint("following", __name__)


@bp.post(f"/<slug>/reports/{NUMBER}/subscribe")
@limiter.limit(REPORTING)
@limiter.limit_letters(LETTERS_TO_ONE)
@requires(Permission.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Queue the letter that asks to confirm; known and unknown addresses are answered alike."""
    raw = str(_asked().get("email") or "")
    try:
        email = parse_email(raw)
    except Rejected as refusal:
        if wants_json():
            raise
        return report_with_errors(slug, number, refusal, typed=raw[:254])
    with writing_in(slug) as context:
        typed, wish = typed_address(context.user, email), _wish(context, email)
        unsent = follow_report(context.session, number, typed=typed, wish=wish, now=now())
        if wants_json():
            confirm_by = None if unsent or typed.confirmed else "letter"
            return fresh(jsonify(confirm_by=confirm_by, address_unsent=unsent)), 202
        return render_template(
            "reports/subscribed.html",
            hromada=context.hromada,
            number=number,
            typed=typed,
            unsent=unsent,
            supports=wish.supports,
            support_state=_support_state(context, number) if typed.confirmed else None,
        )


@bp.get("/<slug>/subscriptions/<token:token>/<any(confirm, refuse, end):action>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    with reading_in(slug) as context:
        session = context.session
        told = {
            "number": subscribed_report(session, subscription_id),
            "support": action == "confirm" and asks_for_support(session, subscription_id),
            "kept": action == "refuse" and asked_again(session, subscription_id),
        }
        return _subscription_page(context, token, action, told, done=False)


@bp.post("/<slug>/subscriptions/<token:token>/<any(confirm, end):action>")
@limiter.limit_link(ANSWERS_TO_ONE_LINK, purpose=SUBSCRIPTION)
@requires(Permission.FOLLOW)
def answer_offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Confirm or end the subscription; the signed link itself is the permission."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    take = confirm_subscription if action == "confirm" else end_subscription
    with writing_in(slug) as context:
        number = take(context.session, subscription_id, now=now())
        told: dict[str, object] = {"number": number}
        if action == "confirm":
            told |= _confirmed(context, subscription_id, number)
        return _subscription_page(context, token, action, told, done=True)


@bp.post("/<slug>/subscriptions/<token:token>/refuse")
@limiter.limit_link(ANSWERS_TO_ONE_LINK, purpose=SUBSCRIPTION)
@requires(Permission.FOLLOW)
def refuse(slug: str, token: str) -> ResponseReturnValue:
    """Delete the subscription, and write no more to its address for the network that typed it."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    with writing_in(slug) as context:
        kept = asked_again(context.session, subscription_id)
        refused = refuse_subscription(context.session, subscription_id)
        refuse_from_network(context.session, refused)
        told = {"number": None, "kept": kept}
        return _subscription_page(context, token, "refuse", told, done=True)


# Mail programs unsubscribe with one click, without any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where CSRF tokens are required


def _asked() -> Mapping[str, Any]:
    given = request.get_json(silent=True) if request.is_json else request.form
    return given if isinstance(given, Mapping) else {}


def _wish(context: HromadaContext, email: str) -> SupportWish:
    """Return what confirming the address is to do, also for what this browser has supported."""
    device_key = supporter_of(context.user).device_key
    supports = bool(_asked().get("supports"))
    return SupportWish(supporter_key(email), device_key, network_key(), supports=supports)


def _support_state(context: HromadaContext, number: int) -> str | None:
    reader = supporter_of(context.user)
    return report_page(context.session, number, reader=reader).support_state


def _confirmed(context: HromadaContext, subscription_id: int, number: int) -> dict[str, object]:
    """Give or confirm the support that the confirmed address asked for; return what to tell."""
    session = context.session
    given = support_by_address(session, subscription_id, network_key=network_key(), now=now())
    own = confirmed_reporter(session, subscription_id)
    return {
        "support": given.state if given else None,
        "own_url": own_link(context.hromada.slug, number, own) if own else "",
    }


def _subscription_page(
    context: HromadaContext, token: str, action: str, told: Mapping[str, object], *, done: bool
) -> Response:
    page = render_template(
        "reports/subscription.html",
        hromada=context.hromada,
        action=action,
        token=token,
        done=done,
        **told,
    )
    return unlisted(page)
