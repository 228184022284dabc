"""Masked zones: draw, end, and publish what an ended one withholds."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected, Unavailable, WrongState
from app.domain.roles import Permission, Role
from app.errors import error_text, refused_page
from app.inputs.form import Form
from app.inputs.zones import has_place, parse_zone
from app.models.places import MaskedZone
from app.operations.reports.events import Actor
from app.operations.territory.zones import NewZone, draw_zone, end_zone, publish_withheld
from app.queries.territory.addresses import addresses_like, only_match
from app.security.request_context import now, reading_in, requires, writing_in
from app.services import services
from app.texts.translate import gettext
from app.web.casework.coordination import part_page
from app.web.casework.desk import CLEAN, refused_form
from app.web.urls import numbered

bp = Blueprint("zones", __name__)

_MOST_LIKELY = 5


@bp.post("/<slug>/coordination/zones/draw")
@requires(Permission.COORDINATE)
def draw(slug: str) -> ResponseReturnValue:
    """Draw a zone: a circle, or polygons from a file or from the map."""
    try:
        file = _file()
        boundary, reason = parse_zone(_placed(slug, file), file, services().files.zone)
        with writing_in(slug) as context:
            actor = Actor(Role.COORDINATOR, context.user.account_id)
            new = NewZone(boundary, reason)
            hidden = draw_zone(context.session, new, actor, now=now()).hid_reports
    except (Rejected, Unavailable) as refusal:
        form = refused_form("zone", refusal, otherwise="place")
        return refused_page(part_page(slug, "zones", form), refusal)
    flash(
        gettext("The zone is drawn. Reports taken off the map: %(count)s.", count=hidden), "success"
    )
    return _back(slug)


@bp.post(f"/<slug>/coordination/zones/{numbered('zone_id')}/end")
@requires(Permission.COORDINATE)
def end(slug: str, zone_id: int) -> ResponseReturnValue:
    """End a zone; with ``show`` its reports return to the map."""
    show = request.form.get("show") == "1"
    return _changed(
        slug,
        lambda session, actor: end_zone(session, zone_id, actor, show=show, now=now()),
        lambda number: gettext(
            "The zone has ended. Reports back on the map: %(count)s.", count=number
        ),
    )


@bp.post(f"/<slug>/coordination/zones/{numbered('zone_id')}/show")
@requires(Permission.COORDINATE)
def show(slug: str, zone_id: int) -> ResponseReturnValue:
    """Return to the map what an ended zone withholds."""
    return _changed(
        slug,
        lambda session, actor: publish_withheld(session, zone_id, actor, now=now()),
        lambda number: gettext("Reports back on the map: %(count)s.", count=number),
    )


def _changed(
    slug: str, change: Callable[[Session, Actor], MaskedZone], message: Callable[[int], str]
) -> ResponseReturnValue:
    """Change a zone and show how many reports returned to the map."""
    try:
        with writing_in(slug) as context:
            actor = Actor(Role.COORDINATOR, context.user.account_id)
            shown = change(context.session, actor).shown_reports
    except (NotFound, WrongState) as refusal:
        flash(error_text(refusal), "warning")
        return part_page(slug, "zones", CLEAN), 404 if isinstance(refusal, NotFound) else 409
    flash(message(shown), "success")
    return _back(slug)


def _placed(slug: str, file: bytes) -> Mapping[str, str]:
    """Return the form, with the point of its address where that is all that it has."""
    if has_place(request.form, file):
        return request.form
    words = Form(request.form).line("address")
    if not words:
        raise Rejected.on("address", "Show the place: draw it, give an address, or send a file.")
    with reading_in(slug) as context:
        found = addresses_like(context.session, words)
    match = only_match(found, words)
    if match is None and found:
        likely = "; ".join(dict.fromkeys(each.label for each in found[:_MOST_LIKELY]))
        raise Rejected.on("address", "Several are like it: %(addresses)s.", addresses=likely)
    if match is None:
        raise Rejected.on("address", "There is no such address here. Show it on the map.")
    return {**request.form, "lon": str(match.lon), "lat": str(match.lat)}


def _file() -> bytes:
    file = request.files.get("file")
    return file.read() if file else b""


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("coordination.part", slug=slug, part="zones"), 303)
