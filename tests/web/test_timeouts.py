"""What nobody waits for is stopped, and says so; what is long by nature has its time."""

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import RELAY_ROLE, Database
from app.domain.roles import Role
from app.factory import create_app
from app.models.places import Hromada
from app.security.request_context import reading_in, requires
from app.services import services_of
from tests.web.desks import SignIn
from tests.web.public_outputs import permission_of

NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
SERVING, PATIENT, UNHURRIED = ["5s", "2s", "10s"], ["1min", "5s", "1min"], ["1h", "1min", "1h"]


def timeouts(session: Session) -> list[str]:
    return [str(session.scalar(text(f"SHOW {name}"))) for name in NAMES]


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    """An app of its own: commands that other tests run give the shared one their hour."""
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    for database in (services_of(app).database, services_of(app).outbox):
        database.close()


@pytest.fixture
def view(app: Flask) -> Iterator[Callable[[str, Callable[[], str]], None]]:
    """Put a body in place of a view's, with its permission."""
    kept = dict(app.view_functions)

    def replace(endpoint: str, body: Callable[[], str]) -> None:
        def instead(**_parts: object) -> str:
            return body()

        app.view_functions[endpoint] = requires(permission_of(app, endpoint))(instead)

    yield replace
    app.view_functions.update(kept)


def test_pages_have_seconds(app: Flask) -> None:
    served = services_of(app).database
    with served.transaction() as session:
        assert timeouts(session) == SERVING
    with served.reading() as session:
        assert timeouts(session) == SERVING


@pytest.mark.parametrize("role", ["vidkryte_app", RELAY_ROLE])
def test_commands_have_an_hour(settings: Settings, role: str) -> None:
    unhurried = Database(settings.database_url, role=role)
    unhurried.take_time()
    try:
        with unhurried.transaction() as session:
            assert timeouts(session) == UNHURRIED
            assert session.scalar(text("SELECT current_user")) == role
    finally:
        unhurried.close()


@pytest.mark.parametrize(
    ("endpoint", "path", "expected"),
    [
        ("places.city", "/pokrov/", SERVING),
        ("moderation.queue", "/pokrov/moderation", SERVING),
        ("statistics.statistics", "/pokrov/statistics", PATIENT),
        ("coverage.page", "/pokrov/coordination/coverage", PATIENT),
        ("boundaries.page", "/pokrov/coordination/boundaries", PATIENT),
        ("announcing.new", "/pokrov/notices/new", PATIENT),
    ],
)
def test_pages_that_add_up_a_hromada_have_a_minute(
    enter: SignIn,
    view: Callable[[str, Callable[[], str]], None],
    endpoint: str,
    path: str,
    expected: list[str],
) -> None:
    found = []

    def ask() -> str:
        with reading_in("pokrov") as context:
            found.append(timeouts(context.session))
        return ""

    view(endpoint, ask)
    browser = enter(Role.MODERATOR if endpoint == "moderation.queue" else Role.COORDINATOR)
    assert browser.get(path).status_code == 200
    assert found == [expected]


def _slow(session: Session) -> None:
    session.execute(text("SET LOCAL statement_timeout = 10"))
    session.execute(text("SELECT pg_sleep(5)"))


def _locked(session: Session) -> None:
    session.execute(text("DO $$ BEGIN RAISE lock_not_available; END $$"))


def _idle(session: Session) -> None:
    session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 10"))
    time.sleep(0.2)
    session.execute(text("SELECT 1"))


@pytest.mark.parametrize("trouble", [_slow, _locked, _idle])
def test_what_takes_too_long_is_a_503_that_says_so(
    client: FlaskClient,
    database: Database,
    town: Hromada,
    view: Callable[[str, Callable[[], str]], None],
    trouble: Callable[[Session], None],
) -> None:
    def ask() -> str:
        with reading_in("pokrov") as context:
            trouble(context.session)
        return ""

    view("places.city", ask)
    answer = client.get("/pokrov/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    # Of a connection that is gone the driver may not know why.
    assert trouble is _idle or "Це тривало надто довго" in answer.text
    assert client.get("/pokrov/list").status_code == 200


def test_another_fault_of_the_database_is_no_timeout(
    app: Flask, client: FlaskClient, town: Hromada, view: Callable[[str, Callable[[], str]], None]
) -> None:
    def ask() -> str:
        with reading_in("pokrov") as context:
            context.session.execute(text("SELECT 1 / 0"))
        return ""

    view("places.city", ask)
    assert client.get("/pokrov/").status_code == 500
