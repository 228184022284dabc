"""What the first page shows: the hromadas served, where they lie, what is unresolved in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.names import Name, from_row
from gis.geometry import Point

_SERVED = text("""
SELECT h.slug, h.name_uk, h.name_en, h.kind, h.oblast_uk, h.oblast_en, h.population, h.demo,
       h.drawn, ST_X(h.centre) AS lon, ST_Y(h.centre) AS lat,
       coalesce(n.open + n.progress, 0) AS unresolved
FROM hromada AS h LEFT JOIN hromada_count AS n ON n.hromada_id = h.id
WHERE h.served
ORDER BY h.oblast_uk COLLATE "uk-x-icu", h.name_uk COLLATE "uk-x-icu", h.katottg
LIMIT 3000
""")


@dataclass(frozen=True, slots=True)
class HromadaOnMap:
    """A hromada that is served: ``drawn`` is its outline on the country's drawing."""

    slug: str
    name: Name
    kind: str
    oblast_name: Name
    population: int | None
    demo: bool
    drawn: str
    lon: float
    lat: float
    unresolved: int


def hromadas_on_map(session: Session) -> list[HromadaOnMap]:
    """Return all hromadas that are served, by oblast and name."""
    return [from_row(HromadaOnMap, row._mapping) for row in session.execute(_SERVED)]


def nearest(served: Sequence[HromadaOnMap], point: Point, *, most: int) -> list[HromadaOnMap]:
    """Return the hromadas whose centres are nearest to the point."""
    across = cos(radians(point.lat))

    def distance(one: HromadaOnMap) -> float:
        return ((one.lon - point.lon) * across) ** 2 + (one.lat - point.lat) ** 2

    return sorted(served, key=distance)[:most]


def largest(served: Sequence[HromadaOnMap], *, most: int) -> list[HromadaOnMap]:
    """Return those with most people, where most readers live; else with most reports."""
    return sorted(served, key=lambda one: (-(one.population or 0), -one.unresolved))[:most]
