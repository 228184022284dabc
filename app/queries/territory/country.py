"""Tiles of the country: counts by hromada at low zooms, each hromada's own map above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import Rejected
from gis.map.clusters import Bands, count_reports, counts_answer, query_version, report_tile
from gis.map.facets import whole_colours
from gis.map.stored_counts import FACETED_FROM, MapState, map_state
from gis.map.tile_join import join_tiles
from gis.map.tiles import HromadaCounts, Tile, country_tile
from gis.report_filter import ReportFilter

# From this zoom a tile meets few hromadas, and shows the map of each.
EACH_FROM = 9
MOST_HROMADAS = 60
_CENTRED = text("""
SELECT h.id, h.slug, h.zoom,
       concat_ws(' ', h.name_uk, h.name_en, ST_AsText(h.centre)) AS told,
       coalesce(n.open + n.progress + n.closed, 0) AS reports
FROM hromada AS h
LEFT JOIN hromada_count AS n ON n.hromada_id = h.id
WHERE h.served
  AND floor(map_x(ST_X(h.centre)) / power(2, 24 - CAST(:zoom AS int))) = CAST(:x AS int)
  AND floor(map_y(ST_Y(h.centre)) / power(2, 24 - CAST(:zoom AS int))) = CAST(:y AS int)
ORDER BY h.id LIMIT :most
""")
_MEETING = text("""
SELECT h.id, h.slug, h.zoom, '' AS told, 0 AS reports FROM hromada AS h
WHERE h.served
  AND h.boundary && ST_Transform(ST_TileEnvelope(:zoom, :x, :y, margin => 0.02), 4326)
ORDER BY h.id LIMIT :most
""")


class HromadaInTile(NamedTuple):
    """A hromada in a tile; ``label`` has its names and centre at low zooms."""

    hromada_id: int
    slug: str
    zoom: float
    label: str
    state: MapState


@dataclass(frozen=True, slots=True)
class CountryTile:
    """A tile of the country: ``names`` make its ETag, ``content`` encodes it on demand."""

    session: Session
    tile: Tile
    filters: ReportFilter
    far: bytes
    near: tuple[HromadaInTile, ...]

    @property
    def names(self) -> tuple[object, ...]:
        """Return the values that identify this state of the tile."""
        return query_version(), self.far, self.near, self.tile, self.filters

    def content(self) -> bytes:
        """Encode MVT layers hromadas, districts, clusters, reports; b"" for an empty tile."""
        if not self.near:
            return self.far
        if self.tile.zoom < EACH_FROM:
            counted = [self._counted(one) for one in self.near]
            return country_tile(self.session.connection(), self.tile, counted=counted)
        parts: list[tuple[dict[str, str], bytes]] = [({}, self.far)] if self.far else []
        for one in self.near:
            enter_hromada(self.session, one.hromada_id)
            tile = report_tile(
                self.session.connection(),
                one.hromada_id,
                self.tile,
                filters=self.filters,
                bands=Bands.around(one.zoom),
                faceted=one.state.faceted,
            )
            parts.append(({"hromada": one.slug}, tile))
        return join_tiles(parts)

    def _counted(self, one: HromadaInTile) -> HromadaCounts:
        enter_hromada(self.session, one.hromada_id)
        conn, faceted = self.session.connection(), one.state.faceted
        found = count_reports(conn, one.hromada_id, self.filters, faceted=faceted)
        return HromadaCounts(one.hromada_id, found.open, found.progress, found.closed)


def country_tile_of(session: Session, tile: Tile, filters: ReportFilter) -> CountryTile:
    """Return a tile of the country, its content not encoded yet.

    Raises Rejected if a filter at a low zoom would count too many hromadas or reports.
    """
    colours = whole_colours(filters)
    far = _far(session, tile, colours) if colours else b""
    rows: Sequence[Row[Any]] = ()
    if tile.zoom >= EACH_FROM:
        rows = session.execute(_MEETING, tile._asdict() | {"most": MOST_HROMADAS}).all()
    elif colours is None:
        rows = session.execute(_CENTRED, tile._asdict() | {"most": MOST_HROMADAS + 1}).all()
    if len(rows) > MOST_HROMADAS:
        raise _too_far()
    near = tuple(_near(session, row) for row in rows)
    if tile.zoom < EACH_FROM and _to_read(rows, near, filters) > FACETED_FROM:
        raise _too_far()
    return CountryTile(session, tile, filters, far, near)


def _too_far() -> Rejected:
    return Rejected.on(
        "zoom", "From so far only whole states can be chosen: come closer, to zoom 9."
    )


def _to_read(rows: Sequence[Row[Any]], near: Sequence[HromadaInTile], filters: ReportFilter) -> int:
    """Return how many reports would be read, for want of precomputed counts."""
    pairs = zip(rows, near, strict=True)
    return sum(
        row.reports for row, one in pairs if not counts_answer(filters, faceted=one.state.faceted)
    )


def _near(session: Session, row: Row[Any]) -> HromadaInTile:
    enter_hromada(session, row.id)
    return HromadaInTile(
        row.id, row.slug, row.zoom, row.told, map_state(session.connection(), row.id)
    )


def _far(session: Session, tile: Tile, colours: list[str]) -> bytes:
    return country_tile(session.connection(), tile, colours)
