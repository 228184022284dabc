"""Look up a hromada by name and enter it."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import note_hromada
from app.domain.errors import Moved, NotFound
from app.models.hromadas import Hromada, HromadaAlias
from app.sql import load

# PostgreSQL's plan_cache_mode. A list with a generic plan, for any filters, took 7 ms, not 3.
CUSTOM_PLANS = "force_custom_plan"
GENERIC_PLANS = "force_generic_plan"

# JSON does not tell 12 from 12.0.
_FLOATS = ("zoom", "lon", "lat", "west", "south", "east", "north")


@dataclass(frozen=True)
class HromadaCard:
    """A hromada: its names, what pages say of it, the view and bounds of its map (EPSG:4326).

    ``unready``: it is served for trial. ``logo_key`` is '' for our own mark.
    """

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
    served: bool
    unready: bool
    introduction_uk: str
    introduction_en: str
    hotline: str
    contact_email: str
    contact_phone: str
    contact_address: str
    logo_key: str
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
    session: Session, name: str, *, unserved: bool = False, plans: str = CUSTOM_PLANS
) -> HromadaCard:
    """Enter the hromada of this slug or KATOTTG code; raise NotFound if none is served here.

    Raises Moved, which is a NotFound, for a slug that it had before.

    ``plans`` applies to the rest of the transaction: GENERIC_PLANS suits statements that find
    their rows by key, CUSTOM_PLANS those with optional filters.
    """
    values = {"name": name, "unserved": unserved, "plans": plans}
    row = session.connection().execute(load("territory/enter_by_slug"), values).one_or_none()
    if row is None:
        raise _absent(session, name)
    note_hromada(session, row.card["id"])
    return HromadaCard(**row.card | {name: float(row.card[name]) for name in _FLOATS})


def _absent(session: Session, name: str) -> NotFound:
    renamed = select(Hromada.slug).join(HromadaAlias, HromadaAlias.hromada_id == Hromada.id)
    slug = session.scalar(renamed.where(HromadaAlias.slug == name))
    return Moved(slug) if slug else NotFound("There is no such hromada here.")
