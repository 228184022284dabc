"""Which counts answer a map's question, and the query that is put together from them.

Its parts are in gis/sql/map/clusters: tile.sql, points.sql or totals.sql turns what the chosen
sources count together into what the map shows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from math import floor
from typing import Any

from sqlalchemy import Connection, Row, TextClause

from gis import sql
from gis.geometry import Bbox
from gis.map.cell_grid import (
    DEEPEST,
    WORLD,
    CellFrame,
    Range,
    frame_of_box,
    range_of_tile,
    ranges_of_box,
    rest_of_world,
)
from gis.map.facets import Months, asked, colours_of, colours_with, facet_of
from gis.map.stored_counts import CELL_LEVELS, DEPTH, FACET_DEEPEST, FACET_LEVELS, map_state
from gis.map.tiles import Tile
from gis.report_filter import ReportFilter

PINS_FROM = 16
SOURCES = ("cells", "facets", "facet_sums", "unmerged", "edges", "live_cells", "live_districts")

# Cells of one level.
Span = tuple[int, Range]


@dataclass(frozen=True, slots=True)
class Bands:
    """At which zooms (512 px tiles) whole districts, cells and single pins are shown."""

    districts_upto: int
    pins_from: int = PINS_FROM

    @classmethod
    def around(cls, opening_zoom: float) -> "Bands":
        """Districts up to the zoom at which the hromada's map opens, then cells, then pins."""
        return cls(districts_upto=min(floor(opening_zoom), PINS_FROM - 1))

    def params(self) -> dict[str, int]:
        """Return the values as the queries take them."""
        return asdict(self)


@cache
def query_version() -> str:
    """Return a word that changes when the queries do: tiles of before are then tiles no more."""
    every = _query("tile", SOURCES, words=True)
    words = f"{every}{sql.load('map/country_tile')}"
    return sha256(words.encode()).hexdigest()[:12]


def report_tile(
    conn: Connection,
    hromada_id: int,
    tile: Tile,
    *,
    filters: ReportFilter,
    bands: Bands,
    faceted: bool = False,
) -> bytes:
    """Encode the hromada's public reports: MVT layers districts, clusters and reports.

    b"" when the tile holds nothing of them. ``faceted`` is what ``map_state`` said of the hromada.
    """
    view = View([range_of_tile(*tile)], tile.zoom, faceted)
    chosen = plan(view, filters, bands)
    values = chosen.values | {"hromada_id": hromada_id, "x": tile.x, "y": tile.y}
    return bytes(conn.execute(chosen.query("tile"), values).one().mvt)


def clusters_within(
    conn: Connection, hromada_id: int, box: Bbox, *, zoom: int, filters: ReportFilter, bands: Bands
) -> Sequence[Row[Any]]:
    """Return clusters and pins in the box (EPSG:4326), the largest first.

    A pin has ``number``, ``colour``, ``status`` and its category's names; a cluster has none of
    these. Both have counts, place (lon, lat), district and the bounds of what they hold;
    ``whole`` says that a cluster is all of its district.
    """
    faceted = map_state(conn, hromada_id).faceted
    chosen = plan(View(ranges_of_box(box, zoom), zoom, faceted), filters, bands)
    values = chosen.values | box._asdict() | {"hromada_id": hromada_id}
    return conn.execute(chosen.query("points"), values).all()


def count_reports(
    conn: Connection,
    hromada_id: int,
    filters: ReportFilter,
    box: Bbox | None = None,
    *,
    faceted: bool = False,
) -> Row[Any]:
    """Return ``total``, ``open``, ``progress`` and ``closed`` of what the filter finds in the box.

    Right to a cell of zoom 24, some metres, along the sides of the box. ``faceted`` is what
    ``map_state`` said of the hromada.
    """
    facet = facet_of(filters) if faceted else None
    spans: list[Span] = []
    live: list[Span] = []
    frame: dict[str, Any] = {}
    sources: tuple[str, ...]
    if not counts_answer(filters, box, faceted=faceted):
        ranges = [WORLD] if box is None else ranges_of_box(box, DEEPEST)
        frame = frame_of_box(box)._asdict() if box else {}
        live = [(DEEPEST, part) for part in ranges]
        sources = ("live_cells",)
    else:
        spans = [(0, WORLD.at(0))]
        sources = ("cells", "unmerged") if facet is None else ("facet_sums", "unmerged", "edges")
    zooms = {"pins": False, "out_level": 0}
    values = zooms | frame | _columns("", spans) | _columns("live_", live)
    chosen = _plan(filters, sources, facet, values)
    return conn.execute(chosen.query("totals"), chosen.values | {"hromada_id": hromada_id}).one()


