"""Words of imports: what each kind is called and brings, and what its columns are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

from app.texts.translate import Advice, translated
from gis.files.messages import FileMessage, message_from_json, msg


class KindWords(NamedTuple):
    """A kind's name, what its file holds, and what becomes public when it is taken."""

    title: object
    holds: object
    public: object


KIND_WORDS: Mapping[str, KindWords] = {
    "outline": KindWords(
        _("Outline of the hromada"),
        _("One polygon, or several that make up the hromada together."),
        _("The outline on the map, and where reports may be made."),
    ),
    "districts": KindWords(
        _("Districts"),
        _("A polygon a district, with its name; or a table of their names and population."),
        _("Names and borders of the districts, once you apply the change."),
    ),
    "bodies": KindWords(
        _("Bodies"),
        _("A row a body: its name, and where letters to it go."),
        _("Names and telephones of the bodies. Their mail addresses are not shown."),
    ),
    "categories": KindWords(
        _("Kinds of problems"),
        _("A row a kind: its name, its group, its body and terms."),
        _("Names of the categories and groups, their hotlines and terms."),
    ),
    "areas": KindWords(
        _("Areas of responsibility"),
        _(
            "A row an area: its name, the body, the kinds of problems, and where: a polygon, "
            "districts or the whole hromada."
        ),
        _("Which body answers where, once you apply the change."),
    ),
    "addresses": KindWords(
        _("Addresses"),
        _("A row or a point a house: the street, the number, the place."),
        _("Streets and house numbers, in the search."),
    ),
    "renames": KindWords(
        _("Former street names"),
        _("A row a renaming: the old name and the new one."),
        _("Former names, as what the search understands."),
    ),
    "reports": KindWords(
        _("Reports from another system"),
        _("A row a report: the place, the words, the category, the dates."),
        _("Each report that is taken, but for those that wait for a moderator."),
    ),
    "basemap": KindWords(
        _("Basemap"),
        _("Streets, houses, water and green of an OpenStreetMap extract."),
        _("All of it, as the ground of the map."),
    ),
}

# Our columns as forms and sentences call them.
COLUMN_WORDS: Mapping[str, FileMessage] = {
    "code": msg("Code in Latin letters"),
    "katottg": msg("KATOTTG code"),
    "name_uk": msg("What it is called"),
    "name_en": msg("Name in English"),
    "kind": msg("Type"),
    "email": msg("Mail for reports"),
    "phone": msg("Telephone for people"),
    "head_email": msg("Mail of the head"),
    "active": msg("Is given reports"),
    "decision": msg("Decision"),
    "valid_from": msg("Valid from"),
    "population": msg("Population"),
    "group": msg("Code of the group"),
    "group_uk": msg("Group"),
    "group_en": msg("Group in English"),
    "body": msg("Body"),
    "emergency": msg("Urgency from 0 to 2"),
    "hotline": msg("Hotline"),
    "target_hours": msg("Usual time, hours"),
    "legal_days": msg("Term by law, days"),
    "basis": msg("Legal basis"),
    "photo": msg("A photo is asked for"),
    "hazard": msg("Danger"),
    "seasonal": msg("Seasonal"),
    "wartime": msg("Of wartime"),
    "hide_on_map": msg("Hidden from the map"),
    "personal_data": msg("Has personal data"),
    "health": msg("About health"),
    "proposal": msg("A proposal"),
    "categories": msg("Kinds of problems"),
    "territory": msg("Territory"),
    "priority": msg("Priority"),
    "street": msg("Street"),
    "house": msg("House number"),
    "address": msg("Address"),
    "lon": msg("Longitude"),
    "lat": msg("Latitude"),
    "old": msg("Former name"),
    "new": msg("Present name"),
    "since": msg("Renamed on"),
    "district": msg("District"),
    "district_old": msg("Former district"),
    "id": msg("Number in the other system"),
    "title": msg("Title"),
    "description": msg("Words"),
    "category": msg("Kind of problem"),
    "subcategory": msg("Kind of problem, more precisely"),
    "status": msg("Status"),
    "created": msg("Made on"),
    "closed": msg("Closed on"),
    "body_uk": msg("Body, for readers"),
    "alt_body": msg("Other body, for readers"),
    "alt_body_uk": msg("Name of the other body, for readers"),
}

