"""Phonetic keys of place names: Ukrainian, Russian and Latin spellings of a name match."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        **dict(zip("абвгґдзклмнопрстуфіїйиыеєэёh", "abvggdzklmnoprstufiiiiieeeog", strict=True)),
        "я": "ia",
        "ю": "iu",
        "х": "kh",
        "ц": "ts",
        "ж": "zh",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "y": "i",
        "w": "v",
        "x": "ks",
        "q": "k",
        "j": "i",
        **dict.fromkeys("'’ʼ`´′ьъ", ""),
    }
)
# Latin digraphs in which the h belongs to the letter before it; h alone is г.
_DIGRAPHS = re.compile("(?<=[kczs])g")
_DOUBLED = re.compile(r"(.)\1+")
_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_VOWELS = re.compile("[aeiou]")
# Names of hromadas are adjectives of towns: Броварська of Бровари, Покровська of Покров.
_ADJECTIVES = (re.compile("sk(?:a|aia|ii|oi)?$"), re.compile("(?<=s)k(?:a|aia|ii|oi)?$"))
_AROUND = "  "


@dataclass(frozen=True, slots=True)
class PhoneticName:
    """A name's phonetic key; a town and its hromada share ``stems``; ``bones`` are consonants."""

    letters: str
    stems: frozenset[str]
    bones: frozenset[str]
    trigrams: frozenset[str]
    bone_trigrams: frozenset[str]


@lru_cache(maxsize=16_384)
def phonetic_key(name: str) -> PhoneticName:
    """Return the phonetic key: Latin letters without doubled letters, signs and blanks."""
    latin = _DIGRAPHS.sub("h", name.casefold().translate(_LETTERS)).replace("shch", "sh")
    letters = _DOUBLED.sub(r"\1", _NO_LETTERS.sub("", latin))
    # Of Одеська the с belongs to the town, of Броварська it does not.
    stems = frozenset(end.sub("", letters).rstrip("aeiou") or letters for end in _ADJECTIVES)
    bones = frozenset(_VOWELS.sub("", stem) for stem in stems)
    return PhoneticName(
        letters, stems, bones, _trigrams(letters), _trigrams(_VOWELS.sub("", letters))
    )


def similarity(one: PhoneticName, other: PhoneticName) -> float:
    """Return from 0 to 1 how similar two names sound, by letters and by consonants alone."""
    if one.trigrams.isdisjoint(other.trigrams):
        return 0.0
    letters = _shared(one.trigrams, other.trigrams)
    return 0.6 * letters + 0.4 * _shared(one.bone_trigrams, other.bone_trigrams)


def _trigrams(word: str) -> frozenset[str]:
    padded = f"{_AROUND}{word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _shared(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)
