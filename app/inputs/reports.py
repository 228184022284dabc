"""Reports sent by form or JSON, parsed into one submission."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.errors import Message, Rejected
from app.inputs.form import Form
from app.inputs.json_bodies import json_object
from app.inputs.photos import Judge, PhotoUpload, decoded_upload, faults_of_photos
from gis.geometry import Point

SHORTEST_WORDS = 10
LONGEST_WORDS = 4000
LONGEST_PRIVATE_NOTE = 1000
SHORTEST_REPLY = 5
SHORTEST_APPEAL, LONGEST_APPEAL = 10, 2000
SCALARS = ("lon", "lat", "category", "description", "private_note", "email", "idempotency_key")
_KNOWN = (*SCALARS, "photos")
_KEY = re.compile(r"[A-Za-z0-9._:~+/=-]{8,128}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as a resident sends it. ``point`` is EPSG:4326.

    ``email`` and ``private_note``, which staff alone read, may be empty.
    """

    point: Point
    category: str
    description: str
    private_note: str = ""
    email: str = ""
    photos: tuple[PhotoUpload, ...] = ()
    idempotency_key: str | None = None

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of all that was sent: the same content has the same digest."""
        parts = (
            repr(tuple(self.point)),
            self.category,
            self.description,
            # Without a note as before there were any: the key of a form that lay open still fits.
            *filter(None, [self.private_note]),
            self.email,
            *(photo.digest for photo in self.photos),
        )
        return sha256("\0".join(parts).encode()).digest()


def parse_report_form(
    form: MultiDict[str, str], photos: Sequence[PhotoUpload], *, key: str | None, judge: Judge
) -> Submission:
    """Parse a form; raise Rejected naming every field that is wrong."""
    given: dict[str, Any] = {}
    for name in SCALARS:
        values = form.getlist(name)
        if len(set(values)) > 1:
            raise Rejected("The form gives “%(name)s” twice.", name=name)
        if values:
            given[name] = values[0]
    return _submission(given, photos, header_key=key, judge=judge)


def parse_report_json(body: bytes, *, key: str | None, judge: Judge) -> Submission:
    """Parse a JSON body; raise Rejected naming every field that is wrong or unknown."""
    given = json_object(body, _KNOWN)
    photos = given.get("photos") or []
    if not isinstance(photos, list) or not all(isinstance(photo, str) for photo in photos):
        raise Rejected.marked([("photos", Message("Send photos as a list of base64 texts."))])
    uploads = [decoded_upload(photo, position=at) for at, photo in enumerate(photos)]
    return _submission(given, uploads, header_key=key, judge=judge)


def _submission(
    given: Mapping[str, Any], photos: Sequence[PhotoUpload], *, header_key: str | None, judge: Judge
) -> Submission:
    form = Form(given)
    point = _point(form)
    category = form.text("category")
    if not _CODE.fullmatch(category):
        form.refuse("category", "Choose a category from the list.")
    description = _description(form, "description", SHORTEST_WORDS)
    private_note = form.sized(
        "private_note",
        form.multiline("private_note"),
        shortest=0,
        longest=LONGEST_PRIVATE_NOTE,
    )
    email = form.email("email") if form.text("email") else ""
    key = _key(form, header_key)
    form.faults += faults_of_photos(photos, judge)
    if form.faults or point is None:
        raise Rejected.marked(form.faults)
    return Submission(
        point,
        category,
        description,
        private_note,
        email=email,
        photos=tuple(photos),
        idempotency_key=key,
    )


def _point(form: Form) -> Point | None:
    place = [form.given.get(name, "") for name in ("lon", "lat")]
    if any(part in (None, "") for part in place):
        form.refuse("place", "Show the place: on the map, by address or by coordinates.")
    elif not all(_may_be_number(part) for part in place):
        form.refuse("place", "Longitude and latitude must be numbers.")
    else:
        return form.point("place")
    return None


def _may_be_number(part: object) -> bool:
    return isinstance(part, int | float | str) and not isinstance(part, bool)


def _description(form: Form, name: str, shortest: int) -> str:
    text = form.multiline(name)
    if not text:
        form.refuse(name, "Write what is wrong.")
    return form.sized(name, text, shortest=shortest, longest=LONGEST_WORDS)


def _key(form: Form, header: str | None) -> str | None:
    """Return the idempotency key: from header or field."""
    keys = {key for key in ((header or "").strip(), form.text("idempotency_key")) if key}
    if not keys:
        return None
    key = keys.pop()
    if keys or not _KEY.fullmatch(key):
        form.refuse("idempotency_key", "Give one key of 8 to 128 Latin letters, digits and signs.")
    return key


def parse_reply(
    given: Mapping[str, str], photos: Sequence[PhotoUpload], *, judge: Judge
) -> tuple[str, tuple[PhotoUpload, ...]]:
    """Parse what a resident adds to an own report: text and photos; raise Rejected."""
    form = Form(given)
    text = _description(form, "words", SHORTEST_REPLY)
    form.faults += faults_of_photos(photos, judge)
    form.check()
    return text, tuple(photos)


def parse_appeal(given: Mapping[str, str]) -> str:
    """Return why the refusal is wrong; raise Rejected."""
    form = Form(given)
    text = form.multiline("words")
    if not text:
        form.refuse("words", "Write why the refusal is wrong.")
    form.sized("words", text, shortest=SHORTEST_APPEAL, longest=LONGEST_APPEAL)
    form.check()
    return text
