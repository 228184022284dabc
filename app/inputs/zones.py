"""The form of a masked zone: a circle, or polygons as GeoJSON."""

from collections.abc import Callable, Mapping
from typing import Any

import shapely

from app.domain.errors import Rejected
from app.inputs.form import Form
from gis.circles import circle_m
from gis.files.faults import UnreadableFile

_LARGEST_M, _SMALLEST_M = 20_000.0, 10.0
_MOST_BYTES = 2 * 2**20

# Unites the polygons of GeoJSON, a file's or drawn ones; raises UnreadableFile with a sentence.
Unite = Callable[..., Any]


def parse_zone(given: Mapping[str, str], file: bytes, unite: Unite) -> tuple[str, str]:
    """Return boundary (EWKB, hexadecimal) and reason; raise Rejected naming the fields."""
    form = Form(given)
    reason = form.line("reason")
    if not reason:
        raise Rejected.on("reason", "Say why.")
    drawn = form.text("shape", longest=None).encode()
    shape = _polygons(file, drawn, unite) if file or drawn else _circle(form)
    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)), reason


def has_place(given: Mapping[str, str], file: bytes) -> bool:
    """Return whether the form shows a place otherwise than by an address."""
    form = Form(given)
    return bool(file or form.text("shape") or form.text("lon") or form.text("lat"))


def _circle(form: Form) -> shapely.MultiPolygon:
    centre = form.point("lon")
    radius_m = form.metres("radius", _SMALLEST_M, _LARGEST_M)
    if radius_m is None:
        form.refuse("radius", "The radius is from 10 to 20,000 metres.")
    if centre is None or radius_m is None:
        raise Rejected.marked(form.faults)
    return shapely.MultiPolygon([circle_m(centre, radius_m)])


def _polygons(file: bytes, drawn: bytes, unite: Unite) -> Any:  # noqa: ANN401 - shapely has no types
    if len(file or drawn) > _MOST_BYTES:
        raise Rejected.on(
            "file", "The file is larger than %(mb)s MB. Simplify it.", mb=_MOST_BYTES // 2**20
        )
    try:
        return unite(file or drawn, drawn=not file)
    except UnreadableFile as refusal:
        raise Rejected.on("file", str(refusal)) from None
