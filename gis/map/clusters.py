"""Which counts answer a map's question, and the query that is put together from them.

The parts are in gis/sql/marks: each yields (whole, cell, district_id, alone, colour, total,
sums), and tile.sql or points.sql turns what they yield together into what the map shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Row, TextClause, text

from gis import sql
from gis.geometry import Bbox
from gis.map.cells import (
    DEEPEST,
    WORLD,
    CellFrame,
    Range,
    frame_of_box,
    range_of_tile,
    ranges_of_box,
    rest_of_world,
)
from gis.map.counts import CELL_LEVELS, DEPTH, FACET_DEEPEST, FACET_LEVELS, map_state
from gis.map.facets import asked, colours_of, colours_with, facet_of
from gis.map.months import Months
from gis.map.report_filter import Bands, Wanted
from gis.map.tiles import Tile

# What each part reads from, beside the tables: named queries before it.
_LIVE = frozenset({"live", "words"})
_USERS = {
    "span": frozenset({"cells", "facets", "unmerged", "edges"}),
    "facet_key": frozenset({"facets", "facet_sums"}),
    "live_span": _LIVE,
}

_SQL = "gis.sql.map.clusters"


@cache
def query_version() -> str:
    """Return a word that changes when the queries do: tiles of before are then tiles no more."""
    names = sorted(file.name for file in files(_SQL).iterdir() if file.name.endswith(".sql"))
    words = "".join(_load(name.removesuffix(".sql")) for name in names)
    words += str(sql.load("map/country_tile"))
    return sha256(words.encode()).hexdigest()[:12]


def report_tile(
    conn: Connection,
    hromada_id: int,
    tile: Tile,
    *,
    wanted: Wanted,
    bands: Bands,
    faceted: bool = False,
) -> bytes:
    """Encode the hromada's public reports: MVT layers districts, clusters and reports.

    b"" when the tile holds nothing of them. ``faceted`` is what ``map_state`` said of the hromada.
    """
    view = View([range_of_tile(*tile)], tile.zoom, faceted)
    chosen = plan(view, wanted, bands)
    values = chosen.values | {"hromada_id": hromada_id, "x": tile.x, "y": tile.y}
    return bytes(conn.execute(chosen.query("tile"), values).one().mvt)


def clusters_within(
    conn: Connection, hromada_id: int, box: Bbox, *, zoom: int, wanted: Wanted, bands: Bands
) -> Sequence[Row[Any]]:
    """Return clusters and pins in the box (EPSG:4326), the largest first.

    A pin has ``number``, ``colour``, ``status`` and its category's names; a cluster has none of
    these. Both have counts, place (lon, lat), district and the bounds of what they hold;
    ``whole`` says that a cluster is all of its district.
    """
    faceted = map_state(conn, hromada_id).faceted
    chosen = plan(View(ranges_of_box(box, zoom), zoom, faceted), wanted, bands)
    values = chosen.values | box._asdict() | {"hromada_id": hromada_id}
    return conn.execute(chosen.query("points"), values).all()


def tally(
    conn: Connection, hromada_id: int, wanted: Wanted, box: Bbox | None = None
) -> Row[Any] | None:
    """Return what ``tally_however_many`` does; None where it would have to read too many reports.

    That is where the hromada is one of many reports, and no counts answer.
    """
    faceted = map_state(conn, hromada_id).faceted
    if faceted and not counts_answer(wanted, box, faceted=faceted):
        return None
    return tally_however_many(conn, hromada_id, wanted, box, faceted=faceted)


def tally_however_many(
    conn: Connection,
    hromada_id: int,
    wanted: Wanted,
    box: Bbox | None = None,
    *,
    faceted: bool = False,
) -> Row[Any]:
    """Return ``total``, ``open``, ``progress`` and ``closed`` of all that is wanted in the box.

    Right to a cell of zoom 24, some metres, along the sides of the box. ``faceted`` is what
    ``map_state`` said of the hromada.
    """
    months = Months.within(wanted.since, wanted.until)
    facet = facet_of(wanted) if faceted else None
    values = _values(wanted, months) | {"facet": facet, "pins": False, "zoom": 0, "out_level": 0}
    if not counts_answer(wanted, box, faceted=faceted):
        ranges = [WORLD] if box is None else ranges_of_box(box, DEEPEST)
        values |= frame_of_box(box)._asdict() if box else {}
        values |= _columns("live_", [(DEEPEST, part) for part in ranges])
        parts: tuple[str, ...] = ("live" if wanted.words is None else "words",)
    else:
        values |= _columns("", [(0, WORLD.at(0))])
        parts = ("cells", "unmerged") if facet is None else ("facet_sums", "unmerged", "edges")
    chosen = Plan(_without_needless(parts, months), values)
    return conn.execute(chosen.query("tally"), values | {"hromada_id": hromada_id}).one()


def counts_answer(wanted: Wanted, box: Bbox | None = None, *, faceted: bool) -> bool:
    """Say whether counts answer: of a whole hromada, and by what they are kept for."""
    known = not asked(wanted) or (faceted and facet_of(wanted) is not None)
    return box is None and wanted.words is None and known


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a query and their values."""

    parts: tuple[str, ...]
    values: dict[str, Any]

    def query(self, ending: str) -> TextClause:
        """Return the query that ends in ``tile`` or ``points``."""
        return _composed(ending, self.parts)


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


