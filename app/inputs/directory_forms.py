"""Forms by which a coordinator edits bodies, categories and districts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.email_address import parse_email
from app.domain.errors import Rejected
from app.inputs.form import Form
from app.operations.territory.bodies import BodyValues
from app.operations.territory.districts import DistrictValues

Given = Mapping[str, str]

BODY_KINDS = ("department", "utility", "state", "service")
DISTRICT_KINDS = ("district", "microdistrict", "starosta", "city", "settlement", "village")
_LONGEST_NAME = 200
_MOST_PEOPLE = 99_999_999


@dataclass(frozen=True, slots=True)
class ClosingInput:
    """How a body is closed: its successor, if any, and why."""

    to: int | None
    reason: str


def parse_body(given: Given) -> BodyValues:
    """Parse the form of a body; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    values = parse_names(form) | {
        "kind": form.line("kind"),
        "email": _email(form, "email"),
        "phone": _phone(form),
        "head_email": _email(form, "head_email"),
        "decision": form.line("decision"),
    }
    form.check()
    return BodyValues(values, form.text("seen"))


def parse_names(form: Form) -> dict[str, str]:
    """Return ``name_uk`` and ``name_en``; the Ukrainian one is required."""
    names = {name: form.line(name) for name in ("name_uk", "name_en")}
    if not names["name_uk"]:
        form.refuse("name_uk", "Write the name.")
    for name, text in names.items():
        form.sized(name, text, shortest=0, longest=_LONGEST_NAME)
    return names


def parse_closing(given: Given) -> ClosingInput:
    """Parse how a body is closed; raise Rejected without a reason, or a successor if one is asked.

    The form asks for one where the body has reports, areas or kinds of problems.
    """
    form = Form(given)
    reason, to = form.line("reason"), form.number("body")
    if "body" in given and to is None:
        form.refuse("body", "Choose the body that takes over its areas and reports.")
    if not reason:
        form.refuse("reason", "Say why: residents and bodies read it in their letters.")
    form.check()
    return ClosingInput(to, reason)


def _email(form: Form, name: str) -> str:
    raw = form.text(name)
    if not raw:
        return ""
    try:
        return parse_email(raw)
    except Rejected as refusal:
        ((_, fault),) = refusal.faults
        form.refuse(name, fault.text, **fault.params)
        return raw


def _phone(form: Form) -> str:
    phone = form.line("phone", 60)
    if phone and sum(map(str.isdigit, phone)) < 3:
        form.refuse("phone", "Write the telephone in digits, for instance +380 44 123 45 67.")
    return phone


def parse_district(given: Given) -> DistrictValues:
    """Parse the form of a district; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    values: dict[str, Any] = {
        **parse_names(form),
        "kind": form.line("kind"),
        "population": _population(form),
        "decision": form.line("decision"),
    }
    form.check()
    return DistrictValues(values, form.text("seen"))


def _population(form: Form) -> int | None:
    raw = "".join(form.text("population").split())
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(_MOST_PEOPLE))):
        form.refuse("population", "Write the number of people in digits.")
        return None
    return int(raw)
