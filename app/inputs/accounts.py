"""What people type into the pages of their account, parsed into what is trusted inside."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.errors import Rejected
from app.domain.roles import Role

MAX_EMAIL_CHARS = 254
MAX_NAME_CHARS = 80
HOME = "/account/"
# The operator's role is given by the command line alone.
COORDINATORS_GRANT = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER)
LOCALES = frozenset({"uk", "en"})

# Something, @, a host with a dot: the letter itself proves the rest.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
_OUR_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


@dataclass(frozen=True, slots=True)
class SignInWish:
    """Somebody wants a sign-in link sent to an address."""

    email: str
    next_path: str


@dataclass(frozen=True, slots=True)
class GrantWish:
    """A role to be given or taken; an officer's names the body."""

    email: str
    role: Role
    body_id: int | None


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What people say of themselves."""

    name: str
    locale: str


def parse_email(raw: str) -> str:
    """Return the address in lower case; raise Rejected if no letter could be sent to it."""
    email = unicodedata.normalize("NFC", raw).strip().lower()
    if not email:
        raise _bad_email("Type your e-mail address.")
    if len(email) > MAX_EMAIL_CHARS or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise _bad_email("Check the address: it should look like name@example.org.")
    return email


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


def parse_sign_in(form: Mapping[str, str]) -> SignInWish:
    """Read the sign-in form; raise Rejected for an impossible address."""
    return SignInWish(parse_email(form.get("email", "")), own_path(form.get("next")))


def parse_own_details(form: Mapping[str, str]) -> OwnDetails:
    """Read the form of one's own name and language."""
    name = unicodedata.normalize("NFC", form.get("name", "")).strip()
    locale = form.get("locale", "uk")
    if len(name) > MAX_NAME_CHARS or not (name.isprintable() or not name):
        raise Rejected.on("name", "Shorten the name to %(limit)s characters.", limit=MAX_NAME_CHARS)
    if locale not in LOCALES:
        raise Rejected.on("locale", "Choose one of the languages listed.")
    return OwnDetails(name, locale)


def parse_grant(form: Mapping[str, str]) -> GrantWish:
    """Read whom a coordinator gives or takes which role; only an officer's names a body."""
    email = parse_email(form.get("email", ""))
    role = next((each for each in COORDINATORS_GRANT if each == form.get("role", "")), None)
    if role is None:
        raise Rejected.on("role", "Choose a role from the list.")
    body = form.get("body", "").strip()
    if role is Role.OFFICER and not (body.isascii() and body.isdecimal() and len(body) < 16):
        raise Rejected.on("body", "Choose the body for which the officer acts.")
    return GrantWish(email, role, int(body) if role is Role.OFFICER else None)


def _bad_email(message: str) -> Rejected:
    return Rejected(message, fields={"email": message})