def plan(view: View, wanted: Wanted, bands: Bands) -> Plan:
    """Choose the cheapest counts that answer exactly."""
    months = Months.within(wanted.since, wanted.until)
    pins = view.zoom >= bands.pins_from
    facet = facet_of(wanted) if view.faceted else None
    parts = _without_needless(_parts(view, wanted, facet=facet, pins=pins), months)
    values = _values(wanted, months) | bands.params() | {"pins": pins, "facet": facet}
    values |= {"zoom": view.zoom, "out_level": view.out_level}
    return Plan(parts, values | _spans(view, parts))


def _values(wanted: Wanted, months: Months) -> dict[str, Any]:
    colours = {
        "colours": colours_of(wanted.statuses),
        "within_colours": colours_with(wanted.statuses),
    }
    return wanted.params() | months.params() | colours | dict.fromkeys(CellFrame._fields)


def _without_needless(parts: tuple[str, ...], months: Months) -> tuple[str, ...]:
    return tuple(part for part in parts if part != "edges" or months.edges)


def _parts(view: View, wanted: Wanted, *, facet: int | None, pins: bool) -> tuple[str, ...]:
    if wanted.words is not None:
        return ("words", "districts_of_live")
    if asked(wanted) == frozenset():
        within = not pins and view.out_level <= CELL_LEVELS[-1]
        return ("cells", "unmerged") if within else ("cells", "unmerged", "live")
    if facet is None:
        return ("live", "districts_of_live")
    cells = "facets" if view.out_level <= FACET_DEEPEST[facet] and not pins else "live"
    return (cells, "facet_sums", "unmerged", "edges")


def _spans(view: View, parts: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the ranges to read, of counts and of reports; level 0 is the whole hromada."""
    counted = {"cells": CELL_LEVELS, "facets": FACET_LEVELS}
    source = next((part for part in parts if part in counted), None)
    by_index = bool({"live", "words"} & set(parts))
    spans: list[tuple[int, Range]] = []
    if source is not None and not by_index:
        level = next(level for level in counted[source] if level >= max(view.out_level, 1))
        spans = [(level, part.at(level)) for part in view.ranges]
    live = [(DEEPEST, part) for part in view.ranges] if by_index else []
    if "unmerged" in parts:
        spans.append((0, WORLD.at(0)))
    if "districts_of_live" in parts:
        live += [(0, part) for part in rest_of_world(view.ranges)]
    return _columns("", spans) | _columns("live_", live)


def _columns(prefix: str, spans: Sequence[tuple[int, Range]]) -> dict[str, list[int]]:
    return {
        f"{prefix}levels": [level for level, _ in spans],
        f"{prefix}lows": [part.low for _, part in spans],
        f"{prefix}highs": [part.high for _, part in spans],
    }


@cache
def _composed(ending: str, parts: tuple[str, ...]) -> TextClause:
    words = _load(ending)
    named = [(name, name) for name, users in _USERS.items() if users.intersection(parts)]
    named += [("live_mark", part) for part in parts if part in _LIVE]
    before = "".join(f"{name} AS MATERIALIZED (\n{_load(part)}),\n" for name, part in named)
    marks = "UNION ALL\n".join(
        "SELECT * FROM live_mark\n" if part in _LIVE else _load(part) for part in parts
    )
    for place, part in (("spans", before), ("marks", marks), ("crowd", _load("crowd"))):
        words = words.replace(f"--{{{place}}}\n", part)
    return text(sql.bare(words))


def _load(name: str) -> str:
    return files(_SQL).joinpath(f"{name}.sql").read_text(encoding="utf-8")