def count_reports_quickly(
    conn: Connection, hromada_id: int, filters: ReportFilter, box: Bbox | None = None
) -> Row[Any] | None:
    """Return what ``count_reports`` does; None where it would have to read too many reports.

    That is where the hromada is one of many reports, and no counts answer.
    """
    faceted = map_state(conn, hromada_id).faceted
    if faceted and not counts_answer(filters, box, faceted=faceted):
        return None
    return count_reports(conn, hromada_id, filters, box, faceted=faceted)


def counts_answer(filters: ReportFilter, box: Bbox | None = None, *, faceted: bool) -> bool:
    """Say whether counts answer: of a whole hromada, and by what they are kept for."""
    known = not asked(filters) or (faceted and facet_of(filters) is not None)
    return box is None and filters.words is None and known


@dataclass(frozen=True, slots=True)
class Plan:
    """What reports are counted from, and the values of the query."""

    sources: tuple[str, ...]
    values: dict[str, Any]

    def query(self, ending: str) -> TextClause:
        """Return the query that ends in ``tile``, ``points`` or ``totals``."""
        return _query(ending, self.sources, words=self.values["words"] is not None)


@dataclass(frozen=True, slots=True)
class View:
    """What part of the map at which zoom (512 px tiles), and of how large a hromada."""

    ranges: Sequence[Range]
    zoom: int
    faceted: bool = False

    @property
    def out_level(self) -> int:
        """Return the level of the cells that are shown."""
        return min(self.zoom + DEPTH, DEEPEST)


def plan(view: View, filters: ReportFilter, bands: Bands) -> Plan:
    """Choose the cheapest counts that answer exactly."""
    pins = view.zoom >= bands.pins_from
    facet = facet_of(filters) if view.faceted else None
    sources = _sources(view, filters, facet=facet, pins=pins)
    values = {"zoom": view.zoom, "out_level": view.out_level, "pins": pins}
    return _plan(filters, sources, facet, values | bands.params() | _spans(view, sources))


def _plan(
    filters: ReportFilter, sources: tuple[str, ...], facet: int | None, values: dict[str, Any]
) -> Plan:
    months = Months.within(filters.since, filters.until)
    usual: dict[str, Any] = {
        "facet": facet,
        "colours": colours_of(filters.statuses),
        "within_colours": colours_with(filters.statuses),
    } | dict.fromkeys(CellFrame._fields)
    needed = tuple(source for source in sources if source != "edges" or months.edges)
    return Plan(needed, usual | filters.params() | months.params() | values)


def _sources(
    view: View, filters: ReportFilter, *, facet: int | None, pins: bool
) -> tuple[str, ...]:
    if asked(filters) == frozenset():
        within = not pins and view.out_level <= CELL_LEVELS[-1]
        return ("cells", "unmerged") if within else ("cells", "unmerged", "live_cells")
    if facet is None:
        return ("live_cells", "live_districts")
    cells = "facets" if view.out_level <= FACET_DEEPEST[facet] and not pins else "live_cells"
    return (cells, "facet_sums", "unmerged", "edges")


def _spans(view: View, sources: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the ranges to read, of counts and of reports; level 0 is the whole hromada."""
    counted = {"cells": CELL_LEVELS, "facets": FACET_LEVELS}
    source = next((source for source in sources if source in counted), None)
    by_index = "live_cells" in sources
    spans: list[Span] = []
    if source is not None and not by_index:
        level = next(level for level in counted[source] if level >= max(view.out_level, 1))
        spans = [(level, part.at(level)) for part in view.ranges]
    live = [(DEEPEST, part) for part in view.ranges] if by_index else []
    if "unmerged" in sources:
        spans.append((0, WORLD.at(0)))
    if "live_districts" in sources:
        live += [(0, part) for part in rest_of_world(view.ranges)]
    return _columns("", spans) | _columns("live_", live)


def _columns(prefix: str, spans: Sequence[Span]) -> dict[str, list[int]]:
    return {
        f"{prefix}levels": [level for level, _ in spans],
        f"{prefix}lows": [part.low for _, part in spans],
        f"{prefix}highs": [part.high for _, part in spans],
    }


def _query(ending: str, sources: tuple[str, ...], *, words: bool) -> TextClause:
    return sql.load(
        f"map/clusters/{ending}",
        sources=tuple(f"map/clusters/_{source}" for source in sources),
        filter=("reports/_filter" if words else "reports/_filter_but_words",),
    )
