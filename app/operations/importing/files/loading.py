"""Loads a file's rows under our column names, with its boundaries checked if it has any."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import NamedTuple, Self

import numpy as np
import shapely

from app.operations.importing.files.cells import Cells, cleaned
from app.operations.importing.files.columns import FileColumn, Matched, match_columns
from app.operations.importing.files.coordinates import with_coordinates
from app.operations.importing.files.dates import DateOrders
from app.operations.importing.files.sources import Job, refusing
from gis.files.attributes import Row
from gis.files.checks import CheckedBoundaries
from gis.files.features import FeatureFile
from gis.files.mixed import left_out_note
from gis.files.projection import Shapes
from gis.files.tables import Table, table_of_text

Label = Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows, ready to be parsed; ``notes`` grow while they are.

    ``columns`` are those of ours that the file has; ``headings`` and ``originals`` are the file as
    it was, by the numbers of rows.
    """

    cells: list[Cells]
    notes: list[str]
    columns: frozenset[str]
    headings: tuple[str, ...]
    originals: dict[int, Row]
    crs: str = ""

    def kept(self, keep: Sequence[bool]) -> Self:
        """Return the rows to keep."""
        return replace(self, cells=list(compress(self.cells, keep)))


@dataclass(frozen=True, slots=True)
class Boundaries(Rows):
    """Rows with a boundary each, in the same order."""

    judged: CheckedBoundaries = field(kw_only=True)

    @property
    def ewkb(self) -> list[str]:
        """Return the boundaries as PostGIS reads and writes them; '' where one is missing."""
        return hex_ewkb(self.judged.shapes)

    def kept(self, keep: Sequence[bool]) -> Self:
        """Return the rows to keep, with their boundaries and repairs."""
        cells = list(compress(self.cells, keep))
        numbers = {row.number for row in cells}
        judged = replace(
            self.judged,
            shapes=self.judged.shapes[np.asarray(keep, dtype=bool)],
            repairs=tuple(each for each in self.judged.repairs if each.number in numbers),
        )
        return replace(self, cells=cells, judged=judged)


def label_of(row: Row) -> str:
    """Return the label of a row: its name and its code."""
    parts = [cleaned(str(row[key]))[:80] for key in ("name_uk", "katottg", "code") if row.get(key)]
    return ", ".join(parts)


def load_boundaries(job: Job, known: Sequence[FileColumn]) -> Boundaries:
    """Load a file of polygons and check them; raise ImportRefused if it cannot be read."""
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        file = job.geometry.boundaries(job.path, job.asked)
        features = file.features
        matched = match_columns(features.columns, known, job.choices.columns)
    found = _Found(features.columns, features.rows, features.numbers)
    rows = _under_names(found, matched, label_of, job)
    rows.notes[:0] = [*features.notes, *left_out_note(features.left_out)]
    judged = file.labelled([row.label for row in rows.cells])
    return Boundaries(
        rows.cells, rows.notes, rows.columns, rows.headings, rows.originals, features.crs,
        judged=judged,
    )  # fmt: skip


def load_table(job: Job, known: Sequence[FileColumn], label: Label = label_of) -> Rows:
    """Load a table; raise ImportRefused if it cannot be read or lacks columns."""
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        table = _table(job)
    with refusing(job.path, table.notes):
        matched = match_columns(table.columns, known, job.choices.columns)
    rows = _under_names(_Found(table.columns, table.rows, table.numbers), matched, label, job)
    rows.notes[:0] = table.notes
    by_number = {row.number: row for row in rows.cells}
    for fault in table.faults:
        by_number[fault.number].fault(fault.kind, fault.reason)
    return rows


def load_points(
    job: Job,
    known: Sequence[FileColumn],
    label: Label,
    read: Callable[[], FeatureFile],
    *,
    points: Callable[[Shapes], Shapes] = lambda shapes: shapes,
) -> Rows:
    """Load features with ``lon`` and ``lat`` of the point in which ``points`` turns each shape."""
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        file = read()
        columns, found = with_coordinates(file, points(file.shapes))
        matched = match_columns(columns, known, job.choices.columns)
    rows = _under_names(_Found(columns, found), matched, label, job)
    rows.notes[:0] = file.notes
    return replace(rows, crs=file.crs)


def hex_ewkb(shapes: Shapes) -> list[str]:
    """Return shapes as hexadecimal EWKB in EPSG:4326; '' for a missing one."""
    marked = shapely.set_srid(np.asarray(shapes, dtype=object), 4326)
    return [text or "" for text in shapely.to_wkb(marked, hex=True, include_srid=True)]


class _Found(NamedTuple):
    """A file's rows under its own headings; without ``numbers`` they are counted from 1."""

    headings: Sequence[str]
    rows: Sequence[Row]
    numbers: Sequence[int] | None = None


def _table(job: Job) -> Table:
    if job.reader is None:
        return table_of_text(job.path.read_text(encoding="utf-8"))
    return job.reader.table(job.path, job.asked)


def _under_names(found: _Found, matched: Matched, label: Label, job: Job) -> Rows:
    numbers = found.numbers or range(1, len(found.rows) + 1)
    rows = [matched.renamed(row) for row in found.rows]
    notes = matched.note()
    orders = DateOrders(rows, notes, month_first=job.choices.month_first)
    cells = [
        Cells(number, label(row), row, orders) for number, row in zip(numbers, rows, strict=True)
    ]
    originals = dict(zip(numbers, found.rows, strict=True))
    return Rows(cells, notes, frozenset(matched.held_by), tuple(found.headings), originals)
