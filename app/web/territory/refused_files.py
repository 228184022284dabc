"""Tells why a file or a drawn polygon was refused: each kind of fault, and what to mend."""

from collections.abc import Iterator, Mapping

from app.inputs.text import gettext
from app.operations.importing.files.outcome import ImportRefused, refused_by_kind
from app.texts.translate import ADVICE, Advice, told
from gis.files.messages import Said, say

_KINDS: Mapping[str, Said] = {
    "bad-code": say("codes that are none"),
    "bad-date": say("dates that are none"),
    "bad-list": say("lists that are none"),
    "bad-number": say("numbers that are none"),
    "duplicate-code": say("codes used twice"),
    "missing-value": say("empty cells"),
    "no-area": say("polygons without area"),
    "no-geometry": say("features without geometry"),
    "not-a-polygon": say("geometries that are no polygons"),
    "not-finite": say("coordinates that are no numbers"),
    "outside-hromada": say("polygons outside the hromada"),
    "outside-ukraine": say("polygons outside Ukraine"),
    "self-intersection": say("polygons that cross themselves"),
    "swapped-axes": say("longitude and latitude swapped"),
    "too-long": say("texts that are too long"),
    "too-many-vertices": say("polygons with too many vertices"),
    "unknown-body": say("unknown bodies"),
    "unknown-category": say("unknown categories"),
    "unreadable": say("geometries that cannot be read"),
}
# The page of files has a field for what a file does not say.
_OF_FILE: Advice = {
    **ADVICE,
    "layer": say("name one of them in the field “Layer”"),
    "crs": say(
        "add it to the file (the .prj of a Shapefile), or name it in the field “Reference system”: "
        "EPSG:4326 for longitude and latitude, EPSG:5564 for UCS-2000 zone 6"
    ),
    "no-crs": say(
        "leave the field “Reference system” empty, it is for files that carry no reference system"
    ),
    "encoding": say(
        "choose it in the field “Encoding”, for old Ukrainian Shapefiles Windows-1251, or add a "
        ".cpg file"
    ),
    "body": say("check the code in “Bodies”"),
    "category": say("check the code in “Categories”"),
}
# What the drawing form calls the columns of a file.
_OF_DRAWING: Mapping[str, Said] = {
    "code": say("Code of the new one"),
    "name_uk": say("What it is called"),
    "body": say("Body"),
    "categories": say("Categories"),
    "priority": say("Priority"),
    "decision": say("Decision"),
}


def file_told(refused: ImportRefused, name: str) -> str:
    """Return in lines why the file that its owner calls ``name`` is refused."""
    lines = [gettext("“%(file)s” cannot be taken:", file=name)]
    lines += [told(refused.reason, advice=_OF_FILE)] if refused.reason else _counted(refused)
    return "\n".join(lines)


def drawing_told(refused: ImportRefused) -> str:
    """Return in lines why a drawn polygon is refused: it is the one feature of its file."""
    reasons = [fault.reason for fault in refused.faults] or [refused.reason]
    lines = [told(reason, advice=_OF_FILE, names=_OF_DRAWING) for reason in reasons]
    return "\n".join([gettext("It cannot be taken:"), *lines])


def _counted(refused: ImportRefused) -> Iterator[str]:
    for group in refused_by_kind(refused.faults):
        kind = _KINDS.get(group["kind"], group["kind"])
        yield f"{told(kind)}: {group['count']}"
        for first in group["first"]:
            name = f" ({first['name']})" if first["name"] else ""
            feature = gettext("feature %(number)s", number=first["number"])
            yield f"  {feature}{name}: {told(first['reason'], advice=_OF_FILE)}"
        if (more := group["count"] - len(group["first"])) > 0:
            yield "  " + gettext("… and %(more)s more of this kind", more=more)
