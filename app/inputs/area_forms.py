"""The form of an area of responsibility: who, for what, and of which parts it is made."""

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from app.inputs.directory_forms import parse_names
from app.inputs.form import Form, whole_number
from app.operations.importing.territory.area_rows import MOST_PRIORITY
from app.operations.territory.area_drafts import AreaParts, AreaRequest
from gis.files.faults import UnreadableFile

# Priorities in words; another one of an import stays as it is.
PRIORITIES = (0, 5, 10)
_MOST_CHOSEN = 1000
_MOST_DRAWN = 1_000_000

# Unites drawn polygons in GeoJSON; raises UnreadableFile with a sentence.
Unite = Callable[..., Any]


def parse_area(given: MultiDict[str, str], unite: Unite) -> AreaRequest:
    """Parse the form of an area; raise Rejected naming the fields that are wrong."""
    form = Form(given)
    names = parse_names(form)
    body_id = form.number("body")
    if body_id is None:
        form.refuse("body", "Choose a body from the list.")
    everything = form.text("everything") == "1"
    category_ids = _ids(given, "categories")
    if not category_ids and not everything:
        form.refuse("categories", "Choose kinds of problems, or all of them.")
    parts = _parts(form, given, unite)
    priority = form.text("priority")
    form.check()
    return AreaRequest(
        names=names,
        body_id=body_id or 0,
        everything=everything,
        category_ids=category_ids,
        priority=min(int(priority), MOST_PRIORITY) if _is_number(priority) else 0,
        decision=form.line("decision"),
        parts=parts,
    )


def _parts(form: Form, given: MultiDict[str, str], unite: Unite) -> AreaParts:
    how = form.text("extent")
    if how in ("whole", "same"):
        return AreaParts(whole=how == "whole", same=how == "same")
    drawn = form.text("geometry", longest=None)
    parts = AreaParts(
        district_ids=_ids(given, "districts"),
        area_ids=_ids(given, "areas"),
        drawn=_united(form, drawn, unite) if drawn else None,
    )
    if not (parts.district_ids or parts.area_ids or drawn):
        form.refuse(
            "extent", "Choose districts or areas, draw on the map, or take the whole hromada."
        )
    return parts


def _united(form: Form, drawn: str, unite: Unite) -> Any:  # noqa: ANN401 - shapely has no types
    if len(drawn) > _MOST_DRAWN:
        form.refuse("extent", "The drawing has too many corners. Draw it simpler.")
        return None
    try:
        return unite(drawn.encode(), drawn=True)
    except UnreadableFile as refusal:
        form.refuse("extent", str(refusal))
        return None


def _ids(given: MultiDict[str, str], name: str) -> tuple[int, ...]:
    numbers = (whole_number(raw) for raw in given.getlist(name)[:_MOST_CHOSEN])
    return tuple(sorted({number for number in numbers if number}))


def _is_number(raw: str) -> bool:
    return raw.isascii() and raw.isdecimal() and len(raw) <= len(str(MOST_PRIORITY))
