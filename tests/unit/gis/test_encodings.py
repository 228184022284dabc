"""The judge of encodings: what files say, what is weighed, and what must be asked."""

import pytest

from gis.files.encodings import (
    Sureness,
    decoded,
    judged_text,
    judged_texts,
    public_name,
    python_name,
    sample_of,
)
from gis.files.faults import UnreadableFile
from tests.real_files import COLLECTED, needs_collected

TABLE = "id;тип;опис\n1;roads.pothole;Яма на розі біля під’їзду № 3, вул. Поштова\n"
WITHOUT_I = "id;тип;опис\n1;roads.pothole;Велика яма посеред дороги, Центральна вулиця\n"
DISTRICTS = ["Солом’янський район", "Голосіївський район"]


def read_as(texts: list[str], page: str, encoding: str = "cp1251") -> list[str]:
    """Texts in one encoding as a program shows them that takes them for another."""
    return [text.encode(encoding).decode(page) for text in texts]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8-sig"),
        (TABLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16"),
        (TABLE.encode("utf-32"), "utf-32"),
        (b"id;code\n1;a\n", "utf-8"),
    ],
)
def test_marks_and_utf8_are_certain(content: bytes, encoding: str) -> None:
    judged = judged_text(content)
    assert judged == (judged.text, encoding, Sureness.CERTAIN)
    assert judged.text.startswith("id;")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TABLE, "cp1251"),
        (TABLE, "mac-cyrillic"),
        (TABLE, "utf-16-le"),
        (TABLE, "utf-16-be"),
        (TABLE.replace("’", "'").replace("№", "N"), "koi8-u"),
        (TABLE.replace("’", "'"), "cp1125"),
        (WITHOUT_I, "cp866"),
        (TABLE.replace("’", "'"), "iso8859-5"),
        ("Ort;Straße\n1;Köln, Café Größe\n", "cp1252"),
        ("Съезд с дороги разбит\n", "cp1251"),
    ],
)
def test_other_encodings_are_guessed(text: str, encoding: str) -> None:
    judged = judged_text(text.encode(encoding))
    assert (judged.text, judged.sureness) == (text, Sureness.GUESSED)


@pytest.mark.parametrize("word", ["Яма", "фото", "Центр", "Київ", "Щастя", "ЖЕК", "Хуст", "Їжа"])
def test_one_word_is_enough_for_the_usual_encoding(word: str) -> None:
    assert judged_text(word.encode("cp1251")).text == word


def test_noise_is_no_text() -> None:
    assert judged_text(bytes(range(128, 256)) * 20).sureness is Sureness.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "declared"),
    [
        (read_as(DISTRICTS, "latin-1"), "ISO-8859-1"),
        (read_as(DISTRICTS, "latin-1"), "UTF-8"),
        (read_as(DISTRICTS, "cp1252"), "cp1252"),
        (read_as(["СОЛОМ'ЯНСЬКИЙ", "ЦЕНТР"], "latin-1"), "ISO-8859-1"),
        (read_as(["Поділ"], "latin-1", "koi8-u"), "ISO-8859-1"),
        (read_as(DISTRICTS, "latin-1", "utf-8"), "ISO-8859-1"),
        (read_as(["Поділ"], "cp1251", "utf-8"), "cp1251"),
        (read_as(["Солом'янський район"], "cp1251", "cp1125"), "cp1251"),
        (["t-sol", "", *read_as(DISTRICTS, "latin-1")], "ISO-8859-1"),
    ],
)
def test_texts_of_a_wrong_page_are_mended(texts: list[str], declared: str) -> None:
    judged = judged_texts(texts, declared)
    assert judged.sureness is Sureness.GUESSED
    assert not {letter for text in judged.texts for letter in text.lower()} - set(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ’'-tsol"
    )
    assert judged.texts[-1].split()[0] in {
        "Голосіївський", "ЦЕНТР", "Поділ", "Солом'янський"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "declared"),
    [
        (DISTRICTS, "UTF-8"),
        (DISTRICTS, "cp1251"),
        (["Nord", "Sud"], "ISO-8859-1"),
        (["Köln", "Straße des Königs", "Übersee"], "ISO-8859-1"),
        (["Saint-Étienne", "à côté", "é"], "UTF-8"),
        (["№ 17 · 5°"], "UTF-8"),
        ([], "UTF-8"),
    ],
)
def test_texts_of_the_right_page_are_left_alone(texts: list[str], declared: str) -> None:
    assert judged_texts(texts, declared) == (texts, declared, Sureness.CERTAIN)


def test_a_field_cut_within_a_letter_is_still_utf8() -> None:
    cut = "Солом’янський район".encode()[:14].decode("latin-1")
    assert judged_texts([cut], "ISO-8859-1").texts == ["Солом’"]


def test_lost_letters_are_asked_for() -> None:
    assert judged_texts(["Сол\ufffdм"], "UTF-8").sureness is Sureness.UNKNOWN


@pytest.mark.parametrize(
    ("given", "python", "public"),
    [
        ("ANSI 1251", "cp1251", "Windows-1251"),
        ("1251", "cp1251", "Windows-1251"),
        ("windows-1251", "cp1251", "Windows-1251"),
        ("UTF-8", "utf-8", "UTF-8"),
        ("utf-16", "utf-16", "UTF-16"),
        ("nonsense", "nonsense", "NONSENSE"),
    ],
)
def test_encodings_are_known_by_their_names(given: str, python: str, public: str) -> None:
    assert (python_name(given), public_name(given)) == (python, public)


@pytest.mark.parametrize("stated", ["nonsense", "utf-8", "hex"])
def test_a_stated_encoding_must_be_right(stated: str) -> None:
    with pytest.raises(UnreadableFile):
        decoded("Яма".encode("cp1251"), stated)


def test_a_guess_is_shown_by_its_first_words() -> None:
    assert sample_of('id;name\n1;"Солом’янський район"\n') == "Солом’янський район"
    assert sample_of("id;name\n") == ""


@needs_collected
def test_a_table_of_a_ukrainian_spreadsheet() -> None:
    judged = judged_text((COLLECTED / "r_excel_cp1251.csv").read_bytes())
    assert judged.encoding == "cp1251"
    assert "Яма на розі" in judged.text
