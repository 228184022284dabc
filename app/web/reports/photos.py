"""Photos: received, stored, and served re-encoded to users who may see their report."""

from flask import Blueprint, Response, make_response, request
from flask.typing import ResponseReturnValue

from app.adapters.storage import SIZES, new_key
from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.inputs.photos import PhotoUpload, named_upload
from app.queries.reports.page import owner_of_photo
from app.security.request_context import reading_in, requires
from app.services import services
from app.web.reports.residents import claim_of, is_staff

bp = Blueprint("photos", __name__)


@bp.get("/<slug>/photos/<photo_key:key>/<any(thumb, large):size>")
@requires(Permission.SEE)
def photo(slug: str, key: str, size: str) -> ResponseReturnValue:
    """Serve a re-encoded photo; 404 alike for one that is missing or not visible."""
    with reading_in(slug) as context:
        owner = owner_of_photo(context.session, key)
        if not owner.public and not is_staff(context.user):
            claim = claim_of(context.user)
            if not claim.covers(account_id=owner.account_id, public_id=owner.public_id):
                raise NotFound("There is no such photo.")
    content = services().photos.open(key, size) if size in SIZES else None
    if content is None:
        raise NotFound("There is no such photo.")
    return _image(content, name=f"{key}-{size}", public=owner.public)


def sent_photos() -> list[PhotoUpload]:
    """Return the photos of the form; an empty file input sends a part without a name."""
    files = [file for file in request.files.getlist("photos") if file.filename]
    photos = []
    for position, file in enumerate(files):
        # A large one is a temporary file: close it now, not at garbage collection.
        with file.stream as stream:
            photos.append(named_upload(file.filename, stream.read(), position=position))
    return photos


def keep_photos(uploads: tuple[PhotoUpload, ...]) -> tuple[str, ...]:
    """Store the originals where they are not served from; return their keys."""
    keys = tuple(new_key() for _ in uploads)
    for key, upload in zip(keys, uploads, strict=True):
        services().photos.keep_incoming(key, upload.content)
    return keys


def forget_photos(keys: tuple[str, ...]) -> None:
    """Delete originals that belong to no report."""
    for key in keys:
        services().photos.discard(key)


def _image(content: bytes, *, name: str, public: bool) -> Response:
    response = make_response(content)
    response.mimetype = "image/jpeg"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Content-Disposition"] = "inline"
    # Short: a photo that staff hide must leave caches soon.
    response.headers["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    response.set_etag(name)
    response.make_conditional(request)
    return response
