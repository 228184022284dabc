"""Database access: one engine a process, one transaction a unit of work.

Every transaction runs in a role that neither owns the tables nor may bypass their policies, and
sees the rows of the one hromada that it has entered.
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
_ENTER_ACCOUNT = text("SELECT set_config('app.account_id', :account_id, true)")


def driver_url(url: str) -> str:
    """Name the driver where the address leaves it open."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def open_engine(url: str, *, role: str = APP_ROLE) -> Engine:
    """Return an engine whose every connection acts in ``role``; sizes fit a few threads."""
    engine = create_engine(
        driver_url(url),
        connect_args={"options": f"-c role={role} -c timezone=UTC", "connect_timeout": 5},
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        # Errors go to logs, and logs hold no words or addresses of people.
        hide_parameters=True,
    )
    _refuse_the_dead(engine)
    return engine


def _refuse_the_dead(engine: Engine) -> None:
    """Let no request begin on a connection that the server has closed.

    Looking whether there is anything to read costs no round trip, which a ping before every
    transaction does. A server that says goodbye, or dies, leaves something to read: then we ask.
    """

    @event.listens_for(engine, "checkout")
    def look(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - psycopg's
        waiting = poll()
        waiting.register(connection.fileno(), POLLIN)
        if not waiting.poll(0):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


class Database:
    """Opens transactions. ``after_commit`` wakes the relay, set where the adapters are."""

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

    @contextmanager
    def transaction(self, hromada_id: int | None = None) -> Iterator[Session]:
        """Commit on success, roll back on any error; the relay wakes only after the commit."""
        with self._sessions.begin() as session:
            if hromada_id is not None:
                enter_hromada(session, hromada_id)
            yield session
        self.after_commit()

    @contextmanager
    def reading(self, hromada_id: int | None = None) -> Iterator[Session]:
        """Open a session that the database itself keeps from writing."""
        with self._read_sessions() as session:
            # On the connection, not as a statement: it costs no round trip of its own.
            session.connection(execution_options={"postgresql_readonly": True})
            if hromada_id is not None:
                enter_hromada(session, hromada_id)
            yield session
            # Not a rollback: after one the driver forgets the statements that it has prepared.
            session.commit()

    def close(self) -> None:
        """Return every pooled connection."""
        self.engine.dispose()
        self.read_engine.dispose()


def enter_hromada(session: Session, hromada_id: int) -> None:
    """Let the transaction see this hromada's rows, and no other's, until it ends."""
    session.execute(_ENTER, {"hromada_id": str(hromada_id)})
    note_hromada(session, hromada_id)


def note_hromada(session: Session, hromada_id: int) -> None:
    """Remember which hromada a statement of its own has entered, for ``hromada_of``."""
    session.info[_ENTERED] = hromada_id


def hromada_of(session: Session) -> int:
    """Return the id of the hromada that the session has entered; raise KeyError if none."""
    return int(session.info[_ENTERED])


def enter_account(session: Session, account_id: int) -> None:
    """Let the transaction also see the account's own roles and reports in every hromada."""
    session.execute(_ENTER_ACCOUNT, {"account_id": str(account_id)})
