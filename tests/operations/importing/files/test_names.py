import pytest
from translitua import translit

from app.operations.importing.files.names import slug_of

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
