"""Measures one notice over many addresses and reports: announced, looked up, ended, answered.

Runs by itself: ``python -m benchmarks.notices`` with DATABASE_URL and DATABASE_OWNER_URL of a
migrated database to throw away. The area is the union of circles around every hundredth address.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.roles import Role
from app.models.places import Body
from app.operations.notices.announcing import NewNotice, announce, end_notice, lock_notice
from app.operations.notices.answering import solve_explained
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.queries.notices.notices import explained, notices_explaining
from gis.geometry import Point
from gis.notices import addresses_inside, area_around, notice_shapes
from tests.builders import a_grant, a_report, a_working_hromada

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_ADDRESSES = text("""
INSERT INTO address (hromada_id, street_uk, house, point)
SELECT :hromada_id, 'вулиця ' || n % 900, n::text,
    ST_SetSRID(ST_MakePoint(34.001 + 0.098 * random(), 47.601 + 0.098 * random()), 4326)
FROM generate_series(1, :count) AS n
""")
_SIZE = text("""
SELECT ST_NPoints(n.boundary), (SELECT count(*) FROM notice_piece AS p WHERE p.notice_id = n.id)
FROM notice AS n WHERE n.id = :id
""")


def main() -> None:
    """Run each operation once, print the milliseconds, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=50_000)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    database = Database(os.environ["DATABASE_URL"])
    database.take_time()
    with database.transaction() as session:
        hromada_id, body_id, officer = _made(session, options.addresses, options.reports)
    owner = create_engine(os.environ["DATABASE_OWNER_URL"])
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    with database.transaction(hromada_id) as session:
        result = _measured(session, hromada_id, body_id, officer, spots=options.addresses // 100)
    print(json.dumps(result, indent=2))
    if options.out:
        options.out.write_text(json.dumps(result), encoding="utf-8")


def _made(session: Session, addresses: int, reports: int) -> tuple[int, int, Actor]:
    """Make the hromada; return its id, the id of the body that has the reports, its officer."""
    hromada = a_working_hromada(session, f"bench-{os.getpid()}")
    session.execute(_ADDRESSES, {"hromada_id": hromada.id, "count": addresses})
    body = _reports(session, hromada, reports, random.Random(1))
    officer = a_grant(session, hromada, Role.OFFICER, body, email=f"{os.getpid()}@bench.example")
    return hromada.id, body.id, officer


def _measured(
    session: Session, hromada_id: int, body_id: int, officer: Actor, *, spots: int
) -> dict[str, Any]:
    draw = random.Random(2)
    conn, ms = session.connection(), {}
    middles = [_spot(draw) for _ in range(spots)]

    def timed(what: str, deed: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the deed gives
        begun = time.perf_counter()
        outcome = deed()
        ms[what] = round((time.perf_counter() - begun) * 1000, 1)
        return outcome

    area = timed("area", lambda: area_around(conn, middles, radius_m=400))
    new = NewNotice(("Немає води", ""), ("Ремонт.", ""), area, NOW - timedelta(days=1))
    number = timed("announce and link", lambda: announce(session, new, now=NOW))
    notice = lock_notice(session, number)
    inside = timed("addresses inside", lambda: addresses_inside(conn, hromada_id, number))
    linked = timed("reports counted", lambda: explained(session, number)).total
    drawn = timed("shapes of the map", lambda: notice_shapes(conn, hromada_id, at=NOW, soon=NOW))
    here = timed("residents asked", lambda: [_told(session, hromada_id, draw) for _ in range(200)])
    timed("end, letters owed", lambda: end_notice(session, notice, now=NOW))
    given: dict[str, Any] = {"body_ids": {body_id}, "answer": "Воду подано.", "now": NOW}
    solved = timed("answer all", lambda: solve_explained(session, notice, officer, **given))
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    vertices, pieces = session.execute(_SIZE, {"id": number}).one()
    return {
        "milliseconds": ms | {"residents asked": ms["residents asked"] / 200},
        "addresses": inside,
        "linked": linked,
        "solved": solved,
        "vertices": vertices,
        "pieces": pieces,
        "residents told, of 200": sum(here),
        "bytes of the map": sum(len(row.geometry) for row in drawn),
    }


def _reports(session: Session, hromada: Any, count: int, draw: random.Random) -> Any:  # noqa: ANN401
    """Make routed reports with their reporters' addresses; return the body that has them."""
    operator = StepContext(Actor(Role.OPERATOR), NOW)
    for n in range(count):
        given = {"point": _spot(draw), "email": f"r{n}@example.org"}
        report = a_report(session, hromada, **given)
        take_step(session, report, "publish", operator)
        take_step(session, report, "route", StepContext(SYSTEM, NOW))
    return session.get_one(Body, report.body_id)


def _spot(draw: random.Random) -> Point:
    return Point(34.002 + 0.096 * draw.random(), 47.602 + 0.096 * draw.random())


def _told(session: Session, hromada_id: int, draw: random.Random) -> int:
    found = notices_explaining(session, _spot(draw), category="roads.pothole", now=NOW)
    return len(found)


if __name__ == "__main__":
    main()
