"""How much of a request's body is read: every route that takes one has its limit here.

What is larger is a 413 before anything of it is read, or, where its length is not said, as soon
as it has become so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

KB = 1024
MB = 1024 * KB
# A list of categories ticked in a form with a file; Werkzeug's own default is 1,000.
MOST_PARTS = 300


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Bytes that a route reads: of all ``fields``, of a form with ``files``, of ``json``.

    In a form with files the limit of fields is that of each one.
    """

    fields: int
    files: int = 0
    json: int = 0

    def of(self, mimetype: str) -> int:
        """Return the limit of a body of this type."""
        by_type = {"multipart/form-data": self.files, "application/json": self.json}
        return by_type.get(mimetype, 0) or self.fields


FORM = BodyLimit(64 * KB)
# A text of 4,000 letters is 24 kB in a form, and a blacked out one is sent with its passages.
TEXTS = BodyLimit(256 * KB)
PHOTOS = BodyLimit(64 * KB, files=64 * MB)
REPORT = BodyLimit(64 * KB, files=64 * MB, json=64 * MB)
DRAWN = BodyLimit(1 * MB)
ZONE = BodyLimit(1 * MB, files=3 * MB)
LOGO = BodyLimit(64 * KB, files=5 * MB)
NOTICE = BodyLimit(1 * MB, files=9 * MB)
# An oblast's extract; tables are refused from 20 MB on, with words of their own.
IMPORT = BodyLimit(64 * KB, files=101 * MB)

# By endpoint; a route that is not here reads no more than a form without files.
LIMITS: Mapping[str, BodyLimit] = {
    "accounts.ask_sign_in": FORM,
    "accounts.describe": FORM,
    "accounts.leave": FORM,
    "accounts.leave_everywhere": FORM,
    "accounts.redeem": FORM,
    "announcing.create": NOTICE,
    "announcing.end": FORM,
    "announcing.solve": FORM,
    "appeals.decide": FORM,
    "areas.draft": DRAWN,
    "areas.draft_change": DRAWN,
    "areas.end": FORM,
    "bodies.add": FORM,
    "bodies.change": FORM,
    "bodies.close": FORM,
    "bodies.invite": FORM,
    "bodies.reopen": FORM,
    "asking.answer": FORM,
    "asking.ask": FORM,
    "boundaries.send_drawn": DRAWN,
    "boundary_drafts.apply": FORM,
    "boundary_drafts.put_aside": FORM,
    "boundary_drafts.take_back": FORM,
    "coordination.assign": FORM,
    "districts.change": FORM,
    "districts.make_outline": FORM,
    "face.centre": FORM,
    "face.describe": FORM,
    "face.rename": FORM,
    "following.answer_offer": FORM,
    "following.refuse": FORM,
    "following.subscribe": FORM,
    "kinds.add": FORM,
    "kinds.change": FORM,
    "kinds.move": FORM,
    "kinds.withdraw": FORM,
    "logo.send": LOGO,
    "moderation.decide": TEXTS,
    "notice_changes.change": NOTICE,
    "notices.answer_offer": FORM,
    "notices.refuse": FORM,
    "notices.subscribe": FORM,
    "office.answer": PHOTOS,
    "opening.confirm_letter": FORM,
    "opening.open_": FORM,
    "opening.send_letter": FORM,
    "own_reports.appeal": FORM,
    "own_reports.confirm": FORM,
    "own_reports.send_back": PHOTOS,
    "own_reports.supply": PHOTOS,
    "public_pages.preview": TEXTS,
    "public_pages.restore": TEXTS,
    "public_pages.save": TEXTS,
    "people.grant": FORM,
    "people.remind": FORM,
    "people.revoke": FORM,
    "reports.submit": REPORT,
    "starters.take": FORM,
    "supporting.support": FORM,
    "uploads.check": TEXTS,
    "uploads.discard": FORM,
    "uploads.send": IMPORT,
    "uploads.take": FORM,
    "terms.change": FORM,
    "terms.withdraw": FORM,
    "zones.draw": ZONE,
    "zones.end": FORM,
    "zones.show": FORM,
}


def register_body_limits(app: Flask) -> None:
    """Set the limits of every request before anything reads its body."""

    @app.before_request
    def limit() -> None:
        known = LIMITS.get(request.endpoint or "", FORM)
        request.max_content_length = known.of(request.mimetype)
        request.max_form_memory_size = known.fields
        request.max_form_parts = MOST_PARTS
        if (request.content_length or 0) > request.max_content_length:
            raise RequestEntityTooLarge
