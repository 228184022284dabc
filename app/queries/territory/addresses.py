"""Addresses of one hromada: found by words, or by a point."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name
from app.queries.territory.address_parser import AddressQuery, interpretations, search_words
from app.sql import run
from gis.geometry import Point
from gis.nearby import address_near

MOST_SUGGESTIONS = 8
# Words that are an address, and not by chance a little like one.
LIKE_ENOUGH = 0.9
# Among several hromadas: what may be meant, half-typed too; below it anything is a little alike.
LIKELY = 0.75
_MOST_STREETS = 12
_SHORTEST_SEARCH = 2
# All words are there and sound so: no other reading is tried.
_SURE = 1.15


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address with its point, EPSG:4326; the district tells streets of one name apart.

    ``former`` is the street's old name where the words were those; ``fits`` says that the house
    is the one asked for, not one beside it.
    """

    label: str
    district_name: Name
    lon: float
    lat: float
    former: str = ""
    fits: bool = True
    likeness: float = field(default=0.0, compare=False)


def addresses_like(session: Session, raw: str) -> tuple[FoundAddress, ...]:
    """Return addresses that answer the words, the likeliest first; none for too few letters.

    The hromada must be the entered one. Misprints, Russian, Latin letters and former names of
    streets are understood; a number in front may be the house or a part of the street's name.
    """
    found: tuple[FoundAddress, ...] = ()
    for asked in interpretations(raw):
        if len(asked.street) < _SHORTEST_SEARCH:
            continue
        other = _addresses(session, asked)
        if _best(other) > _best(found):
            found = other
        if found and found[0].fits and _best(found) >= _SURE:
            break
    return found


def only_match(found: Sequence[FoundAddress], raw: str) -> FoundAddress | None:
    """Return the only address that is like the words, or the only one that is the very words."""
    search = search_words(raw)
    fitting = [a for a in found if a.fits and a.likeness >= LIKE_ENOUGH]
    same = [address for address in fitting if search_words(address.label) == search]
    meant = same or fitting
    return meant[0] if len(meant) == 1 else None


def address_at(session: Session, point: Point) -> str:
    """Return the nearest address in words, or ``""`` where none is near."""
    found = address_near(session.connection(), hromada_of(session), point)
    return address_label(found.street_uk, found.house) if found else ""


def _addresses(session: Session, asked: AddressQuery) -> tuple[FoundAddress, ...]:
    rows = run(
        session,
        "territory/addresses_by_words",
        hromada_id=hromada_of(session),
        street=asked.street,
        house=asked.house,
        most=MOST_SUGGESTIONS,
        most_streets=_MOST_STREETS,
    )
    return tuple(
        FoundAddress(
            label=address_label(row.street_uk, row.house),
            district_name=Name(row.district_uk, row.district_en),
            lon=row.lon,
            lat=row.lat,
            former=row.former,
            fits=row.fits,
            likeness=row.score,
        )
        for row in rows
    )


def _best(found: Sequence[FoundAddress]) -> float:
    return max((address.likeness for address in found), default=0.0)


def address_label(street: str, house: str) -> str:
    """Return an address in words."""
    return f"{street}, {house}" if house else street
