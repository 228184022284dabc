"""Address search and reverse geocoding in one hromada."""

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
# Similarity of a query that is an address, not one by chance a little like it.
LIKE_ENOUGH = 0.9
# Similarity worth suggesting among several hromadas, half-typed queries included.
LIKELY = 0.75
_MOST_STREETS = 12
_MOST_PLACES = 4
_SHORTEST_NAME = 3
_SHORTEST_SEARCH = 2
# All words match by sound: no other reading is tried.
_SURE = 1.15


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """An address with its point, EPSG:4326; the district tells streets of one name apart.

    ``former`` is the street's old name if the query used it; ``fits`` is whether the house is
    the one requested, not one beside it.
    """

    label: str
    district_name: Name
    lon: float
    lat: float
    former: str = ""
    fits: bool = True
    likeness: float = field(default=0.0, compare=False)


def addresses_like(session: Session, raw: str) -> tuple[AddressMatch, ...]:
    """Return addresses that match the query, the likeliest first; none for too short a query.

    The hromada must be the entered one. Misprints, Russian, Latin letters and former names of
    streets match; a leading number may be the house or a part of the street's name.
    """
    found: tuple[AddressMatch, ...] = ()
    for query in interpretations(raw):
        if len(query.street) < _SHORTEST_SEARCH:
            continue
        other = _addresses(session, query)
        if _best(other) > _best(found):
            found = other
        if found and found[0].fits and _best(found) >= _SURE:
            break
    return found


def places_named(session: Session, raw: str) -> tuple[AddressMatch, ...]:
    """Return named places and buildings of the hromada whose names contain the words."""
    words = search_words(raw)
    if len(words) < _SHORTEST_NAME:
        return ()
    rows = run(
        session,
        "territory/places_by_name",
        hromada_id=hromada_of(session),
        words=words,
        most=_MOST_PLACES,
    )
    return tuple(
        AddressMatch(row.name_uk, Name(row.district_uk, row.district_en), row.lon, row.lat)
        for row in rows
    )


def places_like(session: Session, raw: str) -> tuple[AddressMatch, ...]:
    """Return addresses and named places: names first where no address is clearly meant."""
    addresses, named = addresses_like(session, raw), places_named(session, raw)
    clear = _best(addresses) >= LIKE_ENOUGH
    return ((*addresses, *named) if clear else (*named, *addresses))[:MOST_SUGGESTIONS]


def only_match(found: Sequence[AddressMatch], raw: str) -> AddressMatch | None:
    """Return the only address similar to the query, or the only exact match."""
    search = search_words(raw)
    fitting = [a for a in found if a.fits and a.likeness >= LIKE_ENOUGH]
    same = [address for address in fitting if search_words(address.label) == search]
    matches = same or fitting
    return matches[0] if len(matches) == 1 else None


def address_at(session: Session, point: Point) -> str:
    """Return the nearest address as text, or ``""`` if none is near."""
    found = address_near(session.connection(), hromada_of(session), point)
    return address_label(found.street_uk, found.house) if found else ""


def _addresses(session: Session, query: AddressQuery) -> tuple[AddressMatch, ...]:
    rows = run(
        session,
        "territory/addresses_by_words",
        hromada_id=hromada_of(session),
        street=query.street,
        house=query.house,
        most=MOST_SUGGESTIONS,
        most_streets=_MOST_STREETS,
    )
    return tuple(
        AddressMatch(
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


def _best(found: Sequence[AddressMatch]) -> float:
    return max((address.likeness for address in found), default=0.0)


def address_label(street: str, house: str) -> str:
    """Return an address as text."""
    return f"{street}, {house}" if house else street
