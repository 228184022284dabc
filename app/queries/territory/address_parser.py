"""Parses a typed address into street and house, in any order and with any extras."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_SEARCH = 100
_APOSTROPHES = re.compile("[’ʼ`´]")
# "6 а" and "6-а" are the house 6а.
_HOUSE_LETTER = re.compile(r"(\d)[\s-]+([а-яіїєґa-z])\b")
# Designations of streets and houses: people spell them in many ways, or leave them out.
_KINDS = re.compile(
    r"\b(?:вулиця|вулиці|вул|улица|ул|провулок|переулок|пров|пер|проспект|просп|пр-т|бульвар|"
    r"бульв|б-р|площа|площадь|пл|набережна|узвіз|тупик|шосе|будинок|буд|дом|місто|село|street|st)"
    r"\b\.?",
    re.IGNORECASE,
)
# What comes after the house: a flat, an office, an entrance.
_INSIDE = re.compile(
    r"[\s,]+(?:кв|квартира|оф|офіс|офис|під'їзд|подъезд|пов|поверх|этаж|flat|apt)\b\.?.*$"
)
_LETTER = "[а-яіїєґa-z]"
_PART = rf"\d+(?:[\s-]?{_LETTER}(?!{_LETTER}))?"
_EXTRA = rf"[\s,-]*(?:корпус|корп|кор|к|korpus|korp)\.?\s*\d+|\s*(?:літера|літ|лит)\.?\s*{_LETTER}"
_HOUSE = rf"№?\s*{_PART}(?:\s*[/-]\s*{_PART})?(?:{_EXTRA})?"
_AT_END = re.compile(
    rf"[\s,]+(?:(?:будинок|буд|дом|house|bud|д|б)(?:\.|\b)\s*)?(?P<house>{_HOUSE})\s*$"
)
# "миру12": a name and its house, run together.
_RUN_TOGETHER = re.compile(rf"({_LETTER}{{3,}})(\d)")
# Typed with the other layout switched on: "vbhe" is «миру».
_KEYS = str.maketrans(
    "`qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "'йцукенгшщзхїфівапролджєячсмитьбю",
)
_OTHER_LAYOUT = re.compile(r"[a-z`;\[\],.' ]*[a-z]{3}[a-z`;\[\],.' ]*\d*[\s\d/]*")
_IN_FRONT = re.compile(rf"^(?P<house>{_PART}(?:/{_PART})?)[\s,]+(?P<street>.*\D.*)$")


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """A street as typed, and a house or ''."""

    street: str
    house: str


def interpretations(raw: str) -> Iterator[AddressQuery]:
    """Yield the possible readings of a typed address, the likeliest first."""
    plain = _INSIDE.sub("", _plain(raw)).strip(" ,")
    at_end = _AT_END.search(plain)
    if at_end:
        yield AddressQuery(plain[: at_end.start()].strip(" ,"), at_end["house"])
    yield AddressQuery(plain, "")
    if in_front := _IN_FRONT.match(plain):
        yield AddressQuery(in_front["street"], in_front["house"])
    apart = _RUN_TOGETHER.sub(r"\1 \2", plain)
    if apart != plain:
        yield from interpretations(apart)
    elif _OTHER_LAYOUT.fullmatch(plain):
        yield from interpretations(raw.casefold().translate(_KEYS))


def search_words(raw: str) -> str:
    """Return an address normalized for comparison: lower case, without the words for "street"."""
    words = _KINDS.sub(" ", _plain(raw).replace(",", " "))
    return _HOUSE_LETTER.sub(r"\1\2", " ".join(words.split()))


def _plain(raw: str) -> str:
    return _APOSTROPHES.sub("'", raw[:_LONGEST_SEARCH].replace("\0", "").casefold())
