"""Tiles over HTTP: the program against tipg, which serves the same counts through a function.

Both run here with one worker, asked by turns for the same tiles, one request at a time; tipg also
serves the raw reports, all of a tile's. tipg connects as a superuser: no row-level security.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from benchmarks.databases import as_superuser, filled, spatially_indexed, url_of
from benchmarks.dataset import Size
from benchmarks.measure import VAR, Mark, Spread, tell
from benchmarks.serving import ROOT, Client, served
from benchmarks.tiles import HROMADA, drawn_tiles
from gis.tiles import Tile
from launcher.packages import throwaway_environment

LOCKED = ROOT / "requirements-bench.txt"
ZOOMS = (8, 10, 12, 14)
ANSWERS = 200
RAW_ROUNDS = 2
WARM = 10

# The same cells as the program's, by the same index, for the tile that is asked for.
_PEER = """
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE OR REPLACE FUNCTION bench.cells(z int, x int, y int)
RETURNS TABLE (geom geometry(Point, 4326), total int, open int, progress int, closed int)
LANGUAGE sql STABLE AS $$
    WITH tile AS (
        SELECT map_cell(x, y) << (2 * (2 + (z + 2) % 2)) AS low, z + 2 + (z + 2) % 2 AS level,
            2 + (z + 2) % 2 AS depth
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
    """Measure both and the raw table, and an answer that nothing changed."""
    python = _environment()
    with filled(size, keep=keep) as name, ExitStack() as stack:
        _prepare(name)
        stack.enter_context(spatially_indexed(name))
        ours = Client(stack.enter_context(served(_OUR_COMMAND, _our_settings(name))))
        peer = Client(stack.enter_context(served(_peer_command(python), _peer_settings(name))))
        found: dict[str, Any] = {"reports": size.reports, "zooms": {}}
        marks: list[Mark] = []
        for zoom in ZOOMS:
            found["zooms"][zoom] = _zoom(name, zoom, (ours, peer), marks)
    tell(f"web-{size.reports}", found, marks)


def _zoom(name: str, zoom: int, by: tuple[Client, Client], marks: list[Mark]) -> dict[str, Any]:
    ours, peer = by
    engine = as_superuser(name)
    with engine.connect() as conn:
        tiles = drawn_tiles(conn, zoom)
    engine.dispose()
    spent = _by_turns(tiles, ours, peer)
    found = {who: Spread.of(values) for who, values in spent.items()}
    print(f"zoom {zoom}, {len(tiles)} tiles, ms p50 and p95:")
    for who, spread in found.items():
        print(f"  {who:10}{spread}")
    for who, most in (("tipg", 1.0), ("tipg raw", 0.1)):
        marks.append(Mark(f"z{zoom} p95 to {who}", found["ours"].p95 / found[who].p95, most))
    return found


def _by_turns(tiles: Sequence[Tile], ours: Client, peer: Client) -> dict[str, list[float]]:
    """Ask both for every tile, in turn; return the milliseconds."""
    for tile in [tiles[0]] * WARM:
        ours.ms(_ours(tile))
        peer.ms(_counted(tile))
    spent: dict[str, list[float]] = {"ours": [], "tipg": [], "unchanged": [], "tipg raw": []}
    for number in range(-(-ANSWERS // len(tiles))):
        for tile in tiles:
            turns = [("ours", ours, _ours(tile)), ("tipg", peer, _counted(tile))]
            for who, client, path in turns if number % 2 else turns[::-1]:
                spent[who].append(client.ms(path))
    for tile in tiles:
        mark = ours.ask(_ours(tile)).headers["ETag"]
        spent["unchanged"] += [ours.ms(_ours(tile), {"If-None-Match": mark}) for _ in range(10)]
    # Last: it empties every cache.
    for tile in tiles * RAW_ROUNDS:
        spent["tipg raw"].append(peer.ms(_raw(tile)))
    return spent


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


def _environment() -> Path:
    home = VAR / "bench" / "peer"
    python = home / "bin" / "python"
    if not python.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        return throwaway_environment(home, LOCKED, VAR / "bench" / "peer.log", "The peer")
    return python


_OUR_COMMAND = (
    *(str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"),
    *("--port", "PORT", "--workers", "1", "--blocking-threads", "4", "--no-ws", "wsgi:app"),
)


def _our_settings(name: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url_of(name),
        "SECRET_KEY": "of the benchmark alone",
        "RATE_LIMITS": "off",
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
