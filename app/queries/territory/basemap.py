"""Where the entered hromada's basemap comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.basemap import BasemapSource


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
