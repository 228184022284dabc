"""Notices for everybody: the list, a page each, what the map draws, and letters at the end."""

import json
from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.domain.roles import Permission, Role
from app.errors import faults_said
from app.inputs.form import parse_email
from app.operations.notices.announcing import answer_subscription, follow_notice
from app.queries.notices.areas import area_drawing
from app.queries.notices.notices import (
    NoticeCard,
    explained,
    explained_reports,
    kinds_explained,
    latest_notices,
    notice_card,
    notice_past,
)
from app.security.rate_limits import REPORTING, limiter
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.security.tokens import keyed_hash, read_link_token
from app.texts.languages import chosen_language, in_language
from app.texts.notices import SIDE_WORDS
from app.web.urls import numbered
from gis.notices import addresses_inside, notice_shapes

bp = Blueprint("notices", __name__)

# What the links in letters are good for.
NOTICE_SUBSCRIPTION = "notice-subscription"
LETTERS_TO_ONE = "6 per hour"
# How long before it begins a notice is on the map.
AHEAD = timedelta(days=7)


def may_manage(context: HromadaContext, notice: NoticeCard) -> bool:
    """Say whether the asker may end the notice: a coordinator any, an officer the own body's."""
    user = context.user
    return Role.COORDINATOR in user.roles or (
        Role.OFFICER in user.roles and notice.body_id in user.body_ids
    )


@bp.get("/<slug>/notices")
@requires(Permission.SEE)
def listing(slug: str) -> ResponseReturnValue:
    """Show the year's notices, those in force first."""
    with reading_in(slug) as context:
        found = latest_notices(context.session, now=now())
        return render_template(
            "notices/list.html",
            hromada=context.hromada,
            user=context.user,
            notices=found,
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
    """Give the areas of notices in force or soon to be, for the map (EPSG:4326)."""
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
@limiter.limit(
    LETTERS_TO_ONE, key_func=lambda: keyed_hash("follow-limit", request.form.get("email", "")).hex()
)
@requires(Permission.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Owe the letter that asks to confirm; the answer is one for known and unknown addresses."""
    raw = request.form.get("email", "")
    try:
        email = parse_email(raw)
    except Rejected as refusal:
        with reading_in(slug) as context:
            return render_notice(context, number, errors=faults_said(refusal), typed=raw[:254]), 422
    with writing_in(slug) as context:
        wish = (email, chosen_language())
        follow_notice(context.session, number, subscriber=wish, now=now())
        return render_template(
            "notices/subscribed.html", hromada=context.hromada, number=number, email=email
        )


@bp.get("/<slug>/notices/subscriptions/<token>/<any(confirm, end):deed>")
@requires(Permission.FOLLOW)
def offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Show a button and nothing else: scanners of mail follow links, but press no buttons."""
    _subscription_of(token)
    with reading_in(slug) as context:
        return _offer(context, token, deed)


@bp.post("/<slug>/notices/subscriptions/<token>/<any(confirm, end):deed>")
@limiter.limit(REPORTING)
@requires(Permission.FOLLOW)
def answer_offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Begin or end the letters; the signed link itself is the permission."""
    subscription_id = _subscription_of(token)
    with writing_in(slug) as context:
        number = answer_subscription(
            context.session,
            subscription_id,
            confirm=deed == "confirm",
            now=now(),
        )
        return _offer(context, token, deed, number=number)


# Mail programs unsubscribe with one press, from outside of any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where tokens are demanded


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
        kinds=kinds_explained(session, number),
        addresses=addresses_inside(session.connection(), hromada_id, number),
        drawing=area_drawing(session, number),
        counts=explained(session, number, body_ids=context.user.body_ids),
        reports=explained_reports(session, number),
        manages=may_manage(context, notice),
        past=notice_past(session, number),
        sides=SIDE_WORDS,
        errors=errors or {},
        typed=typed,
        form=request.form,
        now=now(),
    )


def _offer(
    context: HromadaContext, token: str, deed: str, *, number: int | None = None
) -> Response:
    words = render_template(
        "notices/subscription.html", hromada=context.hromada, token=token, deed=deed, number=number
    )
    response = make_response(words)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _subscription_of(token: str) -> int:
    subject = read_link_token(NOTICE_SUBSCRIPTION, token)
    if not subject.isdecimal():
        raise NotFound("This link is not valid. Copy it whole from the letter.")
    return int(subject)


def _geojson(collection: dict[str, object]) -> Response:
    words = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
    response = make_response(words)
    response.mimetype = "application/geo+json"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(sha256(words).hexdigest()[:32])
    response.make_conditional(request)
    return response
