"""What coordinators send to change boundaries: a file, a polygon, a decision."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PureWindowsPath
from typing import Any

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from app.inputs.text import clean_line, clean_words, gettext
from app.operations.territory.drafting import Drawn
from app.queries.territory.drafts import AREAS, DISTRICTS
from gis.files.features import SUFFIXES, ReadOptions

# What Ukrainian Shapefiles are written in, by Python's names and ours.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1251", "Windows-1251"),
    ("koi8-u", "KOI8-U"),
    ("cp866", "DOS (CP866)"),
)
LONGEST_REASON = 1000
_LONGEST_WORD = 300
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BoundaryUpload:
    """A file of boundaries as it was sent: what it is about, and what it does not say itself."""

    kind: str
    title: str
    suffix: str
    whole: bool
    asked: ReadOptions


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a draft is to be applied; ``starts_at`` None is at once."""

    starts_at: datetime | None
    reroutes: bool
    reason: str
    seen: str | None


def parse_upload(form: Form, filename: str) -> BoundaryUpload:
    """Read the upload form; raise Rejected naming the fields that are wrong."""
    # Whichever way the sender's system parts folders.
    name = PureWindowsPath(filename)
    suffix = name.suffix.lower()
    faults: dict[str, str] = {}
    if not filename:
        faults["file"] = gettext("Choose a file.")
    elif suffix not in SUFFIXES:
        faults["file"] = gettext(
            "Send GeoJSON (.geojson), GeoPackage (.gpkg) or a Shapefile packed into .zip."
        )
    _refuse(faults)
    return BoundaryUpload(
        kind=_kind(form),
        title=clean_line(name.name)[:_LONGEST_WORD],
        suffix=suffix,
        whole=form.get("whole") == "1",
        asked=ReadOptions(**{each: _word(form, each) or None for each in ReadOptions._fields}),
    )


def parse_drawn(form: Form, categories: Sequence[str]) -> tuple[str, Drawn]:
    """Read a drawn polygon: its kind, and what is said of it; raise Rejected if there is none."""
    faults: dict[str, str] = {}
    geometry = form.get("geometry", "").strip()
    if not _polygonal(geometry):
        faults["geometry"] = gettext("Draw a polygon on the map, or paste one as GeoJSON.")
    code = _word(form, "code") or _word(form, "new_code")
    if not code:
        faults["new_code"] = gettext("Choose what you have drawn, or give the new one a code.")
    _refuse(faults)
    drawn = Drawn(
        code=code,
        geometry=geometry,
        name_uk=_word(form, "name_uk"),
        body=_word(form, "body"),
        categories=tuple(clean_line(each)[:_LONGEST_WORD] for each in categories),
        priority=_word(form, "priority"),
        decision=_word(form, "decision"),
    )
    return _kind(form), drawn


def parse_verdict(form: Form) -> Verdict:
    """Read how a draft is applied; raise Rejected naming the fields that are wrong."""
    faults: dict[str, str] = {}
    starts_at = _midnight(form.get("starts_on", ""), faults)
    reason = clean_words(form.get("reason", ""))
    if len(reason) > LONGEST_REASON:
        faults["reason"] = gettext("Shorten it to %(count)s characters.", count=LONGEST_REASON)
    reroutes = form.get("reroutes") == "1"
    if reroutes and not reason:
        faults["reason"] = gettext("Say why: residents and bodies read it in their letters.")
    _refuse(faults)
    return Verdict(starts_at, reroutes, reason, form.get("seen") or None)


def parse_day(form: Form) -> datetime | None:
    """Read from which day a difference is asked for; None is at once, as is what is no day."""
    return _midnight(form.get("starts_on", ""), {})


def _kind(form: Form) -> str:
    return DISTRICTS if form.get("kind") == DISTRICTS else AREAS


def _word(form: Form, name: str) -> str:
    return clean_line(form.get(name, ""))[:_LONGEST_WORD]


def _polygonal(raw: str) -> bool:
    try:
        shape: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(shape, dict) and shape.get("type") in _POLYGONS and "coordinates" in shape


def _midnight(raw: str, faults: dict[str, str]) -> datetime | None:
    if not raw.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(raw.strip()), time(0), tzinfo=KYIV)
    except ValueError:
        faults["starts_on"] = gettext("Choose a day, for instance 2030-05-31.")
        return None


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Rejected("Check the marked fields.", fields=faults)
