"""Opens an uploaded file and notes what was found and guessed, to be shown before it is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import shapely
from sqlalchemy.orm import Session

from app.operations.importing.files.coordinates import Unusable, point_or_fault
from app.operations.importing.files.memory import with_remembered_words
from app.operations.importing.files.sources import NOTHING_CHOSEN, Job
from app.operations.importing.kinds import suggested_columns
from app.operations.uploads.kinds import REPORTS, UploadKind
from app.operations.uploads.stated import Stated
from app.operations.uploads.words import unknown_words
from app.queries.territory.areas_in_force import outline_of
from gis.files import openstreetmap
from gis.files.attributes import Row
from gis.files.encodings import public_name
from gis.files.faults import UnreadableFile
from gis.files.messages import message_to_json
from gis.files.tables import Table, is_table
from gis.pictures.landing import MOST_POINTS, landing_of

ROWS_SHOWN = 5
_LONGEST_CELL = 120
_LON, _LAT = "lon", "lat"


def open_file(session: Session, job: Job, kind: UploadKind, stated: Stated) -> dict[str, Any]:
    """Return what is in the file as JSON; of one that cannot be read, the ``reason``."""
    if openstreetmap.is_extract(job.path):
        return {"extract": True, "ours": []}
    read = _of_table if is_table(job.path.name) else _of_features
    try:
        return read(session, job, kind, stated)
    except UnreadableFile as error:
        return {"reason": message_to_json(error.reason)}


def _of_table(session: Session, job: Job, kind: UploadKind, stated: Stated) -> dict[str, Any]:
    table = job.geometry.table(job.path, job.asked)
    found = _found(session, kind, stated, (table.columns, table.rows))
    points = _points(table, found["columns_by_ours"])
    return found | {
        "table": True,
        "encoding": public_name(table.encoding) if table.encoding else "",
        "layer": table.layer,
        "layers": list(table.layers),
        "notes": [message_to_json(note) for note in table.notes],
        "landing": landing_of(outline_of(session), points)._asdict() if points else None,
    }


def _of_features(session: Session, job: Job, kind: UploadKind, stated: Stated) -> dict[str, Any]:
    file = job.geometry.features(job.path, job.asked)
    # The place is in the geometry.
    placed = replace(
        kind.source,
        columns=[each for each in kind.columns if each.name not in (_LON, _LAT)],
    )
    found = _found(session, replace(kind, source=placed), stated, (file.columns, file.rows))
    return found | {
        "crs": file.crs,
        "notes": [message_to_json(note) for note in file.notes],
        "landing": landing_of(outline_of(session), file.shapes)._asdict(),
    }


def _found(
    session: Session, kind: UploadKind, stated: Stated, content: tuple[Sequence[str], Sequence[Row]]
) -> dict[str, Any]:
    columns, rows = content
    choices = stated.column_choices(columns)
    held_by = suggested_columns(session, kind.source, columns, choices).held_by
    words = unknown_words(session, rows, held_by) if kind.name == REPORTS else {}
    return {
        "columns": list(columns),
        "count": len(rows),
        "rows": [[_short(row.get(name, "")) for name in columns] for row in rows[:ROWS_SHOWN]],
        "ours": [each.name for each in kind.columns],
        "columns_by_ours": dict(held_by),
        "words": words,
        "meant": _meant(session, words),
    }


def _meant(session: Session, words: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, Any]:
    """Return what earlier files' words meant, of the unknown ones of this file."""
    if not words:
        return {}
    known = with_remembered_words(session, NOTHING_CHOSEN)
    by_kind = {"categories": known.category_words, "statuses": known.status_words}
    return {
        which: {word: by_kind[which][word] for word, _ in found if word in by_kind[which]}
        for which, found in words.items()
    }


def _short(value: str | list[str]) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _points(table: Table, held_by: Mapping[str, str]) -> list[Any]:
    if _LON not in held_by or _LAT not in held_by:
        return []
    found = (
        point_or_fault(str(row[held_by[_LON]]), str(row[held_by[_LAT]]))
        for row in table.rows[: MOST_POINTS * 2]
    )
    return [shapely.Point(each.lon, each.lat) for each in found if not isinstance(each, Unusable)]
