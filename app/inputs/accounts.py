"""Forms of the account pages."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.email_address import parse_email
from app.domain.errors import Rejected
from app.domain.roles import Role
from app.inputs.form import Form
from app.inputs.paths import own_path

MAX_NAME_CHARS = 80
# The operator's role is granted on the command line alone.
COORDINATORS_GRANT = (Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER)
LOCALES = frozenset({"uk", "en"})


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
class Appointment:
    """A role to grant, and what its holder is called until they say so themselves."""

    grant: GrantInput
    name: str


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """Name and language of a user."""

    name: str
    locale: str


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


def parse_appointment(given: Mapping[str, str]) -> Appointment:
    """Parse the form that grants a role to somebody with a name."""
    grant = parse_grant(given)
    form = Form(given)
    name = form.sized("name", form.line("name"), shortest=0, longest=MAX_NAME_CHARS)
    form.check()
    return Appointment(grant, name)
