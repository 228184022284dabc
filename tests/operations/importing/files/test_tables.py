import gzip
from pathlib import Path

import pytest
from translitua import translit

from app.operations.importing.files import tables
from app.operations.importing.files.names import slug_of
from app.operations.importing.files.tables import read_table
from gis.files.faults import UnreadableFile
from tests.files import a_csv

ROWS = ("code,name_uk", "udg,Її дороги")


def test_a_mark_of_utf8_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    table = read_table(a_csv(tmp_path, *ROWS, encoding="utf-8-sig"))
    assert table.columns == ("code", "name_uk")


def test_another_encoding_is_asked_for_and_not_guessed(tmp_path: Path) -> None:
    path = a_csv(tmp_path, *ROWS, encoding="cp1251")
    with pytest.raises(UnreadableFile, match=r"line 2 is not UTF-8.*--encoding \(cp1251"):
        read_table(path)
    assert read_table(path, encoding="cp1251").rows[0]["name_uk"] == "Її дороги"


def test_utf16_is_recognised_by_its_mark(tmp_path: Path) -> None:
    path = a_csv(tmp_path, *ROWS, encoding="utf-16")
    with pytest.raises(UnreadableFile, match="--encoding utf-16"):
        read_table(path)
    assert read_table(path, encoding="utf-16").columns == ("code", "name_uk")


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="unknown encoding 'klingon'"):
        read_table(a_csv(tmp_path, *ROWS), encoding="klingon")


def test_a_compressed_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress("\n".join(ROWS).encode()))
    assert read_table(path).rows == [{"code": "udg", "name_uk": "Її дороги"}]


def test_a_compressed_table_is_bounded_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 1_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a" * 1_000_000))
    with pytest.raises(UnreadableFile, match="split the file"):
        read_table(path)


def test_a_broken_off_compressed_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress("\n".join(ROWS).encode())[:-12])
    with pytest.raises(UnreadableFile, match="damaged gzip"):
        read_table(path)


def test_rows_are_numbered_by_their_lines(tmp_path: Path) -> None:
    table = read_table(a_csv(tmp_path, "code,words", 'a,"two\nlines"', "", "b,one"))
    assert table.numbers == [2, 5]


def test_binary_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"code,name\n\x00\x01,\x02\n")
    with pytest.raises(UnreadableFile, match="zero bytes"):
        read_table(path)


# From the table of resolution 55 of 27.01.2010.
OFFICIAL = {
    "Алушта": "Alushta", "Борщагівка": "Borshchahivka", "Вінниця": "Vinnytsia", "Гадяч": "Hadiach",
    "Згорани": "Zghorany", "Ґалаґан": "Galagan", "Рогатин": "Rohatyn", "Єнакієве": "Yenakiieve",
    "Короп'є": "Koropie", "Житомир": "Zhytomyr", "Закарпаття": "Zakarpattia", "Медвин": "Medvyn",
    "Іршава": "Irshava", "Їжакевич": "Yizhakevych", "Кадиївка": "Kadyivka",
    "Стрий": "Stryi", "Лебедин": "Lebedyn", "Петро": "Petro", "Решетилівка": "Reshetylivka",
    "Уласенко": "Ulasenko", "Фастів": "Fastiv", "Харків": "Kharkiv", "Біла Церква": "Bila Tserkva",
    "Шостка": "Shostka", "Гоща": "Hoshcha", "Русь": "Rus", "Юрій": "Yurii",
    "Йосипівка": "Yosypivka", "Корюківка": "Koriukivka", "Яготин": "Yahotyn",
    "Знам’янка": "Znamianka", "Розгон": "Rozghon",
}  # fmt: skip


@pytest.mark.parametrize("name", OFFICIAL)
def test_names_are_spelt_in_latin_as_the_resolution_says(name: str) -> None:
    assert translit(name) == OFFICIAL[name]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Івано-Франківська", "ivano-frankivska"),
        ("Вʼязівок № 2", "viazivok-2"),
        ("ЩУЧА", "shchucha"),
    ],
)
def test_an_address_has_only_latin_letters_digits_and_dashes(name: str, slug: str) -> None:
    assert slug_of(name) == slug
