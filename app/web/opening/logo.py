"""A hromada's coat of arms: received, drawn anew, shown."""

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.images import reencode_logo
from app.adapters.storage import new_key
from app.domain.errors import NotFound, Rejected, Unavailable
from app.domain.roles import Permission
from app.errors import refused_page
from app.operations.opening.face import replace_logo
from app.security.request_context import reading_in, requires
from app.services import services
from app.texts.translate import gettext
from app.web.casework.desk import refused_form
from app.web.casework.editing import editing_in
from app.web.opening.face import face_page

bp = Blueprint("logo", __name__)

# One of the sizes of photos; a coat of arms has this one only.
_SIZE = "thumb"


@bp.get("/<slug>/logo/<photo_key:key>")
@requires(Permission.SEE)
def show(slug: str, key: str) -> ResponseReturnValue:
    """Return the coat of arms; its address changes with it."""
    with reading_in(slug) as context:
        current = context.hromada.logo_key
    content = services().photos.open(key, _SIZE) if key == current else None
    if content is None:
        raise NotFound("There is no such picture.")
    return _image(content, key)


@bp.post("/<slug>/coordination/face/logo")
@requires(Permission.COORDINATE)
def send(slug: str) -> ResponseReturnValue:
    """Take a new coat of arms, or return to our own mark."""
    try:
        key = "" if request.form.get("remove") else _kept()
    except (Rejected, Unavailable) as error:
        return refused_page(face_page(slug, refused_form("logo", error, otherwise="logo")), error)
    with editing_in(slug) as context:
        former = replace_logo(context.session, key)
    if former:
        services().photos.discard(former)
    flash(gettext("Saved."), "success")
    return redirect(url_for("face.page", slug=slug, _anchor="logo"), 303)


def _kept() -> str:
    file = request.files.get("logo")
    content = file.stream.read() if file is not None else b""
    if not content:
        raise Rejected.on("logo", "Choose a file: PNG, JPEG or WebP.")
    picture = reencode_logo(content, services().fence)
    key = new_key()
    services().photos.put(key, _SIZE, picture)
    return key


def _image(content: bytes, key: str) -> Response:
    response = make_response(content)
    response.mimetype = "image/png"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.set_etag(key)
    response.make_conditional(request)
    return response
