"""Tables as programs save them: CSV of every shape, workbooks, and what only looks like one."""

import gzip
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gis.files import tables
from gis.files.faults import UnreadableFile
from gis.files.features import ReadOptions
from gis.files.tables import Table, is_table, pack_table, read_table, unpack_table
from tests.fenced import FILES
from tests.real_files import COLLECTED, needs_collected
from tests.workbooks import a_workbook, an_ods

HEAD = "id;тип;опис;широта;довгота"
ROW = "1;roads.pothole;Яма;47,6612;34,0801"
COLUMNS = tuple(HEAD.split(";"))
CELLS = ROW.split(";")


def read(text: str | bytes, **stated: str) -> Table:
    content = text.encode() if isinstance(text, str) else text
    return read_table(content, ReadOptions(**stated))


def cells(table: Table) -> list[list[str | list[str]]]:
    return [list(row.values()) for row in table.rows]


SHAPES = {
    "semicolons": f"{HEAD}\n{ROW}\n",
    "the line ends of Windows": f"{HEAD}\r\n{ROW}\r\n",
    "the line ends of an old Mac": f"{HEAD}\r{ROW}\r",
    "no end of the last line": f"{HEAD}\n{ROW}",
    "tabs": f"{HEAD}\n{ROW}\n".replace(";", "\t"),
    "bars": f"{HEAD}\n{ROW}\n".replace(";", "|"),
    "its separator stated": f"sep=;\r\n{HEAD}\r\n{ROW}\r\n",
    "its separator stated in quotes": f'"sep=;"\r\n{HEAD}\r\n{ROW}\r\n',
    "empty columns behind": f"{HEAD};;;\r\n{ROW};;;\r\n",
    "empty columns between": f"{HEAD.replace('опис', ';опис')}\n{ROW.replace('Яма', ';Яма')}\n",
    "blank lines": f"\n\n{HEAD}\n\n;;;;\n{ROW}\n\n",
    "blanks around cells": f"{HEAD}\n{ROW.replace(';', ' ; ')}\n",
    "a number kept as text": f'{HEAD}\n="1"{ROW[1:]}\n',
    "a mark of UTF-8": f"\ufeff{HEAD}\n{ROW}\n",
}  # fmt: skip
SHAPES["commas, numbers quoted"] = (
    'id,тип,опис,широта,довгота\n1,roads.pothole,Яма,"47,6612","34,0801"\n'
)
SHAPES["everything quoted"] = "\n".join(
    ";".join(f'"{cell}"' for cell in line.split(";")) for line in (HEAD, ROW)
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_the_same_table(shape: str) -> None:
    table = read(SHAPES[shape])
    assert (table.columns, cells(table), table.notes, table.faults) == (COLUMNS, [CELLS], (), ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_what_a_file_says_of_its_encoding_is_believed(encoding: str) -> None:
    table = read(f"{HEAD}\n{ROW}\n".encode(encoding))
    assert (cells(table), table.notes) == ([CELLS], ())


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1251", "Windows-1251"), ("koi8-u", "KOI8-U"), ("cp866", "CP866")]
)
def test_a_guess_of_the_encoding_is_said(encoding: str, name: str) -> None:
    table = read(f"{HEAD}\n{ROW} посеред дороги\n".encode(encoding))
    assert cells(table)[0][2] == "Яма" and table.notes[0].startswith("read as")  # noqa: PT018
    if encoding == "cp1251":
        assert f"read as {name}: “" in table.notes[0]


def test_a_stated_encoding_overrules_the_guess() -> None:
    table = read(f"{HEAD}\n{ROW}\n".encode("cp1251"), encoding="cp1251")
    assert (cells(table), table.notes) == ([CELLS], ())
    with pytest.raises(UnreadableFile, match="line 1 is not UTF-8"):
        read(f"{HEAD}\n{ROW}\n".encode("cp1251"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="no encoding klingon"):
        read(HEAD, encoding="klingon")


def test_rows_are_numbered_by_their_lines() -> None:
    assert read('sep=,\ncode,words\na,"two\nlines"\n\nb,one\n').numbers == [3, 6]
    assert read('code,words\na,"two\nlines"\n\nb,one\n').numbers == [2, 5]


def test_a_title_above_the_headings_is_left_out_and_said() -> None:
    table = read(f"Звернення за 2025 рік;;;;\n\n{HEAD}\n{ROW}\n")
    assert (table.columns, table.numbers) == (COLUMNS, [4])
    assert table.notes == ("the line above the headings is left out: “Звернення за 2025 рік”",)


def test_a_table_of_one_column_has_no_title() -> None:
    assert read("code\nudg\npark\n").rows == [{"code": "udg"}, {"code": "park"}]


def test_a_column_without_a_heading_keeps_its_cells() -> None:
    assert read("code;;name\nudg;щось;Дороги\n").columns == ("code", "(B)", "name")


def test_a_row_of_another_shape_is_a_fault_of_its_own() -> None:
    table = read("code,name\na,Дороги, вулиці\nb,Парки\nc\n")
    assert [(fault.number, fault.kind) for fault in table.faults] == [
        (2, "uneven-row"), (4, "uneven-row"),
    ]  # fmt: skip
    assert len(table.rows) == 3


def test_a_formula_is_text() -> None:
    rows = read("code;name\na;=HYPERLINK(1)\nb;'=cmd()\n").rows
    assert [row["name"] for row in rows] == ["=HYPERLINK(1)", "=cmd()"]


def test_a_compressed_table_is_read() -> None:
    assert cells(read(gzip.compress(f"{HEAD}\n{ROW}\n".encode()))) == [CELLS]


def test_a_compressed_table_is_bounded_while_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 1_000)
    with pytest.raises(UnreadableFile, match="split the file"):
        read(gzip.compress(b"a" * 1_000_000))


DAY = datetime(2025, 12, 31)  # noqa: DTZ001 - as a spreadsheet has it
MORNING = DAY + timedelta(hours=9, minutes=5)
TYPED = (
    ("id", "when", "day", "lat", "phone", "active", "empty"),
    (1, MORNING, DAY, 47.6612, 380671234567, True, None),
)
AS_TEXT = ["1", "2025-12-31 09:05:00", "2025-12-31", "47.6612", "380671234567", "1"]


@pytest.mark.parametrize("name", ["table.xlsx", "table.csv"])
def test_cells_of_a_workbook_become_text(tmp_path: Path, name: str) -> None:
    table = FILES.table(a_workbook(tmp_path, *TYPED, name=name), ReadOptions())
    assert cells(table)[0][:6] == AS_TEXT
    assert (table.numbers, table.notes, table.layers) == ([2], (), ("Аркуш1",))


@pytest.mark.parametrize("name", ["table.ods", "table.csv"])
def test_an_open_document_is_read(tmp_path: Path, name: str) -> None:
    table = FILES.table(an_ods(tmp_path, COLUMNS, tuple(CELLS), name=name), ReadOptions())
    assert (table.columns, cells(table)) == (COLUMNS, [CELLS])


def test_the_first_sheet_shown_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        hidden=("Старе",),
        Старе=[("code",), ("old",)],
        Органи=[("code",), ("udg",)],
        Інше=[("code",), ("x",)],
    )
    table = FILES.table(path, ReadOptions())
    assert (table.layer, table.rows) == ("Органи", [{"code": "udg"}])
    assert table.notes == ("the sheet “Органи” is read, and not “Інше”: choose another by --layer",)
    assert FILES.table(path, ReadOptions(layer="Старе")).rows == [{"code": "old"}]
    with pytest.raises(UnreadableFile, match="no sheet Нема; there is: “Аркуш1”"):
        FILES.table(path, ReadOptions(layer="Нема"))


