"""Database access: one engine a process, one transaction a unit of work.

The role of every transaction neither owns the tables nor bypasses row-level security: it sees
the rows of the one hromada that it has entered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

APP_ROLE = "vidkryte_app"
RELAY_ROLE = "vidkryte_relay"

_ENTER = text("SELECT set_config('app.hromada_id', :hromada_id, true)")
_ENTERED = "hromada_id"
# In ms: what a page may take that adds up a whole hromada or reads a file, and what a command may.
# For the others the role's settings hold (launcher/roles.sql).
_TIMEOUTS = "statement_timeout={} lock_timeout={} idle_in_transaction_session_timeout={}"
PATIENT = _TIMEOUTS.format(60_000, 5_000, 60_000)
UNHURRIED = _TIMEOUTS.format(3_600_000, 60_000, 3_600_000)
_ENTER_PATIENTLY = text(
    "SELECT set_config('app.hromada_id', :hromada_id, true), "
    + ", ".join(
        "set_config('{}', '{}', true)".format(*setting.split("=")) for setting in PATIENT.split()
    )
)
_ENTER_ACCOUNT = text("SELECT set_config('app.account_id', :account_id, true)")


def driver_url(url: str) -> str:
    """Return the URL with the driver psycopg if it names none."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def open_engine(url: str, *, role: str = APP_ROLE) -> Engine:
    """Return an engine whose connections act in ``role``; its pool suits a few threads."""
    engine = create_engine(
        driver_url(url),
        connect_args={"options": f"-c role={role} -c timezone=UTC", "connect_timeout": 5},
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        # Errors are logged, and logs contain no personal data.
        hide_parameters=True,
    )
    _replace_closed_connections(engine)
    return engine


def _ask_for_time(
    _dialect: object, _record: object, _given: object, parameters: dict[str, Any]
) -> None:
    """Ask for the time of commands where the role's own is that of pages."""
    asked = " ".join(f"-c {setting}" for setting in UNHURRIED.split())
    parameters["options"] = f"{parameters['options']} {asked}"


def _replace_closed_connections(engine: Engine) -> None:
    """Discard pooled connections that the server has closed.

    Polling the socket costs no round trip, unlike SQLAlchemy's pool_pre_ping. A server that
    closes a connection or dies leaves it readable: only then is it pinged.
    """

    @event.listens_for(engine, "checkout")
    def check(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - psycopg's
        readable = poll()
        readable.register(connection.fileno(), POLLIN)
        if not readable.poll(0):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


class Database:
    """Opens transactions. ``after_commit`` wakes the relay; app/wiring.py sets it."""

    def __init__(
        self,
        url: str,
        *,
        read_url: str = "",
        role: str = APP_ROLE,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = open_engine(url, role=role)
        self.read_engine = open_engine(read_url, role=role) if read_url else self.engine
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._read_sessions = sessionmaker(self.read_engine, expire_on_commit=False)
        self.after_commit = after_commit

    def take_time(self) -> None:
        """Give transactions of connections made from now on the time of commands."""
        for engine in {self.engine, self.read_engine}:
            event.listen(engine, "do_connect", _ask_for_time)

    @contextmanager
    def transaction(
        self, hromada_id: int | None = None, *, wakes: bool = True
    ) -> Iterator[Session]:
        """Commit on success, roll back on any error; call ``after_commit`` only after a commit.

        A transaction that owes nothing new need not wake the relay.
        """
        with self._sessions.begin() as session:
            if hromada_id is not None:
                enter_hromada(session, hromada_id)
            yield session
        if wakes:
            self.after_commit()

    @contextmanager
    def reading(self, hromada_id: int | None = None) -> Iterator[Session]:
        """Open a session in a read-only transaction, on the replica if there is one."""
        with self._read_sessions() as session:
            # An execution option, not a statement: it costs no round trip.
            session.connection(execution_options={"postgresql_readonly": True})
            if hromada_id is not None:
                enter_hromada(session, hromada_id)
            yield session
            # Not a rollback: after one the driver discards its prepared statements.
            session.commit()

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()
        self.read_engine.dispose()


def enter_hromada(session: Session, hromada_id: int, *, patiently: bool = False) -> None:
    """Make this hromada's rows, and no other's, visible until the transaction ends.

    ``patiently``: the transaction has a minute, where a page has seconds.
    """
    entering = _ENTER_PATIENTLY if patiently else _ENTER
    session.execute(entering, {"hromada_id": str(hromada_id)})
    note_hromada(session, hromada_id)


def note_hromada(session: Session, hromada_id: int) -> None:
    """Remember which hromada a statement of its own has entered, for ``hromada_of``."""
    session.info[_ENTERED] = hromada_id


def leave_hromada(session: Session) -> None:
    """Leave the entered hromada: no hromada's rows are visible until one is entered."""
    session.execute(_ENTER, {"hromada_id": ""})
    session.info.pop(_ENTERED, None)


def hromada_of(session: Session) -> int:
    """Return the id of the hromada that the session has entered; raise KeyError if none."""
    return int(session.info[_ENTERED])


def enter_account(session: Session, account_id: int) -> None:
    """Also make the account's own roles and reports visible, in every hromada."""
    session.execute(_ENTER_ACCOUNT, {"account_id": str(account_id)})
