"""Finds personal data in a text that is to be public.

What is found waits for a moderator or asks its writer, so finding too much costs only time;
house numbers, prices, dates, coordinates and hotlines are left alone.
"""

import re
from collections.abc import Collection, Iterator

from app.domain.personal_data.checks import BEFORE, digits_of
from app.domain.personal_data.kinds import PersonalKind, PersonalPassage
from app.domain.personal_data.patterns import ADDRESS, HARMLESS, PATTERNS, WORTH
from app.domain.personal_data.reading import Reading, numbers_in, reading_of
from app.domain.personal_data.shorthand import PersonalPattern

# Two writings of one telephone agree in as many last digits; shorter ones are compared whole.
SAME_PHONE = 9
# A field may name several.
_SEVERAL = re.compile(r"[,;\n]|або")


def personal_data_in(text: str, *, published: Collection[str] = ()) -> tuple[PersonalPassage, ...]:
    """Return the passages that hold personal data, in order and apart.

    ``published`` are telephones that everybody may know, in any writing: the hromada's own line,
    those of its bodies.
    """
    words = reading_of(text)
    if not WORTH.search(words.signs):
        return ()
    numbers = numbers_in(words)
    harmless = _without_harmless(numbers)
    known = {digits_of(one)[-SAME_PHONE:] for each in published for one in _SEVERAL.split(each)}
    taken = bytearray(len(text))
    found: list[PersonalPassage] = []
    for pattern in PATTERNS:
        for each in _found(pattern, harmless if pattern.numbers else words, text, known):
            if not any(taken[each.start : each.end]):
                taken[each.start : each.end] = b"x" * (each.end - each.start)
                found.append(each)
    return tuple(sorted(found))


def _without_harmless(reading: Reading) -> Reading:
    signs = HARMLESS.sub(lambda found: "x" * len(found[0]), reading.signs)
    return reading._replace(signs=signs)


def _found(
    pattern: PersonalPattern, reading: Reading, text: str, known: Collection[str]
) -> Iterator[PersonalPassage]:
    for match in pattern.pattern.finditer(reading.signs):
        core = match[1].rstrip(" \n.,-")
        start = match.end() - len(match[1])
        before = reading.signs[max(0, start - BEFORE) : start]
        place = _place(reading, start, start + len(core))
        if not pattern.is_one(core, before, text[slice(*place)]):
            continue
        if pattern.kind is PersonalKind.PHONE and digits_of(core)[-SAME_PHONE:] in known:
            continue
        if pattern.kind is PersonalKind.FLAT:
            place = _place(reading, start - _address_before(before), start + len(core))
        yield PersonalPassage(*place, pattern.kind)


def _address_before(before: str) -> int:
    """Return how many signs before a flat are its street and house."""
    address = ADDRESS.search(before)
    return len(address[1]) if address else 0


def _place(reading: Reading, start: int, end: int) -> tuple[int, int]:
    return reading.starts[start], reading.ends[end - 1]
