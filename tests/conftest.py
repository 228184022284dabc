"""Fixtures: one migrated PostGIS database a worker, a clean one for each test that writes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as examples
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.adapters.mail import MailInMemory
from app.config import Settings
from app.db import Database
from app.factory import create_app
from app.jobs.delivery.consumer import process_entry
from app.jobs.delivery.queues import LeasedEntry
from app.jobs.letters.send import send_letter
from app.migrate import upgrade
from app.models.outbox import Outbox
from app.operations.outbox import MAIL, MAIL_FIRST
from app.services import services_of
from tests.real_files import REAL_DATA

# No deadline: a busy machine is no fault. ./run soak chooses the long one.
examples.register_profile("short", deadline=None, max_examples=100)
examples.register_profile("soak", deadline=None, max_examples=5000)
examples.load_profile("short")

TENANT_AND_OTHER_TABLES = """
    SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables
    WHERE schemaname = 'public'
      AND tablename NOT IN ('spatial_ref_sys', 'alembic_version', 'report_transition')
"""


def _admin_url() -> str:
    url = os.environ.get("TEST_DATABASE_ADMIN_URL")
    if not url:
        pytest.exit("Tests need their servers: start them with ./run test", returncode=2)
    return url


@pytest.fixture(scope="session")
def database_name(worker_id: str) -> Iterator[str]:
    """A database of this worker's own, migrated, dropped at the end."""
    name = f"vidkryte_test_{os.getpid()}_{worker_id}"
    admin = create_engine(_admin_url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(
            text(f"CREATE DATABASE {name} TEMPLATE vidkryte_template OWNER vidkryte_owner")
        )
    upgrade(url_of(name, "vidkryte_owner"))
    yield name
    with admin.connect() as conn:
        conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


def url_of(name: str, role: str) -> str:
    return f"postgresql+psycopg://{role}@/{name}?host={os.environ['TEST_DATABASE_HOST']}"


@pytest.fixture(scope="session")
def settings(database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        database_url=url_of(database_name, "vidkryte_login"),
        database_owner_url=url_of(database_name, "vidkryte_owner"),
        redis_url=os.environ["REDIS_URL"],
        secret_key="only-for-tests",  # noqa: S106 - it guards nothing
        identity_key="also-only-for-tests",
        base_url="http://localhost:8000",
        var_dir=str(tmp_path_factory.mktemp("var")),
        rate_limits="off",
    )


@pytest.fixture(scope="session")
def shared_database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    # Tests think in the middle of a transaction, as commands do.
    database.take_time()
    yield database
    database.close()


@pytest.fixture(scope="session")
def owner_engine(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(_admin_url().replace("/postgres?", f"/{_name(settings)}?"))
    yield engine
    engine.dispose()


def _name(settings: Settings) -> str:
    return settings.database_url.split("@/")[1].split("?")[0]


@pytest.fixture
def database(shared_database: Database, owner_engine: Engine) -> Iterator[Database]:
    """A migrated database without rows; whatever the test commits is gone after it."""
    yield shared_database
    empty(owner_engine)


def empty(owner_engine: Engine) -> None:
    """Delete every row, whoever's."""
    with owner_engine.begin() as conn:
        # A superuser on a throw-away server: the tables' own refusal of TRUNCATE is put aside.
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        tables = conn.scalar(text(TENANT_AND_OTHER_TABLES))
        conn.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


@pytest.fixture
def session(shared_database: Database) -> Iterator[Session]:
    """A transaction that is rolled back; nothing in it is ever committed."""
    with shared_database.engine.connect() as conn, conn.begin() as outer:
        yield Session(conn, join_transaction_mode="create_savepoint", expire_on_commit=False)
        outer.rollback()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    for database in (services_of(app).database, services_of(app).outbox):
        database.close()


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real boundaries and reports; not part of the project."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"real data are not here: {REAL_DATA}")
    return REAL_DATA


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailInMemory]:
    """Letters stay in memory; the app's context is open, as in a worker."""
    kept = MailInMemory([])
    monkeypatch.setattr(services_of(app), "mail", kept)
    with app.app_context():
        yield kept


@pytest.fixture
def post(database: Database, mail: MailInMemory) -> Callable[[int | None], dict[str, Letter]]:
    """Settle everything owed by mail; return the letters since the last time, by address."""

    def settle_all(hromada_id: int | None) -> dict[str, Letter]:
        mail.letters.clear()
        with database.reading(hromada_id) as session:
            queues = Outbox.queue.in_([MAIL_FIRST, MAIL])
            due = select(Outbox).where(Outbox.done_at.is_(None), queues)
            rows = session.scalars(due.order_by(Outbox.id)).all()
        for row in rows:
            process_entry(database, send_letter, LeasedEntry(row.id, row.hromada_id, row.attempts))
        with database.reading(hromada_id) as session:
            assert not session.scalars(select(Outbox.last_error).where(Outbox.attempts > 0)).all()
        return {letter.to: letter for letter in mail.letters}

    return settle_all
