"""The journal of the directory in words: names for ids, labels for columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.domain.deadlines import KYIV
from app.domain.names import Name
from app.queries.traces import DirectoryEntry, directory_entries, names_by_id
from app.texts.languages import chosen_language
from app.texts.translate import gettext

_SUBJECTS: Mapping[tuple[str, str], object] = {
    ("area", "added"): _("Area added"),
    ("area", "changed"): _("Area changed"),
    ("area", "removed"): _("Area taken back"),
    ("body", "added"): _("Body added"),
    ("body", "changed"): _("Body changed"),
    ("body", "removed"): _("Body removed"),
    ("category", "added"): _("Category added"),
    ("category", "changed"): _("Category changed"),
    ("category", "removed"): _("Category removed"),
    ("category_change", "added"): _("Change of a category planned"),
    ("category_change", "changed"): _("Planned change of a category"),
    ("category_change", "removed"): _("Planned change of a category removed"),
    ("district", "added"): _("District added"),
    ("district", "changed"): _("District changed"),
    ("district", "removed"): _("District removed"),
    ("hromada", "changed"): _("Hromada changed"),
    ("hromada", "removed"): _("Hromada removed"),
    ("hromada_setting", "added"): _("Term set"),
    ("hromada_setting", "changed"): _("Term changed"),
    ("hromada_setting", "removed"): _("Term removed"),
}
_FIELDS: Mapping[str, object] = {
    "accept_hours": _("accept within, hours"),
    "active": _("in use"),
    "area_m2": _("size, km²"),
    "body_id": _("body"),
    "boundary": _("boundary"),
    "categories": _("categories"),
    "centre": _("middle of the map"),
    "contact_address": _("address for contacts"),
    "contact_email": _("e-mail for contacts"),
    "contact_phone": _("telephone for contacts"),
    "decision": _("decision"),
    "default_body_id": _("default body"),
    "email": _("e-mail"),
    "emergency": _("danger"),
    "everything": _("all categories"),
    "hazard": _("danger to people"),
    "head_email": _("e-mail of the head"),
    "health": _("data on health"),
    "hide_on_map": _("place not shown on the map"),
    "hotline": _("telephone of help"),
    "in_force_at": _("in force"),
    "introduction_uk": _("introduction"),
    "introduction_en": _("introduction in English"),
    "kind": _("kind"),
    "legal_days": _("by law, days"),
    "logo_key": _("mark of the hromada"),
    "name_en": _("name in English"),
    "name_uk": _("name"),
    "opened_at": _("opened"),
    "parent_id": _("group"),
    "personal": _("personal data expected"),
    "phone": _("telephone"),
    "population": _("population"),
    "position": _("place in the list"),
    "priority": _("priority"),
    "proposal": _("a proposal, not a problem"),
    "search_words": _("words for search"),
    "seasonal": _("in winter only"),
    "served": _("open to residents"),
    "starts_at": _("counts from"),
    "target_hours": _("answer within, hours"),
    "unready": _("open for trial"),
    "valid_from": _("counts from"),
    "valid_to": _("counts until"),
    "value": _("value"),
    "values": _("values"),
    "wants_photo": _("photo asked for"),
    "wartime": _("in wartime only"),
    "whole_hromada": _("the whole hromada"),
    "withdrawn_at": _("withdrawn"),
    "zoom": _("zoom of the map"),
}
# Codes and ids that tell a reader nothing.
_UNSAID = frozenset(
    {"account_id", "category_id", "code", "id", "set_at", "set_by", "slug", "version"}
)
_TERMS: Mapping[str, object] = {
    "appeal_working_days": _("Appeal, working days"),
    "reply_days": _("Answer to a question, days"),
    "acceptance_working_days": _("Acceptance, working days"),
    "confirmation_days": _("Word of the resident, days"),
    "moderation_working_days": _("Moderation, working days"),
}
_LONGEST = 120

Names = Mapping[str, Mapping[int, Name]]


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry as a page shows it."""

    at: datetime
    actor: str
    what: str
    name: str
    lines: Sequence[str]


def journal(session: Session) -> list[JournalRow]:
    """Return the newest changes of the directory in the user's language."""
    names = names_by_id(session)
    return [_row(entry, names) for entry in directory_entries(session)]


def values_in_words(values: Mapping[str, Any], names: Names) -> list[str]:
    """Return columns with their values, as the page of a planned change lists them."""
    return [
        f"{_FIELDS[field]}: {_shown(field, value, names)}"
        for field, value in values.items()
        if field in _FIELDS
    ]


def _row(entry: DirectoryEntry, names: Names) -> JournalRow:
    what = _SUBJECTS.get((entry.subject, entry.kind), entry.subject)
    name = entry.name.text(chosen_language())
    if entry.subject == "hromada_setting":
        name = str(_TERMS.get(name, name))
    return JournalRow(entry.at, entry.actor, str(what), name, list(_lines(entry, names)))


def _lines(entry: DirectoryEntry, names: Names) -> list[str]:
    lines = []
    for field in {**entry.before, **entry.after} if entry.kind == "changed" else entry.after:
        if field in _UNSAID or field not in _FIELDS:
            continue
        before, after = entry.before.get(field), entry.after.get(field)
        if field == "values" and isinstance(after, dict):
            lines += values_in_words(after, names)
        elif entry.kind == "changed":
            lines.append(_change(field, before, after, names))
        elif after not in (None, "", False, 0):
            lines.append(f"{_FIELDS[field]}: {_shown(field, after, names)}")
    return lines


def _change(field: str, before: object, after: object, names: Names) -> str:
    if field in ("boundary", "centre", "logo_key"):
        return gettext("%(field)s changed", field=str(_FIELDS[field]))
    shown = _shown(field, before, names), _shown(field, after, names)
    return f"{_FIELDS[field]}: {shown[0]} → {shown[1]}"


def _shown(field: str, value: Any, names: Names) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, ""):
        return "–"
    if field in names:
        return names[field].get(int(value), Name("?")).text(chosen_language())
    if field in ("boundary", "centre", "logo_key"):
        return gettext("is set")
    if field.endswith("_at") or field.startswith("valid_"):
        return _moment(str(value))
    return _counted(field, value)


def _moment(value: str) -> str:
    moment = datetime.fromisoformat(value).astimezone(KYIV)
    return f"{moment:%d.%m.%Y}" if moment.time() == time.min else f"{moment:%d.%m.%Y %H:%M}"


def _counted(field: str, value: Any) -> str:  # noqa: ANN401 - JSON
    if field == "area_m2":
        return str(format_decimal(float(value) / 1e6, "#,##0.00"))
    if isinstance(value, float):
        return str(format_decimal(value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)[:_LONGEST]
