"""What the first page shows: the hromadas served, where they lie, what is unresolved in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from app.domain.names import Name, from_row
from gis.geometry import Point

_CARD = """
SELECT h.slug, h.name_uk, h.name_en, h.kind, h.oblast_uk, h.oblast_en, h.demo,
       coalesce(n.open + n.progress, 0) AS unresolved
"""
_FROM = "FROM hromada AS h LEFT JOIN hromada_count AS n ON n.hromada_id = h.id WHERE h.served "
_IN_ORDER = 'ORDER BY h.oblast_uk COLLATE "uk-x-icu", h.name_uk COLLATE "uk-x-icu", h.katottg '
_ALL = text(_CARD + _FROM + _IN_ORDER + "LIMIT :most")
_OF_OBLAST = text(_CARD + _FROM + "AND h.oblast_uk = :oblast " + _IN_ORDER)
_OUTLINES = text(f"SELECT h.slug, h.name_uk, h.name_en, h.kind, h.drawn {_FROM} {_IN_ORDER}")
_NEAREST = text(
    _CARD
    + _FROM
    + """
AND h.slug <> ALL(:without)
ORDER BY ((ST_X(h.centre) - :lon) * :across) ^ 2 + (ST_Y(h.centre) - :lat) ^ 2 LIMIT :most
"""
)
# Most people live there, and most readers; else there is most to read.
_LARGEST = text(
    _CARD
    + _FROM
    + """
AND h.slug <> ALL(:without)
ORDER BY coalesce(h.population, 0) DESC, unresolved DESC, h.name_uk COLLATE "uk-x-icu" LIMIT :most
"""
)
_OBLASTS = text("""
SELECT oblast_uk AS name_uk, max(oblast_en) AS name_en, min(kind) AS kind, count(*) AS hromadas
FROM hromada WHERE served GROUP BY oblast_uk ORDER BY oblast_uk COLLATE "uk-x-icu"
""")


@dataclass(frozen=True, slots=True)
class ServedHromada:
    """A hromada that is served, and how many of its reports are unresolved."""

    slug: str
    name: Name
    kind: str
    oblast_name: Name
    demo: bool
    unresolved: int


@dataclass(frozen=True, slots=True)
class HromadaOutline:
    """A hromada that is served: ``drawn`` is its outline on the country's drawing, path data."""

    slug: str
    name: Name
    kind: str
    drawn: str


@dataclass(frozen=True, slots=True)
class OblastServed:
    """An oblast and how many of its hromadas are served; ``kind`` is that of one of them."""

    name: Name
    kind: str
    hromadas: int

    @property
    def oblast_name(self) -> Name:
        """Return the name, as that of a hromada's oblast is called."""
        return self.name


def served_by_oblast(session: Session) -> list[OblastServed]:
    """Return the oblasts that have hromadas served here, by name."""
    return [from_row(OblastServed, row) for row in session.execute(_OBLASTS).mappings()]


def served_hromadas(session: Session, *, most: int) -> list[ServedHromada]:
    """Return hromadas that are served, by oblast and name."""
    return _cards(session.execute(_ALL, {"most": most}).mappings().all())


def served_in_oblast(session: Session, oblast_uk: str) -> list[ServedHromada]:
    """Return the hromadas of the oblast that are served, by name."""
    return _cards(session.execute(_OF_OBLAST, {"oblast": oblast_uk}).mappings().all())


def served_outlines(session: Session) -> list[HromadaOutline]:
    """Return the outlines of all hromadas that are served."""
    return [from_row(HromadaOutline, row) for row in session.execute(_OUTLINES).mappings()]


def nearest(
    session: Session, point: Point, *, most: int, without: Sequence[str] = ()
) -> list[ServedHromada]:
    """Return the hromadas served whose centres are nearest to the point."""
    values = {"lon": point.lon, "lat": point.lat, "across": cos(radians(point.lat)), "most": most}
    return _cards(session.execute(_NEAREST, values | {"without": list(without)}).mappings().all())


def largest(session: Session, *, most: int, without: Sequence[str] = ()) -> list[ServedHromada]:
    """Return the hromadas served with most people, else with most unresolved reports."""
    values = {"most": most, "without": list(without)}
    return _cards(session.execute(_LARGEST, values).mappings().all())


def _cards(rows: Sequence[RowMapping]) -> list[ServedHromada]:
    return [from_row(ServedHromada, row) for row in rows]
