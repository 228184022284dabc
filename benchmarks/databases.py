"""Databases of the benchmarks, on the servers that ./run bench starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from sqlalchemy import Engine, create_engine, text

from app.db import APP_ROLE, UNHURRIED
from app.migrate import upgrade
from benchmarks.dataset import Size, fill, settle
from gis.map.stored_counts import rebuild

LOGIN, OWNER, SUPERUSER = "vidkryte_login", "vidkryte_owner", "postgres"
TEMPLATE = "vidkryte_template"
SPATIAL_INDEX = "CREATE INDEX peers_point_idx ON report USING gist (point) WHERE public"

# What is measured may take longer than a page may wait.
NO_HURRY = " ".join(f"-c {setting}" for setting in UNHURRIED.split())


def url_of(name: str, role: str = LOGIN) -> str:
    """Return the URL of a database for a role."""
    return f"postgresql+psycopg://{role}@/{name}?host={os.environ['TEST_DATABASE_HOST']}"


def as_app(name: str) -> Engine:
    """Connect as the program does: under row-level security."""
    return create_engine(url_of(name), connect_args={"options": f"-c role={APP_ROLE} {NO_HURRY}"})


def as_superuser(name: str) -> Engine:
    """Connect as the superuser, so that row-level security does not slow a competitor down."""
    return create_engine(url_of(name, SUPERUSER))


def exists(name: str) -> bool:
    """Return whether the database exists."""
    with _admin().connect() as conn:
        found = conn.scalar(text("SELECT 1 FROM pg_database WHERE datname = :n"), {"n": name})
    return found is not None


@contextmanager
def filled(size: Size, *, keep: bool = False) -> Iterator[str]:
    """Yield a database with that many reports, counted; an existing one is used as it is."""
    name = f"vidkryte_bench_{size.reports}"
    if not exists(name):
        _make(name, size)
    yield name
    if not keep:
        drop(name)


@contextmanager
def copied(source: str, name: str) -> Iterator[str]:
    """Yield a copy of a database; the source must have no connections."""
    drop(name)
    with _admin().connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {OWNER}"))
    yield name
    drop(name)


@contextmanager
def spatially_indexed(name: str) -> Iterator[None]:
    """Add an index on the points of public reports, which the competitors need."""
    engine = as_superuser(name)
    with engine.begin() as conn:
        conn.execute(text("DROP INDEX IF EXISTS peers_point_idx"))
        conn.execute(text(SPATIAL_INDEX))
    try:
        yield
    finally:
        with engine.begin() as conn:
            conn.execute(text("DROP INDEX IF EXISTS peers_point_idx"))
        engine.dispose()


def drop(name: str) -> None:
    """Drop a database."""
    with _admin().connect() as conn:
        conn.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _make(name: str, size: Size) -> None:
    began = perf_counter()
    print(f"Making {size.reports:,} reports in {size.hromadas:,} hromadas ...", flush=True)
    with _admin().connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}"))
    upgrade(url_of(name, OWNER))
    engine = as_superuser(name)
    with engine.begin() as conn:
        fill(conn, size)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        settle(conn)
    print(f"  filled in {perf_counter() - began:.0f} s; counting", flush=True)
    app = as_app(name)
    for hromada_id in range(1, size.hromadas + 1):
        rebuild(app, hromada_id)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        settle(conn)
    print(f"  ready in {perf_counter() - began:.0f} s", flush=True)
    app.dispose()
    engine.dispose()


def _admin() -> Engine:
    url = os.environ["TEST_DATABASE_ADMIN_URL"]
    return create_engine(url, isolation_level="AUTOCOMMIT")
