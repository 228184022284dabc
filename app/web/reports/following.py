"""Support a report, or hear of it by letter."""

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission
from app.errors import faults_said, wants_json
from app.inputs.form import parse_email
from app.operations.reports.following import (
    SUBSCRIPTION,
    FollowRequest,
    confirm_subscription,
    end_subscription,
    follow_report,
    subscribed_report,
    support_report,
    withdraw_support,
)
from app.security.rate_limits import REPORTING, client_network, limiter
from app.security.request_context import now, reading_in, requires, writing_in
from app.security.tokens import keyed_hash, read_link_token
from app.texts.languages import chosen_language
from app.web.reports.page import NUMBER, fresh, render_report, seen_report
from app.web.reports.residents import mark_device, new_device, person_key

bp = Blueprint("following", __name__)

# A house shares one address; a program that throws its cookies away does not get far.
SUPPORTING_ONE = "30 per day"
# One address is not to be flooded with letters, whoever asks for them.
LETTERS_TO_ONE = "6 per hour"


def _network_and_report() -> str:
    return f"{client_network()} {request.path}"


def _asked_address() -> str:
    return keyed_hash("follow-limit", request.form.get("email", "").strip().lower()).hex()


@bp.post(f"/<slug>/reports/{NUMBER}/support")
@limiter.limit(REPORTING)
@limiter.limit(SUPPORTING_ONE, key_func=_network_and_report)
@requires(Permission.SUPPORT)
def support(slug: str, number: int) -> ResponseReturnValue:
    """Count this person in, or with ``undo`` out again."""
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
@limiter.limit(LETTERS_TO_ONE, key_func=_asked_address)
@requires(Permission.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Owe the letter that asks to confirm; the answer is one for known and unknown addresses."""
    raw = request.form.get("email", "")
    try:
        wish = FollowRequest(parse_email(raw), chosen_language())
    except Rejected as refusal:
        return _report_again(slug, number, refusal, typed=raw[:254])
    with writing_in(slug) as context:
        follow_report(context.session, number, request=wish, now=now())
        return render_template(
            "reports/subscribed.html", hromada=context.hromada, number=number, email=wish.email
        )


@bp.get("/<slug>/subscriptions/<token>/<any(confirm, end):deed>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Show a button and nothing else: scanners of mail follow links, but press no buttons."""
    subscription_id = _subscription_of(token)
    with reading_in(slug) as context:
        number = subscribed_report(context.session, subscription_id)
        return _unlisted(
            render_template(
                "reports/subscription.html",
                hromada=context.hromada,
                number=number,
                deed=deed,
                token=token,
                done=False,
            )
        )


@bp.post("/<slug>/subscriptions/<token>/<any(confirm, end):deed>")
@limiter.limit(REPORTING)
@requires(Permission.FOLLOW)
def answer_offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Begin or end the letters; the signed link itself is the permission."""
    subscription_id = _subscription_of(token)
    act = confirm_subscription if deed == "confirm" else end_subscription
    with writing_in(slug) as context:
        number = act(context.session, subscription_id, now=now())
        return _unlisted(
            render_template(
                "reports/subscription.html",
                hromada=context.hromada,
                number=number,
                deed=deed,
                token=token,
                done=True,
            )
        )


# Mail programs unsubscribe with one press, from outside of any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where tokens are demanded


def _wants_undo() -> bool:
    if request.is_json:
        return bool((request.get_json(silent=True) or {}).get("undo"))
    return bool(request.form.get("undo"))


def _counted(slug: str, number: int, *, supporters: int, supported: bool) -> Response:
    if wants_json():
        return fresh(jsonify(supporters=supporters, supported=supported))
    page = url_for("report_page.page", slug=slug, number=number, _anchor="support")
    return fresh(redirect(page, 303))


def _report_again(slug: str, number: int, refusal: Rejected, *, typed: str) -> ResponseReturnValue:
    with reading_in(slug) as context:
        seen = seen_report(context, number)
        return render_report(context, seen, errors=faults_said(refusal), typed=typed), 422


def _subscription_of(token: str) -> int:
    subject = read_link_token(SUBSCRIPTION, token)
    if not subject.isdecimal():
        raise NotFound("This link is not valid. Copy it whole from the letter.")
    return int(subject)


def _unlisted(page: str) -> Response:
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
