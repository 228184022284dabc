"""Reads tables as programs save them: CSV of every shape, XLSX, ODS; by content, not by name."""

import gzip
import io
import json
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from gis.files.attributes import Row
from gis.files.encodings import (
    Sureness,
    decoded,
    judged_text,
    lost_letters,
    public_name,
    sample_of,
)
from gis.files.faults import Fault, UnreadableFile
from gis.files.features import NO_OPTIONS, ReadOptions
from gis.files.grids import Grid, Headings, headings_of, row_faults
from gis.files.messages import FileMessage, message_from_json, message_to_json, msg
from gis.files.separated import grid_of_text
from gis.files.spreadsheets import grid_of_workbook, is_workbook, refuse_other_formats

MAX_BYTES = 256 * 2**20
MAX_ROWS = 500_000

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".xls", ".fods")
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows as text under its headings.

    ``numbers`` are the lines on which rows begin, ``notes`` say what was guessed, ``faults`` name
    rows of another shape than the headings. ``layer`` is the sheet that was taken, of ``layers``.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    numbers: list[int]
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    encoding: str = ""
    layer: str = ""
    layers: tuple[str, ...] = ()


class _Read(NamedTuple):
    grid: Grid
    notes: list[FileMessage]
    encoding: str = ""
    layer: str = ""
    layers: tuple[str, ...] = ()


def is_table(name: str) -> bool:
    """Return whether a file's name promises a table."""
    return name.lower().endswith(SUFFIXES)


def read_table(content: bytes, options: ReadOptions = NO_OPTIONS) -> Table:
    """Read a table with a line of headings; raise UnreadableFile with the remedy.

    ``options.layer`` chooses a sheet, ``options.encoding`` overrules the judge of encodings.
    """
    content = _unzipped(content)
    if not content.strip():
        raise UnreadableFile(msg("the file is empty"))
    if is_workbook(content):
        book = grid_of_workbook(content, options.layer)
        return _table(_Read(book.grid, book.notes, "", book.sheet, book.sheets))
    refuse_other_formats(content)
    if options.encoding:
        text, notes, encoding = decoded(content, options.encoding), [], options.encoding
    else:
        text, encoding, sureness = judged_text(content)
        notes = _guess(text, encoding, sureness)
    return _table(_Read(_grid(text), notes, encoding))


def table_of_text(text: str) -> Table:
    """Return the table that is in a text of our own."""
    return _table(_Read(_grid(text), [], "utf-8"))


def pack_table(table: Table) -> bytes:
    """Return a table as bytes: JSON."""
    facts = {
        "columns": table.columns,
        "rows": [[row[name] for name in table.columns] for row in table.rows],
        "numbers": table.numbers,
        "notes": [message_to_json(note) for note in table.notes],
        "faults": [[f.number, f.label, f.kind, message_to_json(f.reason)] for f in table.faults],
        "encoding": table.encoding,
        "layer": table.layer,
        "layers": table.layers,
    }
    return json.dumps(facts).encode()


def unpack_table(packed: bytes) -> Table:
    """Return the table that ``pack_table`` was given."""
    facts = json.loads(packed)
    columns = tuple(facts["columns"])
    return Table(
        columns,
        [dict(zip(columns, cells, strict=True)) for cells in facts["rows"]],
        facts["numbers"],
        tuple(message_from_json(note) for note in facts["notes"]),
        tuple(Fault(n, at, kind, message_from_json(why)) for n, at, kind, why in facts["faults"]),
        facts["encoding"],
        facts["layer"],
        tuple(facts["layers"]),
    )


def _unzipped(content: bytes) -> bytes:
    if not content.startswith(_GZIP_MAGIC):
        return _bounded(content)
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return _bounded(file.read(MAX_BYTES + 1))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFile(msg("a damaged gzip file").because(str(error))) from None


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            msg("more than %(mb)s MB of text: split the file into parts", mb=MAX_BYTES // 2**20)
        )
    return content


def _guess(text: str, encoding: str, sureness: Sureness) -> list[FileMessage]:
    """Say in which encoding the text is read, where the file does not."""
    if sureness is Sureness.CERTAIN or "\0" in text:
        return lost_letters(text)
    name, sample = public_name(encoding), sample_of(text)
    if sureness is Sureness.UNKNOWN:
        unsure = msg(
            "the text is in no encoding that we know: read as %(encoding)s, it is “%(sample)s”",
            encoding=name,
            sample=sample,
        )
        raise UnreadableFile(
            unsure.asking("encoding", "state it by --encoding, or save the file in UTF-8")
        )
    return [msg("read as %(encoding)s: “%(sample)s”", encoding=name, sample=sample)]


def _grid(text: str) -> Grid:
    if "\0" in text:
        raise UnreadableFile(msg("it holds zero bytes: it is no text; save it as CSV in UTF-8"))
    if not text.strip():
        raise UnreadableFile(msg("the file is empty"))
    return grid_of_text(text)


def _table(read: _Read) -> Table:
    if len(read.grid) > MAX_ROWS:
        raise UnreadableFile(
            msg(
                "%(count)s rows, the most is %(most)s: split the file",
                count=len(read.grid),
                most=MAX_ROWS,
            )
        )
    headings = headings_of(read.grid)
    if not headings.below:
        raise UnreadableFile(msg("there is no row below the headings"))
    return Table(
        headings.columns,
        [_row(headings, line.cells) for line in headings.below],
        [line.number for line in headings.below],
        (*read.notes, *headings.notes),
        tuple(row_faults(headings)),
        read.encoding,
        read.layer,
        read.layers,
    )


def _row(headings: Headings, cells: list[str]) -> Row:
    return {
        name: cells[place] if place < len(cells) else ""
        for name, place in zip(headings.columns, headings.places, strict=True)
    }
