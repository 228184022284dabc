"""What can be asked about hromadas and what lies in them."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.errors import NotFound

# PostgreSQL's plan_cache_mode. A list planned once, for any filters, took 7 ms instead of 3.
EACH_TIME = "force_custom_plan"
ONCE = "force_generic_plan"

# Finds the hromada and enters it in one statement: every page begins with this. One column, for
# each costs the driver as much as a page's line.
_ENTER_BY_SLUG = text("""
SELECT to_jsonb(card) AS card,
       set_config('app.hromada_id', card.id::text, true),
       set_config('plan_cache_mode', :plans, true),
       -- To begin helpers takes longer than a page may.
       set_config('max_parallel_workers_per_gather', '0', true)
FROM (
    SELECT id, slug, katottg, name_uk, name_en, kind, oblast_uk, oblast_en, population, demo, zoom,
           ST_X(centre) AS lon, ST_Y(centre) AS lat,
           -- The box stands in the boundary's first bytes: the other thousands are not read.
           ST_XMin(CAST(boundary AS box2d)) AS west, ST_YMin(CAST(boundary AS box2d)) AS south,
           ST_XMax(CAST(boundary AS box2d)) AS east, ST_YMax(CAST(boundary AS box2d)) AS north
    FROM hromada
    WHERE (slug = :name OR katottg = :name) AND (served OR :unserved)
) AS card
""")
# JSON knows no whole number that is not one.
_FLOATS = ("zoom", "lon", "lat", "west", "south", "east", "north")


@dataclass(frozen=True)
class HromadaCard:
    """A hromada as pages need it: names, where its map opens, its bounds (EPSG:4326)."""

    id: int
    slug: str
    katottg: str
    name_uk: str
    name_en: str
    kind: str
    oblast_uk: str
    oblast_en: str
    population: int | None
    demo: bool
    zoom: float
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north."""
        return (self.west, self.south, self.east, self.north)


def enter_by_name(
    session: Session, name: str, *, unserved: bool = False, plans: str = EACH_TIME
) -> HromadaCard:
    """Enter the hromada of this slug or KATOTTG code; raise NotFound if none is served here.

    ``plans`` says how the statements of the rest of the transaction are planned: ONCE suits those
    that find their rows by key, EACH_TIME those whose filters may be there or not.
    """
    row = (
        session.connection()
        .execute(_ENTER_BY_SLUG, {"name": name, "unserved": unserved, "plans": plans})
        .one_or_none()
    )
    if row is None:
        raise NotFound("There is no such hromada here.")
    return HromadaCard(**row.card | {name: float(row.card[name]) for name in _FLOATS})
