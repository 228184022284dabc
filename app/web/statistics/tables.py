"""Tables of the statistics: columns, sorting by the query, and CSV."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.inputs.statistics import Selection
from app.queries.statistics import StatisticsRow, StatisticsTable
from app.texts.languages import in_language
from app.web.statistics.texts import Unit, format_value

NAME = "name"
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A numeric column; ``key`` is its name in the query of a sorted table."""

    key: str
    label: str
    unit: Unit
    value: Callable[[StatisticsRow], float | None]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: the query of its link, and how the table is sorted by it."""

    label: str
    query: dict[str, str]
    sorted: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready for the template: its name, and its cells as label and text."""

    name: str
    remark: str
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready for the template."""

    headings: Sequence[Heading]
    rows: Sequence[Row]
    rest: Row
    total: Row


_RECEIVED = TableColumn("received", _("Received"), Unit.REPORTS, lambda line: line.numbers.received)
_OPEN = TableColumn("open", _("Open"), Unit.REPORTS, lambda line: line.numbers.open)
_PROGRESS = TableColumn(
    "progress", _("In progress"), Unit.REPORTS, lambda line: line.numbers.progress
)
_WORD = TableColumn(
    "word", _("Solved by a resident’s word"), Unit.REPORTS, lambda line: line.numbers.word
)
_SILENT = TableColumn(
    "silent", _("Closed without a word"), Unit.REPORTS, lambda line: line.numbers.silent
)
_CLAIMED = TableColumn(
    "claimed", _("The body says: done"), Unit.REPORTS, lambda line: line.numbers.claimed
)
_REFUSED = TableColumn("refused", _("Refused"), Unit.REPORTS, lambda line: line.numbers.refused)
_OVERDUE = TableColumn("overdue", _("Overdue"), Unit.REPORTS, lambda line: line.numbers.overdue)
_OVERDUE_SHARE = TableColumn(
    "overdue-share", _("Overdue share"), Unit.SHARE, lambda line: line.numbers.overdue_share
)
_IN_TIME = TableColumn(
    "in-time", _("Answered in time"), Unit.SHARE, lambda line: line.numbers.in_time_share
)
_ACCEPT = TableColumn(
    "accepting", _("Days to acceptance"), Unit.DAYS, lambda line: line.numbers.days_to_accept
)
_ANSWER = TableColumn(
    "days", _("Days to the answer"), Unit.DAYS, lambda line: line.numbers.days_to_answer
)
_RETURNED = TableColumn(
    "returned", _("Returned by residents"), Unit.SHARE, lambda line: line.numbers.returned_share
)
_RATE = TableColumn("per-1000", _("Per 1,000 residents"), Unit.RATE, lambda line: line.per_thousand)
_POPULATION = TableColumn("population", _("Residents"), Unit.PEOPLE, lambda line: line.population)

_OUTCOMES = (_WORD, _SILENT, _REFUSED)
DISTRICT_COLUMNS = (
    _RECEIVED, _RATE, _OPEN, _PROGRESS, _OVERDUE, _OVERDUE_SHARE, _ANSWER, *_OUTCOMES,
)  # fmt: skip
BODY_COLUMNS = (
    _RECEIVED, _OPEN, _PROGRESS, _OVERDUE, _IN_TIME, _ACCEPT, _ANSWER, *_OUTCOMES, _RETURNED,
)  # fmt: skip
CSV_COLUMNS = (
    _POPULATION, _RECEIVED, _RATE, _OPEN, _PROGRESS, _CLAIMED, *_OUTCOMES, _OVERDUE,
    _OVERDUE_SHARE, _IN_TIME, _ACCEPT, _ANSWER, _RETURNED,
)  # fmt: skip


def table_view(
    table: StatisticsTable,
    columns: Sequence[TableColumn],
    selection: Selection,
    *,
    names: tuple[str, str],
) -> TableView:
    """Return the table in the selection's order; ``names``: the first column's, the rest's."""
    heading, rest = names
    return TableView(
        headings=[
            _heading(key, label, selection)
            for key, label in ((NAME, heading), *((c.key, c.label) for c in columns))
        ],
        rows=[_row(line, columns) for line in in_order(table.lines, columns, selection)],
        rest=_row(table.rest, columns, rest),
        total=_row(table.total, columns, gettext("Total")),
    )


def in_order(
    lines: Sequence[StatisticsRow], columns: Sequence[TableColumn], selection: Selection
) -> list[StatisticsRow]:
    """Return the lines sorted by the selection; by name if the table has no such column.

    Lines without a number come last in either direction.
    """
    column = next((c for c in columns if c.key == selection.sort), None)
    if column is None:
        turned = selection.sort == NAME and selection.descending
        return list(reversed(lines)) if turned else list(lines)
    valued = [(value, line) for line in lines if (value := column.value(line)) is not None]
    valued.sort(key=lambda pair: pair[0], reverse=selection.descending)
    return [line for _value, line in valued] + [x for x in lines if column.value(x) is None]


def csv_of(tables: Iterable[tuple[str, StatisticsTable, str]]) -> str:
    """Return tables (kind of line, table, name of the rest) as one CSV with a byte order mark.

    Numbers are bare: a point for decimals, shares from 0 to 1, nothing where there is none.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        map(
            escape_formula,
            (gettext("Kind"), gettext("District or body"), *(c.label for c in CSV_COLUMNS)),
        )
    )
    for kind, table, rest in tables:
        named = [(in_language(line), line) for line in table.lines]
        for name, line in (*named, (rest, table.rest), (gettext("Total"), table.total)):
            values = (_bare(column.value(line)) for column in CSV_COLUMNS)
            writer.writerow([escape_formula(kind), escape_formula(name), *values])
    # Spreadsheets recognise UTF-8 by the byte order mark.
    return "\ufeff" + text.getvalue()


def escape_formula(cell: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula."""
    value = str(cell)
    return f"'{value}" if value.startswith(FORMULA) else value


def _bare(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def _heading(key: str, label: str, selection: Selection) -> Heading:
    current = selection.sort == key
    # Numbers are sorted first from the highest, names from the beginning.
    order = "" if (current and selection.descending) or (key == NAME and not current) else "desc"
    direction = "descending" if selection.descending else "ascending"
    return Heading(
        label=str(label),
        query=selection.query(sort=key, order=order),
        sorted=direction if current else "none",
    )


def _row(line: StatisticsRow, columns: Sequence[TableColumn], name: str = "") -> Row:
    return Row(
        name=name or in_language(line),
        remark="" if line.current else gettext("no longer a district"),
        cells=[(str(c.label), format_value(c.value(line), c.unit)) for c in columns],
    )
