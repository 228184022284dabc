"""Addresses of one hromada: found by words, or by a point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.geometry import Point
from gis.nearby import address_near

MOST_SUGGESTIONS = 8
_SHORTEST_SEARCH = 2
_LONGEST_SEARCH = 100
# Words for kinds of streets and houses: people write them in many ways, or not at all.
_KINDS = re.compile(
    r"\b(?:вулиця|вулиці|вул|провулок|пров|проспект|просп|пр-т|бульвар|бульв|б-р|площа|пл|"
    r"набережна|узвіз|тупик|шосе|будинок|буд|місто|село|street|st)\b\.?",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("[’ʼ`´]")
# "6 а" and "6-а" are the house 6а.
_HOUSE_LETTER = re.compile(r"(\d)[\s-]+([а-яіїєґa-z])\b")

# Every word must stand in the address, or the whole be like it: a misprint is forgiven.
_BY_WORDS = text("""
SELECT found.street_uk, found.house, ST_X(found.point) AS lon, ST_Y(found.point) AS lat,
       coalesce(d.name_uk, '') AS district_uk, coalesce(d.name_en, '') AS district_en
FROM (
    SELECT *, words LIKE ALL(CAST(:patterns AS text[])) AS exact,
           word_similarity(:search, words) AS likeness
    FROM address
    WHERE hromada_id = :hromada_id
      AND (words LIKE ALL(CAST(:patterns AS text[])) OR :search <% words)
    ORDER BY exact DESC, likeness DESC, street_uk COLLATE "uk-x-icu", length(house), house, id
    LIMIT :most
) AS found
LEFT JOIN LATERAL (
    SELECT name_uk, name_en FROM district
    WHERE hromada_id = :hromada_id AND valid_to IS NULL AND ST_Covers(boundary, found.point)
    ORDER BY id LIMIT 1
) AS d ON true
ORDER BY found.exact DESC, found.likeness DESC, found.street_uk COLLATE "uk-x-icu",
         length(found.house), found.house, found.id
""")


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address with its point, EPSG:4326; the district tells streets of one name apart."""

    label: str
    district_uk: str
    district_en: str
    lon: float
    lat: float


def addresses_like(session: Session, hromada_id: int, raw: str) -> tuple[FoundAddress, ...]:
    """Return addresses that answer the words, the likeliest first; none for too few letters."""
    search = search_words(raw)
    if len(search) < _SHORTEST_SEARCH:
        return ()
    patterns = [f"%{_literal(word)}%" for word in search.split()]
    rows = session.execute(
        _BY_WORDS,
        {
            "hromada_id": hromada_id,
            "patterns": patterns,
            "search": search,
            "most": MOST_SUGGESTIONS,
        },
    ).all()
    return tuple(
        FoundAddress(
            _label(row.street_uk, row.house), row.district_uk, row.district_en, row.lon, row.lat
        )
        for row in rows
    )


def the_one_meant(found: Sequence[FoundAddress], raw: str) -> FoundAddress | None:
    """Return the only address found, or the only one that is the very words; else None."""
    search = search_words(raw)
    same = [address for address in found if search_words(address.label) == search]
    meant = same or found
    return meant[0] if len(meant) == 1 else None


def address_at(session: Session, hromada_id: int, point: Point) -> str:
    """Return the nearest address in words, or ``""`` where none is near."""
    found = address_near(session.connection(), hromada_id, point)
    return _label(found.street_uk, found.house) if found else ""


def search_words(raw: str) -> str:
    """Return an address as it is compared: lower case, without the words for "street"."""
    plain = _APOSTROPHES.sub("'", raw[:_LONGEST_SEARCH].casefold())
    words = _KINDS.sub(" ", plain.replace(",", " "))
    return _HOUSE_LETTER.sub(r"\1\2", " ".join(words.split()))


def _label(street: str, house: str) -> str:
    return f"{street}, {house}" if house else street


def _literal(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)
