"""The directory of hromadas: found by name, code, position or address, served here or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.phonetics import PhoneticName, phonetic_key, similarity
from app.queries.territory.addresses import LIKELY, FoundAddress, addresses_like
from gis.geometry import Point

# So alike a misprint still is; less is another name.
_ALIKE = 0.42
_SHORTEST_ALIKE = 4
# Addresses are each hromada's own: with more than so many, its name must come first.
_MOST_ASKED = 3
_CODES = "UA"
_SHORTEST_BONES = 3

_CARD = """
SELECT h.id, h.slug, h.katottg, h.name_uk, h.name_en, h.kind, h.oblast_uk, h.oblast_en,
       h.raion_uk, h.population, h.demo, h.served
"""
# The whole directory, read anew for every search: 1,766 rows come in a few milliseconds, and
# nothing kept in a process can be out of date.
_ALL = text(
    _CARD
    + """, concat_ws(' ', h.name_uk, h.oblast_uk, h.oblast_en, h.raion_uk) AS around
FROM hromada AS h ORDER BY h.id LIMIT 10000
"""
)
_AT_POINT = text(
    _CARD
    + """FROM hromada AS h
WHERE ST_Covers(h.boundary, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
ORDER BY h.served DESC, ST_Area(h.boundary), h.id
"""
)
_THESE = text(_CARD + "FROM hromada AS h WHERE h.id = ANY(:ids) ORDER BY h.id")
_SERVED = text("SELECT id FROM hromada WHERE served ORDER BY id LIMIT :most")


@dataclass(frozen=True, slots=True)
class FoundHromada:
    """A hromada that answers a search; ``total`` is how many do."""

    id: int
    slug: str
    katottg: str
    name_uk: str
    name_en: str
    kind: str
    oblast_uk: str
    oblast_en: str
    raion_uk: str
    population: int | None
    demo: bool
    served: bool
    total: int


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """An address in a hromada that is served here."""

    hromada: FoundHromada
    address: FoundAddress


class Directory:
    """Every hromada, as it was when the search began."""

    def __init__(self, session: Session) -> None:
        self._rows = session.execute(_ALL).all()

    def named(self, words: str, *, most: int) -> tuple[FoundHromada, ...]:
        """Return the hromadas of a name, code, raion or oblast, the likeliest and served first.

        The town's name, a misprint and another spelling are understood.
        """
        sought = _Sought(words)
        ranked = [(rank, row) for row in self._rows if (rank := sought.rank(row))]
        ranked.sort(key=lambda pair: (*pair[0], pair[1].name_uk, pair[1].katottg))
        return tuple(_hromada(row, len(ranked)) for _, row in ranked[:most])


def hromadas_at(session: Session, point: Point) -> tuple[FoundHromada, ...]:
    """Return the hromadas whose outline covers the point: one, or more where outlines overlap."""
    rows = session.execute(_AT_POINT, {"lon": point.lon, "lat": point.lat}).all()
    return tuple(_hromada(row, len(rows)) for row in rows)


def places_anywhere(session: Session, address: str, *, most: int) -> tuple[PlaceFound, ...]:
    """Return addresses in all that is served here, where that is not too much to ask."""
    ids = session.scalars(_SERVED, {"most": _MOST_ASKED + 1}).all()
    if len(ids) > _MOST_ASKED:
        return ()
    rows = session.execute(_THESE, {"ids": list(ids)}).all()
    cards = [_hromada(row, len(rows)) for row in rows]
    return places_in(session, cards, address, most=most)


def places_in(
    session: Session, hromadas: Sequence[FoundHromada], address: str, *, most: int
) -> tuple[PlaceFound, ...]:
    """Return addresses in the first of the hromadas that are served here."""
    found: list[PlaceFound] = []
    for hromada in [one for one in hromadas if one.served][:_MOST_ASKED]:
        enter_hromada(session, hromada.id)
        found += [
            PlaceFound(hromada, each)
            for each in addresses_like(session, address)
            if each.likeness >= LIKELY
        ]
    found.sort(key=lambda place: -place.address.likeness)
    return tuple(found[:most])


class _Sought:
    """What is sought, ready to be compared with every hromada."""

    def __init__(self, words: str) -> None:
        self.slug = words.casefold()
        self.part = re.compile(re.escape(words), re.IGNORECASE)
        self.code = words.upper()
        self.codelike = self.code.startswith(_CODES)
        self.sound = phonetic_key(words)
        self.bones = frozenset(b for b in self.sound.bones if len(b) >= _SHORTEST_BONES)

    def rank(self, row: Row[Any]) -> tuple[int, bool, float, int] | None:
        """Return a place in the order, the lowest first; None for what is something else."""
        names = _names(row.name_uk, row.name_en)
        alike = 0.0
        if not self.sound.trigrams.isdisjoint(names.trigrams):
            alike = max(similarity(self.sound, name) for name in names.sounds)
        tier = self._tier(row, names, alike)
        return None if tier is None else (tier, not row.served, -alike, -(row.population or 0))

    def _tier(self, row: Row[Any], names: "_Names", alike: float) -> int | None:
        letters = self.sound.letters
        tests = (
            row.katottg == self.code or row.slug == self.slug,
            f"\n{letters}\n" in names.lines,
            not self.sound.stems.isdisjoint(names.stems),
            len(letters) > 1 and f"\n{letters}" in names.lines,
            self.codelike and row.katottg.startswith(self.code),
            not self.bones.isdisjoint(names.bones),
            self.part.search(row.around) is not None,
            len(letters) >= _SHORTEST_ALIKE and alike >= _ALIKE,
        )
        return tests.index(True) if True in tests else None


@dataclass(frozen=True, slots=True)
class _Names:
    """A hromada's names as they sound, laid out so that most comparisons are one look-up."""

    sounds: tuple[PhoneticName, ...]
    lines: str
    stems: frozenset[str]
    bones: frozenset[str]
    trigrams: frozenset[str]


@lru_cache(maxsize=8192)
def _names(*names: str) -> _Names:
    sounds = tuple(phonetic_key(name) for name in names)
    return _Names(
        sounds,
        "\n" + "".join(f"{each.letters}\n" for each in sounds),
        frozenset().union(*(each.stems for each in sounds)),
        frozenset().union(*(each.bones for each in sounds)),
        frozenset().union(*(each.trigrams for each in sounds)),
    )


def _hromada(row: Row[Any], total: int) -> FoundHromada:
    card = {name: row._mapping[name] for name in FoundHromada.__slots__ if name != "total"}
    return FoundHromada(**card, total=total)
