"""The form of a category: names, terms, flags, and the day from which they count."""

from collections.abc import Mapping
from typing import Any

from app.domain.categories import EMERGENCY_LEVELS, FLAGS, MOST_DAYS, MOST_HOURS
from app.inputs.directory_forms import parse_names
from app.inputs.form import Form
from app.operations.territory.kinds import KindChange

Given = Mapping[str, str]

DAY_H = 24


def parse_group(given: Given) -> KindChange:
    """Parse the form of a group; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    values: dict[str, Any] = {**parse_names(form), "active": form.text("active") == "1"}
    starts_at = form.start_of_day("starts_on")
    form.check()
    return KindChange(values, starts_at, form.text("seen"))


def parse_kind(given: Given) -> KindChange:
    """Parse the form of a leaf; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    values = parse_names(form) | _terms(form) | {
        "active": form.text("active") == "1",
        "parent_id": form.number("parent_id"),
        "default_body_id": form.number("default_body_id"),
        "search_words": form.line("search_words"),
        "basis": form.line("basis"),
        "emergency": _level(form),
        "hotline": form.line("hotline", 60),
        **{flag: form.text(flag) == "1" for flag in FLAGS},
    }  # fmt: skip
    if values["parent_id"] is None:
        form.refuse("parent_id", "Choose a group from the list.")
    starts_at = form.start_of_day("starts_on")
    form.check()
    return KindChange(values, starts_at, form.text("seen"))


def _terms(form: Form) -> dict[str, Any]:
    accept, answer = _hours(form, "accept"), _hours(form, "answer")
    if answer is None:
        form.refuse("answer", "Say within how many hours or days the body answers.")
    if accept is not None and answer is not None and accept > answer:
        form.refuse(
            "accept",
            "A report is accepted before it is answered: %(accept)s h is later than %(answer)s h.",
            accept=accept,
            answer=answer,
        )
    return {
        "accept_hours": accept,
        "target_hours": answer or 0,
        "legal_days": _whole(form, "legal_days", MOST_DAYS) or 0,
    }


def _hours(form: Form, name: str) -> int | None:
    number = _whole(form, name, MOST_HOURS)
    if number is None:
        return None
    return number * DAY_H if form.text(f"{name}_unit") == "d" else number


def _whole(form: Form, name: str, most: int) -> int | None:
    """Return a whole number, zero among them; an empty field is None."""
    raw = form.text(name)
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= len(str(most)) and int(raw) <= most):
        form.refuse(name, "Write a whole number, at most %(most)s.", most=most)
        return None
    return int(raw)


def _level(form: Form) -> int:
    level = form.number("emergency") or 0
    return level if level in EMERGENCY_LEVELS else 0
