"""Public pages of notices: the list, a page each, areas for the map, subscriptions."""

import json
from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.email_address import parse_email
from app.domain.errors import Rejected
from app.domain.roles import Permission, Role
from app.errors import field_errors
from app.operations.notices.subscribing import (
    NOTICE_SUBSCRIPTION,
    answer_subscription,
    follow_notice,
    remove_notice_subscription,
)
from app.queries.notices.areas import area_drawing
from app.queries.notices.notices import (
    NoticeCard,
    categories_explained,
    explained,
    explained_reports,
    latest_notices,
    notice_card,
    notice_past,
)
from app.security.rate_limits import (
    ANSWERS_TO_ONE_LINK,
    LETTERS_TO_ONE,
    REPORTING,
    limiter,
)
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.security.typed_addresses import refuse_from_network, typed_address
from app.texts.languages import in_language
from app.texts.notices import SIDE_LABELS
from app.web.links import linked_id, unlisted
from app.web.urls import numbered
from gis.notices import addresses_inside, notice_shapes

bp = Blueprint("notices", __name__)

# How long before its beginning a notice is on the map.
AHEAD = timedelta(days=7)


def may_manage(context: HromadaContext, notice: NoticeCard) -> bool:
    """Return whether the user may end the notice: a coordinator any, an officer their body's."""
    user = context.user
    return Role.COORDINATOR in user.roles or (
        Role.OFFICER in user.roles and notice.body_id in user.body_ids
    )


@bp.get("/<slug>/notices")
@requires(Permission.SEE)
def listing(slug: str) -> ResponseReturnValue:
    """Show the notices of the last year, those in force first."""
    with reading_in(slug) as context:
        return render_template(
            "notices/list.html",
            hromada=context.hromada,
            user=context.user,
            notices=latest_notices(context.session, now=now()),
            staff=bool({Role.COORDINATOR, Role.OFFICER} & context.user.roles),
            now=now(),
        )


@bp.get(f"/<slug>/notices/{numbered('number')}")
@requires(Permission.SEE)
def page(slug: str, number: int) -> ResponseReturnValue:
    """Show a notice with what it explains."""
    with reading_in(slug) as context:
        return render_notice(context, number)


@bp.get("/<slug>/notices.geojson")
@requires(Permission.SEE)
def shapes(slug: str) -> ResponseReturnValue:
    """Return the areas of notices in force or soon to be, as GeoJSON (EPSG:4326)."""
    with reading_in(slug) as context:
        moment = now()
        conn = context.session.connection()
        rows = notice_shapes(conn, context.hromada.id, at=moment, soon=moment + AHEAD)
    features = [
        {
            "type": "Feature",
            "id": row.id,
            "geometry": json.loads(row.geometry),
            "properties": {
                "title_uk": row.title_uk,
                "title_en": row.title_en or row.title_uk,
                "running": row.running,
                "from": row.starts_at.isoformat(),
                "to": row.ends_at.isoformat() if row.ends_at else None,
                "url": f"/{slug}/notices/{row.id}",
            },
        }
        for row in rows
    ]
    return _geojson({"type": "FeatureCollection", "features": features})


@bp.post(f"/<slug>/notices/{numbered('number')}/subscribe")
@limiter.limit(REPORTING)
@limiter.limit_letters(LETTERS_TO_ONE)
@requires(Permission.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Queue the letter that asks to confirm; known and unknown addresses are answered alike."""
    raw = request.form.get("email", "")
    try:
        email = parse_email(raw)
    except Rejected as refusal:
        with reading_in(slug) as context:
            errors = field_errors(refusal)
            return render_notice(context, number, errors=errors, typed=raw[:254]), 422
    with writing_in(slug) as context:
        typed = typed_address(context.user, email)
        unsent = follow_notice(context.session, number, typed=typed, now=now())
        return render_template(
            "notices/subscribed.html",
            hromada=context.hromada,
            number=number,
            typed=typed,
            unsent=unsent,
        )


@bp.get("/<slug>/notices/subscriptions/<token:token>/<any(confirm, refuse, end):action>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Show only a button: mail scanners follow links, but press no buttons."""
    linked_id(NOTICE_SUBSCRIPTION, token)
    with reading_in(slug) as context:
        return _offer(context, token, action)


@bp.post("/<slug>/notices/subscriptions/<token:token>/<any(confirm, end):action>")
@limiter.limit_link(ANSWERS_TO_ONE_LINK, purpose=NOTICE_SUBSCRIPTION)
@requires(Permission.FOLLOW)
def answer_offer(slug: str, token: str, action: str) -> ResponseReturnValue:
    """Confirm or end the subscription; the signed link itself is the permission."""
    subscription_id = linked_id(NOTICE_SUBSCRIPTION, token)
    with writing_in(slug) as context:
        confirm = action == "confirm"
        number = answer_subscription(context.session, subscription_id, confirm=confirm, now=now())
        return _offer(context, token, action, number=number, done=True)


@bp.post("/<slug>/notices/subscriptions/<token:token>/refuse")
@limiter.limit_link(ANSWERS_TO_ONE_LINK, purpose=NOTICE_SUBSCRIPTION)
@requires(Permission.FOLLOW)
def refuse(slug: str, token: str) -> ResponseReturnValue:
    """Delete the subscription, and write no more to its address for the network that typed it."""
    subscription_id = linked_id(NOTICE_SUBSCRIPTION, token)
    with writing_in(slug) as context:
        removed = remove_notice_subscription(context.session, subscription_id)
        refuse_from_network(context.session, removed)
        return _offer(context, token, "refuse", done=True)


# Mail programs unsubscribe with one click, without any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where CSRF tokens are required


def render_notice(
    context: HromadaContext, number: int, *, errors: dict[str, str] | None = None, typed: str = ""
) -> str:
    """Return the notice's page; ``errors`` belong to one of its forms."""
    session, hromada_id = context.session, context.hromada.id
    notice = notice_card(session, number)
    return render_template(
        "notices/notice.html",
        hromada=context.hromada,
        user=context.user,
        notice=notice,
        state=notice.state(now()),
        words=in_language(notice, "words"),
        closing=in_language(notice, "closing"),
        kinds=categories_explained(session, number),
        addresses=addresses_inside(session.connection(), hromada_id, number),
        drawing=area_drawing(session, number),
        counts=explained(session, number, body_ids=context.user.body_ids),
        reports=explained_reports(session, number),
        manages=may_manage(context, notice),
        past=notice_past(session, number),
        sides=SIDE_LABELS,
        errors=errors or {},
        typed=typed,
        form=request.form,
        now=now(),
    )


def _offer(
    context: HromadaContext,
    token: str,
    action: str,
    *,
    number: int | None = None,
    done: bool = False,
) -> Response:
    page = render_template(
        "notices/subscription.html",
        hromada=context.hromada,
        token=token,
        action=action,
        number=number,
        done=done,
    )
    return unlisted(page)


def _geojson(collection: dict[str, object]) -> Response:
    content = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(content)
    response.mimetype = "application/geo+json"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response
