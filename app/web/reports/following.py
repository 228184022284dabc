"""Support a report, or subscribe to letters about it."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.roles import Permission
from app.errors import wants_json
from app.inputs.email_address import parse_email
from app.operations.confirmations import refuse_address
from app.operations.reports.following import support_report, withdraw_support
from app.operations.reports.subscribing import (
    SUBSCRIPTION,
    confirm_subscription,
    confirmed_reporter,
    end_subscription,
    follow_report,
    remove_subscription,
    subscribed_report,
)
from app.security.rate_limits import REPORTING, client_network, limiter
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.security.tokens import keyed_hash
from app.security.typed_addresses import address_key, typed_address
from app.web.links import linked_id, unlisted
from app.web.reports.page import NUMBER, fresh, report_with_errors
from app.web.reports.residents import mark_device, new_device, own_link, person_key

bp = Blueprint("following", __name__)

# A household shares one network; a client without cookies does not get far.
SUPPORTING_ONE = "30 per day"
# One address must not be flooded with letters, from wherever they are requested.
LETTERS_TO_ONE = "6 per hour"


def _network_and_report() -> str:
    return f"{client_network()} {request.path}"


def _requested_address() -> str:
    return keyed_hash("follow-limit", request.form.get("email", "").strip().lower()).hex()


@bp.post(f"/<slug>/reports/{NUMBER}/support")
@limiter.limit(REPORTING)
@limiter.limit(SUPPORTING_ONE, key_func=_network_and_report)
@requires(Permission.SUPPORT)
def support(slug: str, number: int) -> ResponseReturnValue:
    """Add this person's support, or with ``undo`` withdraw it."""
    undo = _wants_undo()
    device = ""
    with writing_in(slug) as context:
        person = person_key(context.user)
        if not person and not undo:
            device, person = new_device()
        where = (context.session, number)
        if undo:
            supporters = withdraw_support(*where, person_key=person)
        else:
            supporters = support_report(*where, person_key=person, now=now())
    response = _counted(slug, number, supporters=supporters, supported=not undo)
    if device:
        mark_device(response, device)
    return response


@bp.post(f"/<slug>/reports/{NUMBER}/subscribe")
@limiter.limit(REPORTING)
@limiter.limit(LETTERS_TO_ONE, key_func=_requested_address)
@requires(Permission.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Queue the letter that asks to confirm; known and unknown addresses are answered alike."""
    raw = request.form.get("email", "")
    try:
        email = parse_email(raw)
    except Rejected as refusal:
        return report_with_errors(slug, number, refusal, typed=raw[:254])
    with writing_in(slug) as context:
        typed = typed_address(context.user, email)
        unsent = follow_report(context.session, number, typed=typed, now=now())
        return render_template(
            "reports/subscribed.html",
            hromada=context.hromada,
            number=number,
            typed=typed,
            unsent=unsent,
        )


@bp.get("/<slug>/subscriptions/<token>/<any(confirm, refuse, end):action>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    with reading_in(slug) as context:
        number = subscribed_report(context.session, subscription_id)
        return _subscription_page(context, token, action, number=number, done=False)


@bp.post("/<slug>/subscriptions/<token>/<any(confirm, end):action>")
@limiter.limit(REPORTING)
@requires(Permission.FOLLOW)
def answer_offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Confirm or end the subscription; the signed link itself is the permission."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    take = confirm_subscription if action == "confirm" else end_subscription
    with writing_in(slug) as context:
        session = context.session
        number = take(session, subscription_id, now=now())
        own = confirmed_reporter(session, subscription_id) if action == "confirm" else None
        own_url = own_link(slug, number, own) if own else ""
        return _subscription_page(context, token, action, number=number, done=True, own_url=own_url)


@bp.post("/<slug>/subscriptions/<token>/refuse")
@limiter.limit(REPORTING)
@requires(Permission.FOLLOW)
def refuse(slug: str, token: str) -> ResponseReturnValue:
    """Delete the subscription, and write no more to its address for the network that typed it."""
    subscription_id = linked_id(SUBSCRIPTION, token)
    with writing_in(slug) as context:
        removed = remove_subscription(context.session, subscription_id)
        if removed is not None and removed.network_key is not None:
            key = address_key(removed.email)
            refuse_address(context.session, key, removed.network_key, now=now())
        return _subscription_page(context, token, "refuse", number=None, done=True)


# Mail programs unsubscribe with one click, without any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where CSRF tokens are required


def _wants_undo() -> bool:
    if request.is_json:
        return bool((request.get_json(silent=True) or {}).get("undo"))
    return bool(request.form.get("undo"))


def _counted(slug: str, number: int, *, supporters: int, supported: bool) -> Response:
    if wants_json():
        return fresh(jsonify(supporters=supporters, supported=supported))
    page = url_for("report_page.page", slug=slug, number=number, _anchor="support")
    return fresh(redirect(page, 303))


def _subscription_page(
    context: HromadaContext,
    token: str,
    action: str,
    *,
    number: int | None,
    done: bool,
    own_url: str = "",
) -> Response:
    page = render_template(
        "reports/subscription.html",
        hromada=context.hromada,
        number=number,
        action=action,
        token=token,
        done=done,
        own_url=own_url,
    )
    return unlisted(page)