def test_a_workbook_of_hidden_sheets_alone_is_empty(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, hidden=("Старе",), Старе=[("code",), ("old",)])
    with pytest.raises(UnreadableFile, match="nothing in its sheets"):
        FILES.table(path, ReadOptions())


OTHERS = {
    "an old Excel": (b"\xd0\xcf\x11\xe0" + bytes(600), r"\(\.xls\).*save it as \.xlsx"),
    "a web page": (b"\n<html><table><tr><td>1</td></tr></table></html>", "web page or XML"),
    "a PDF": (b"%PDF-1.7 ...", "it is a PDF"),
    "GeoJSON": (b'{"type": "FeatureCollection"}', "it is JSON"),
    "a database": (b"SQLite format 3\x00" + bytes(100), "it is a database"),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10" + bytes(range(256)) * 9, "zero bytes"),
    "text with zeros": (b"code,name\n\x00\x01,\x02\n", "zero bytes"),
    "nothing": (b"", "the file is empty"),
    "blanks": (b" \n \n", "the file is empty"),
    "a damaged gzip": (gzip.compress(b"code,name\n" * 99)[:-12], "damaged gzip"),
    "headings alone": (b"code,name\n", "no row below the headings"),
    "a column twice": (b"code,name,code\n1,2,3\n", "'code' is there more than once"),
    "an open quotation": (b'code,name\n1,"2\n', "line 2: look for a quotation mark"),
    "noise": (bytes(range(128, 256)) * 9, "in no encoding that we know"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_table_is_named_with_the_remedy(what: str) -> None:
    content, message = OTHERS[what]
    with pytest.raises(UnreadableFile, match=message):
        read(content)


@pytest.mark.parametrize(
    ("member", "message"), [("word/document.xml", "text document"), ("a/layer.shp", "Shapefile"),
                            ("table.csv", "it is an archive")],
)  # fmt: skip
def test_another_archive_is_named(tmp_path: Path, member: str, message: str) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(UnreadableFile, match=message):
        FILES.table(path, ReadOptions())


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, *TYPED)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match=r"damaged|nothing in its sheets"):
        FILES.table(path, ReadOptions())


