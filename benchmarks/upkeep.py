"""Measures the CPU of maintaining counts: inserts counted and merged, against plain inserts.

Two copies of one database, in turn; the plain one has neither the triggers nor the columns and the
index that the map needs: an index on points, as any map has, stands in its place. The reports are
public at once, the dearest case, over all hromadas; each is a transaction of the program's role,
and what is merged are as many as a second brings. One session may cost a tenth more than the next
for the same work, by where its memory happens to lie: so there are many, one after another.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Connection, NullPool, Row, create_engine, text

from app.db import APP_ROLE, RELAY_ROLE
from app.migrate import upgrade
from benchmarks.databases import (
    NO_HURRY,
    OWNER,
    SPATIAL_INDEX,
    as_superuser,
    copied,
    filled,
    url_of,
)
from benchmarks.dataset import Size
from benchmarks.measure import Session, Spread, Target, report_results
from gis.map.stored_counts import merge

SITTINGS, ROUNDS, INSERTS = 12, 3, 400

# Reports come with their events from the program; here the row alone is measured.
_EASE = "ALTER TABLE report DISABLE TRIGGER report_status_has_event"
_PLAIN = """
DROP TRIGGER report_counted_anew ON report;
DROP TRIGGER report_counted_no_more ON report;
DROP TRIGGER report_words_noted ON report;
DROP TRIGGER report_placed ON report;
DROP INDEX report_map_idx;
ALTER TABLE report DROP COLUMN map_cell, DROP COLUMN map_x, DROP COLUMN map_y;
-- New reports are noted for the counts and for running notices at once: leave the second.
DO $$
BEGIN
    EXECUTE regexp_replace(
        pg_get_functiondef('note_new_reports'::regproc), 'INSERT INTO count_delta[^;]*;', '');
END $$
"""
_MODELS = """
SELECT hromada_id, category_id, district_id, body_id, ST_X(point) AS lon, ST_Y(point) AS lat
FROM report WHERE public ORDER BY md5(id::text) LIMIT :most
"""
_ENTER = text("SELECT set_config('app.hromada_id', :hromada, true)")
_INSERT = text("""
INSERT INTO report (hromada_id, status, category_id, district_id, body_id, point, description,
    public_text, submitted_at, updated_at)
VALUES (:hromada_id, 'routed', :category_id, :district_id, :body_id,
    ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'Яма на дорозі біля зупинки, не об''їхати',
    'Яма на дорозі біля зупинки, не об''їхати', now(), now())
""")


def run(size: Size, *, keep: bool) -> None:
    """Measure inserts into both copies by turns, and the merging of what one of them logged."""
    with filled(size, keep=keep) as source:
        plain_name, counted_name = f"{source}_plain", f"{source}_counted"
        with copied(source, plain_name), copied(source, counted_name):
            for name in (plain_name, counted_name):
                upgrade(url_of(name, OWNER))
            _alter(plain_name, _EASE, _PLAIN, SPATIAL_INDEX)
            _alter(counted_name, _EASE)
            found = _rounds(plain_name, counted_name)
    plain, counted, merged = (found[name].p50 for name in ("plain", "counted", "merge"))
    print(f"ms of CPU an insert: plain {plain:.3f}, counted {counted:.3f}, merging {merged:.3f}")
    targets = [Target("upkeep, CPU to a plain insert", (counted + merged) / plain, 1.25)]
    report_results(f"upkeep-{size.reports}", {"reports": size.reports} | found, targets)


def _rounds(plain_name: str, counted_name: str) -> dict[str, Any]:
    models = _models(counted_name)
    spent: dict[str, list[float]] = {"plain": [], "counted": [], "merge": []}
    for sitting in range(SITTINGS):
        for name, values in _sitting(plain_name, counted_name, models, sitting).items():
            # The first round plans and fills caches.
            spent[name] += values[1:]
    return {name: Spread.of(values) for name, values in spent.items()}


def _sitting(
    plain_name: str, counted_name: str, models: Sequence[Row[Any]], sitting: int
) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {"plain": [], "counted": [], "merge": []}
    with (
        _connected(plain_name, APP_ROLE) as plain,
        _connected(counted_name, APP_ROLE) as counted,
        _connected(counted_name, RELAY_ROLE) as relay,
    ):
        sessions = {"plain": Session(plain), "counted": Session(counted)}
        merger = Session(relay)
        for number in range(ROUNDS + 1):
            order = list(sessions) if (number + sitting) % 2 else list(sessions)[::-1]
            batch = Random(f"{sitting} {number}").choices(models, k=INSERTS)
            for name in order:
                used = sessions[name].cpu_ms(partial(_insert, sessions[name].conn, batch))
                spent[name].append(used / INSERTS)
            spent["merge"].append(merger.cpu_ms(lambda: _merge(merger.conn)) / INSERTS)
    return spent


def _insert(conn: Connection, models: Sequence[Row[Any]]) -> None:
    draw = Random(len(models))
    for model in models:
        near = {"lon": model.lon + draw.gauss(0, 1e-4), "lat": model.lat + draw.gauss(0, 1e-4)}
        with conn.begin():
            conn.execute(_ENTER, {"hromada": str(model.hromada_id)})
            conn.execute(_INSERT, model._asdict() | near)


def _merge(conn: Connection) -> None:
    with conn.begin():
        merged = merge(conn)
    if merged != INSERTS:
        raise RuntimeError(f"{merged} were merged, not {INSERTS}")


def _models(name: str) -> Sequence[Row[Any]]:
    engine = as_superuser(name)
    with engine.connect() as conn:
        rows = conn.execute(text(_MODELS), {"most": 5000}).all()
    engine.dispose()
    return rows


def _alter(name: str, *scripts: str) -> None:
    engine = as_superuser(name)
    with engine.begin() as conn:
        for script in scripts:
            conn.exec_driver_sql(script)
    engine.dispose()


@contextmanager
def _connected(name: str, role: str) -> Iterator[Connection]:
    options = {"options": f"-c role={role} {NO_HURRY}"}
    engine = create_engine(url_of(name), connect_args=options, poolclass=NullPool)
    with engine.connect() as conn:
        yield conn
