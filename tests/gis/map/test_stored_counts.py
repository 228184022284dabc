"""Counts are exact at once, merged or not, after any history; a rebuild finds the same."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Row, text
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.statuses import COLOUR_OF, PUBLIC
from gis.geometry import Bbox
from gis.map.cell_grid import morton, ranges_of_box
from gis.map.facets import COLOURS
from gis.map.stored_counts import (
    CELL_LEVELS,
    FACET_DEEPEST,
    FACET_LEVELS,
    differences,
    map_state,
    merge,
    rebuild,
    recount,
)
from gis.sql import load
from tests.builders import a_public_report, a_working_hromada
from tests.gis.map.histories import INSERT, History, a_history

LIVES = [pytest.param(seed, 150) for seed in range(6)]
LIVES += [pytest.param(seed, 2000, marks=pytest.mark.soak) for seed in range(6, 36)]


def counts(session: Session) -> list[Sequence[Row[Any]]]:
    cells = text("SELECT * FROM cell_count ORDER BY 1, 2, 3, 4, 5")
    facets = text("SELECT * FROM facet_count ORDER BY 1, 2, 3, 4, 5, 6, 7, 8")
    sums = text("SELECT hromada_id, faceted, open, progress, closed FROM hromada_count")
    return [session.execute(query).all() for query in (cells, facets, sums)]


@pytest.mark.parametrize(("seed", "deeds"), LIVES)
def test_counts_are_those_of_the_reports_after_any_history(
    superuser_session: Session, seed: int, deeds: int
) -> None:
    history = a_history(superuser_session, seed)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(deeds)
    assert differences(history.conn, history.hromada) == []


@pytest.mark.parametrize(("seed", "deeds"), LIVES)
def test_merging_and_counting_anew_come_to_the_same(
    superuser_session: Session, seed: int, deeds: int
) -> None:
    history = History(superuser_session, seed)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(deeds)
    while merge(history.conn, 50):
        pass
    merged = counts(superuser_session)
    recount(history.conn, history.hromada, faceted=True)
    assert counts(superuser_session) == merged
    assert merged[0]


def test_merging_never_compares_the_log_with_itself(superuser_session: Session) -> None:
    """Planned for the empty log that statistics tell of, that took minutes."""
    query = str(load("map/counts_merge"))
    for name, value in (("most", "9"), ("cell_levels", "'{0}'"), ("facet_levels", "'{0}'")):
        query = query.replace(f":{name}", value)
    plan_of = superuser_session.connection().exec_driver_sql(f"EXPLAIN {query}")
    lines = "\n".join(row[0] for row in plan_of)
    assert "Tid Scan on count_delta" in lines
    assert "Semi Join" not in lines


def test_a_wrong_count_is_found(superuser_session: Session) -> None:
    history = a_history(superuser_session, 1)
    recount(history.conn, history.hromada, faceted=True)
    superuser_session.execute(text("UPDATE cell_count SET total = total + 1 WHERE level = 12"))
    found = differences(history.conn, history.hromada)
    assert {(f.what, f.level, f.too_many) for f in found} == {("cells", 12, 1)}


def test_sensitive_and_hidden_reports_leave_no_trace(superuser_session: Session) -> None:
    history = History(superuser_session, 12)
    shown = {
        "hromada": history.hromada,
        "category": history.categories[0],
        "words": "x",
        "lat": 47.65,
        "district": None,
        "body": None,
        "at": datetime(2026, 5, 1, tzinfo=UTC),
    }
    superuser_session.execute(INSERT, shown | {"status": "routed", "lon": 34.0, "sensitive": True})
    superuser_session.execute(
        INSERT, shown | {"status": "submitted", "lon": 34.0, "sensitive": False}
    )
    before = map_state(history.conn, history.hromada)
    superuser_session.execute(text("UPDATE report SET status = 'routed' WHERE sensitive"))
    assert map_state(history.conn, history.hromada) == before
    assert superuser_session.scalar(text("SELECT count(*) FROM count_delta WHERE sign <> 0")) == 0


def test_every_change_of_the_map_numbers_it_anew_and_merging_does_not(
    superuser_session: Session,
) -> None:
    history = a_history(superuser_session, 13, 30)
    seen = map_state(history.conn, history.hromada).changes
    changes = [
        "UPDATE report SET public_text = '█' WHERE public",
        "UPDATE report SET status = 'planned' WHERE public AND status <> 'planned'",
        "UPDATE district SET name_uk = 'Інша'",
        "UPDATE category SET name_en = 'Other'",
    ]
    for change in changes:
        superuser_session.execute(text(change))
        now = map_state(history.conn, history.hromada).changes
        assert now > seen, change
        while merge(history.conn, 3):
            assert map_state(history.conn, history.hromada).changes == now
        seen = now


def test_what_commits_during_a_merge_is_not_lost(database: Database) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
    with database.transaction() as late:
        enter_hromada(late, hromada.id)
        a_public_report(late, hromada)
        with database.transaction() as session:
            enter_hromada(session, hromada.id)
            assert merge(session.connection()) > 0
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        assert differences(session.connection(), hromada.id) == []
        assert merge(session.connection()) > 0
        assert differences(session.connection(), hromada.id) == []


def test_one_merge_at_a_time(database: Database) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
    with database.transaction() as first, database.transaction() as second:
        enter_hromada(first, hromada.id)
        enter_hromada(second, hromada.id)
        assert merge(first.connection()) > 0
        assert merge(second.connection()) == 0


def test_a_rebuild_repairs_what_was_lost(database: Database, owner_engine: Engine) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
    with owner_engine.begin() as conn:
        conn.execute(text("DELETE FROM count_delta"))
    with database.reading(hromada.id) as session:
        assert differences(session.connection(), hromada.id) != []
        before = map_state(session.connection(), hromada.id).changes
    rebuild(database.engine, hromada.id)
    with database.reading(hromada.id) as session:
        assert differences(session.connection(), hromada.id) == []
        assert map_state(session.connection(), hromada.id).changes > before


def test_another_hromadas_counts_are_not_seen(session: Session) -> None:
    mine = a_working_hromada(session, "pokrov")
    a_public_report(session, mine)
    merge(session.connection())
    a_working_hromada(session, "bucha")
    for table in ("cell_count", "count_delta"):
        query = text(f"SELECT count(*) FROM {table} WHERE hromada_id = :id")
        assert session.scalar(query, {"id": mine.id}) == 0, table


def test_colours_are_those_of_the_rules() -> None:
    assert {s: c for c, own in COLOURS.items() for s in own} == {
        status.value: COLOUR_OF[status].value for status in PUBLIC
    }


def test_the_database_reckons_cells_as_we_do(session: Session) -> None:
    for x, y in [(0, 0), (1, 0), (0, 1), (2**24 - 1, 2**24 - 1), (9_975_123, 5_849_876)]:
        assert session.scalar(text("SELECT map_cell(:x, :y)"), {"x": x, "y": y}) == morton(x, y)
    cell = session.scalar(
        text("SELECT map_cell(CAST(floor(map_x(34.05)) AS int), CAST(floor(map_y(47.65)) AS int))")
    )
    (found,) = ranges_of_box(Bbox(34.05, 47.65, 34.05, 47.65), 20)
    assert found.low <= cell < found.high


def test_facets_are_as_deep_in_the_database_as_here(session: Session) -> None:
    rows = session.execute(text("SELECT facet, deepest FROM map_facets(1, 1, 'published', 1)"))
    assert {row.facet: row.deepest for row in rows} == FACET_DEEPEST
    assert set(FACET_DEEPEST.values()) <= set(FACET_LEVELS)
    assert CELL_LEVELS[0] == FACET_LEVELS[0] == 0
