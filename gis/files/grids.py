"""Finds the headings of a grid of cells, and drops what only fills a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gis.files.faults import Fault, UnreadableFile
from gis.files.messages import FileMessage, msg

MAX_COLUMNS = 500
# Titles and dates that stand above the headings of a report.
_MOST_TITLES = 5
_LONGEST_TITLE = 80
# Of fewer columns nothing is guessed.
_FEWEST_HEADINGS = 3


class Line(NamedTuple):
    """A line with a cell that is not blank: its number in the file from 1, and its cells."""

    number: int
    cells: list[str]


Grid = list[Line]


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns, the place of each in a line's cells, and the lines below."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    below: Grid
    notes: tuple[FileMessage, ...]


def headings_of(grid: Sequence[Line]) -> Headings:
    """Find the line of headings; raise UnreadableFile for one that is there twice."""
    titles = _titles(grid)
    head, below = grid[titles], list(grid[titles + 1 :])
    numbered = _numbered(below)
    below = below[numbered:]
    filled = {place for line in below for place, cell in enumerate(line.cells) if cell}
    places = [
        place
        for place, name in enumerate(head.cells)
        if name or place in filled
    ]  # fmt: skip
    columns = tuple(head.cells[place] or f"({_letters(place)})" for place in places)
    _refuse_unusable(columns)
    above = [" ".join(filter(None, line.cells)) for line in grid[:titles]]
    notes = tuple(
        msg("the line above the headings is left out: “%(line)s”", line=text[:_LONGEST_TITLE])
        for text in above
    )
    if numbered:
        notes += (msg("the line that numbers the columns is left out"),)
    return Headings(columns, tuple(places), below, notes)


def row_faults(headings: Headings) -> Iterator[Fault]:
    """Yield a fault for each line that has cells beside the columns, or too few of them."""
    known, last = set(headings.places), max(headings.places)
    for line in headings.below:
        beside = any(cell and at not in known for at, cell in enumerate(line.cells))
        if beside or len(line.cells) <= last:
            reason = msg(
                "it has %(cells)s cells, the headings are %(columns)s: a separator inside a text "
                "must stand in quotation marks",
                cells=len(line.cells),
                columns=len(headings.columns),
            )
            yield Fault(line.number, "", "uneven-row", reason)


def _titles(grid: Sequence[Line]) -> int:
    """Return how many lines of titles, and of headings of groups of columns, are at the top.

    They have a single cell, or at most half of the cells of the line below; or fewer, where a
    blank line follows.
    """
    if not grid:
        raise UnreadableFile(msg("the file is empty"))
    counts = [sum(map(bool, line.cells)) for line in grid[: _MOST_TITLES + 2]]
    for index, count in enumerate(counts[: _MOST_TITLES + 1]):
        if count <= 1:
            continue
        under = counts[index + 1] if index + 1 < len(counts) else 0
        apart = bool(under) and grid[index + 1].number > grid[index].number + 1
        # Three lines at least: a table of one row has its headings too.
        more = len(grid) > index + 2 and under >= _FEWEST_HEADINGS
        if not (more and (2 * count <= under or (apart and count < under))):
            return index
    return 0


def _numbered(below: Sequence[Line]) -> int:
    """Return 1 if the first line numbers the columns, as forms of offices do; 0 otherwise."""
    if len(below) < 2:
        return 0
    cells = [cell for cell in below[0].cells if cell]
    expected = [str(number) for number in range(1, len(cells) + 1)]
    return int(len(cells) >= _FEWEST_HEADINGS and cells == expected)


def _refuse_unusable(columns: Sequence[str]) -> None:
    if len(columns) > MAX_COLUMNS:
        raise UnreadableFile(
            msg(
                "%(count)s columns, the most is %(most)s: keep those that are needed",
                count=len(columns),
                most=MAX_COLUMNS,
            )
        )
    doubled = sorted({name for name in columns if columns.count(name) > 1})
    if doubled:
        raise UnreadableFile(
            msg("column %(column)s is there more than once: keep one", column=repr(doubled[0]))
        )


def _letters(place: int) -> str:
    """Return the name that spreadsheets give to a column: A, B, … Z, AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
