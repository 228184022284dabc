"""Opens an uploaded file and notes what was found and guessed, to be shown before it is taken."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy.orm import Session

from app.operations.importing.files.columns import FileColumn
from app.operations.importing.files.coordinates import Unusable, point_or_fault
from app.operations.importing.files.fitting import outline_of
from app.operations.importing.files.sources import Job
from app.operations.importing.files.tables import is_table, read_table
from app.operations.uploads.kinds import ImportKind
from gis.files import openstreetmap
from gis.files.attributes import Row
from gis.files.faults import UnreadableFile
from gis.files.messages import message_to_json
from gis.pictures.landing import MOST_POINTS, landing_of

ROWS_SHOWN = 5
_MOST_COLUMNS = 60
_LONGEST_CELL = 120
_LON, _LAT = "lon", "lat"


def open_file(session: Session, job: Job, kind: ImportKind) -> dict[str, Any]:
    """Return what is in the file as JSON; of one that cannot be read, the ``reason``."""
    if openstreetmap.is_extract(job.path):
        return {"extract": True}
    try:
        if is_table(job.path):
            return _of_table(session, job, kind)
        return _of_features(session, job, kind)
    except UnreadableFile as error:
        return {"reason": message_to_json(error.reason)}


def _of_table(session: Session, job: Job, kind: ImportKind) -> dict[str, Any]:
    table = read_table(job.path, encoding=job.asked.encoding)
    suggested = suggest(table.columns, kind.columns)
    points = _points(table.rows, suggested) if _LON in suggested and _LAT in suggested else []
    return _found(table.columns, table.rows, suggested) | {
        "landing": landing_of(outline_of(session), points)._asdict() if points else None,
    }


def _of_features(session: Session, job: Job, kind: ImportKind) -> dict[str, Any]:
    file = job.geometry.features(job.path, job.asked)
    known = [each for each in kind.columns if each.names[0] not in (_LON, _LAT)]
    return _found(file.columns, file.rows, suggest(file.columns, known)) | {
        "crs": file.crs,
        "geometry": True,
        "landing": landing_of(outline_of(session), file.shapes)._asdict(),
    }


def _found(
    columns: Sequence[str], rows: Sequence[Row], suggested: Mapping[str, str]
) -> dict[str, Any]:
    shown = columns[:_MOST_COLUMNS]
    return {
        "columns": list(shown),
        "count": len(rows),
        "rows": [[_short(row.get(name, "")) for name in shown] for row in rows[:ROWS_SHOWN]],
        "suggested": dict(suggested),
    }


def _short(value: str | list[str]) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def suggest(found: Sequence[str], known: Sequence[FileColumn]) -> dict[str, str]:
    """Return theirs by ours, where a column of the file has a known name."""
    by_lower = {name.lower(): name for name in found}
    return {
        spec.names[0]: next(by_lower[name] for name in spec.names if name in by_lower)
        for spec in known
        if any(name in by_lower for name in spec.names)
    }


def _points(rows: Sequence[Row], columns: Mapping[str, str]) -> list[Any]:
    found = (
        point_or_fault(str(row.get(columns[_LON], "")), str(row.get(columns[_LAT], "")))
        for row in rows[: MOST_POINTS * 2]
    )
    return [shapely.Point(each.lon, each.lat) for each in found if not isinstance(each, Unusable)]
