"""Numbers written in words, Ukrainian and the Russian that is mixed with it.

Words are in the letters of a reading: й, ї, ґ, ё are и, і, г, е.
"""

import re
from collections.abc import Iterator

_VALUES: tuple[tuple[int, str], ...] = (
    (0, "нуль нулик ноль зеро"),
    (1, "один одна одиниця одиничка единица"),
    (2, "два дві две двіика двоика двоичка двіичка"),
    (3, "три троика тріика троичка тріичка"),
    (4, "чотири четыре четвірка четверка"),
    (5, "п'ять пять пьять п'ятірка пятерка"),
    (6, "шість шисть шесть шістка шестерка"),
    (7, "сім сим семь сімка семерка"),
    (8, "вісім висим восім восемь вісімка восьмерка"),
    (9, "дев'ять девять дев'ятка девятка"),
    (10, "десять"),
    (11, "одинадцять одиннадцать"),
    (12, "дванадцять двенадцать"),
    (13, "тринадцять тринадцать"),
    (14, "чотирнадцять четырнадцать"),
    (15, "п'ятнадцять пятнадцять пятнадцать"),
    (16, "шістнадцять шестнадцать"),
    (17, "сімнадцять семнадцать"),
    (18, "вісімнадцять восемнадцать"),
    (19, "дев'ятнадцять девятнадцять девятнадцать"),
    (20, "двадцять двадцать"),
    (30, "тридцять тридцать"),
    (40, "сорок"),
    (50, "п'ятдесят пятдесят пятьдесят"),
    (60, "шістдесят шистдесят шестьдесят"),
    (70, "сімдесят симдесят семьдесят"),
    (80, "вісімдесят висимдесят восемьдесят"),
    (90, "дев'яносто девяносто дев'ядесят"),
    (100, "сто"),
    (200, "двісті двести"),
    (300, "триста"),
    (400, "чотириста четыреста"),
    (500, "п'ятсот пятсот пятьсот"),
    (600, "шістсот шестьсот"),
    (700, "сімсот семьсот"),
    (800, "вісімсот восемьсот"),
    (900, "дев'ятсот девятсот девятьсот"),
)
NUMERALS = {word: value for value, words in _VALUES for word in words.split()}
# "Три сімки" is 777: of these a number says how many.
MANY = {
    word: f"*{digit}"
    for digit, words in (
        ("0", "нулі нуля нулів"),
        ("1", "одиниці одинички"),
        ("2", "двіики двоики двоики"),
        ("3", "тріики троики"),
        ("4", "четвірки четверки"),
        ("5", "п'ятірки пятірки пятерки"),
        ("6", "шістки шестерки"),
        ("7", "сімки семерки"),
        ("8", "вісімки восьмерки"),
        ("9", "дев'ятки девятки"),
    )
    for word in words.split()
}
_STEMS = (
    "нул|нол|один|одна|дв[аі]|двест|тр[иоі]|чотир|четыр|п'?я[тш]|пьят|шіст|шест|сім|сем"
    "|вісім|вос|дев|десят|сорок|сто|зеро"
)
NUMERAL = re.compile(rf"(?:^|[^a-zа-яіє'])(?:{_STEMS})")
_WORD = re.compile("[a-zа-яіє']+")
# Between the words of one number, and between numbers that are one after the other.
_JOINED, _NEXT = re.compile("[ -]{1,2}"), re.compile(r"[ \n,;.:/-]{1,4}")


def written_numbers(signs: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of every number in words; what parts two of them is one blank."""
    number: tuple[int, int, str] | None = None
    for start, end, value in _valued(signs):
        gap = signs[number[1] : start] if number else ""
        if number and _JOINED.fullmatch(gap):
            together = _together(number[2], value)
            if together:
                number = (number[0], end, together)
                continue
        if number:
            yield _alone(number)
            if len(gap) > 1 and _NEXT.fullmatch(gap):
                yield (number[1], start, " ")
        number = (start, end, value)
    if number:
        yield _alone(number)


def _valued(signs: str) -> Iterator[tuple[int, int, str]]:
    for word in _WORD.finditer(signs):
        value = NUMERALS.get(word[0])
        if value is not None or word[0] in MANY:
            yield (*word.span(), MANY.get(word[0], "") if value is None else str(value))


def _alone(number: tuple[int, int, str]) -> tuple[int, int, str]:
    return (number[0], number[1], number[2].lstrip("*"))


def _together(before: str, value: str) -> str:
    """Return the number that two words make, "сорок" and "п'ять", or an empty text."""
    if value[0] == "*":
        return value[1] * int(before) if before in {"2", "3", "4", "5"} else ""
    fits = len(value) < len(before) and value != "0" and before[0] != "0"
    open_end = before.endswith("0" * len(value)) and not (len(value) == 1 and before[-2:] == "10")
    return before[: -len(value)] + value if fits and open_end else ""
