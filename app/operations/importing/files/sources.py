"""Loads a file's rows under our column names, with its boundaries checked if it has any."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import shapely

from app.operations.importing.files.cells import Cells, cleaned
from app.operations.importing.files.columns import FileColumn, match_columns
from app.operations.importing.files.outcome import NO_PROGRESS, ImportRefused, Progress
from app.operations.importing.files.tables import read_table
from gis.files.attributes import Row
from gis.files.checks import CheckedBoundaries, check_boundaries
from gis.files.faults import Fault, UnreadableFile
from gis.files.features import NO_OPTIONS, ReadOptions, read_features
from gis.files.messages import msg
from gis.files.projection import Shapes


@dataclass(frozen=True, slots=True)
class Job:
    """A file to import, with read options, time and progress."""

    path: Path
    now: datetime
    progress: Progress = NO_PROGRESS
    asked: ReadOptions = NO_OPTIONS


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's rows, ready to be parsed, with notes and the known columns of the file."""

    cells: list[Cells]
    notes: list[str]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Boundaries(Rows):
    """Rows with a boundary each, in the same order."""

    judged: CheckedBoundaries
    crs: str

    @property
    def ewkb(self) -> list[str]:
        """Return the boundaries as PostGIS reads and writes them; '' where one is missing."""
        return hex_ewkb(self.judged.shapes)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn an unreadable file into a refusal that names it."""
    try:
        yield
    except UnreadableFile as error:
        raise ImportRefused(path, error.reason) from None


def load_table(job: Job, known: Sequence[FileColumn]) -> Rows:
    """Load a CSV file; raise ImportRefused if it cannot be read or lacks columns."""
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        table = read_table(job.path, encoding=job.asked.encoding)
        matched = match_columns(table.columns, known)
    rows = [matched.renamed(row) for row in table.rows]
    return Rows(_cells(rows, table.numbers), matched.note(), frozenset(matched.held_by))


def load_boundaries(job: Job, known: Sequence[FileColumn]) -> Boundaries:
    """Load a file of polygons and check them; raise ImportRefused if it cannot be read."""
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        file = read_features(job.path, job.asked)
        matched = match_columns(file.columns, known)
    rows = [matched.renamed(row) for row in file.rows]
    cells = _cells(rows, range(1, len(rows) + 1))
    job.progress.step(f"Checking {len(rows)} boundaries")
    judged = check_boundaries(file.shapes, [row.label for row in cells], known=file.faults)
    return Boundaries(
        cells, matched.note(), frozenset(matched.held_by), judged=judged, crs=file.crs
    )


def _cells(rows: Sequence[Row], numbers: Sequence[int]) -> list[Cells]:
    return [Cells(number, _label(row), row) for number, row in zip(numbers, rows, strict=True)]


def _label(row: Row) -> str:
    """Return the label of a row: its name and its code."""
    parts = [cleaned(str(row[key]))[:80] for key in ("name_uk", "katottg", "code") if row.get(key)]
    return ", ".join(parts)


def refuse_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Raise ImportRefused if there is any fault."""
    if faults:
        raise ImportRefused(path, faults=sorted(faults, key=lambda fault: fault.number))


def faults_of(cells: Sequence[Cells], key: str) -> list[Fault]:
    """Return the faults of the rows, and of those whose code an earlier row has already."""
    first: dict[str, int] = {}
    faults = [fault for row in cells for fault in row.faults]
    for row in cells:
        code = row.raw(key)
        if code and code in first:
            reason = msg(
                "%(column)s %(given)r is that of number %(first)s too: a code is used once",
                column=key,
                given=code,
                first=first[code],
            )
            faults.append(Fault(row.number, row.label, "duplicate-code", reason))
        first.setdefault(code, row.number)
    return faults


def hex_ewkb(shapes: Shapes) -> list[str]:
    """Return shapes as hexadecimal EWKB in EPSG:4326; '' for a missing one."""
    marked = shapely.set_srid(np.asarray(shapes, dtype=object), 4326)
    return [text or "" for text in shapely.to_wkb(marked, hex=True, include_srid=True)]
