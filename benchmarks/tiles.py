"""Measures the CPU of a tile: counts stored in a pyramid, against grouping the same reports live.

The live way is PostGIS's own: ST_SnapToGrid over a spatial index made for it, counting by colour,
as a superuser, so that no row-level security stands in its way. What takes a millisecond is
measured in several sessions: one may cost a third more than the next for the same work. Tiles are
those of the largest hromada, drawn by its reports: where more was reported, people look more
often.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import cycle
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from benchmarks.databases import as_app, as_superuser, filled, spatially_indexed
from benchmarks.dataset import Size
from benchmarks.measure import Session, Spread, Target, report_results
from gis.map.cell_grid import DEEPEST
from gis.map.clusters import Bands, report_tile
from gis.map.facets import KYIV
from gis.map.stored_counts import DEPTH, map_state
from gis.map.tiles import Tile
from gis.report_filter import EVERYTHING, ReportFilter

HROMADA = 1
ZOOMS = (8, 9, 10, 11, 12, 13, 14)
TILES_A_ZOOM = 12
# The program's statements are planned once a connection, after five uses.
WARM = 6
SITTINGS = 4
# Measurements of a question: enough, or as many as fit in the time, but never fewer.
ENOUGH = 48
PATIENCE_S = 4.0
FEWEST = 4
SMALL = 50_000
# Cells at every zoom: the live way knows no districts.
CELLS = Bands(districts_upto=-1)

_TILES = text("""
SELECT DISTINCT map_x >> (:deepest - :zoom) AS x, map_y >> (:deepest - :zoom) AS y
FROM (
    SELECT map_x, map_y FROM report WHERE hromada_id = :hromada AND public
    ORDER BY md5(id::text) LIMIT :most
) AS drawn
ORDER BY x, y
""")


class Question(NamedTuple):
    """A filter of the map, and the same filter in SQL."""

    name: str
    filters: ReportFilter
    words: str


QUESTIONS = (
    Question("solved", ReportFilter(statuses=("solved",)), "r.status = 'solved'"),
    Question("group", ReportFilter(categories=("g2",)), "k.code LIKE 'g2.%'"),
    Question("leaf", ReportFilter(categories=("g1.1",)), "k.code = 'g1.1'"),
    Question("body", ReportFilter(bodies=("b3",)), "b.code = 'b3'"),
    Question(
        "year",
        ReportFilter(
            since=datetime(2025, 1, 1, tzinfo=KYIV), until=datetime(2026, 1, 1, tzinfo=KYIV)
        ),
        "r.submitted_at >= '2025-01-01 00:00+02' AND r.submitted_at < '2026-01-01 00:00+02'",
    ),
    Question(
        "open of a group since a day",
        ReportFilter(
            statuses=("published", "routed"),
            categories=("g1",),
            since=datetime(2025, 3, 10, tzinfo=KYIV),
        ),
        "r.colour = 'open' AND k.code LIKE 'g1.%' AND r.submitted_at >= '2025-03-10 00:00+02'",
    ),
    Question(
        "group of a body",
        ReportFilter(categories=("g1",), bodies=("b1",)),
        "k.code LIKE 'g1.%' AND b.code = 'b1'",
    ),
)
_LIVE = """
WITH crowd AS (
    SELECT
        ST_SnapToGrid(ST_Transform(r.point, 3857), 40075016.68557849 / power(2, :zoom + :depth))
            AS at,
        count(*) AS total,
        count(*) FILTER (WHERE r.colour = 'open') AS open,
        count(*) FILTER (WHERE r.colour = 'progress') AS progress,
        count(*) FILTER (WHERE r.colour = 'closed') AS closed
    FROM report AS r
    JOIN category AS k ON k.id = r.category_id
    JOIN body AS b ON b.id = r.body_id
    WHERE
        r.hromada_id = :hromada AND r.public
        AND r.point && ST_Transform(ST_TileEnvelope(:zoom, :x, :y), 4326)
        AND {words}
    GROUP BY 1
),
shown AS (
    SELECT ST_AsMVTGeom(at, ST_TileEnvelope(:zoom, :x, :y), 4096, 64) AS geom, total, open,
        progress, closed
    FROM crowd
)
SELECT ST_AsMVT(shown, 'clusters', 4096, 'geom') FROM shown
"""


def run(size: Size, *, keep: bool) -> None:
    """Measure every zoom at the wanted size, and unfiltered at a small one beside it."""
    found: dict[str, Any] = {"reports": size.reports, "zooms": {}}
    targets: list[Target] = []
    with (
        filled(Size(SMALL), keep=keep) as small,
        filled(size, keep=keep) as large,
        spatially_indexed(large),
        _sessions(large) as (ours, live),
    ):
        for zoom in ZOOMS:
            tiles = drawn_tiles(live.conn, zoom)
            unfiltered = _unfiltered(tiles, large, small)
            found["zooms"][zoom] = _zoom(tiles, unfiltered, (ours, live), targets)
    report_results(f"tiles-{size.reports}", found, targets)


def _unfiltered(tiles: Sequence[Tile], *names: str) -> list[Spread]:
    """Measure the unfiltered tiles of each database, by turns."""
    spent: list[list[float]] = [[] for _ in names]
    for _ in range(SITTINGS):
        for name, values in zip(names, spent, strict=True):
            with _sessions(name) as (ours, _live):
                values += _ours(ours, tiles, EVERYTHING)
    return [Spread.of(values) for values in spent]


def _zoom(
    tiles: Sequence[Tile],
    unfiltered: Sequence[Spread],
    by: tuple[Session, Session],
    targets: list[Target],
) -> dict[str, Any]:
    ours, live = by
    zoom = tiles[0].zoom
    print(
        f"zoom {zoom}, {len(tiles)} tiles      ours p50       p95   live p50       p95   ms of CPU"
    )
    kept, before = unfiltered
    snapped = _live(live, tiles, "true")
    print(f"  {'everything':28}{kept}  {snapped}   {kept.p95 / snapped.p95:.3f}")
    print(f"  {'the same, of 50 thousand':28}{before}")
    targets.append(Target(f"z{zoom} everything, p95 to live", kept.p95 / snapped.p95, 0.05))
    if zoom <= 10:
        targets.append(Target(f"z{zoom} growth, p95 to 50 thousand", kept.p95 / before.p95, 1.3))
    found: dict[str, Any] = {"tiles": tiles, "everything": (kept, snapped), "small": before}
    for question in QUESTIONS:
        mine = Spread.of(_ours(ours, tiles, question.filters))
        theirs = _live(live, tiles, question.words)
        print(f"  {question.name:28}{mine}  {theirs}   {mine.p95 / theirs.p95:.3f}")
        targets.append(Target(f"z{zoom} {question.name}, p95 to live", mine.p95 / theirs.p95, 0.25))
        found[question.name] = (mine, theirs)
    return found


def drawn_tiles(conn: Connection, zoom: int) -> list[Tile]:
    """Return tiles of the largest hromada, where its reports are."""
    given = {"zoom": zoom, "deepest": DEEPEST, "hromada": HROMADA, "most": TILES_A_ZOOM}
    return [Tile(zoom, row.x, row.y) for row in conn.execute(_TILES, given)]


def _ours(session: Session, tiles: Sequence[Tile], filters: ReportFilter) -> list[float]:
    def once(tile: Tile) -> None:
        faceted = map_state(session.conn, HROMADA).faceted
        report_tile(session.conn, HROMADA, tile, filters=filters, bands=CELLS, faceted=faceted)

    for _ in range(WARM):
        once(tiles[0])
    return _measured(session, tiles, once)


def _live(session: Session, tiles: Sequence[Tile], words: str) -> Spread:
    query = text(_LIVE.format(words=words))

    def once(tile: Tile) -> None:
        given = tile._asdict() | {"hromada": HROMADA, "depth": DEPTH}
        session.conn.execute(query, given).scalar()

    once(tiles[0])
    return Spread.of(_measured(session, tiles, once))


def _measured(session: Session, tiles: Sequence[Tile], once: Callable[[Tile], None]) -> list[float]:
    """Measure tile after tile, in turn, until there are enough or the time is up."""
    spent: list[float] = []
    end = perf_counter() + PATIENCE_S
    for tile in cycle(tiles):
        spent.append(session.cpu_ms(partial(once, tile)))
        if len(spent) >= ENOUGH or (len(spent) >= FEWEST and perf_counter() > end):
            break
    return spent


@contextmanager
def _sessions(name: str) -> Iterator[tuple[Session, Session]]:
    """Yield the app's session, in the hromada, and the superuser's."""
    app, superuser = as_app(name), as_superuser(name)
    with app.connect() as ours, superuser.connect() as theirs:
        for conn in (ours, theirs):
            # Helpers' CPU would not be seen.
            conn.execute(text("SET max_parallel_workers_per_gather = 0"))
        ours.execute(text("SELECT set_config('app.hromada_id', :id, false)"), {"id": str(HROMADA)})
        yield Session(ours), Session(theirs)
    app.dispose()
    superuser.dispose()
