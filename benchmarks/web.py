"""Tiles over HTTP: the program against tipg, which serves the same counts through a function.

Both run here with one worker, asked by turns for the same tiles, one request at a time; tipg also
serves the raw reports, all of a tile's. tipg connects as a superuser: no row-level security.
"""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from benchmarks.databases import as_superuser, filled, url_of
from benchmarks.dataset import Size
from benchmarks.measure import VAR, Mark, Spread, tell
from benchmarks.tiles import HROMADA, drawn_tiles
from gis.tiles import Tile
from launcher.packages import throwaway_environment

ROOT = Path(__file__).parents[1]
LOCKED = ROOT / "requirements-bench.txt"
ZOOMS = (8, 10, 12, 14)
ROUNDS = 8
RAW_ROUNDS = 2
WARM = 8

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
        ours = stack.enter_context(_served(_OUR_COMMAND, _our_settings(name)))
        peer = stack.enter_context(_served(_peer_command(python), _peer_settings(name)))
        found: dict[str, Any] = {"reports": size.reports, "zooms": {}}
        marks: list[Mark] = []
        for zoom in ZOOMS:
            found["zooms"][zoom] = _zoom(name, zoom, (ours, peer), marks)
    tell(f"web-{size.reports}", found, marks)


class Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._conn = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ms(self, path: str, headers: Mapping[str, str] | None = None) -> float:
        """Return how long an answer took; raise RuntimeError if it is none."""
        began = perf_counter()
        answer = self.ask(path, headers)
        took = (perf_counter() - began) * 1e3
        if answer.status not in {200, 204, 304}:
            raise RuntimeError(f"{path}: {answer.status}")
        return took

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
        """Return the answer, read to its end."""
        self._conn.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        answer = self._conn.getresponse()
        answer.read()
        return answer


def _zoom(name: str, zoom: int, by: tuple[Client, Client], marks: list[Mark]) -> dict[str, Any]:
    ours, peer = by
    engine = as_superuser(name)
    with engine.connect() as conn:
        tiles = drawn_tiles(conn, zoom)
    engine.dispose()
    for tile in [tiles[0]] * WARM:
        ours.ms(_ours(tile))
        peer.ms(_counted(tile))
    spent: dict[str, list[float]] = {"ours": [], "unchanged": [], "tipg": [], "tipg raw": []}
    for number in range(ROUNDS):
        for tile in tiles:
            spent["ours"].append(ours.ms(_ours(tile)))
            spent["tipg"].append(peer.ms(_counted(tile)))
            mark = ours.ask(_ours(tile)).headers["ETag"]
            spent["unchanged"].append(ours.ms(_ours(tile), {"If-None-Match": mark}))
            if number < RAW_ROUNDS:
                spent["tipg raw"].append(peer.ms(_raw(tile)))
    found = {who: Spread.of(values) for who, values in spent.items()}
    print(f"zoom {zoom}, {len(tiles)} tiles, ms p50 and p95:")
    for who, spread in found.items():
        print(f"  {who:10}{spread}")
    for who, most in (("tipg", 1.0), ("tipg raw", 0.1)):
        marks.append(Mark(f"z{zoom} p95 to {who}", found["ours"].p95 / found[who].p95, most))
    return found


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


@contextmanager
def _served(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Client]:
    """Start a server on a free port and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [word.replace("PORT", str(port)) for word in command]
    log = (VAR / "bench" / "servers.log").open("ab")
    server = subprocess.Popen(  # noqa: S603 - our own commands
        words, cwd=ROOT, env=os.environ | dict(settings), stdout=log, stderr=log
    )
    try:
        _await(port, server)
        yield Client(port)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _await(port: int, server: subprocess.Popen[bytes], patience_s: float = 60) -> None:
    end = monotonic() + patience_s
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if server.poll() is not None or monotonic() > end:
                raise RuntimeError(f"no server: see {VAR}/bench/servers.log") from None
            sleep(0.1)


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
