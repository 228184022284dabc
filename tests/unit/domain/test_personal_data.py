"""What is personal in a text, and what only has as many digits."""

import re

import pytest

from app.domain.personal_data.detector import personal_data_in
from app.domain.personal_data.kinds import PersonalKind
from app.domain.personal_data.patterns import PATTERNS

FOUND = {
    PersonalKind.PHONE: [
        "тел. 067.123.45.67",
        "8 (067) 123-45-67",
        "+380671234567",
        "067-12-34-567",
        "067 123 4567",
        "(044) 123-45-67",
        "+38(067)1234567",
        "０６７１２３４５６７",
        "067/123/45/67",
        "о67 123 45 67",
        "067\u00a0123\u00a045\u00a067",
        "0671234567.",
        "0 6 7 1 2 3 4 5 6 7",
        "0\u200b67\u200b123\u200b45\u200b67",
        "0️⃣6️⃣7️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
        "٠٦٧١٢٣٤٥٦٧",
        "O67l234567",
        "+38 067 1234567",
        "38-067-123-45-67",
        "00380671234567",
        "+3 8 067 123 45 67",
        "вул. Миру, 12 067 123 45 67 Іван",
        "067–123–45–67",
        "067 - 123 - 45 - 67",
        "067 (123) 4567",
        "99 05.06.2025 0991234567",
        "0532 12 34 56",
        "+48 601 234 567",
        "+1 (415) 555-0132",
        "нуль шістдесят сім, сто двадцять три, сорок п’ять, шістдесят сім",
        "067 три сімки двадцять два одинадцять",
        "о67-12З-4б-57",
        "67 123 45 67",
        "код 067, а номер 123-45-67",
        "067☎123☎45☎67",
        "тел. 2-34-56",
        "телефон 123-45-67",
        "дзвоніть 23456",
        "Телефонуйте: 5-12-34",
    ],
    PersonalKind.EMAIL: [
        "пишіть на ivan@example.org",
        "ivan.petrenko+road@mail.example.com.ua",
        "марія@пошта.укр",
        "ivan (at) example.org",
        "ivan[собака]example.org",
        "ivan собака gmail крапка com",
        "ivan @ example.org",
        "ｉｖａｎ＠example.org",
    ],
    PersonalKind.HANDLE: [
        "я в телеграмі @petrenko_ivan",
        "t.me/petrenko",
        "https://t.me/+AbCdEf12",
        "wa.me/380671234567",
        "instagram.com/ivan.petrenko",
        "https://www.facebook.com/ivan.petrenko",
        "viber://chat?number=1",
    ],
    PersonalKind.CARD: [
        "картка 4111 1111 1111 1111",
        "4111111111111111",
        "5105-1051-0510-5100",
        "４１１１ 1111 1111 1111",
    ],
    PersonalKind.ACCOUNT: ["рахунок UA21 3223 1300 0002 6007 2335 6600 1"],
    PersonalKind.TAX_NUMBER: ["мій ІПН 2222222222", "РНОКПП: 3184710691", "3184710691"],
    PersonalKind.PASSPORT: [
        "паспорт МЕ 123456",
        "паспорт серія АЕ № 654321",
        "серія КН 123456",
    ],
    PersonalKind.ID_CARD: [
        "ID-картка 001234567",
        "паспорт 001 234 567",
        "запис 19900101-01234",
        "УНЗР 19900101 01234",
    ],
    PersonalKind.PLATE: ["авто АЕ1234ВВ", "ВС 5678 АТ", "ae1234bb", "AE-1234-BB", "авто WA 12345"],
    PersonalKind.FLAT: [
        "кв. 18",
        "кв.№18",
        "квартира номер 7",
        "з 18-ї квартири",
        "у 18 квартирі",
        "вул. Миру, 12, кв. 18",
    ],
}
HARMLESS = [
    "",
    "вул. Поштова, 12-а, 12/3, корпус 2",
    "будинки 2, 4, 6, 8, 10, 12, 14, 16, 18, 20",
    "вул. 8 Березня, 3, під’їзд 2, поверх 9",
    "ціна 1 250 000,00 грн",
    "виділено 12 345 678 901 грн",
    "1 050 123 456,78 грн",
    "30.06.2025 09:05",
    "05.06.2025 12",
    "з 05.06.2025 по 07.06.2025",
    "2025-06-30 14:05:30",
    "47.6612, 34.0801",
    "34.0501 47.6612",
    "47,6610; 34,0510",
    "50.4501° пн. ш., 30.5234° сх. д.",
    "звернення № 1234567890",
    "повідомлення № 17 від 2025 року",
    "дзвонив на 101, 102, 103, 104 і 112",
    "гаряча лінія 15-80, 1551, 1588",
    "телефон 1551",
    "телефонуйте 15-51",
    "тел. 104",
    "безкоштовно 0 800 123 456",
    "0800 50 21 12",
    "+380 800 123 456",
    "кадастровий номер 0510100000:01:123:0045",
    "UA05020030010063857",
    "код ЄДРПОУ 12345678",
    "у 2022 та 2023 на вулиці",
    "100 кв. м, 20 кв.м і 5 кв. км",
    "без води 60 квартир, 3 квартири затопило",
    "аварійна служба (0532) 12-34-56",
    "диспетчерська, телефон 5-12-34",
    "info@pokrov.gov.ua",
    "двадцять три роки, сорок п'ять будинків і сто двадцять дерев",
    "Водій BMW 3200, ГОСТ 123456, ТП 123456",
    "собака бігає. Вона без нашийника",
    "рахунок PL61 1090 1014 0000 0712 1981 2875",
    "лінія 0,4 кВ від ТП-217",
    "пломба АВ 445120, лічильник № 004918273",
    "за 3 кв. 2025 року",
    "закон № 2807-IV від 06.09.2005",
    "постанова 1234-2025-п",
    "ДБН В.2.3-5:2018, ДСТУ 3587:2022",
    "труба 110х10х6000",
    "маршрут 5 10 15 20 25",
    "тиск 0,5 0,6 0,7 МПа",
    "яма @ вул. Миру",
    "стовпи 0012 0013 0014",
    "ТП-123456, опора 789012",
    "4111 1111 1111 1112",
    "1234567812345678 кВт",
    "https://city.example/news/2025/06/30/1234567",
    "www.rada.gov.ua",
    "площа 1234567890 м²",
    "швидкість 0 50 60 70 км/год",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts]
)
def test_a_contact_is_found_however_it_is_written(kind: PersonalKind, text: str) -> None:
    for words in (text, f"Яма біля будинку, {text}, приїжджайте"):
        assert kind in {found.kind for found in personal_data_in(words)}, words


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_has_digits_is_left_alone(text: str) -> None:
    for words in (text, f"Яма біля будинку, {text}, приїжджайте"):
        assert personal_data_in(words) == (), words


