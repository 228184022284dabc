"""Measures tiles over HTTP: the program against tipg, which serves the same counts by a function.

Both run here, asked by turns for the same tiles, one request at a time: the program behind its
front, with all that ./run puts before it, and tipg with one worker and nothing before it. It also
serves the raw reports, all of a tile's. tipg connects as a superuser: no row-level security.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text

from benchmarks.databases import as_superuser, filled, spatially_indexed, url_of
from benchmarks.dataset import Size
from benchmarks.measure import VAR, Spread, Target, report_results
from benchmarks.serving import ROOT, Client, served
from benchmarks.tiles import HROMADA, drawn_tiles
from gis.map.tiles import Tile
from launcher.packages import throwaway_environment

LOCKED = ROOT / "requirements-bench.txt"
ZOOMS = (8, 10, 12, 14)
ANSWERS = 200
RAW_ROUNDS = 2
SITTINGS = 4
WHO = ("ours", "tipg", "unchanged", "tipg raw")
WARM = 10

# The same cells as the program's, by the same index, for the tile that is asked for.
_PEER = """
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE OR REPLACE FUNCTION bench.cells(z int, x int, y int)
RETURNS TABLE (geom geometry(Point, 4326), total int, open int, progress int, closed int)
LANGUAGE sql STABLE AS $$
    WITH tile AS (
        SELECT map_cell(x, y) << (2 * (level - z)) AS low, level, level - z AS depth
        FROM (SELECT greatest(12, z + 2 + z % 2) AS level) AS next
    )
    SELECT
        ST_SetSRID(ST_MakePoint(
            (sum(c.sum_x) / sum(c.total) / 46603.37777777778 - 180)::float8,
            degrees(atan(sinh(pi() * (1 - sum(c.sum_y) / sum(c.total) / 8388608)::float8)))), 4326),
        sum(c.total)::int,
        coalesce(sum(c.total) FILTER (WHERE c.colour = 'open'), 0)::int,
        coalesce(sum(c.total) FILTER (WHERE c.colour = 'progress'), 0)::int,
        coalesce(sum(c.total) FILTER (WHERE c.colour = 'closed'), 0)::int
    FROM tile
    JOIN cell_count AS c ON c.hromada_id = {hromada} AND c.level = tile.level
        AND c.cell >= tile.low AND c.cell < tile.low + (1 << (2 * tile.depth))
    GROUP BY c.cell >> (2 * (c.level - z - 2)), c.district_id
$$;
CREATE OR REPLACE VIEW bench.reports AS
    SELECT id, number, colour, status, point FROM report WHERE hromada_id = {hromada} AND public;
