"""Reads sheets of XLSX and ODS as text, and names other files that are taken for tables."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile, ZipFile

from gis.files.faults import UnreadableFile
from gis.files.grids import Grid, Line
from gis.files.messages import FileMessage, msg

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMBERS = 5_000
_ZIP_MAGIC = b"PK\x03\x04"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_DIGITS = ".15g"  # as many as a spreadsheet keeps
_MOST_NAMED = 10

_OLD_EXCEL = msg(
    "it is an Excel file of the old kind (.xls), or one locked with a password: open it and save "
    "it as .xlsx, without a password"
)
_WEB_PAGE = msg(
    "it is a web page or XML under the name of a table: open it in a spreadsheet and save it as "
    ".xlsx"
)
# By their first bytes.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", _OLD_EXCEL),
    (b"%PDF", msg("it is a PDF: ask whoever made it for the table itself (.xlsx, .ods or .csv)")),
    (b"{\\rtf", msg("it is a text document: save its table as .xlsx, .ods or .csv")),
    (b"{", msg("it is JSON, and a table is needed: .csv, .xlsx or .ods")),
    (b"[", msg("it is JSON, and a table is needed: .csv, .xlsx or .ods")),
    (b"<", _WEB_PAGE),
    (b"SQLite format 3", msg("it is a database, and a table is needed: .csv, .xlsx or .ods")),
    (_ZIP_MAGIC, msg("it is an archive: take the table out of it, and give that")),
)
_IN_ARCHIVES = (
    ("word/", msg("it is a text document: save its table as .xlsx, .ods or .csv")),
    (".shp", msg("it is a Shapefile, and a table is needed: .csv, .xlsx or .ods")),
)


# Of a cell: its row and column, from 0.
Place = tuple[int, int]


class SheetGrid(NamedTuple):
    """The cells of the sheet that was taken, and the names of those with anything in them."""

    grid: Grid
    notes: list[FileMessage]
    sheet: str
    sheets: tuple[str, ...]


def is_workbook(content: bytes) -> bool:
    """Return whether the bytes are XLSX or ODS, judged by the archive's directory."""
    if not content.startswith(_ZIP_MAGIC):
        return False
    names, kind = _directory(content)
    return any(name.startswith("xl/workbook.") for name in names) or kind == _ODS_TYPE


def refuse_other_formats(content: bytes) -> None:
    """Raise UnreadableFile naming what the bytes are, if they are known and no table."""
    if content.startswith(_ZIP_MAGIC):
        names, _kind = _directory(content)
        for part, message in _IN_ARCHIVES:
            if any(part in name.lower() for name in names):
                raise UnreadableFile(message)
    head = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, message in _OTHERS:
        if head.startswith(magic):
            raise UnreadableFile(message)


def grid_of_workbook(content: bytes, wanted: str | None) -> SheetGrid:
    """Return the cells of the wanted sheet, or of the first that is shown and not empty."""
    # Imported here: only the fence opens workbooks.
    from python_calamine import CalamineError, load_workbook

    try:
        with load_workbook(io.BytesIO(content)) as book:
            return _chosen(book, wanted)
    except CalamineError as error:
        raise UnreadableFile(
            msg("the workbook is damaged: open it and save it anew").because(str(error))
        ) from None


def _directory(content: bytes) -> tuple[list[str], bytes]:
    """Return the names in the archive and its stated type; judge its sizes."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
                raise UnreadableFile(
                    msg(
                        "it would unpack to %(mb)s MB, the most is %(most)s MB: split it",
                        mb=unpacked // 2**20,
                        most=MAX_UNPACKED_BYTES // 2**20,
                    )
                )
            names = [info.filename for info in infos]
            kind = next((info for info in infos if info.filename == "mimetype"), None)
            short = kind is not None and kind.file_size < 100
            return names, archive.read("mimetype").strip() if short else b""
    except (BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise UnreadableFile(
            msg("not a zip archive, or a damaged one").because(str(error))
        ) from None


def _chosen(book: "CalamineWorkbook", wanted: str | None) -> SheetGrid:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in tables]
    if wanted is not None:
        if wanted not in names:
            raise UnreadableFile(
                msg("no sheet %(wanted)s; there is: %(sheets)s", wanted=wanted, sheets=_list(names))
            )
        return SheetGrid(_grid(book, wanted), [], wanted, tuple(names))
    shown = [sheet.name for sheet in tables if sheet.visible is SheetVisibleEnum.Visible]
    grids = {name: grid for name in shown if (grid := _grid(book, name))}
    if not grids:
        raise UnreadableFile(msg("there is nothing in its sheets"))
    taken = next(iter(grids))
    return SheetGrid(grids[taken], _notes(taken, list(grids), names), taken, tuple(names))


def _notes(taken: str, filled: Sequence[str], names: Sequence[str]) -> list[FileMessage]:
    if len(names) == 1:
        return []
    if len(filled) == 1:
        return [msg("the sheet “%(sheet)s” is read; the others are empty or hidden", sheet=taken)]
    others = _list([name for name in filled if name != taken])
    several = msg("the sheet “%(sheet)s” is read, and not %(others)s", sheet=taken, others=others)
    return [several.asking("sheet", "choose another by --layer")]


def _list(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(f"“{name}”" for name in names[:_MOST_NAMED]) + more


def _grid(book: "CalamineWorkbook", name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or ())
    return [Line(number, cells) for number, cells in enumerate(rows, start=1) if any(cells)]


def _fill_merged(rows: list[list[str]], ranges: Sequence[tuple[Place, Place]]) -> None:
    """Write what stands in a cell merged over several rows into each of them; ODS tells none."""
    for (top, left), (bottom, _right) in ranges:
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if not rows[number][left]:
                rows[number][left] = rows[top][left]


def _text(cell: object) -> str:
    """Return a cell as the readers of text expect it; a date without hours is a date alone."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float | int):
        return format(cell, _DIGITS) if abs(cell) < 1e15 else str(int(cell))
    if isinstance(cell, datetime):
        whole = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