STATE_WORDS: Mapping[str, object] = {
    "opening": _("being read"),
    "opened": _("waits for your answers"),
    "checking": _("being checked"),
    "checked": _("checked, waits for a decision"),
    "taking": _("being taken"),
    "taken": _("taken"),
    "failed": _("stopped"),
    "discarded": _("put aside"),
}

# What a status of another system may mean.
STATUS_CHOICES: tuple[tuple[str, object], ...] = (
    ("", _("not known: do not take")),
    ("open", _("Open")),
    ("closed", _("Closed")),
    ("waiting", _("A moderator looks first")),
)

# Reference systems of files that carry none; a projection is named by its zone.
REFERENCE_SYSTEMS: tuple[tuple[str, object], ...] = (
    ("", _("as the file says")),
    ("EPSG:4326", _("longitude and latitude (WGS 84)")),
    ("EPSG:5562", "УСК-2000, 6°, зона 4 (21°)"),
    ("EPSG:5563", "УСК-2000, 6°, зона 5 (27°)"),
    ("EPSG:5564", "УСК-2000, 6°, зона 6 (33°)"),
    ("EPSG:5565", "УСК-2000, 6°, зона 7 (39°)"),
    ("EPSG:6381", "УСК-2000, 3°, зона 7 (21°)"),
    ("EPSG:6382", "УСК-2000, 3°, зона 8 (24°)"),
    ("EPSG:6383", "УСК-2000, 3°, зона 9 (27°)"),
    ("EPSG:6384", "УСК-2000, 3°, зона 10 (30°)"),
    ("EPSG:6385", "УСК-2000, 3°, зона 11 (33°)"),
    ("EPSG:6386", "УСК-2000, 3°, зона 12 (36°)"),
    ("EPSG:6387", "УСК-2000, 3°, зона 13 (39°)"),
    ("EPSG:32634", "WGS 84 / UTM 34N (21°)"),
    ("EPSG:32635", "WGS 84 / UTM 35N (27°)"),
    ("EPSG:32636", "WGS 84 / UTM 36N (33°)"),
    ("EPSG:32637", "WGS 84 / UTM 37N (39°)"),
    ("EPSG:3857", "Web Mercator"),
)

# The page of a file has a field for each.
_ADVICE: Advice = {
    "layer": msg("choose one in the field “Sheet or layer”"),
    "crs": msg(
        "choose it in the field “Reference system”, or add it to the file (the .prj of a Shapefile)"
    ),
    "no-crs": msg(
        "leave the field “Reference system” empty, it is for files that carry no reference system"
    ),
    "encoding": msg("choose it in the field “Encoding”"),
    "dates": msg("say which in the field “Dates such as 03/04/2025”"),
    "sheet": msg("choose one in the field “Sheet or layer”"),
    "column": msg("say below which column is which"),
    "category_words": msg("say on the page of the file what it means"),
    "status": msg("say on the page of the file what it means"),
    "hromada": msg("correct the place, or leave the row out"),
    "body": msg("add the body first, or correct its code"),
    "category": msg("add the category first, or correct its code"),
}


# Messages that list codes: the page says the same without them, or shows it elsewhere.
_INSTEAD: Mapping[str, FileMessage | None] = {
    "%(count)s %(what)s of the hromada are not in the file and stay: %(named)s": msg(
        "%(what)s of the hromada that are not in the file and stay: %(count)s"
    ),
    "categories: %(words)s": None,
    "statuses: %(words)s": None,
    # There is one on a coordinator's page.
    "into %(count)s hromadas: %(named)s": None,
}


def import_text(message: str) -> str:
    """Return a message about a file in the user's language, with the page's own advice.

    It is '' for one that the page shows elsewhere.
    """
    if isinstance(message, FileMessage) and message.msgid in _INSTEAD:
        other = _INSTEAD[message.msgid]
        if other is None:
            return ""
        message = FileMessage(other.msgid, message.params)
    return translated(message, advice=_ADVICE, names=COLUMN_WORDS)


def stored_text(stored: Any) -> str:  # noqa: ANN401 - JSON
    """Return a stored message as ``import_text`` does."""
    return import_text(message_from_json(stored))


def column_text(name: str) -> str:
    """Return what one of our columns is called in forms."""
    return translated(COLUMN_WORDS[name]) if name in COLUMN_WORDS else name
