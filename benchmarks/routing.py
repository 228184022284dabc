"""Checks and measures routing, in bulk and for one report.

Right: every decision about a million points, a third of them on or beside borders and corners, is
made again by other means (routing_check.py). Fast: in this process, points a second of CPU; for one
report, the CPU of the database and of this process together, with 1,500 areas in one hromada.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from time import process_time
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session as OrmSession

from app.migrate import upgrade
from app.operations.placing import Placement, ProblemLocation, place
from app.queries.territory.routing_many import PointBatch, decide_many
from benchmarks.databases import OWNER, TEMPLATE, as_app, as_superuser, copied, url_of
from benchmarks.dataset import Size
from benchmarks.invented_areas import InventedAreas, invent_areas, invent_points, store
from benchmarks.measure import Session, Spread, Target, report_results
from benchmarks.routing_check import Pairs, covered_by, differing_winners, wrong_by_fractions
from gis.geometry import Point
from gis.polygon_index import PolygonIndex

AREAS, VERTICES = 1_500, 1_000
POINTS = 1_000_000
EXACTLY, SINGLY, WARM = 20_000, 4_000, 100
ROUNDS = 5
AT_LEAST_A_SECOND = 100_000
AT_MOST_MS = 1.0
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def run(size: Size, *, keep: bool) -> None:
    """Measure on invented areas; the number of reports plays no part, nothing is kept."""
    rng = np.random.default_rng(20)
    land = invent_areas(rng, areas=AREAS, vertices=VERTICES)
    lons, lats = invent_points(rng, land, POINTS)
    spots = PointBatch(lons, lats, rng.choice(sorted(land.kinds), POINTS).tolist())
    corners = np.median([shapely.get_num_coordinates(holding.shape) for holding in land.held])
    print(f"{len(land.held):,} areas, {corners:,.0f} vertices in the middle one, {POINTS:,} points")
    wrong = _wrong(land, spots)
    bulk = _bulk(land, spots)
    single = _single(land, spots)
    targets = [
        Target("wrong of a million", sum(wrong.values()), 0),
        Target("100,000 points a CPU-second to ours", AT_LEAST_A_SECOND / bulk["decided"], 1),
        Target("one decision, ms of CPU", single["ms"].p50, AT_MOST_MS),
    ]
    report_results("routing", {"wrong": wrong, "per_cpu_second": bulk, "single": single}, targets)


def _wrong(land: InventedAreas, spots: PointBatch) -> dict[str, int]:
    shapes = [holding.shape for holding in land.held]
    ours = Pairs(*PolygonIndex(shapes).pairs(spots.lons, spots.lats))
    again = covered_by(shapes, spots)
    differing = len(ours.as_set() ^ again.as_set())
    decisions = decide_many(land.held, land.kinds, spots)
    winners = [land.held[area].id if area >= 0 else None for area in decisions.winners().tolist()]
    losers = differing_winners(land, spots, again, winners)
    inexact, asked = wrong_by_fractions(shapes, spots, ours, most=EXACTLY)
    print(f"covering: {differing} of {len(again.points):,} pairs differ from Shapely's covered_by")
    print(f"deciding: {losers} of {POINTS:,} winners differ")
    print(f"borders:  {inexact} of {asked:,} pairs on or beside one differ from exact fractions")
    return {"covering": differing, "deciding": losers, "borders": inexact}


def _bulk(land: InventedAreas, spots: PointBatch) -> dict[str, float]:
    """Return points per second of CPU: covered, decided, and decided ten thousand at a time."""
    shapes = shapely.to_wkb([holding.shape for holding in land.held])
    few = PointBatch(spots.lons[:10_000], spots.lats[:10_000], spots.category_ids[:10_000])
    rates = {
        # Anew each time: nothing is prepared from the time before.
        "covered": _rate(
            POINTS, lambda: PolygonIndex(shapely.from_wkb(shapes)).pairs(spots.lons, spots.lats)
        ),
        "decided": _rate(POINTS, lambda: decide_many(land.held, land.kinds, spots).winners()),
        "ten thousand": _rate(10_000, lambda: decide_many(land.held, land.kinds, few).winners()),
        "with reasons": _rate(POINTS, lambda: list(decide_many(land.held, land.kinds, spots))),
    }
    for name, rate in rates.items():
        print(f"{name:14}{rate:12,.0f} points a second of CPU")
    return rates


def _rate(count: int, work: Callable[[], object]) -> float:
    """Return the median of some rounds."""
    rates = []
    for _ in range(ROUNDS):
        began = process_time()
        work()
        rates.append(count / (process_time() - began))
    return sorted(rates)[ROUNDS // 2]


def _single(land: InventedAreas, spots: PointBatch) -> dict[str, Any]:
    """Place reports one by one, as a request does, and compare with the bulk."""
    with copied(TEMPLATE, "vidkryte_bench_routing") as database:
        upgrade(url_of(database, OWNER))
        superuser, app = as_superuser(database), as_app(database)
        with superuser.begin() as conn:
            store(conn, land)
        with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("ANALYZE"))
        with app.connect() as conn:
            found = _placed(conn, land, spots)
        superuser.dispose()
        app.dispose()
    return found


def _place_into(answer: list[Placement], session: OrmSession, spot: ProblemLocation) -> None:
    answer.append(place(session, spot, now=NOW))


def _placed(conn: Connection, land: InventedAreas, spots: PointBatch) -> dict[str, Any]:
    conn.execute(
        text("""
            SELECT set_config('app.hromada_id', '1', false),
                set_config('plan_cache_mode', 'force_generic_plan', false)
        """)
    )
    server, session = Session(conn), OrmSession(conn)
    decisions = decide_many(land.held, land.kinds, spots)
    spent, differing = [], 0
    for at in range(SINGLY):
        point = Point(float(spots.lons[at]), float(spots.lats[at]))
        spot = ProblemLocation(point, land.kinds[spots.category_ids[at]].code)
        answer: list[Placement] = []
        began = process_time()
        used = server.cpu_ms(partial(_place_into, answer, session, spot))
        spent.append((used, (process_time() - began) * 1e3))
        differing += answer[0].decision.reasons() != decisions[at].reasons()
    both = Spread.of(sum(one) for one in spent[WARM:])
    database = Spread.of(one[0] for one in spent[WARM:])
    print(
        f"one report: {both.p50:.2f} ms of CPU, p95 {both.p95:.2f}; PostgreSQL {database.p50:.2f}"
    )
    print(f"            {differing} of {SINGLY:,} decisions differ from the bulk's")
    return {"ms": both, "database_ms": database, "differing": differing}
