"""Texts of why a file or a drawn polygon is refused: its faults and how to repair them."""

from collections.abc import Iterator, Mapping

from app.operations.importing.files.outcome import ImportRefused, refused_by_kind
from app.texts.translate import ADVICE, Advice, gettext, translated
from gis.files.messages import FileMessage, msg

_KINDS: Mapping[str, FileMessage] = {
    "bad-code": msg("codes that are none"),
    "bad-date": msg("dates that are none"),
    "bad-list": msg("lists that are none"),
    "bad-number": msg("numbers that are none"),
    "duplicate-code": msg("codes used twice"),
    "missing-value": msg("empty cells"),
    "no-area": msg("polygons without area"),
    "no-geometry": msg("features without geometry"),
    "not-a-polygon": msg("geometries that are no polygons"),
    "not-finite": msg("coordinates that are no numbers"),
    "outside-hromada": msg("polygons outside the hromada"),
    "outside-ukraine": msg("polygons outside Ukraine"),
    "self-intersection": msg("polygons that cross themselves"),
    "swapped-axes": msg("longitude and latitude swapped"),
    "too-many-crossings": msg("polygons that cross themselves too often"),
    "too-long": msg("texts that are too long"),
    "too-many-vertices": msg("polygons with too many vertices"),
    "unknown-body": msg("unknown bodies"),
    "unknown-category": msg("unknown categories"),
    "unreadable": msg("geometries that cannot be read"),
}
# The upload form has a field for what a file does not contain.
_OF_FILE: Advice = {
    **ADVICE,
    "layer": msg("name one of them in the field “Layer”"),
    "crs": msg(
        "add it to the file (the .prj of a Shapefile), or name it in the field “Reference system”: "
        "EPSG:4326 for longitude and latitude, EPSG:5564 for UCS-2000 zone 6"
    ),
    "no-crs": msg(
        "leave the field “Reference system” empty, it is for files that carry no reference system"
    ),
    "encoding": msg(
        "choose it in the field “Encoding”, for old Ukrainian Shapefiles Windows-1251, or add a "
        ".cpg file"
    ),
    "body": msg("check the code in “Bodies”"),
    "category": msg("check the code in “Categories”"),
}
# Labels that the drawing form has for the columns of a file.
_OF_DRAWING: Mapping[str, FileMessage] = {
    "name_uk": msg("What it is called"),
    "body": msg("Body"),
    "categories": msg("Categories"),
    "priority": msg("Priority"),
    "decision": msg("Decision"),
}


def file_refusal(refused: ImportRefused, name: str) -> str:
    """Return why the file ``name`` is refused, a reason per line."""
    lines = [gettext("“%(file)s” cannot be taken:", file=name)]
    lines += [translated(refused.reason, advice=_OF_FILE)] if refused.reason else _counted(refused)
    return "\n".join(lines)


def drawing_refusal(refused: ImportRefused) -> str:
    """Return why a drawn polygon, the one feature of its file, is refused, a reason per line."""
    reasons = [fault.reason for fault in refused.faults] or [refused.reason]
    lines = [translated(reason, advice=_OF_FILE, names=_OF_DRAWING) for reason in reasons]
    return "\n".join([gettext("It cannot be taken:"), *lines])


def _counted(refused: ImportRefused) -> Iterator[str]:
    for group in refused_by_kind(refused.faults):
        kind = _KINDS.get(group["kind"], group["kind"])
        yield f"{translated(kind)}: {group['count']}"
        for first in group["first"]:
            name = f" ({first['name']})" if first["name"] else ""
            feature = gettext("feature %(number)s", number=first["number"])
            yield f"  {feature}{name}: {translated(first['reason'], advice=_OF_FILE)}"
        if (more := group["count"] - len(group["first"])) > 0:
            yield "  " + gettext("… and %(more)s more of this kind", more=more)
