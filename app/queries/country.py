"""The country's map: hromadas with their counts from afar, what each of them shows from near."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import Rejected
from gis.clusters import Bands, Wanted
from gis.facets import whole_colours
from gis.marks import edition, report_tile
from gis.mvt import joined
from gis.pyramid import map_state
from gis.tiles import Tile, country_tile

# From here on a tile meets few hromadas, and shows the map of each.
EACH_FROM = 9
MOST_HROMADAS = 60
_MEETING = text("""
SELECT h.id, h.slug, h.zoom FROM hromada AS h
WHERE h.served
  AND h.boundary && ST_Transform(ST_TileEnvelope(:zoom, :x, :y, margin => 0.02), 4326)
ORDER BY h.id LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class CountryTile:
    """A tile of the country, and what its answer is named after; its content is made when asked."""

    session: Session
    tile: Tile
    wanted: Wanted
    far: bytes
    # Id, slug, zoom of opening, state and whether there are facets, of each hromada it meets.
    near: tuple[tuple[int, str, float, int, bool], ...]

    @property
    def names(self) -> tuple[object, ...]:
        """Return what tells this state of the tile from every other."""
        return edition(), self.far, self.near, self.tile, self.wanted

    def content(self) -> bytes:
        """Encode it: MVT layers hromadas, districts, clusters, reports; b"" where nothing is."""
        parts: list[tuple[dict[str, str], bytes]] = [({}, self.far)] if self.far else []
        for hromada_id, slug, zoom, _, faceted in self.near:
            enter_hromada(self.session, hromada_id)
            tile = report_tile(
                self.session.connection(),
                hromada_id,
                self.tile,
                wanted=self.wanted,
                bands=Bands.around(zoom),
                faceted=faceted,
            )
            parts.append(({"hromada": slug}, tile))
        return joined(parts) if self.near else self.far


def country_tile_of(session: Session, tile: Tile, wanted: Wanted) -> CountryTile:
    """Ask for a tile of the country; raise Rejected for a filter that is too fine from afar."""
    colours = whole_colours(wanted)
    if tile.zoom < EACH_FROM:
        if colours is None:
            message = "From so far only whole states can be chosen: come closer, to zoom 9."
            raise Rejected(message, fields={"zoom": message})
        return CountryTile(session, tile, wanted, _far(session, tile, colours), ())
    meeting = session.execute(_MEETING, tile._asdict() | {"most": MOST_HROMADAS}).all()
    near = []
    for row in meeting:
        enter_hromada(session, row.id)
        state = map_state(session.connection(), row.id)
        near.append((row.id, row.slug, row.zoom, state.changes, state.faceted))
    far = _far(session, tile, colours) if colours else b""
    return CountryTile(session, tile, wanted, far, tuple(near))


def _far(session: Session, tile: Tile, colours: list[str]) -> bytes:
    return country_tile(session.connection(), tile, colours)
