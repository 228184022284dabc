"""Loads a file's rows under our column names, with its boundaries checked if it has any."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely

from app.operations.importing.files.cells import Cells, cleaned
from app.operations.importing.files.columns import FileColumn, match_columns
from app.operations.importing.files.outcome import NO_PROGRESS, ImportRefused, Progress
from app.operations.importing.files.tables import read_table
from gis.files.attributes import Row
from gis.files.basemap_extract import Extract
from gis.files.basemap_layers import DrawingRule
from gis.files.checked import CheckedFile
from gis.files.checks import CheckedBoundaries
from gis.files.faults import Fault, UnreadableFile
from gis.files.features import NO_OPTIONS, FeatureFile, ReadOptions
from gis.files.messages import msg
from gis.files.projection import Shapes


class FileReader(Protocol):
    """Reads files with geometry, away from this process; each method raises UnreadableFile."""

    def boundaries(self, path: Path, options: ReadOptions) -> CheckedFile:
        """Read and check boundaries."""

    def features(self, path: Path, options: ReadOptions) -> FeatureFile:
        """Read any shapes, unchecked."""

    def addresses(self, path: Path, bounds: tuple[float, float, float, float]) -> FeatureFile:
        """Read addresses of an OpenStreetMap extract within bounds, as points."""

    def basemap(self, path: Path, outlines: Shapes) -> Extract:
        """Read what an OpenStreetMap extract has within each outline."""

    def basemap_layer(
        self, path: Path, options: ReadOptions, rules: Sequence[DrawingRule], outlines: Shapes
    ) -> Extract:
        """Read what a layer of any columns has within each outline."""


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A file of boundaries that was read before the transaction began."""

    file: CheckedFile

    def boundaries(self, _path: Path, _options: ReadOptions) -> CheckedFile:
        """Return the file."""
        return self.file

    def features(self, _path: Path, _options: ReadOptions) -> FeatureFile:
        """Return its features."""
        return self.file.features

    def addresses(self, path: Path, _bounds: tuple[float, float, float, float]) -> FeatureFile:
        """Refuse: boundaries are no addresses."""
        raise UnreadableFile(f"{path.name} is no extract")

    def basemap(self, path: Path, _outlines: Shapes) -> Extract:
        """Refuse: boundaries are no basemap."""
        raise UnreadableFile(f"{path.name} is no extract")

    def basemap_layer(
        self, path: Path, _options: ReadOptions, _rules: Sequence[DrawingRule], _outlines: Shapes
    ) -> Extract:
        """Refuse: boundaries are no basemap."""
        raise UnreadableFile(f"{path.name} is no layer of a basemap")


@dataclass(frozen=True, slots=True)
class Job:
    """A file to import, with read options, time and progress.

    ``reader`` reads geometry; tables need none.
    """

    path: Path
    now: datetime
    progress: Progress = NO_PROGRESS
    asked: ReadOptions = NO_OPTIONS
    reader: FileReader | None = None

    @property
    def geometry(self) -> FileReader:
        """Return the reader of files with geometry."""
        if self.reader is None:
            raise UnreadableFile(f"{self.path.suffix or 'no suffix'} is not read here")
        return self.reader


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
        file = job.geometry.boundaries(job.path, job.asked)
        matched = match_columns(file.features.columns, known)
    rows = [matched.renamed(row) for row in file.features.rows]
    cells = _cells(rows, range(1, len(rows) + 1))
    return Boundaries(
        cells,
        matched.note(),
        frozenset(matched.held_by),
        judged=file.labelled([row.label for row in cells]),
        crs=file.features.crs,
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