def test_a_workbook_that_bursts_is_judged_by_its_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gis.files import spreadsheets

    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(UnreadableFile, match="it would unpack to"):
        read_table(a_workbook(tmp_path, *TYPED).read_bytes())


def test_a_sheet_as_large_as_it_may_be_declared_is_bounded(tmp_path: Path) -> None:
    """One cell in the last corner: what a library makes of it stays in the fence."""
    path = a_workbook(tmp_path, ("code",), ("udg",))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = members["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", corner)
    members["xl/worksheets/sheet1.xml"] = sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match="more time or memory"):
        FILES.table(path, ReadOptions())


def test_a_table_comes_out_of_the_fence_as_it_is() -> None:
    table = read(f"Назва\n{HEAD}\n{ROW}\n1;2\n".encode("cp1251"))
    assert unpack_table(pack_table(table)) == table
    assert [getattr(note, "msgid", "") for note in unpack_table(pack_table(table)).notes] == [
        "read as %(encoding)s: “%(sample)s”",
        "the line above the headings is left out: “%(line)s”",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.csv", True), ("a.CSV.GZ", True), ("a.xlsx", True), ("a.ods", True), ("a.xls", True),
     ("a.geojson", False), ("a.zip", False), ("a.osm.pbf", False)],
)  # fmt: skip
def test_a_table_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_table(name) is expected


@needs_collected
@pytest.mark.parametrize(
    ("name", "day"),
    [("r_excel_cp1251.csv", "31.12.2025 9:05"), ("r_excel_h.csv", "31.12.2025 9:05"),
     ("r_sep.csv", "31.12.2025"), ("r_trailing.csv", "31.12.2025"), ("r_serial.csv", "46022,3784"),
     ("r.xlsx", "2025-06-30 09:05:00"), ("r_xlsx_renamed.csv", "2025-06-30 09:05:00")],
)  # fmt: skip
def test_collected_tables_are_read(name: str, day: str) -> None:
    table = FILES.table(COLLECTED / name, ReadOptions())
    assert table.columns == ("id", "тип", "опис", "широта", "довгота", "дата", "статус", "адреса")
    assert (table.rows[0]["дата"], table.faults) == (day, ())
