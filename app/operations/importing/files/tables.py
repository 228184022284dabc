"""Reads CSV files (also .csv.gz): encoding, separator, sizes and shape are checked."""

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gis.files.attributes import Row
from gis.files.faults import UnreadableFile

MAX_BYTES = 256 * 2**20
MAX_ROWS = 500_000

_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table's rows as text; ``numbers`` are the lines on which they begin."""

    columns: tuple[str, ...]
    rows: list[Row]
    numbers: list[int]


def is_table(path: Path) -> bool:
    """Return whether the file's name is that of a CSV table."""
    return path.name.lower().endswith((".csv", ".csv.gz"))


def read_table(path: Path, *, encoding: str | None = None) -> CsvTable:
    """Read a table with a line of headings; raise UnreadableFile with the remedy.

    Text is UTF-8, with or without a BOM, unless ``encoding`` is given: it is not guessed.
    """
    if not is_table(path):
        raise UnreadableFile(f"{path.suffix or 'no suffix'} is not .csv or .csv.gz")
    text = _decoded(_content(path), encoding)
    if not text.strip():
        raise UnreadableFile("the file is empty")
    if "\0" in text:
        raise UnreadableFile("it holds zero bytes: it is no text; save it as CSV in UTF-8")
    return _parsed(text)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        zipped = file.read(2) == _GZIP_MAGIC
    try:
        with gzip.open(path) if zipped else path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableFile(f"a damaged gzip file: {error}") from None
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"more than {MAX_BYTES // 2**20} MB of text: split the file into parts"
        )
    return content


def _decoded(content: bytes, encoding: str | None) -> str:
    if encoding is None and content.startswith(_UTF16_MARKS):
        raise UnreadableFile("the text is UTF-16: say so by --encoding utf-16, or save as UTF-8")
    try:
        return content.decode(encoding or "utf-8-sig").removeprefix("\ufeff")
    except LookupError:
        raise UnreadableFile(f"unknown encoding {encoding!r}; try utf-8 or cp1251") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"line {line} is not {(encoding or 'utf-8').upper()}: state the file's encoding by "
            "--encoding (cp1251 for files from a Ukrainian Excel), or save it as UTF-8"
        ) from None


def _parsed(text: str) -> CsvTable:
    head = text.splitlines()[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    numbers: list[int] = []
    try:
        columns = _headings(next(reader))
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(columns, cells, line=begins))
                numbers.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"line {reader.line_num}: {error}: look for a quotation mark that is not closed or "
            "not doubled"
        ) from None
    if not rows:
        raise UnreadableFile("there is no row below the headings")
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"{len(rows)} rows, the most is {MAX_ROWS}: split the file")
    return CsvTable(columns, rows, numbers)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    doubled = sorted({name for name in columns if columns.count(name) > 1})
    if doubled:
        raise UnreadableFile(f"column {doubled[0]!r} is there more than once: keep one")
    return columns


def _row(columns: tuple[str, ...], cells: Sequence[str], *, line: int) -> Row:
    if len(cells) != len(columns):
        raise UnreadableFile(
            f"line {line} has {len(cells)} cells, the headings are {len(columns)}: a separator "
            "inside a text must stand in quotation marks"
        )
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
