"""Subscribe to letters about a report, and support it by a confirmed address."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.errors import wants_json
from app.inputs.form import parse_email
from app.operations.reports.following import (
    SUBSCRIPTION,
    FollowRequest,
    confirm_subscription,
    end_subscription,
    follow_report,
    subscribed_report,
)
from app.operations.reports.supporting import asks_for_support, support_by_address
from app.security.devices import network_key
from app.security.rate_limits import (
    ANSWERS_TO_ONE_LINK,
    LETTERS_TO_ONE,
    REPORTING,
    limiter,
)
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.languages import chosen_language
from app.web.links import linked_id, unlisted
from app.web.reports.page import NUMBER, fresh, report_with_errors
from app.web.reports.residents import address_key, supporter_of

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
        wish = _wish(context, email)
        follow_report(context.session, number, request=wish, now=now())
        if wants_json():
            return fresh(jsonify(confirm_by="letter")), 202
        return render_template(
            "reports/subscribed.html", hromada=context.hromada, number=number, wish=wish
        )


@bp.get("/<slug>/subscriptions/<token>/<any(confirm, end):action>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    with reading_in(slug) as context:
        number = subscribed_report(context.session, subscription_id)
        support = action == "confirm" and asks_for_support(context.session, subscription_id)
        told = {"number": number, "support": support}
        return _subscription_page(context, token, action, told, done=False)


@bp.post("/<slug>/subscriptions/<token>/<any(confirm, end):action>")
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
            key = network_key()
            given = support_by_address(context.session, subscription_id, network_key=key, now=now())
            told["support"] = given.state if given else None
        return _subscription_page(context, token, action, told, done=True)


# Mail programs unsubscribe with one click, without any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where CSRF tokens are required


def _asked() -> Mapping[str, Any]:
    given = request.get_json(silent=True) if request.is_json else request.form
    return given if isinstance(given, Mapping) else {}


def _wish(context: HromadaContext, email: str) -> FollowRequest:
    """Return the request; confirming it confirms what this browser has supported, too."""
    browser = supporter_of(context.user)
    supports = bool(_asked().get("supports"))
    keys = (address_key(email), browser.device_key)
    return FollowRequest(email, chosen_language(), *keys, supports=supports)


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
