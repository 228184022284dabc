"""Addresses of one hromada: found by words, or by a point."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.names import Name
from app.queries.territory.address_parser import AddressQuery, interpretations, search_words
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

# The likeliest streets, then their houses: the very house, those that begin so, the nearest
# numbers. ``turn`` lets every street have its say where several are meant.
_BY_WORDS = text("""
WITH street AS MATERIALIZED (
    SELECT street_uk, former, score, count(*) OVER () AS streets
    FROM streets_like(:street, :most_streets)
), key AS MATERIALIZED (
    SELECT house_key(:house) AS house, house_number(:house) AS number
), house AS (
    SELECT a.*, s.former, s.score, s.streets, CASE
            WHEN key.house IN ('', a.house_key) THEN 0
            WHEN starts_with(a.house_key, key.house) THEN 1 ELSE 2 END AS miss,
        row_number() OVER (PARTITION BY a.street_uk ORDER BY
            key.house NOT IN ('', a.house_key), NOT starts_with(a.house_key, key.house),
            CASE WHEN key.house <> '' THEN abs(a.house_number - key.number) END,
            length(a.house_key), a.house_key, a.id) AS turn
    FROM street AS s
    CROSS JOIN key
    JOIN address AS a ON a.hromada_id = :hromada_id AND a.street_uk = s.street_uk
), found AS (
    SELECT *, score - (ARRAY[0, 0.05, 0.2])[miss + 1] AS rank FROM house
    WHERE turn <= CASE miss WHEN 0 THEN greatest(1, ceil(1.0 * :most / streets))
        WHEN 1 THEN 4 ELSE 2 END
    ORDER BY rank DESC, street_uk COLLATE "uk-x-icu", turn LIMIT :most
)
SELECT f.street_uk, f.house, f.former, f.miss = 0 AS fits, f.score,
       ST_X(f.point) AS lon, ST_Y(f.point) AS lat,
       coalesce(d.name_uk, '') AS district_uk, coalesce(d.name_en, '') AS district_en
FROM found AS f
LEFT JOIN LATERAL (
    SELECT name_uk, name_en FROM district
    WHERE hromada_id = :hromada_id AND valid_to IS NULL AND ST_Covers(boundary, f.point)
    ORDER BY id LIMIT 1
) AS d ON true
ORDER BY f.rank DESC, f.street_uk COLLATE "uk-x-icu", f.turn
""")


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


def addresses_like(session: Session, hromada_id: int, raw: str) -> tuple[FoundAddress, ...]:
    """Return addresses that answer the words, the likeliest first; none for too few letters.

    The hromada must be the entered one. Misprints, Russian, Latin letters and former names of
    streets are understood; a number in front may be the house or a part of the street's name.
    """
    found: tuple[FoundAddress, ...] = ()
    for asked in interpretations(raw):
        if len(asked.street) < _SHORTEST_SEARCH:
            continue
        other = _addresses(session, hromada_id, asked)
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


def address_at(session: Session, hromada_id: int, point: Point) -> str:
    """Return the nearest address in words, or ``""`` where none is near."""
    found = address_near(session.connection(), hromada_id, point)
    return address_label(found.street_uk, found.house) if found else ""


def _addresses(session: Session, hromada_id: int, asked: AddressQuery) -> tuple[FoundAddress, ...]:
    given = {
        "hromada_id": hromada_id,
        "street": asked.street,
        "house": asked.house,
        "most": MOST_SUGGESTIONS,
        "most_streets": _MOST_STREETS,
    }
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
        for row in session.execute(_BY_WORDS, given)
    )


def _best(found: Sequence[FoundAddress]) -> float:
    return max((address.likeness for address in found), default=0.0)


def address_label(street: str, house: str) -> str:
    """Return an address in words."""
    return f"{street}, {house}" if house else street
