"""What a hromada says of itself: names, contacts, address, the first view of its map."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Rejected
from app.domain.roles import Permission
from app.errors import status_of
from app.inputs.directory import parse_search
from app.inputs.opening_face import parse_click, parse_description, parse_slug
from app.operations.opening.face import change_zoom, describe_hromada, move_centre, rename_slug
from app.queries.opening.places import place_like
from app.queries.opening.words import words_seen
from app.queries.territory.hromadas import HromadaCard
from app.security.request_context import now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in
from app.web.opening.centre_pictures import PICTURES, frame_of, picture_of
from gis.geometry import Point

bp = Blueprint("face", __name__)


@bp.get("/<slug>/coordination/face")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show names and contacts, the address, the map's first view, the coat of arms."""
    return face_page(slug, CLEAN)


@bp.post("/<slug>/coordination/face")
@requires(Permission.COORDINATE)
def describe(slug: str) -> ResponseReturnValue:
    """Save names, introduction and contacts."""
    try:
        words = parse_description(request.form)
        with editing_in(slug) as context:
            describe_hromada(context.session, words, seen=request.form.get("seen", ""))
    except (Rejected, Conflict) as error:
        form = refused_form("words", error, otherwise="seen")
        return face_page(slug, form), status_of(error)
    return _saved(slug)


@bp.post("/<slug>/coordination/face/slug")
@requires(Permission.COORDINATE)
def rename(slug: str) -> ResponseReturnValue:
    """Change the hromada's address; the former one leads to it."""
    try:
        wanted = parse_slug(request.form)
        with editing_in(slug) as context:
            rename_slug(context.session, wanted, now=now())
    except Rejected as error:
        return face_page(slug, refused_form("slug", error)), 422
    return _saved(wanted)


@bp.post("/<slug>/coordination/face/centre")
@requires(Permission.COORDINATE)
def centre(slug: str) -> ResponseReturnValue:
    """Move the first view of the map: by a press on the picture, an address, or a zoom button."""
    try:
        with editing_in(slug) as context:
            if (steps := request.form.get("steps")) in ("1", "-1"):
                change_zoom(context.session, int(steps))
            else:
                move_centre(context.session, _wanted(context.session, context.hromada))
    except Rejected as error:
        return face_page(slug, refused_form("centre", error)), 422
    return _saved(slug, anchor="centre")


def _wanted(session: Session, hromada: HromadaCard) -> Point:
    """Return the point pressed or typed; raise Rejected where there is none."""
    whole = request.form.get("view") == "whole"
    if click := parse_click(request.form, PICTURES):
        lon, lat = frame_of(hromada, click.picture, whole=whole).point(click.x, click.y)
        return Point(lon, lat)
    search = parse_search(request.form.get("place", ""))
    found = search.point if search.position else place_like(session, search.text)
    if found is None:
        raise Rejected.on("place", "We found no such place. Type a street with a house, or a town.")
    return found


def _saved(slug: str, *, anchor: str | None = None) -> ResponseReturnValue:
    flash(gettext("Saved."), "success")
    return redirect(url_for("face.page", slug=slug, _anchor=anchor), 303)


def face_page(slug: str, slip: RefusedForm) -> str:
    """Return the page, with the errors of its form."""
    whole = request.values.get("view") == "whole"
    with reading_in(slug) as context:
        pictures = {name: picture_of(context.hromada, name, whole=whole) for name in PICTURES}
        typed: Mapping[str, str] = slip.typed if slip.decision == "words" else {}
        return coordination_page(
            context,
            "face",
            part="face",
            slip=slip,
            typed=typed,
            seen=words_seen(context.hromada),
            pictures=pictures,
            whole=whole,
        )
