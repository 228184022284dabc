"""The country's map: hromadas with their counts from afar, what each of them shows from near."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import Rejected
from gis.clusters import Bands, Wanted
from gis.facets import whole_colours
from gis.marks import edition, report_tile, tally_however_many
from gis.mvt import joined
from gis.pyramid import map_state
from gis.tiles import Counted, Tile, country_tile

# From here on a tile meets few hromadas, and shows the map of each.
EACH_FROM = 9
MOST_HROMADAS = 60
_CENTRED = text("""
SELECT h.id, h.slug, h.zoom FROM hromada AS h
WHERE h.served
  AND floor(map_x(ST_X(h.centre)) / power(2, 24 - CAST(:zoom AS int))) = CAST(:x AS int)
  AND floor(map_y(ST_Y(h.centre)) / power(2, 24 - CAST(:zoom AS int))) = CAST(:y AS int)
ORDER BY h.id LIMIT :most
""")
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
    # Id, slug, zoom of opening, state and whether there are facets, of each hromada that is asked.
    near: tuple[tuple[int, str, float, int, bool], ...]

    @property
    def names(self) -> tuple[object, ...]:
        """Return what tells this state of the tile from every other."""
        return edition(), self.far, self.near, self.tile, self.wanted

    def content(self) -> bytes:
        """Encode it: MVT layers hromadas, districts, clusters, reports; b"" where nothing is."""
        if not self.near:
            return self.far
        if self.tile.zoom < EACH_FROM:
            counted = [self._counted(one[0], faceted=one[4]) for one in self.near]
            return country_tile(self.session.connection(), self.tile, counted=counted)
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
        return joined(parts)

    def _counted(self, hromada_id: int, *, faceted: bool) -> Counted:
        enter_hromada(self.session, hromada_id)
        conn = self.session.connection()
        found = tally_however_many(conn, hromada_id, self.wanted, faceted=faceted)
        return Counted(hromada_id, found.open, found.progress, found.closed)


def country_tile_of(session: Session, tile: Tile, wanted: Wanted) -> CountryTile:
    """Ask for a tile of the country.

    Raises Rejected where a filter that no kept number answers would be asked of too many hromadas.
    """
    colours = whole_colours(wanted)
    far = _far(session, tile, colours) if colours else b""
    asked: Sequence[Row[Any]] = ()
    if tile.zoom >= EACH_FROM:
        asked = session.execute(_MEETING, tile._asdict() | {"most": MOST_HROMADAS}).all()
    elif colours is None:
        asked = session.execute(_CENTRED, tile._asdict() | {"most": MOST_HROMADAS + 1}).all()
        if len(asked) > MOST_HROMADAS:
            message = "From so far only whole states can be chosen: come closer, to zoom 9."
            raise Rejected(message, fields={"zoom": message})
    return CountryTile(session, tile, wanted, far, tuple(_state(session, row) for row in asked))


def _state(session: Session, row: Row[Any]) -> tuple[int, str, float, int, bool]:
    enter_hromada(session, row.id)
    state = map_state(session.connection(), row.id)
    return row.id, row.slug, row.zoom, state.changes, state.faceted


def _far(session: Session, tile: Tile, colours: list[str]) -> bytes:
    return country_tile(session.connection(), tile, colours)
