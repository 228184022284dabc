"""What can be asked about hromadas and what lies in them."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from app.db import note_hromada
from app.domain.errors import NotFound
from app.sql import load

# PostgreSQL's plan_cache_mode. A list planned once, for any filters, took 7 ms instead of 3.
EACH_TIME = "force_custom_plan"
ONCE = "force_generic_plan"

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
    values = {"name": name, "unserved": unserved, "plans": plans}
    row = session.connection().execute(load("territory/enter_by_slug"), values).one_or_none()
    if row is None:
        raise NotFound("There is no such hromada here.")
    note_hromada(session, row.card["id"])
    return HromadaCard(**row.card | {name: float(row.card[name]) for name in _FLOATS})
