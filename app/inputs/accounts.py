"""Forms of the account pages."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import Rejected
from app.domain.roles import Role
from app.inputs.email_address import parse_email
from app.inputs.form import Form

MAX_NAME_CHARS = 80
HOME = "/account/"
# The operator's role is granted on the command line alone.
COORDINATORS_GRANT = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER)
LOCALES = frozenset({"uk", "en"})

_OUR_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


@dataclass(frozen=True, slots=True)
class SignInInput:
    """A request for a sign-in link."""

    email: str
    next_path: str


@dataclass(frozen=True, slots=True)
class GrantInput:
    """A role to grant or revoke; an officer has a body."""

    email: str
    role: Role
    body_id: int | None


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """Name and language of a user."""

    name: str
    locale: str


def own_path(raw: str | None) -> str:
    """Return a path on this site with its query; anything else becomes the account page.

    Browsers take two slashes at the start, of either kind, for another host.
    """
    if not raw or raw.startswith("//"):
        return HOME
    parts = urlsplit(raw)
    if parts.scheme or parts.netloc or not _OUR_PATH.fullmatch(parts.path):
        return HOME
    if parts.query and not raw.isprintable():
        return HOME
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def parse_sign_in(given: Mapping[str, str]) -> SignInInput:
    """Parse the sign-in form; raise Rejected for an invalid address."""
    return SignInInput(parse_email(given.get("email", "")), own_path(given.get("next")))


def parse_own_details(given: Mapping[str, str]) -> OwnDetails:
    """Parse the form of one's own name and language."""
    form = Form({"locale": "uk", **given})
    name = unicodedata.normalize("NFC", form.text("name"))
    if len(name) > MAX_NAME_CHARS or not (name.isprintable() or not name):
        form.refuse("name", "Shorten the name to %(limit)s characters.", limit=MAX_NAME_CHARS)
    locale = form.text("locale")
    if locale not in LOCALES:
        form.refuse("locale", "Choose one of the languages listed.")
    form.check()
    return OwnDetails(name, locale)


def parse_grant(given: Mapping[str, str]) -> GrantInput:
    """Parse the form that grants or revokes a role; only an officer has a body."""
    form = Form(given)
    email, role = form.email("email"), form.choice("role", Role)
    body_id = form.number("body") if role is Role.OFFICER else None
    if role not in COORDINATORS_GRANT:
        form.refuse("role", "Choose a role from the list.")
    if role is Role.OFFICER and body_id is None:
        form.refuse("body", "Choose the body for which the officer acts.")
    if form.faults or role is None:
        raise Rejected.marked(form.faults)
    return GrantInput(email, role, body_id)
