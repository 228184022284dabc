"""Finds somebody's contacts and personal numbers in a text that is to be public.

Digits are read as a person reads them: of any script and width, with letters that stand for them,
and with anything between them. What is found waits for a moderator, so finding too much costs
only time; house numbers, prices, dates, coordinates and hotlines are left alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple


class ContactKind(StrEnum):
    """What was found."""

    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    CARD = "card"
    ACCOUNT = "account"
    TAX_NUMBER = "tax-number"
    PASSPORT = "passport"


class Contact(NamedTuple):
    """A passage of the text that holds a contact."""

    kind: ContactKind
    start: int
    end: int


# Between the digits of one number: blanks, brackets, dashes, invisible characters, keycaps.
_SEP = r"[\s().\-‐‑–—−/_*·•\u00ad\u200b-\u200f\u2060\ufe0f\u20e3]{0,3}"
_MOBILE_OR_CITY = rf"0{_SEP}(?:[3-7]{_SEP}\d|9{_SEP}[1-9])(?:{_SEP}\d){{7}}"
_PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)?{_SEP}3{_SEP}8{_SEP}|8{_SEP})?{_MOBILE_OR_CITY}(?!\d)")
_ABROAD = re.compile(rf"\+{_SEP}[1-9](?:{_SEP}\d){{8,14}}(?!\d)")
_CALLED = r"(?:тел|моб|номер\w* телефон|phone|call|дзвон|дзвін|звон|вайбер|viber|whatsapp|вотсап)"
# A number within a town has five to seven digits: only a word before it tells.
_LOCAL = re.compile(
    rf"{_CALLED}[^\W\d]*[^\w\d]{{0,6}}(?P<number>[1-9](?:{_SEP}\d){{4,6}})(?!{_SEP}\d)",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[^\s@,;<>()]{1,64}@[^\s@,;<>()]{1,64}\.\w{2,}"
    r"|[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\(собака\)|\[собака\])\s?[\w-]{1,64}"
    r"(?:\s?(?:\.|\(dot\))\s?[\w-]{1,64})+",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@.])@[a-z][a-z0-9_.]{3,31}"
    r"|\b(?:t\.me|telegram\.me|wa\.me|m\.me|viber\.click|(?:www\.)?(?:instagram|facebook|fb)\.com)"
    r"/[\w+@.-]{3,}|\bviber://\S+|\btg://\S+",
    re.IGNORECASE,
)
_CARD = re.compile(rf"(?<![\d.])[2-6](?:{_SEP}\d){{15}}(?!{_SEP}\d)")
_ACCOUNT = re.compile(r"\bUA\s?\d{2}(?:\s?\d){25}(?!\d)", re.IGNORECASE)
_TAX_NUMBER = re.compile(r"(?<![\d№:.,-])(?<!№ )\d{10}(?![\d:])")
_TAX_WORDS = re.compile(
    rf"(?:\bіпн\b|рнокпп|ідентифікаційн\w*|податков\w*)\D{{0,25}}(?P<number>\d(?:{_SEP}\d){{9}})(?!\d)",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?:паспорт\w*|посвідчен\w*|серія|id-карт\w*)[^\d]{0,30}?"
    r"(?P<number>[а-яіїєґa-z]{2}\s?№?\s?\d{6}|(?<!\d)\d{9})(?!\d)",
    re.IGNORECASE,
)
# Numbers that are no contacts, though they have as many digits.
_HARMLESS = re.compile(
    r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)"  # a date
    r"|(?<!\d)(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}[./-]\d{1,2}(?![\d./-])"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"  # a time
    r"|(?<![\d.])[2-5]\d[.,]\d{3,}(?![\d.])"  # degrees
    r"|\d{10}:\d{2}:\d{3}:\d{4}"  # a cadastral number
    r"|\bUA\d{17}\b"  # a KATOTTG code
)
_STANDS_FOR = (
    (re.compile(r"(?<![^\W\d_])[оОoO](?=\d)|(?<=\d)[оОoO](?=[\d\s().-])"), "0"),
    (re.compile(r"(?<=\d)[зЗ](?=\d)"), "3"),
    (re.compile(r"(?<=\d)[lI|іІ](?=\d)"), "1"),
)
# A number of fewer digits is nobody's; letters may stand for some of them.
_FEWEST_DIGITS = 4
# The first day that a tax number can count, and the last of a person of 14: days since 1899-12-31.
_BORN = range(5_500, 41_000)
_TAX_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)


def contacts_in(text: str) -> list[Contact]:
    """Return the passages of a text that hold somebody's contacts or personal numbers."""
    return sorted(set(_found(_folded(text))), key=lambda found: found.start)


def _found(text: str) -> Iterator[Contact]:
    digits = sum(map(text.count, "0123456789"))
    without_others = _HARMLESS.sub(lambda found: "x" * len(found[0]), text) if digits else text
    for kind, pattern, is_one in _PATTERNS:
        if kind in _BY_SIGNS and not any(sign in text for sign in _BY_SIGNS[kind]):
            continue
        if kind not in _BY_SIGNS and digits < _FEWEST_DIGITS:
            continue
        for found in pattern.finditer(without_others if kind in _OF_DIGITS else text):
            group = "number" if "number" in pattern.groupindex else 0
            if is_one(found[group]):
                yield Contact(kind, *found.span(group))


def _folded(text: str) -> str:
    """Return the text with every digit in ASCII, character by character."""
    plain = text if text.isascii() else text.translate(_FOLDING)
    if sum(map(plain.count, "0123456789")) < _FEWEST_DIGITS:
        return plain
    for pattern, digit in _STANDS_FOR:
        plain = pattern.sub(digit, plain)
    return plain


class _Folding(dict[int, str]):
    """What each character is read as; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        digit = unicodedata.digit(letter, None)
        wide = unicodedata.normalize("NFKC", letter)
        self[code] = str(digit) if digit is not None else wide if len(wide) == 1 else letter
        return self[code]


_FOLDING = _Folding()


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _of_a_person(number: str) -> bool:
    """Return whether the number is none of those that cost nothing."""
    return not _digits(number).startswith("380800")


def _luhn(number: str) -> bool:
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(_digits(number)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _tax_number(digits: str) -> bool:
    """Return whether ten digits have the check digit of a person's number, and a day of birth."""
    control = sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, digits, strict=False)) % 11 % 10
    return control == int(digits[9]) and int(digits[:5]) in _BORN


def _any(_number: str) -> bool:
    return True


_PATTERNS: tuple[tuple[ContactKind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (ContactKind.PHONE, _PHONE, _any),
    (ContactKind.PHONE, _ABROAD, _of_a_person),
    (ContactKind.PHONE, _LOCAL, _any),
    (ContactKind.EMAIL, _EMAIL, _any),
    (ContactKind.HANDLE, _HANDLE, _any),
    (ContactKind.CARD, _CARD, _luhn),
    (ContactKind.ACCOUNT, _ACCOUNT, _any),
    (ContactKind.TAX_NUMBER, _TAX_NUMBER, _tax_number),
    (ContactKind.TAX_NUMBER, _TAX_WORDS, _any),
    (ContactKind.PASSPORT, _PASSPORT, _any),
)
# Without one of these signs there is none: most texts are not searched.
_BY_SIGNS = {ContactKind.EMAIL: ("@", "(", "["), ContactKind.HANDLE: ("@", "/")}
# Dates, prices and the like may be within them only by mistake.
_OF_DIGITS = frozenset({ContactKind.PHONE, ContactKind.CARD, ContactKind.TAX_NUMBER})
