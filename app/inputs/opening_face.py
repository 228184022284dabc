"""Forms of a hromada's names, contacts, address and map view."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.domain.errors import Rejected
from app.domain.names import RESERVED_SLUGS
from app.inputs.form import Form

LONGEST_NAME = 120
LONGEST_INTRODUCTION = 1000
LONGEST_CONTACT = 200
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,49}", re.ASCII)
# What names a hromada by its code of the state's classifier.
_LIKE_A_CODE = re.compile(r"ua[0-9]{17}", re.ASCII)
_TELEPHONE = re.compile(r"[+0-9][0-9 ()+-]{1,30}", re.ASCII)
_SIDE_PX = 2_000


@dataclass(frozen=True, slots=True)
class Click:
    """The pixel pressed in one of the pictures."""

    picture: str
    x: int
    y: int


def parse_description(given: Mapping[str, str]) -> dict[str, str]:
    """Return names, introduction and contacts by column; raise Rejected by field."""
    form = Form(given)
    words = {
        name: form.sized(name, form.line(name), shortest=2, longest=LONGEST_NAME)
        for name in ("name_uk", "name_en")
    }
    for name in ("introduction_uk", "introduction_en"):
        text = form.multiline(name)
        words[name] = form.sized(name, text, shortest=0, longest=LONGEST_INTRODUCTION)
    for name in ("hotline", "contact_phone"):
        words[name] = _telephone(form, name)
    words["contact_email"] = form.email("contact_email") if form.text("contact_email") else ""
    address = form.line("contact_address")
    words["contact_address"] = form.sized(
        "contact_address", address, shortest=0, longest=LONGEST_CONTACT
    )
    form.check()
    return words


def parse_slug(given: Mapping[str, str]) -> str:
    """Return the new address of the hromada; raise Rejected if it cannot be one."""
    slug = Form(given).text("slug").lower()
    if not _SLUG.fullmatch(slug):
        raise Rejected.on(
            "slug", "Two to fifty Latin letters, digits and hyphens, for instance kremenchuk."
        )
    if slug in RESERVED_SLUGS or _LIKE_A_CODE.fullmatch(slug):
        raise Rejected.on("slug", "This word is taken by a page of the site. Choose another.")
    return slug


def parse_click(given: Mapping[str, str], pictures: Collection[str]) -> Click | None:
    """Return the pixel pressed in a picture of the form; None if none was pressed."""
    for picture in pictures:
        x, y = (given.get(f"{picture}.{axis}", "") for axis in "xy")
        if all(side.isascii() and side.isdecimal() and len(side) < 5 for side in (x, y)):
            return Click(picture, min(int(x), _SIDE_PX), min(int(y), _SIDE_PX))
    return None


def _telephone(form: Form, name: str) -> str:
    number = form.line(name, LONGEST_CONTACT)
    if number and not _TELEPHONE.fullmatch(number):
        form.refuse(name, "Type a telephone number, for instance 15-80 or +380 44 123 45 67.")
    return number
