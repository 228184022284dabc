"""Removes the demo hromada with everything of it, though no program may delete reports or logs.

The schema's owner does it: history is append-only for everybody else, and here it is invented.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from app.db import UNHURRIED, driver_url

_DEMO = text("SELECT id FROM hromada WHERE demo ORDER BY id")
_TABLES = text("""
SELECT quote_ident(c.table_name)
FROM information_schema.columns AS c
JOIN information_schema.tables AS t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND c.column_name = 'hromada_id' AND t.table_type = 'BASE TABLE'
ORDER BY c.table_name
""")
_ENTER = text("SELECT set_config('app.hromada_id', CAST(:id AS text), true)")
# Addresses of the demo's people: .example belongs to nobody.
_THEIRS = "email LIKE '%@pokrov.example'"
_ACCOUNTS = "SELECT id FROM account WHERE email LIKE '%@pokrov.example'"


@dataclass(frozen=True, slots=True)
class Removed:
    """What went: reports, accounts, and the keys of photos still to be discarded."""

    reports: int
    accounts: int
    photo_keys: list[str]


def remove_demo(owner_url: str) -> Removed | None:
    """Delete the demo hromada and its people; return what went, None if there is none."""
    engine = create_engine(driver_url(owner_url), connect_args={"options": _options()})
    try:
        with engine.begin() as connection:
            ids = connection.scalars(_DEMO).all()
            return _remove(connection, ids[0]) if ids else None
    finally:
        engine.dispose()


def _options() -> str:
    return " ".join(f"-c {setting}" for setting in UNHURRIED.split())


def _remove(connection: Connection, hromada_id: int) -> Removed:
    connection.execute(_ENTER, {"id": hromada_id})
    tables = connection.scalars(_TABLES).all()
    keys = list(connection.scalars(text("SELECT storage_key FROM report_photo")))
    with _without_triggers(connection, [*tables, "hromada"]):
        gone = _delete_all(connection, tables, hromada_id)
        _delete(connection, "hromada", "id = :id", id=hromada_id)
    return Removed(gone["report"], _remove_people(connection), keys)


@contextmanager
def _without_triggers(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Keep the tables' triggers from refusing; foreign keys are still held."""
    for table in tables:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield
    # In the same transaction: nobody else has ever seen a table without them.
    for table in tables:
        connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def _delete_all(connection: Connection, tables: Iterable[str], hromada_id: int) -> dict[str, int]:
    """Delete the hromada's rows of every table, those that others point at later."""
    gone: dict[str, int] = {}
    left = list(tables)
    while left:
        waiting = []
        for table in left:
            try:
                gone[table] = _delete(connection, table, "hromada_id = :id", id=hromada_id)
            except IntegrityError:
                waiting.append(table)
        if len(waiting) == len(left):
            raise RuntimeError(f"these point at each other: {', '.join(waiting)}")
        left = waiting
    return gone


def _remove_people(connection: Connection) -> int:
    """Delete the demo's accounts that nothing else needs; return how many."""
    _delete(connection, "sign_in_request", _THEIRS)
    ids = connection.scalars(text(_ACCOUNTS)).all()
    gone = 0
    for account_id in ids:
        try:
            with connection.begin_nested():
                _delete(connection, "account_session", "account_id = :id", id=account_id)
                gone += _delete(connection, "account", "id = :id", id=account_id)
        except IntegrityError:
            # Somebody gave it a role elsewhere.
            continue
    return gone


def _delete(connection: Connection, table: str, where: str, **values: int) -> int:
    with connection.begin_nested():
        # Names of tables are the catalogue's, conditions are those above.
        statement = f"DELETE FROM {table} WHERE {where}"  # noqa: S608
        return connection.execute(text(statement), values).rowcount
