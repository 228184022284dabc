"""Forms that change boundaries: a polygon, a decision."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.inputs.form import Form
from app.inputs.text import clean_line
from app.operations.territory.drafting import DrawnBoundary
from app.queries.territory.drafts import AREAS, DISTRICTS

LONGEST_REASON = 1000
_LONGEST_LINE = 300
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a draft is to be applied; ``starts_at`` None is at once."""

    starts_at: datetime | None
    reroutes: bool
    reason: str
    seen: str | None


def parse_drawn(given: Given, categories: Sequence[str]) -> tuple[str, DrawnBoundary]:
    """Parse a drawn polygon: its kind and attributes; raise Rejected if there is none."""
    form = Form(given)
    geometry = form.text("geometry", longest=None)
    if not _polygonal(geometry):
        form.refuse("geometry", "Draw a polygon on the map.")
    code, name = form.line("code"), form.line("name_uk")
    if not (code or name):
        form.refuse("name_uk", "Choose what you have drawn, or give the new one a name.")
    form.check()
    drawn = DrawnBoundary(
        code=code,
        geometry=geometry,
        name_uk=name,
        body=form.line("body"),
        categories=tuple(clean_line(each)[:_LONGEST_LINE] for each in categories),
        priority=form.line("priority"),
        decision=form.line("decision"),
    )
    return _kind(form), drawn


def parse_verdict(given: Given) -> Verdict:
    """Parse how a draft is applied; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    starts_at = form.start_of_day("starts_on")
    reason = form.multiline("reason")
    if len(reason) > LONGEST_REASON:
        form.refuse("reason", "Shorten it to %(count)s characters.", count=LONGEST_REASON)
    reroutes = form.text("reroutes") == "1"
    if reroutes and not reason:
        form.refuse("reason", "Say why: residents and bodies read it in their letters.")
    form.check()
    return Verdict(starts_at, reroutes, reason, form.text("seen") or None)


def parse_day(given: Given) -> datetime | None:
    """Parse the day of a difference; None, also for what is no day, is at once."""
    return Form(given).start_of_day("starts_on")


def _kind(form: Form) -> str:
    return DISTRICTS if form.text("kind") == DISTRICTS else AREAS


def _polygonal(raw: str) -> bool:
    try:
        shape: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(shape, dict) and shape.get("type") in _POLYGONS and "coordinates" in shape
