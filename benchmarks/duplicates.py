"""Measures the search for duplicates, and compares its answers with the exact ones.

Runs by itself: ``python -m benchmarks.duplicates`` with DATABASE_URL of a database that was filled
by benchmarks/dataset.py. Asked is in the hottest hromada: at places where reports are made, and in
the very middle of its hottest spot. The exact answer is reckoned here, along geodesics, over every
open report of the hromada.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pyproj import Geod
from sqlalchemy import Connection, Row, text

import gis.sql
from app.db import Database
from gis.geometry import Point
from gis.nearby import Problem, open_reports_like

_ELLIPSOID = Geod(ellps="WGS84")
_ALL = 1_000_000
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_OPEN = text("""
SELECT r.id, ST_X(r.point) AS lon, ST_Y(r.point) AS lat, r.number, c.parent_id,
       extract(EPOCH FROM r.submitted_at) AS at
FROM report AS r JOIN category AS c ON c.id = r.category_id
WHERE r.hromada_id = :hromada_id AND r.public AND r.colour <> 'closed'
""")
_ASKED = text("""
SELECT r.id, ST_X(r.point) AS lon, ST_Y(r.point) AS lat, c.code, c.parent_id,
       c.duplicate_radius_m AS radius_m, c.duplicate_days AS days, r.public_text
FROM report AS r JOIN category AS c ON c.id = r.category_id
WHERE r.hromada_id = :hromada_id ORDER BY r.submitted_at DESC, r.id LIMIT 5000
""")


class Exact(NamedTuple):
    """Every open report of the hromada, column by column."""

    number: Any
    lon: Any
    lat: Any
    group: Any
    at: Any

    def answer(self, asked: Row[Any], at: datetime) -> set[int]:
        """Return the numbers of all that may be about the same problem."""
        may = (self.group == asked.parent_id) & (self.at > at.timestamp() - asked.days * 86400)
        lons, lats = self.lon[may], self.lat[may]
        here = np.full(len(lons), asked.lon), np.full(len(lats), asked.lat)
        metres = _ELLIPSOID.inv(*here, lons, lats)[2]
        return set(self.number[may][metres <= asked.radius_m].tolist())


def main() -> None:
    """Run the searches, compare, print and write JSON."""
    options = _options()
    database = Database(os.environ["DATABASE_URL"])
    database.take_time()
    with database.reading(options.hromada) as session:
        conn = session.connection()
        conn.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        at = conn.execute(text("SELECT max(submitted_at) FROM report")).scalar_one()
        asked = list(conn.execute(_ASKED, {"hromada_id": options.hromada}))
        usual = random.Random(options.seed).sample(asked, options.queries)
        hot = _hottest(asked, options.queries)
        result = {
            "usual": _timed(conn, options.hromada, usual, at),
            "hottest": _timed(conn, options.hromada, hot, at),
            "exactness": _compared(conn, options.hromada, [*usual[:100], *hot[:20]], at),
        }
        if options.plan:
            print("\n".join(_plan(conn, options.hromada, hot[0], at)))
    print(json.dumps(result, indent=2))
    if options.out:
        options.out.write_text(json.dumps(result), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hromada", type=int, default=1)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plan", action="store_true", help="print EXPLAIN (ANALYZE, BUFFERS)")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _hottest(asked: Sequence[Row[Any]], most: int) -> list[Row[Any]]:
    """Return the reports with the most others within a hundred metres or so."""
    cells: dict[tuple[int, int, int], list[Row[Any]]] = {}
    for row in asked:
        key = (round(row.lon * 700), round(row.lat * 1000), row.parent_id)
        cells.setdefault(key, []).append(row)
    crowd = max(cells.values(), key=len)
    return (crowd * (most // len(crowd) + 1))[:most]


def _timed(
    conn: Connection, hromada_id: int, asked: Sequence[Row[Any]], at: datetime
) -> dict[str, float]:
    pid = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
    took, found, before = [], 0, _cpu_ms(pid)
    for row in asked:
        begun = time.perf_counter()
        found += len(open_reports_like(conn, hromada_id, _problem(row), at=at))
        took.append((time.perf_counter() - begun) * 1000)
    cpu = (_cpu_ms(pid) - before) / len(asked)
    p50, p95 = np.percentile(took, [50, 95])
    return {
        "queries": len(asked),
        "found": found / len(asked),
        "p50_ms": round(float(p50), 3),
        "p95_ms": round(float(p95), 3),
        "cpu_ms": round(cpu, 3),
    }


def _cpu_ms(pid: int) -> float:
    """Return the processor time of a backend on this machine; its clock ticks every 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_MS


def _compared(
    conn: Connection, hromada_id: int, asked: Sequence[Row[Any]], at: datetime
) -> dict[str, int]:
    rows = list(conn.execute(_OPEN, {"hromada_id": hromada_id}))
    number, lon, lat = (
        np.array([getattr(row, name) for row in rows]) for name in ("number", "lon", "lat")
    )
    exact = Exact(
        number,
        lon,
        lat,
        np.array([row.parent_id for row in rows]),
        np.array([float(row.at) for row in rows]),
    )
    lost = added = hits = 0
    for row in asked:
        answers = open_reports_like(conn, hromada_id, _problem(row), at=at, most=_ALL)
        given = {answer.number for answer in answers}
        true = exact.answer(row, at)
        lost, added, hits = lost + len(true - given), added + len(given - true), hits + len(true)
    return {"points": len(asked), "hits": hits, "lost": lost, "added": added}


def _problem(row: Row[Any]) -> Problem:
    return Problem(Point(row.lon, row.lat), row.code, text=row.public_text, photo_hashes=(1,))


def _plan(conn: Connection, hromada_id: int, row: Row[Any], at: datetime) -> list[str]:
    values = {"hromada_id": hromada_id, "lon": row.lon, "lat": row.lat, "category": row.code}
    values |= {"radius_m": None, "words": row.public_text, "looks": [1], "at": at}
    values |= {"leave_out": 0, "most": 6}
    query = "EXPLAIN (ANALYZE, BUFFERS) " + gis.sql.load("reports/nearby_reports").text
    return [line for (line,) in conn.execute(text(query), values)]


if __name__ == "__main__":
    main()