def test_a_passage_is_the_contact_itself() -> None:
    text = "Дзвоніть: ０67 123-45-67 або ivan@example.org, дякую"
    assert [text[found.start : found.end] for found in personal_data_in(text)] == [
        "０67 123-45-67", "ivan@example.org",
    ]  # fmt: skip


def test_a_long_text_of_digits_is_read_in_time() -> None:
    assert personal_data_in("1 " * 50_000) == ()
    personal_data_in("0" * 50_000 + "@" * 50_000 + "паспорт " * 5_000)


def test_published_telephones_are_nobodys() -> None:
    ours = ["+38 (0532) 12-34-56", "067 000 11 22", "5-12-34"]
    text = "Дзвонив 0532 123456, 0670001122 і тел. 5 12 34, мій 067 000 11 23"
    found = personal_data_in(text, published=ours)
    assert [text[each.start : each.end] for each in found] == ["067 000 11 23"]


def test_the_address_of_a_flat_is_part_of_it() -> None:
    text = "Живу: вул. Лесі Українки, буд. 5, кв. 7, дякую"
    (found,) = personal_data_in(text)
    assert text[found.start : found.end] == "вул. Лесі Українки, буд. 5, кв. 7"


def test_what_is_not_seen_does_not_hide_a_number_nor_shift_its_place() -> None:
    text = "Дзвоніть й\u0306ому: 0\u200b67\u00ad123 45️ 67️, і не раніше 9:00"
    (found,) = personal_data_in(text)
    assert text[found.start : found.end] == "0\u200b67\u00ad123 45️ 67️"


@pytest.mark.parametrize(
    "part",
    [*"0@ +(.а", "1 ", "38 0 ", "а@а.", "кв ", "кв 1,", "тел ", "паспорт ", "телеграм: ",
     "вул а 1 кв 2 ", "сто двадцять три ", "ua12 3456 ", "a1", "номер - ", "собака ", "іпн ", "о0"],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(part: str) -> None:
    """Counted, not timed: the steps of a search are not, so the pattern's own bounds are."""
    for length in (2_000, 20_000):
        personal_data_in((part * length)[:length])


def test_patterns_have_no_open_repetition() -> None:
    """Every repetition is bounded: a search looks at each place a bounded number of signs ahead."""
    for each in PATTERNS:
        assert not re.search(
            r"(?<!\\)[*+](?![^\[]*\])|\{\d+,\}", _without_classes(each.pattern.pattern)
        )


def _without_classes(pattern: str) -> str:
    return re.sub(r"\[(?:\\.|[^\]\\])*\]", "C", pattern)
