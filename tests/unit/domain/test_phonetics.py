import pytest

from app.domain.phonetics import likeness, sound


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
def test_spellings_of_one_name_sound_the_same(one, other):
    assert sound(one).letters == sound(other).letters


@pytest.mark.parametrize(
    ("town", "hromada"),
    [("Бровари", "Броварська"), ("Одеса", "Одеська"), ("Бровары", "Броварська"),
     ("Львів", "Львівська"), ("Покров", "Покровська"), ("Покровск", "Покровська")],
)  # fmt: skip
def test_a_town_and_its_hromada_have_a_stem_in_common(town, hromada):
    assert sound(town).stems & sound(hromada).stems


@pytest.mark.parametrize(("one", "other"), [("Харьков", "Харків"), ("Львов", "Львів")])
def test_vowels_that_differ_between_languages_leave_the_bones(one, other):
    assert sound(one).bones & sound(other).bones


def test_a_misprint_is_more_alike_than_another_name():
    meant, other = sound("Міжріченська"), sound("Бучанська")
    assert likeness(sound("Міжричєнська"), meant) > 0.6 > likeness(sound("Міжріченська"), other)


@pytest.mark.parametrize("words", ["", "’", "123", "!?"])
def test_what_is_no_name_is_like_nothing(words):
    assert likeness(sound(words), sound("Покровська")) == 0
