"""Writes tables that people open in a spreadsheet: no cell of them is ever a formula."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from app.operations.importing.files.refusals import safe_cell

CSV, XLSX = "csv", "xlsx"
_WIDEST, _NARROWEST = 60, 8


def table_file(suffix: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> BytesIO:
    """Return a table as CSV or XLSX."""
    return _WRITERS[suffix](headings, rows)


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> BytesIO:
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    # With its mark, Excel opens it as UTF-8; in Ukraine it parts columns at semicolons.
    return BytesIO(out.getvalue().encode("utf-8-sig"))


def _xlsx(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> BytesIO:
    # Imported here: only a download needs it.
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate((headings, *rows)):
            # As text: a spreadsheet would make dates and numbers of codes, and run formulas.
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, None if number else bold)
        for column in range(len(headings)):
            longest = max(len(row[column]) for row in (headings, *rows))
            sheet.set_column(column, column, min(max(longest + 1, _NARROWEST), _WIDEST))
    out.seek(0)
    return out


_WRITERS = {CSV: _csv, XLSX: _xlsx}