"""


def run(size: Size, *, keep: bool) -> None:
    """Measure both, the raw table, and an answer 304."""
    python = peer_environment()
    with filled(size, keep=keep) as name, ExitStack() as stack:
        _prepare(name)
        stack.enter_context(spatially_indexed(name))
        tiles = _tiles(name)
        spent: dict[int, dict[str, list[float]]]
        spent = {zoom: {who: [] for who in WHO} for zoom in ZOOMS}
        for sitting in range(SITTINGS):
            with _both(name, python) as (ours, peer):
                for zoom in ZOOMS:
                    _by_turns(spent[zoom], tiles[zoom], ours, peer)
                if sitting == SITTINGS - 1:
                    # Last: it empties every cache.
                    for zoom in ZOOMS:
                        spent[zoom]["tipg raw"] += [
                            peer.ms(_raw(tile)) for tile in tiles[zoom] * RAW_ROUNDS
                        ]
    targets: list[Target] = []
    found = {zoom: _told(zoom, values, targets) for zoom, values in spent.items()}
    report_results(f"web-{size.reports}", {"reports": size.reports, "zooms": found}, targets)


@contextmanager
def _both(name: str, python: Path) -> Iterator[tuple[Client, Client]]:
    """Restart both servers: the memory layout of a process may cost a tenth, by chance."""
    with (
        served(_OUR_COMMAND, _our_settings(name)) as ours,
        served(_peer_command(python), _peer_settings(name)) as peer,
    ):
        yield Client(ours), Client(peer)


def _tiles(name: str) -> dict[int, list[Tile]]:
    engine = as_superuser(name)
    with engine.connect() as conn:
        tiles = {zoom: drawn_tiles(conn, zoom) for zoom in ZOOMS}
    engine.dispose()
    return tiles


def _told(zoom: int, spent: dict[str, list[float]], targets: list[Target]) -> dict[str, Spread]:
    found = {who: Spread.of(values) for who, values in spent.items()}
    print(f"zoom {zoom}, ms p50 and p95:")
    for who, spread in found.items():
        print(f"  {who:10}{spread}")
    for who, most in (("tipg", 1.0), ("tipg raw", 0.1)):
        targets.append(Target(f"z{zoom} p95 to {who}", found["ours"].p95 / found[who].p95, most))
    return found


def _by_turns(
    spent: dict[str, list[float]], tiles: Sequence[Tile], ours: Client, peer: Client
) -> None:
    """Request every tile from both, in turn, and return the milliseconds."""
    for tile in [tiles[0]] * WARM:
        ours.ms(_ours(tile))
        peer.ms(_counted(tile))
    for number in range(-(-ANSWERS // len(tiles))):
        for tile in tiles:
            turns = [("ours", ours, _ours(tile)), ("tipg", peer, _counted(tile))]
            for who, client, path in turns if number % 2 else turns[::-1]:
                spent[who].append(client.ms(path))
    for tile in tiles:
        mark = ours.ask(_ours(tile)).headers["ETag"]
        spent["unchanged"] += [ours.ms(_ours(tile), {"If-None-Match": mark}) for _ in range(10)]


def _ours(tile: Tile) -> str:
    return f"/h{HROMADA}/tiles/{tile.zoom}/{tile.x}/{tile.y}.mvt"


def _counted(tile: Tile) -> str:
    place = f"{tile.zoom}/{tile.x}/{tile.y}"
    return (
        f"/collections/bench.cells/tiles/WebMercatorQuad/{place}"
        f"?z={tile.zoom}&x={tile.x}&y={tile.y}"
    )


def _raw(tile: Tile) -> str:
    return f"/collections/bench.reports/tiles/WebMercatorQuad/{tile.zoom}/{tile.x}/{tile.y}"


def _prepare(name: str) -> None:
    engine = as_superuser(name)
    with engine.begin() as conn:
        conn.execute(text(_PEER.format(hromada=HROMADA).replace("::", "\\:\\:")))
    engine.dispose()


def peer_environment() -> Path:
    """Return the Python of what is measured against."""
    home = VAR / "bench" / "peer"
    python = home / "bin" / "python"
    if not python.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        return throwaway_environment(home, LOCKED, VAR / "bench" / "peer.log", "The peer")
    return python


_OUR_COMMAND = (sys.executable, "-m", "launcher.web", "wsgi:app", "PORT")


def _our_settings(name: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url_of(name),
        "SECRET_KEY": "of the benchmark alone",
        "IDENTITY_KEY": "of the benchmark alone",
        "RATE_LIMITS": "off",
        "VAR_DIR": str(VAR / "bench" / "web"),
    }


def _peer_command(python: Path) -> Sequence[str]:
    return (str(python), "-m", "uvicorn", "--port", "PORT", "--no-access-log", "tipg.main:app")


def _peer_settings(name: str) -> dict[str, str]:
    sockets = quote(os.environ["TEST_DATABASE_HOST"], safe="")
    return {
        "DATABASE_URL": f"postgresql://postgres@{sockets}/{name}",
        "TIPG_DB_SCHEMAS": '["bench"]',
        "TIPG_MAX_FEATURES_PER_TILE": "10000000",
        "TIPG_MAX_FEATURES_PER_QUERY": "10000000",
    }
