"""What rows are refused for, by the codes under which faults are counted."""

from collections.abc import Mapping

from gis.files.messages import FileMessage, msg

FAULT_WORDS: Mapping[str, FileMessage] = {
    "ambiguous-date": msg("dates that may be two"),
    "bad-code": msg("codes that are none"),
    "bad-date": msg("dates that are none"),
    "bad-email": msg("mail addresses that are none"),
    "bad-flag": msg("neither yes nor no"),
    "bad-list": msg("lists that are none"),
    "bad-number": msg("numbers that are none"),
    "duplicate-code": msg("codes or names used twice"),
    "duplicate-id": msg("numbers used twice"),
    "in-no-hromada": msg("places in no hromada"),
    "missing-value": msg("empty cells"),
    "no-area": msg("polygons without area"),
    "no-coordinates": msg("rows without a place"),
    "no-code": msg("names that need a code"),
    "no-geometry": msg("features without geometry"),
    "no-words": msg("reports without words"),
    "not-a-number": msg("coordinates that are no numbers"),
    "not-a-polygon": msg("geometries that are no polygons"),
    "not-degrees": msg("coordinates that are no degrees"),
    "not-finite": msg("coordinates that are no numbers"),
    "outside-hromada": msg("places outside the hromada"),
    "outside-ukraine": msg("places outside Ukraine"),
    "placeholder": msg("coordinates that stand for no place"),
    "self-intersection": msg("polygons that cross themselves"),
    "swapped-axes": msg("longitude and latitude swapped"),
    "too-long": msg("texts that are too long"),
    "too-many-crossings": msg("polygons that cross themselves too often"),
    "too-many-vertices": msg("polygons with too many vertices"),
    "uneven-row": msg("rows with more or fewer cells than headings"),
    "unknown-body": msg("unknown bodies"),
    "unknown-category": msg("unknown categories"),
    "unknown-district": msg("unknown districts"),
    "unknown-status": msg("unknown statuses"),
    "unknown-territory": msg("unknown territories"),
    "unreadable": msg("geometries that cannot be read"),
    "zero-coordinates": msg("coordinates that stand for no place"),
}
