"""Parses text of separated cells, as spreadsheets and databases export it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from gis.files.faults import UnreadableFile
from gis.files.grids import Grid, Line
from gis.files.messages import msg

_SEPARATORS = ",;\t|"
_LOOKED_AT = 30
# A line by which a file tells Excel its separator.
_STATED = re.compile(r'\A\s*"?sep=(?P<separator>[,;|\t])"?[ \t]*(\r\n|\r|\n)', re.IGNORECASE)
# How Excel is made to keep the zeros of a number: ="00123".
_AS_TEXT = re.compile(r'="([^"]*)"')
# What write_refusals puts before a cell that a spreadsheet would take for a formula.
_GUARDED = re.compile(r"'(?=[=+@\t\r-])")
_LONGEST_CELL = 2**24


def grid_of_text(text: str) -> Grid:
    """Return the lines with anything in them; raise UnreadableFile for wrong quotation marks."""
    skipped, separator = 0, ""
    if stated := _STATED.match(text):
        skipped, separator, text = 1, stated["separator"], text[stated.end() :]
    separator = separator or _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    grid, begins = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                grid.append(Line(begins + skipped, [_text(cell) for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            msg(
                "line %(line)s: look for a quotation mark that is not closed or not doubled",
                line=reader.line_num + skipped,
            ).because(str(error))
        ) from None
    return grid


def _separator(text: str) -> str:
    """Return the separator that gives most lines the same, largest number of cells."""
    return max(_SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> int:
    widths = Counter(islice(_widths(text, separator), _LOOKED_AT))
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _widths(text: str, separator: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield len(cells)
    except csv.Error:
        return


def _text(cell: str) -> str:
    cell = cell.strip()
    if as_text := _AS_TEXT.fullmatch(cell):
        return as_text[1].strip()
    return _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell
