"""The demo hromada is a choice: added once, lived up to now, removed without a trace."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine, select, text

from app.db import Database, enter_hromada
from app.models.places import Hromada
from app.operations.casework.auto_close import close_unanswered
from app.operations.notices.announcing import end_expired_notices
from tests.builders import a_public_report, a_working_hromada
from tests.city import City, founded
from tests.conftest import _admin_url

ROWS = text("""
SELECT quote_ident(c.table_name)
FROM information_schema.columns AS c
JOIN information_schema.tables AS t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.column_name = 'hromada_id' AND t.table_type = 'BASE TABLE'
""")


@pytest.fixture(scope="module")
def city(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    name = f"vidkryte_demo_{os.getpid()}_{worker_id}"
    with founded(name, tmp_path_factory.mktemp("demo"), redis_db=5) as city:
        city.flask("seed", "demo", "--if-empty")
        yield city


@pytest.fixture
def database(city: City) -> Iterator[Database]:
    database = Database(city.settings.database_url)
    yield database
    database.close()


@pytest.fixture
def everything(city: City) -> Iterator[Connection]:
    """Sees the rows of every hromada."""
    name = city.settings.database_url.split("@/")[1].split("?")[0]
    engine = create_engine(_admin_url().replace("/postgres?", f"/{name}?"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows_of(connection: Connection, hromada_id: int) -> dict[str, int]:
    tables = connection.scalars(ROWS).all()
    counted = {
        table: connection.scalar(
            text(f"SELECT count(*) FROM {table} WHERE hromada_id = :id"),
            {"id": hromada_id},
        )
        for table in tables
    }
    return {table: count for table, count in counted.items() if count}


def demo_id(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT id FROM hromada WHERE demo")))


def test_its_old_answers_were_closed_at_their_time(city: City, everything: Connection) -> None:
    """Otherwise the clock would close all of them on the day of the first start."""
    closed = text("SELECT count(*) FROM report_event WHERE action = 'lapse' AND at < :day")
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert everything.scalar(closed, {"day": today}) > 0
    everything.rollback()
    database = Database(city.settings.database_url)
    with database.transaction() as session:
        enter_hromada(session, demo_id(everything))
        assert close_unanswered(session, now=datetime.now(UTC)) == 0
        assert end_expired_notices(session, now=datetime.now(UTC)) == 0
    database.close()


def test_it_has_notices_past_running_and_to_come(everything: Connection) -> None:
    states = everything.execute(
        text("SELECT ended_at IS NOT NULL, starts_at > now() FROM notice")
    ).all()
    assert {(True, False), (False, False), (False, True)} == {tuple(row) for row in states}


def test_it_leaves_without_a_trace_and_does_not_come_back(
    city: City, database: Database, everything: Connection
) -> None:
    demo = demo_id(everything)
    everything.rollback()
    with database.transaction() as session:
        town = a_working_hromada(session, "inshe")
        a_public_report(session, town)
        neighbour = town.id
    before = rows_of(everything, neighbour)
    everything.rollback()
    assert before["report"] == 1
    said = city.flask("remove", "demo", "--yes")
    assert "The demo hromada is gone" in said
    assert rows_of(everything, demo) == {}
    assert rows_of(everything, neighbour) == before
    assert everything.scalar(text("SELECT count(*) FROM account WHERE email LIKE '%pokrov%'")) == 0
    assert list(everything.scalars(select(Hromada.slug))) == ["inshe"]
    disabled = text("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
    assert everything.scalar(disabled) == 0
    photos = [file for file in (city.var / "photos").rglob("*") if file.is_file()]
    assert photos == []
    city.flask("seed", "demo", "--if-empty")
    assert "There is no demo hromada." in city.flask("remove", "demo", "--yes")
