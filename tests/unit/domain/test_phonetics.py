import pytest

from app.domain.phonetics import phonetic_key, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Покровська", "ПОКРОВСЬКА"),
        ("Покровська", "Pokrovska"),
        ("Одесса", "Одеса"),
        ("Київ", "Kyiv"),
        ("Щастя", "Shchastia"),
        ("П’ятихатки", "Пятихатки"),
    ],
)
def test_spellings_of_one_name_sound_the_same(one: str, other: str) -> None:
    assert phonetic_key(one).letters == phonetic_key(other).letters


@pytest.mark.parametrize(
    ("town", "hromada"),
    [("Бровари", "Броварська"), ("Одеса", "Одеська"), ("Бровары", "Броварська"),
     ("Львів", "Львівська"), ("Покров", "Покровська"), ("Покровск", "Покровська")],
)  # fmt: skip
def test_a_town_and_its_hromada_have_a_stem_in_common(town: str, hromada: str) -> None:
    assert phonetic_key(town).stems & phonetic_key(hromada).stems


@pytest.mark.parametrize(("one", "other"), [("Харьков", "Харків"), ("Львов", "Львів")])
def test_vowels_that_differ_between_languages_leave_the_bones(one: str, other: str) -> None:
    assert phonetic_key(one).bones & phonetic_key(other).bones


def test_a_misprint_is_more_alike_than_another_name() -> None:
    meant, other = phonetic_key("Міжріченська"), phonetic_key("Бучанська")
    assert (
        similarity(phonetic_key("Міжричєнська"), meant)
        > 0.6
        > similarity(phonetic_key("Міжріченська"), other)
    )


@pytest.mark.parametrize("words", ["", "’", "123", "!?"])
def test_what_is_no_name_is_like_nothing(words: str) -> None:
    assert similarity(phonetic_key(words), phonetic_key("Покровська")) == 0
