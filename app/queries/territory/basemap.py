"""Where the entered hromada's basemap comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.addresses import Address
from app.models.basemap import BasemapFeature, BasemapSource

_SHOULD_BE_DRAWN = ("street", "water", "building")


@dataclass(frozen=True, slots=True)
class Basemap:
    """The sources of a hromada's basemap, the latest imported first; none: nothing is drawn."""

    sources: Sequence[BasemapSource]

    @property
    def attribution(self) -> str:
        """Return whom the map must name, such as “© OpenStreetMap contributors”, or ''."""
        named = dict.fromkeys(source.attribution for source in self.sources if source.attribution)
        return " · ".join(named)

    @property
    def features(self) -> int:
        """Return the number of features drawn."""
        return sum(source.features for source in self.sources)


def read_basemap(session: Session) -> Basemap:
    """Return the sources of the entered hromada's basemap."""
    found = select(BasemapSource).where(BasemapSource.hromada_id == hromada_of(session))
    ordered = found.order_by(BasemapSource.imported_at.desc(), BasemapSource.source)
    return Basemap(session.scalars(ordered).all())


def missing_ground(session: Session) -> Sequence[str]:
    """Return what the entered hromada's map lacks, of: street, water, building, address."""
    features = select(BasemapFeature.id).where(BasemapFeature.hromada_id == hromada_of(session))
    addresses = select(Address.id).where(Address.hromada_id == hromada_of(session))
    wanted = {layer: features.where(BasemapFeature.layer == layer) for layer in _SHOULD_BE_DRAWN}
    wanted["address"] = addresses
    return [name for name, found in wanted.items() if not session.scalar(select(found.exists()))]
