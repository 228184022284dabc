"""Weighs how each encoding would spell bytes without a mark.

Letters should be as frequent as they are in Ukrainian, capitals stand only where words begin, and
a word keep to one script.
"""

import re
from functools import cache
from math import log
from typing import NamedTuple

LATIN = "cp1252"
# With what each is given in advance: how often files have it.
CANDIDATES = {
    "cp1251": 2.5,
    "cp1125": 0.0,
    "cp866": 0.0,
    "koi8-u": 0.0,
    LATIN: 0.0,
    "iso8859-5": -0.5,
    "mac-cyrillic": -0.5,
}

# Letters of Ukrainian texts, of a thousand; those of Russian alone are rare, but do occur.
_SHARES = {
    "о": 94, "а": 83, "н": 68, "и": 61, "і": 57, "в": 52, "т": 52, "е": 46, "р": 44, "с": 41,
    "л": 36, "к": 35, "д": 34, "у": 33, "м": 31, "п": 29, "з": 23, "я": 21, "г": 16, "ь": 18,
    "б": 17, "й": 14, "ч": 13, "х": 12, "ц": 9, "ж": 9, "ш": 8, "ю": 8, "є": 6, "ї": 6, "щ": 5,
    "ф": 3, "ґ": 1, "ы": 2, "э": 2, "ё": 2, "ъ": 2,
}  # fmt: skip
_EVEN_SHARE = 1000 / 33
_TYPOGRAPHY = frozenset("’ʼ‘“”„«»–—…№§°\u00a0²³•")
# As in old DOS files, which had no letter і.
_LATIN_IN_CYRILLIC = frozenset("iI'")
_STRANGE, _MIXED, _CAPITAL_INSIDE, _ACCENT_ALONE, _ACCENT = -5.0, -4.0, -3.0, -2.5, 0.5

_WORD = re.compile(rb"[A-Za-z'\x80-\xff]+")
_SAMPLE_BYTES = 20_000
# A letter worth less, on the average, is no text; a lead smaller than this is a toss-up.
_LOWEST_MEAN, _LEAST_LEAD = -1.2, 1.0
# What a declaration counts: about two letters.
_BELIEF = 5.0


class Likeliest(NamedTuple):
    """The likeliest encoding; ``sure`` unless it is hardly better than another, or than noise."""

    encoding: str
    sure: bool


def likeliest(content: bytes, *, declared: str = "") -> Likeliest:
    """Return the likeliest encoding of bytes that are neither ASCII nor UTF-8.

    The declared one is believed, unless many letters speak against it.
    """
    sample = _sample(content)
    sums = {name: _sum(sample, name) for name in CANDIDATES}
    scores = {name: sums[name] + advance for name, advance in CANDIDATES.items()}
    if declared in scores:
        scores[declared] += _BELIEF
    best = max(scores, key=scores.__getitem__)
    reading = sample.decode(best, "replace")
    others = [score for name, score in scores.items() if sample.decode(name, "replace") != reading]
    lead = scores[best] - max(others)
    return Likeliest(best, sums[best] > _lowest(sample) and lead > _LEAST_LEAD)


def reads_as(content: bytes, encoding: str) -> bool:
    """Return whether the bytes read as text in an encoding."""
    sample = _sample(content)
    return _sum(sample, encoding) > _lowest(sample)


def _lowest(sample: bytes) -> float:
    return _LOWEST_MEAN * sum(byte > 0x7F for byte in sample)


def _sample(content: bytes) -> bytes:
    """Return the first words with high bytes."""
    words, size = [], 0
    for found in _WORD.finditer(content):
        if not found[0].isascii():
            words.append(found[0])
            size += len(found[0])
        if size > _SAMPLE_BYTES:
            break
    return b" ".join(words)


def _sum(sample: bytes, encoding: str) -> float:
    """Return the points of every high character of the sample in an encoding."""
    text = f" {sample.decode(encoding, 'replace')} "
    return sum(
        _points(text[at - 1], letter, text[at + 1])
        for at, letter in enumerate(text)
        if letter > "\x7f"
    )


def _points(before: str, letter: str, after: str) -> float:
    if letter in _TYPOGRAPHY:
        return 0.0
    if (share := _SHARES.get(letter.lower())) is None:
        return _points_of_others(before, letter, after)
    if _foreign(before) or _foreign(after):
        return _MIXED
    if letter.isupper() and before.islower():
        return _CAPITAL_INSIDE
    return _weight(share)


def _points_of_others(before: str, letter: str, after: str) -> float:
    """Return the points of what is no Ukrainian letter: an accent, or nothing known."""
    if not letter.isalpha() or letter in "ªº" or letter >= "\u0250":
        return _STRANGE
    beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    odd = letter.isupper() and before.islower()
    return _ACCENT if beside and not odd else _ACCENT_ALONE


def _foreign(neighbour: str) -> bool:
    """Return whether the neighbour is a Latin letter, which no Cyrillic word holds."""
    return neighbour.isascii() and neighbour.isalpha() and neighbour not in _LATIN_IN_CYRILLIC


@cache
def _weight(share: int) -> float:
    return log(share / _EVEN_SHARE)
