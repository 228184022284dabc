"""Look up a hromada by name and enter it."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from app.db import note_hromada
from app.domain.errors import NotFound
from app.sql import load

# PostgreSQL's plan_cache_mode. A list with a generic plan, for any filters, took 7 ms, not 3.
CUSTOM_PLANS = "force_custom_plan"
GENERIC_PLANS = "force_generic_plan"

# JSON does not tell 12 from 12.0.
_FLOATS = ("zoom", "lon", "lat", "west", "south", "east", "north")


@dataclass(frozen=True)
class HromadaCard:
    """A hromada with its names, the initial view of its map, its bounds (EPSG:4326)."""

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
    # Whom its map must name, '' for nobody; whether streets, water and houses are drawn on it.
    attribution: str
    has_ground: bool

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north."""
        return (self.west, self.south, self.east, self.north)


def enter_by_name(
    session: Session, name: str, *, unserved: bool = False, plans: str = CUSTOM_PLANS
) -> HromadaCard:
    """Enter the hromada of this slug or KATOTTG code; raise NotFound if none is served here.

    ``plans`` applies to the rest of the transaction: GENERIC_PLANS suits statements that find
    their rows by key, CUSTOM_PLANS those with optional filters.
    """
    values = {"name": name, "unserved": unserved, "plans": plans}
    row = session.connection().execute(load("territory/enter_by_slug"), values).one_or_none()
    if row is None:
        raise NotFound("There is no such hromada here.")
    note_hromada(session, row.card["id"])
    return HromadaCard(**row.card | {name: float(row.card[name]) for name in _FLOATS})
