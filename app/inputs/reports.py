"""Reports from outside, by form or by JSON, parsed into one thing that is trusted inside."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.inputs.accounts import parse_email
from app.inputs.json_bodies import json_object
from app.inputs.photos import Judge, PhotoUpload, decoded_upload, fault_of_photos
from app.inputs.text import clean_words, fault_of_length, gettext
from gis.geometry import InvalidGeometry, Point, parse_point

SHORTEST_WORDS = 10
LONGEST_WORDS = 4000
SHORTEST_REPLY = 5
SCALARS = ("lon", "lat", "category", "description", "email", "idempotency_key")
_KNOWN = (*SCALARS, "photos")
_KEY = re.compile(r"[A-Za-z0-9._:~+/=-]{8,128}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_MOST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as a resident sends it. ``point`` is EPSG:4326; ``email`` may be empty."""

    point: Point
    category: str
    description: str
    email: str = ""
    photos: tuple[PhotoUpload, ...] = ()
    idempotency_key: str | None = None

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of all that was sent: the same words make the same digest."""
        parts = (
            repr(tuple(self.point)),
            self.category,
            self.description,
            self.email,
            *(photo.digest for photo in self.photos),
        )
        return sha256("\0".join(parts).encode()).digest()


def parse_report_form(
    form: MultiDict[str, str], photos: Sequence[PhotoUpload], *, key: str | None, judge: Judge
) -> Submission:
    """Read a form; raise Rejected naming every field that is wrong."""
    given: dict[str, Any] = {}
    for name in SCALARS:
        values = form.getlist(name)
        if len(set(values)) > 1:
            raise Rejected("The form gives “%(name)s” twice.", name=name)
        if values:
            given[name] = values[0]
    return _submission(given, photos, header_key=key, judge=judge)


def parse_report_json(body: bytes, *, key: str | None, judge: Judge) -> Submission:
    """Read a JSON body; raise Rejected naming every field that is wrong or unknown."""
    given = json_object(body, _KNOWN)
    photos = given.get("photos") or []
    if not isinstance(photos, list) or not all(isinstance(photo, str) for photo in photos):
        raise Rejected(
            "Check the marked fields.",
            fields={"photos": "Send photos as a list of base64 texts."},
        )
    uploads = [decoded_upload(photo, position=at) for at, photo in enumerate(photos)]
    return _submission(given, uploads, header_key=key, judge=judge)


def fault_of_point(fault: str) -> str:
    """Return what parse_point found wrong, in the reader's language."""
    if fault.startswith("longitude and latitude are swapped"):
        return gettext("Longitude and latitude are swapped: exchange them.")
    if fault.startswith("not in Ukraine"):
        return gettext("This place is not in Ukraine. Check the coordinates.")
    return gettext("Longitude and latitude must be numbers, like 34.0812 and 47.6654.")


def _submission(
    given: Mapping[str, Any], photos: Sequence[PhotoUpload], *, header_key: str | None, judge: Judge
) -> Submission:
    faults: dict[str, str] = {}
    point = _point(given, faults)
    category = _category(given, faults)
    description = _description(given, faults)
    email = _email(given, faults)
    key = _key(given, header_key, faults)
    if fault := fault_of_photos(photos, judge):
        faults["photos"] = fault
    if faults or point is None:
        raise Rejected("Check the marked fields.", fields=faults)
    return Submission(
        point, category, description, email=email, photos=tuple(photos), idempotency_key=key
    )


def _text(given: Mapping[str, Any], name: str, faults: dict[str, str]) -> str:
    raw = given.get(name)
    if raw is None:
        return ""
    if not isinstance(raw, str):
        faults[name] = gettext("This must be text.")
        return ""
    return raw[:_MOST_TEXT]


def _point(given: Mapping[str, Any], faults: dict[str, str]) -> Point | None:
    lon, lat = given.get("lon", ""), given.get("lat", "")
    if lon in (None, "") or lat in (None, ""):
        faults["place"] = gettext("Show the place: on the map, by address or by coordinates.")
        return None
    if not (_may_be_number(lon) and _may_be_number(lat)):
        faults["place"] = gettext("Longitude and latitude must be numbers.")
        return None
    try:
        return parse_point(lon, lat)
    except (InvalidGeometry, OverflowError) as error:
        faults["place"] = fault_of_point(str(error))
        return None


def _may_be_number(part: object) -> bool:
    return isinstance(part, int | float | str) and not isinstance(part, bool)


def _category(given: Mapping[str, Any], faults: dict[str, str]) -> str:
    code = _text(given, "category", faults).strip()
    if "category" not in faults and not _CODE.fullmatch(code):
        faults["category"] = gettext("Choose a category from the list.")
    return code


def _description(given: Mapping[str, Any], faults: dict[str, str]) -> str:
    words = clean_words(_text(given, "description", faults))
    fault = fault_of_length(words, SHORTEST_WORDS, LONGEST_WORDS)
    if fault and "description" not in faults:
        faults["description"] = fault
    return words


def _email(given: Mapping[str, Any], faults: dict[str, str]) -> str:
    raw = _text(given, "email", faults).strip()
    if not raw:
        return ""
    try:
        return parse_email(raw)
    except Rejected as refusal:
        faults["email"] = gettext(refusal.message)
        return ""


def _key(given: Mapping[str, Any], header: str | None, faults: dict[str, str]) -> str | None:
    """Return the key by which a repeated submission is the same one: header or field."""
    field = _text(given, "idempotency_key", faults).strip()
    keys = {key for key in ((header or "").strip(), field) if key}
    if not keys:
        return None
    key = keys.pop()
    if keys or not _KEY.fullmatch(key):
        faults["idempotency_key"] = gettext(
            "Give one key of 8 to 128 Latin letters, digits and signs."
        )
        return None
    return key


def parse_reply(
    form: Mapping[str, str], photos: Sequence[PhotoUpload], *, judge: Judge
) -> tuple[str, tuple[PhotoUpload, ...]]:
    """Read what a resident adds to an own report: words and photos; raise Rejected."""
    words = clean_words(form.get("words", "")[:_MOST_TEXT])
    faults = {
        "words": fault_of_length(words, SHORTEST_REPLY, LONGEST_WORDS),
        "photos": fault_of_photos(photos, judge),
    }
    if wrong := {name: fault for name, fault in faults.items() if fault}:
        raise Rejected("Check the marked fields.", fields=wrong)
    return words, tuple(photos)
