"""Spells Ukrainian names in Latin letters, and makes addresses (slugs) of them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Resolution 55 of the Cabinet of Ministers of 27.01.2010: at the beginning of a word, elsewhere.
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia", "ь": "",
}  # fmt: skip
_AT_BEGINNING = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_APOSTROPHES = "'’ʼ`"
# First parts of paths that are not hromadas.
_RESERVED = frozenset({"account", "static", "open311", "ogc", "healthz", "readyz", "metrics"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a hromada's address may be made of, the shortest first."""

    katottg: str
    name: str
    raion: str
    oblast: str


def transliterate(words: str) -> str:
    """Transliterate as Ukraine does in passports and on signs; other characters stay."""
    plain = "".join(letter for letter in words if letter not in _APOSTROPHES)
    return re.sub(r"[^\W\d_]+", lambda found: _word_in_latin(found.group()), plain)


def _word_in_latin(word: str) -> str:
    shouting = word.isupper() and len(word) > 1
    return "".join(
        _cased(_latin(word.lower(), place), upper=letter.isupper(), shouting=shouting)
        for place, letter in enumerate(word)
    )


def _latin(word: str, place: int) -> str:
    letter = word[place]
    if letter == "г" and word[:place].endswith("з"):
        # "zh" is "ж" already.
        return "gh"
    if place == 0 and letter in _AT_BEGINNING:
        return _AT_BEGINNING[letter]
    return _LETTERS.get(letter, letter)


def _cased(latin: str, *, upper: bool, shouting: bool) -> str:
    if not upper:
        return latin
    return latin.upper() if shouting else latin[:1].upper() + latin[1:]


def slug_of(words: str) -> str:
    """Return the words as a part of an address: Latin letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", transliterate(words).lower()).strip("-")


def new_slugs(hromadas: Sequence[Named], taken: Iterable[str]) -> Mapping[str, str]:
    """Give each hromada an address of its own, by KATOTTG code.

    A name that several share belongs to none of them: they are told apart by raion, then oblast,
    then code. So the order of the file decides nothing.
    """
    used = set(taken) | _RESERVED
    waiting = list(hromadas)
    slugs: dict[str, str] = {}
    for form in (_bare, _with_raion, _with_oblast, _with_code):
        wanted = Counter(form(hromada) for hromada in waiting)
        settled = {
            hromada.katottg: form(hromada)
            for hromada in waiting
            if form(hromada) and wanted[form(hromada)] == 1 and form(hromada) not in used
        }
        slugs |= settled
        used |= set(settled.values())
        waiting = [hromada for hromada in waiting if hromada.katottg not in settled]
    return slugs


def _bare(hromada: Named) -> str:
    return slug_of(hromada.name)


def _with_raion(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.raion}")


def _with_oblast(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.raion} {hromada.oblast}")


def _with_code(hromada: Named) -> str:
    return slug_of(f"{hromada.name} {hromada.katottg}")
