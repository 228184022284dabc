"""A text as a person reads it: every sign of a reading knows where it stands in the text.

Digits of any script and width, letters that stand for digits and numbers in words are digits.

static/js/personal-data.js does the same in the browser, by the tables of this package.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.personal_data.numerals import NUMERAL, written_numbers

LETTERS = "a-zа-яіє'"
# What each look-alike is in a number.
STANDS_FOR = {
    **dict.fromkeys("оo", "0"),
    **dict.fromkeys("liі|", "1"),
    **dict.fromkeys("зэ", "3"),
    "z": "2",
    "ч": "4",
    "s": "5",
    "б": "6",
    **dict.fromkeys("вb", "8"),
    **dict.fromkeys("gq", "9"),
}
FOLDED_LETTERS = {"й": "и", "ї": "і", "ґ": "г", "ё": "е"}
APOSTROPHES = "’‘ʼ`´′ʹ＇"
# Among digits these may be signs; anything else in the word, and it is no number.
_SIGNS = "0-9" + re.escape("".join(STANDS_FOR))
_MIXED = re.compile(rf"[{_SIGNS}]*[0-9][{_SIGNS}]*")
_WORD = re.compile(rf"[0-9{LETTERS}|]+")
_LAST_OF_BMP = 0xFFFF
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"


class Reading(NamedTuple):
    """The signs that are read, and the first and last place of each in the text."""

    signs: str
    starts: Sequence[int]
    ends: Sequence[int]


class Change(NamedTuple):
    """Signs ``start`` to ``end`` of a reading are read as others."""

    start: int
    end: int
    signs: str


class _Folding(dict[int, str]):
    """What each character is read as, '' if it is not seen; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded(chr(code))
        return self[code]


def folded(letter: str) -> str:
    """Return the one sign as which a character is read, or '' if it is not seen."""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if letter in _LINE_ENDS:
        return "\n"
    if letter in APOSTROPHES:
        return "'"
    category = unicodedata.category(letter)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category[0] == "Z" or category == "Cc":
        return " "
    if category == "Pd" or letter == "\u2212":
        return "-"
    wide = unicodedata.normalize("NFKC", letter)
    plain = (wide if len(wide) == 1 else letter).lower()
    plain = FOLDED_LETTERS.get(plain, plain)
    return plain if len(plain) == 1 and ord(plain) <= _LAST_OF_BMP else "\ufffd"


_FOLDING = _Folding()


def reading_of(text: str) -> Reading:
    """Return the text in small letters, ASCII digits, plain blanks, dashes and apostrophes."""
    signs = text.translate(_FOLDING)
    if len(signs) == len(text):
        return Reading(signs, range(len(text)), range(1, len(text) + 1))
    starts = [at for at, letter in enumerate(text) if _FOLDING[ord(letter)]]
    # What is not seen belongs to the sign before it.
    return Reading(signs, starts, [*starts[1:], len(text)] if starts else [])


def numbers_in(reading: Reading) -> Reading:
    """Return the reading with look-alikes and words for numbers read as digits."""
    changes = [] if not NUMERAL.search(reading.signs) else _words(reading.signs)
    changes += _look_alikes(reading.signs)
    return changed(reading, sorted(changes)) if changes else reading


def _words(signs: str) -> list[Change]:
    return [Change(*number) for number in written_numbers(signs)]


def _look_alikes(signs: str) -> list[Change]:
    found = []
    for word in _WORD.finditer(signs):
        if word[0].isdigit() or not _MIXED.fullmatch(word[0]):
            continue
        for at, sign in enumerate(word[0], word.start()):
            if sign in STANDS_FOR:
                found.append(Change(at, at + 1, STANDS_FOR[sign]))
    return found


def changed(reading: Reading, changes: Iterable[Change]) -> Reading:
    """Return the reading with other signs at some places; changes are in order, and apart."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for change in changes:
        signs += reading.signs[done : change.start], change.signs
        starts += reading.starts[done : change.start]
        ends += reading.ends[done : change.start]
        starts += [reading.starts[change.start]] * len(change.signs)
        ends += [reading.ends[change.end - 1]] * len(change.signs)
        done = change.end
    signs.append(reading.signs[done:])
    return Reading("".join(signs), [*starts, *reading.starts[done:]], [*ends, *reading.ends[done:]])
