"""What people type into the pages of their account, parsed into what is trusted inside."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import Rejected
from app.domain.roles import Role
from app.inputs.form import Form, parse_email

MAX_NAME_CHARS = 80
HOME = "/account/"
# The operator's role is given by the command line alone.
COORDINATORS_GRANT = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER)
LOCALES = frozenset({"uk", "en"})

_OUR_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


@dataclass(frozen=True, slots=True)
class SignInInput:
    """Somebody wants a sign-in link sent to an address."""

    email: str
    next_path: str


@dataclass(frozen=True, slots=True)
class GrantInput:
    """A role to be given or taken; an officer's names the body."""

    email: str
    role: Role
    body_id: int | None


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What people say of themselves."""

    name: str
    locale: str


def own_path(raw: str | None) -> str:
    """Return a path on this site with its query; anything else becomes the account's page.

    A browser reads two slashes at the start, of either kind, as another site's address.
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
    """Read the sign-in form; raise Rejected for an impossible address."""
    return SignInInput(parse_email(given.get("email", "")), own_path(given.get("next")))


def parse_own_details(given: Mapping[str, str]) -> OwnDetails:
    """Read the form of one's own name and language."""
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
    """Read whom a coordinator gives or takes which role; only an officer's names a body."""
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
