"""Files next to those that are right: read with a note, or refused by what they are."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from gis.files.checked import CheckedFile, read_checked
from gis.files.faults import UnreadableFile
from gis.files.features import NO_OPTIONS, SourceFile
from gis.files.tables import Table, read_table
from tests.files import a_feature, a_square, a_zipped_shapefile
from tests.workbooks import a_workbook

FEATURE = a_feature(a_square(), name_uk="Солом’янський район")
COLLECTION = {"type": "FeatureCollection", "features": [FEATURE]}
LINE = json.dumps(FEATURE, ensure_ascii=False)
TEXT = json.dumps(COLLECTION, ensure_ascii=False)
TABLE = "Назва;Пошта\nУправління житлового господарства;a@misto.example\n"


def layer(content: bytes, suffix: str = ".geojson") -> CheckedFile:
    return read_checked(SourceFile(suffix, content), NO_OPTIONS)


def table(text: str) -> Table:
    return read_table(text.encode())


ENCODED = {
    "windows": (TEXT.encode("cp1251"), "read as Windows-1251: “Солом’янський район”"),
    "twice": (TEXT.encode().decode("latin-1").encode(), "read as UTF-8: “Солом’янський район”"),
    "wide": (TEXT.encode("utf-16"), ""),
}


@pytest.mark.parametrize("case", ENCODED)
def test_geojson_is_read_in_the_encoding_it_has(case: str) -> None:
    content, note = ENCODED[case]
    features = layer(content).features
    assert features.rows == [{"name_uk": "Солом’янський район"}]
    assert list(features.notes) == ([note] if note else [])


@pytest.mark.parametrize("text", [f"{LINE}\n{LINE}\n", f"\x1e{LINE}\n\x1e{LINE}\n"])
@pytest.mark.parametrize("suffix", [".geojson", ".geojsonl"])
def test_a_sequence_of_features_is_a_layer(text: str, suffix: str) -> None:
    features = layer(text.encode(), suffix).features
    assert len(features.rows) == 2
    assert features.notes == ("a sequence of features, one a line: 2",)


OTHER_JSON = {
    "TopoJSON": ({"type": "Topology", "objects": {}, "arcs": []}, "it is TopoJSON"),
    "ArcGIS": ({"geometryType": "esriGeometryPolygon", "features": []}, "JSON of ArcGIS"),
    "something": ({"a": 1}, "there are no features in it"),
}


@pytest.mark.parametrize("case", OTHER_JSON)
def test_other_json_is_named(case: str) -> None:
    content, message = OTHER_JSON[case]
    with pytest.raises(UnreadableFile, match=message):
        layer(json.dumps(content).encode())


def test_twins_of_macos_are_no_second_layer(tmp_path: Path) -> None:
    packed = a_zipped_shapefile(tmp_path, a_square())
    with zipfile.ZipFile(packed, "a") as archive:
        for name in archive.namelist():
            archive.writestr(f"._{name}", b"\0\5\x16\7")
            archive.writestr(f"__MACOSX/._{name}", b"\0\5\x16\7")
    assert len(layer(packed.read_bytes(), ".zip").features.rows) == 1


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Межі/райони.geojson", "райони.geojson: take it out of the archive"),
        ("inner.zip", "inner.zip: take it out of the archive"),
        ("doc.kml", "doc.kml: save it as GeoJSON or GeoPackage"),
    ],
)
def test_an_archive_of_something_else_says_what_it_holds(name: str, advice: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, b"{}")
    with pytest.raises(UnreadableFile, match=advice):
        layer(packed.getvalue(), ".zip")


def test_a_table_that_was_coded_twice_is_undone() -> None:
    twice = TABLE.encode().decode("latin-1")
    assert table(twice).rows[0]["Назва"] == "Управління житлового господарства"
    assert table(twice).notes == ("read as UTF-8: “Управління житлового господарства”",)
    as_latin = TABLE.encode("cp1251").decode("latin-1")
    assert table(as_latin).rows[0]["Назва"] == "Управління житлового господарства"


def test_letters_that_are_lost_are_said() -> None:
    found = table("Назва;Пошта\nКП �лях;a@misto.example\n")
    assert found.notes[0].startswith("letters are lost in the file itself")


HEADS = ("Назва", "Тип", "Пошта", "Телефон")
ROWS = ("КП", "к", "a@x", "1"), ("УЖ", "к", "b@x", "2")


def test_headings_of_groups_of_columns_stand_above_the_headings(tmp_path: Path) -> None:
    groups = ("Орган", None, "Зв’язок", None)
    found = read_table(a_workbook(tmp_path, groups, HEADS, *ROWS).read_bytes())
    assert found.columns == HEADS
    assert found.notes == ("the line above the headings is left out: “Орган Зв’язок”",)


def test_a_line_of_two_titles_before_a_blank_one_is_no_headings() -> None:
    found = table("Перелік;;Затверджено\n;;\nНазва;Пошта;Тип\nА;a@x;б\nВ;b@x;г\n")
    assert found.columns == ("Назва", "Пошта", "Тип")


def test_a_column_without_a_heading_keeps_the_headings() -> None:
    found = table("Назва;Пошта;;Телефон\nА;a@x;б;1\nВ;b@x;г;2\n")
    assert found.columns == ("Назва", "Пошта", "(C)", "Телефон")


def test_a_line_that_numbers_the_columns_is_left_out() -> None:
    found = table("Назва;Пошта;Тип\n1;2;3\nА;a@x;б\n")
    assert [row["Назва"] for row in found.rows] == ["А"]
    assert found.notes == ("the line that numbers the columns is left out",)
    assert len(table("Назва;Пошта\n1;2\nА;a@x\n").rows) == 2, "of two columns nothing is guessed"


def test_a_cell_merged_over_rows_counts_in_each(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Група", "Назва"])
        sheet.merge_range(1, 0, 2, 0, "Дороги")
        sheet.write(1, 1, "Яма")
        sheet.write(2, 1, "Люк")
    rows = read_table(path.read_bytes()).rows
    assert [row["Група"] for row in rows] == ["Дороги", "Дороги"]
