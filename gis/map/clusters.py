"""Chooses the sources of counts that answer a map's query, and composes its SQL from them.

The parts are in gis/sql/map/clusters: tile.sql, points.sql or totals.sql turns the sums of the
chosen sources into what the map shows.
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
from gis.map.facets import Months, colours_of, colours_with, facet_of, filtered_by
from gis.map.stored_counts import CELL_LEVELS, DEPTH, FACET_DEEPEST, FACET_LEVELS, map_state
from gis.map.tiles import Tile
from gis.report_filter import ReportFilter

PINS_FROM = 16
SOURCES = ("cells", "facets", "facet_sums", "unmerged", "edges", "live_cells", "live_districts")

# A level, and a range of its cells.
Span = tuple[int, Range]


@dataclass(frozen=True, slots=True)
class Bands:
    """The zooms (512 px tiles) at which whole districts, cells and single pins are shown."""

    districts_upto: int
    pins_from: int = PINS_FROM

    @classmethod
    def around(cls, opening_zoom: float) -> "Bands":
        """Show districts up to the zoom at which the hromada's map opens, then cells, then pins."""
        return cls(districts_upto=min(floor(opening_zoom), PINS_FROM - 1))

    def params(self) -> dict[str, int]:
        """Return the parameters of the queries."""
        return asdict(self)


@cache
def query_version() -> str:
    """Return a digest of the queries: tiles cached before they changed are stale."""
    every_source = _query("tile", SOURCES, words=True)
    queries = f"{every_source}{sql.load('map/country_tile')}"
    return sha256(queries.encode()).hexdigest()[:12]


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

    b"" if the tile has none of them. ``faceted`` is the hromada's, from ``map_state``.
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
    these. Both have counts, point (lon, lat), district and the bounds of their contents;
    ``whole`` is true for a cluster of all its district.
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
    """Return ``total``, ``open``, ``progress`` and ``closed`` of the matching reports in the box.

    Exact to a cell of level 24, some metres, along the sides of the box. ``faceted`` is the
    hromada's, from ``map_state``.
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
    """Return the result of ``count_reports``, or None if it would read too many reports.

    That is so if the hromada has many reports and no stored counts answer.
    """
    faceted = map_state(conn, hromada_id).faceted
    if faceted and not counts_answer(filters, box, faceted=faceted):
        return None
    return count_reports(conn, hromada_id, filters, box, faceted=faceted)


def counts_answer(filters: ReportFilter, box: Bbox | None = None, *, faceted: bool) -> bool:
    """Return whether stored counts answer: for a whole hromada, by what they are grouped by."""
    known = not filtered_by(filters) or (faceted and facet_of(filters) is not None)
    return box is None and filters.words is None and known


@dataclass(frozen=True, slots=True)
class Plan:
    """The sources that reports are counted from, and the parameters of the query."""

    sources: tuple[str, ...]
    values: dict[str, Any]

    def query(self, ending: str) -> TextClause:
        """Return the query that ends in ``tile``, ``points`` or ``totals``."""
        return _query(ending, self.sources, words=self.values["words"] is not None)


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map at a zoom (512 px tiles), and whether its hromada has facets."""

    ranges: Sequence[Range]
    zoom: int
    faceted: bool = False

    @property
    def out_level(self) -> int:
        """Return the level of the cells shown."""
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
    defaults: dict[str, Any] = {
        "facet": facet,
        "colours": colours_of(filters.statuses),
        "within_colours": colours_with(filters.statuses),
    } | dict.fromkeys(CellFrame._fields)
    needed = tuple(source for source in sources if source != "edges" or months.edges)
    return Plan(needed, defaults | filters.params() | months.params() | values)


def _sources(
    view: View, filters: ReportFilter, *, facet: int | None, pins: bool
) -> tuple[str, ...]:
    if filtered_by(filters) == frozenset():
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
