"""Notices for everybody: the list, a page each, what the map draws, and letters at the end."""

import json
from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.domain.roles import Action, Role
from app.inputs.accounts import parse_email
from app.inputs.text import gettext
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
from app.security.request_context import Visit, acting, now, requires, visiting
from app.security.tokens import keyed_hash, subject_of
from app.texts.languages import chosen_language
from app.texts.notices import SIDE_WORDS
from app.web.urls import numbered
from gis.notices import addresses_inside, notice_shapes

bp = Blueprint("notices", __name__)

# What the links in letters are good for.
NOTICE_SUBSCRIPTION = "notice-subscription"
LETTERS_TO_ONE = "6 per hour"
# How long before it begins a notice is on the map.
AHEAD = timedelta(days=7)


def may_manage(visit: Visit, notice: NoticeCard) -> bool:
    """Say whether the asker may end the notice: a coordinator any, an officer the own body's."""
    asker = visit.asker
    return Role.COORDINATOR in asker.roles or (
        Role.OFFICER in asker.roles and notice.body_id in asker.body_ids
    )


@bp.get("/<slug>/notices")
@requires(Action.SEE)
def listing(slug: str) -> ResponseReturnValue:
    """Show the year's notices, those in force first."""
    with visiting(slug) as visit:
        found = latest_notices(visit.session, visit.hromada.id, now=now())
        return render_template(
            "notices/list.html",
            hromada=visit.hromada,
            asker=visit.asker,
            notices=found,
            staff=bool({Role.COORDINATOR, Role.OFFICER} & visit.asker.roles),
            now=now(),
        )


@bp.get(f"/<slug>/notices/{numbered('number')}")
@requires(Action.SEE)
def page(slug: str, number: int) -> ResponseReturnValue:
    """Show a notice with what it explains."""
    with visiting(slug) as visit:
        return render_notice(visit, number)


@bp.get("/<slug>/notices.geojson")
@requires(Action.SEE)
def shapes(slug: str) -> ResponseReturnValue:
    """Give the areas of notices in force or soon to be, for the map (EPSG:4326)."""
    with visiting(slug) as visit:
        moment = now()
        conn = visit.session.connection()
        rows = notice_shapes(conn, visit.hromada.id, at=moment, soon=moment + AHEAD)
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
@requires(Action.FOLLOW)
def subscribe(slug: str, number: int) -> ResponseReturnValue:
    """Owe the letter that asks to confirm; the answer is one for known and unknown addresses."""
    raw = request.form.get("email", "")
    try:
        email = parse_email(raw)
    except Rejected as refusal:
        errors = {name: gettext(words) for name, words in refusal.fields.items()}
        with visiting(slug) as visit:
            return render_notice(visit, number, errors=errors, typed=raw[:254]), 422
    with acting(slug) as visit:
        wish = (email, chosen_language())
        follow_notice(visit.session, visit.hromada.id, number, wish=wish, now=now())
        return render_template(
            "notices/subscribed.html", hromada=visit.hromada, number=number, email=email
        )


@bp.get("/<slug>/notices/subscriptions/<token>/<any(confirm, end):deed>")
@requires(Action.FOLLOW)
def offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Show a button and nothing else: scanners of mail follow links, but press no buttons."""
    _subscription_of(token)
    with visiting(slug) as visit:
        return _offer(visit, token, deed)


@bp.post("/<slug>/notices/subscriptions/<token>/<any(confirm, end):deed>")
@limiter.limit(REPORTING)
@requires(Action.FOLLOW)
def answer_offer(slug: str, token: str, deed: str) -> ResponseReturnValue:
    """Begin or end the letters; the signed link itself is the permission."""
    subscription_id = _subscription_of(token)
    with acting(slug) as visit:
        number = answer_subscription(
            visit.session,
            visit.hromada.id,
            subscription_id,
            confirm=deed == "confirm",
            now=now(),
        )
        return _offer(visit, token, deed, number=number)


# Mail programs unsubscribe with one press, from outside of any form of ours (RFC 8058).
answer_offer.needs_no_token = True  # type: ignore[attr-defined]  # read where tokens are demanded


def render_notice(
    visit: Visit, number: int, *, errors: dict[str, str] | None = None, typed: str = ""
) -> str:
    """Return the notice's page; ``errors`` belong to one of its forms."""
    session, hromada_id = visit.session, visit.hromada.id
    notice = notice_card(session, hromada_id, number)
    return render_template(
        "notices/notice.html",
        hromada=visit.hromada,
        asker=visit.asker,
        notice=notice,
        state=notice.state(now()),
        words=notice.words(chosen_language()),
        closing=notice.closing(chosen_language()),
        kinds=kinds_explained(session, hromada_id, number),
        addresses=addresses_inside(session.connection(), hromada_id, number),
        drawing=area_drawing(session, hromada_id, number),
        counts=explained(session, hromada_id, number, body_ids=visit.asker.body_ids),
        reports=explained_reports(session, hromada_id, number),
        manages=may_manage(visit, notice),
        past=notice_past(session, hromada_id, number),
        sides=SIDE_WORDS,
        settings=current_app.extensions["settings"],
        errors=errors or {},
        typed=typed,
        form=request.form,
        now=now(),
    )


def _offer(visit: Visit, token: str, deed: str, *, number: int | None = None) -> Response:
    words = render_template(
        "notices/subscription.html", hromada=visit.hromada, token=token, deed=deed, number=number
    )
    response = make_response(words)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _subscription_of(token: str) -> int:
    subject = subject_of(NOTICE_SUBSCRIPTION, token)
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
