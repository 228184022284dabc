"""Density of reports in a hromada: numbers by district and by body, classes of them, heat."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from typing import NamedTuple

from sqlalchemy import Connection

from gis import sql
from gis.geometry import Bbox
from gis.report_filter import ReportFilter

TONES = 5
# The finest grid does not reveal a house; coarser ones are tried where a city has too many cells.
CELL_SIZES_M = (100, 200, 400, 800, 1600)
MAX_CELLS = 6_000
METRES_PER_DEGREE_LAT = 111_320.0
# Half a pixel where a hromada's whole width is some 1,000 pixels.
TOLERANCE_SHARE = 1 / 4000
# Streets and water are drawn for orientation only: those of a low zoom (gis.map.overviews).
BASE_ZOOM = 11
MAX_DISTRICTS = 500


@dataclass(frozen=True, slots=True)
class Numbers:
    """Statistics of the reports of one district or body; medians are in days.

    ``word``: a resident said that it is solved; ``silent``: nobody objected; ``claimed``, of those
    in progress: the body says so; ``refused``.
    """

    received: int = 0
    open: int = 0
    progress: int = 0
    word: int = 0
    silent: int = 0
    claimed: int = 0
    refused: int = 0
    overdue: int = 0
    in_time: int = 0
    judged: int = 0
    returned: int = 0
    said_solved: int = 0
    days_to_accept: float | None = None
    days_to_answer: float | None = None

    @property
    def overdue_share(self) -> float | None:
        """Return the share of received reports that wait past their deadline."""
        return _share(self.overdue, self.received)

    @property
    def in_time_share(self) -> float | None:
        """Return the share answered in time, of those answered or due."""
        return _share(self.in_time, self.judged)

    @property
    def returned_share(self) -> float | None:
        """Return the share that residents returned, of those answered as solved."""
        return _share(self.returned, self.said_solved)

    def per_thousand(self, population: int | None) -> float | None:
        """Return reports per 1,000 residents; None if the population is unknown."""
        return self.received * 1000 / population if population else None


class DensityTally(NamedTuple):
    """Numbers by district id and by body id (None: outside, or no body), and in total."""

    districts: Mapping[int | None, Numbers]
    bodies: Mapping[int | None, Numbers]
    total: Numbers


class DensityPlace(NamedTuple):
    """A district on the map: the point of its label, its shape as GeoJSON (EPSG:4326)."""

    id: int
    name_uk: str
    name_en: str
    population: int | None
    lon: float
    lat: float
    shape: str


@dataclass(frozen=True, slots=True)
class DensityFrame:
    """The base of a density map; shapes are GeoJSON geometries in EPSG:4326."""

    bounds: Bbox
    outline: str
    districts: Sequence[DensityPlace] = ()
    base: Mapping[str, str] = field(default_factory=dict)


class Cell(NamedTuple):
    """The centre of a grid cell, and the number of reports in it."""

    lon: float
    lat: float
    reports: int


class Heat(NamedTuple):
    """Cells, the densest first, and the length of their sides."""

    cell_m: int
    cells: Sequence[Cell]


class ValueClass(NamedTuple):
    """A range of values with one tone, 0 (least) to TONES - 1, and the ids that have them."""

    tone: int
    low: float
    high: float
    ids: frozenset[int]


def numbers_of(
    conn: Connection, hromada_id: int, filters: ReportFilter, *, now: datetime
) -> DensityTally:
    """Count the hromada's public reports in one statement; ids without any are left out."""
    districts: dict[int | None, Numbers] = {}
    bodies: dict[int | None, Numbers] = {}
    total = Numbers()
    rows = sql.run(conn, "density/numbers", hromada_id=hromada_id, now=now, **filters.params())
    for row in rows.mappings():
        columns = dict(row)
        kind, key = columns.pop("kind"), columns.pop("id")
        numbers = Numbers(**columns)
        if kind == "district":
            districts[key] = numbers
        elif kind == "body":
            bodies[key] = numbers
        else:
            total = numbers
    return DensityTally(districts, bodies, total)


def frame_of(conn: Connection, hromada_id: int, bounds: Bbox, *, now: datetime) -> DensityFrame:
    """Return the base of the hromada's density maps, simplified for one screen."""
    rows = sql.run(
        conn,
        "density/frame",
        hromada_id=hromada_id,
        now=now,
        tolerance=(bounds.east - bounds.west) * TOLERANCE_SHARE,
        base_zoom=BASE_ZOOM,
        row_limit=MAX_DISTRICTS,
    )
    outline = ""
    districts: list[DensityPlace] = []
    base: dict[str, str] = {}
    for row in rows.mappings():
        layer, *columns = tuple(row.values())
        if layer == "outline":
            outline = row["shape"]
        elif layer == "district":
            districts.append(DensityPlace._make(columns))
        elif row["shape"]:
            base[str(layer)] = row["shape"]
    return DensityFrame(bounds=bounds, outline=outline, districts=districts, base=base)


def heat_of(conn: Connection, hromada_id: int, filters: ReportFilter, *, lat: float) -> Heat:
    """Count reports on the finest grid that has few enough cells; ``lat`` makes cells square."""
    cells: list[Cell] = []
    for cell_m in CELL_SIZES_M:
        cell_lat = cell_m / METRES_PER_DEGREE_LAT
        rows = sql.run(
            conn,
            "density/cells",
            hromada_id=hromada_id,
            cell_lon=cell_lat / cos(radians(lat)),
            cell_lat=cell_lat,
            row_limit=MAX_CELLS + 1,
            **filters.params(),
        )
        cells = [Cell._make(row) for row in rows]
        if len(cells) <= MAX_CELLS:
            return Heat(cell_m, cells)
    return Heat(CELL_SIZES_M[-1], cells[:MAX_CELLS])


def classes_of(values: Mapping[int, float]) -> list[ValueClass]:
    """Divide values into at most TONES classes, the least first.

    Few distinct values: one class each. More: quantiles, equal values always together.
    """
    if not values:
        return []
    ranked = sorted(values.values())
    distinct = sorted(set(ranked))
    if len(distinct) <= TONES:
        steps = {value: step for step, value in enumerate(distinct)}
    else:
        steps = {v: bisect_left(ranked, v) * TONES // len(ranked) for v in distinct}
    used = sorted(set(steps.values()))
    return list(_classes(values, steps, used))


def _classes(
    values: Mapping[int, float], steps: Mapping[float, int], used: Sequence[int]
) -> Iterator[ValueClass]:
    for index, step in enumerate(used):
        members = {key: value for key, value in values.items() if steps[value] == step}
        # Fewer classes than tones still span the whole palette; a single one takes its middle.
        tone = round(index * (TONES - 1) / (len(used) - 1)) if len(used) > 1 else TONES // 2
        low, high = min(members.values()), max(members.values())
        yield ValueClass(tone, low, high, frozenset(members))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
