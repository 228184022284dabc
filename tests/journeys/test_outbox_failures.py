"""Redis, a worker or the relay may die at any moment: no letter is lost, none is sent twice.

Real processes, killed by SIGKILL while letters are under way, and restarted. A mail server that
counts stands in for the world, since a file that is written twice would hide a second sending.
"""

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from subprocess import Popen
from time import sleep

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.adapters.storage import PhotoFolder, new_key
from app.config import Settings
from app.db import Database
from app.models.accounts import AccountSession
from app.models.outbox import Outbox
from app.models.reports import ReportPhoto
from app.operations.accounts.accounts import request_sign_in
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from tests.builders import a_report, a_working_hromada
from tests.servers import City, PostOffice, PrivateRedis, until
from tests.values import present

pytestmark = pytest.mark.journey

LETTERS = 40
IVANNA = "ivanna@example.org"
LEASE_S = "3"


@pytest.fixture
def redis() -> Iterator[PrivateRedis]:
    server = PrivateRedis()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def city(
    settings: Settings, database: Database, redis: PrivateRedis, tmp_path: Path
) -> Iterator[City]:
    city = City(
        {
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": settings.secret_key,
            "IDENTITY_KEY": settings.identity_key,
            "VAR_DIR": str(tmp_path / "var"),
            "SMTP_URL": "",
        },
        tmp_path / "processes.log",
    )
    yield city
    city.end()


@pytest.fixture
def office(city: City) -> Iterator[PostOffice]:
    office = PostOffice(pause_s=0.02)
    city.environment["SMTP_URL"] = office.url
    yield office
    office.shutdown()
    office.server_close()


def owe_letters(database: Database, count: int = LETTERS) -> int:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        for n in range(count - 1):
            a_report(session, hromada, email=f"r{n}@example.org", now=datetime.now(UTC))
        request_sign_in(session, "s@example.org", next_path="/", locale="uk", now=datetime.now(UTC))
        return hromada.id


def all_settled(database: Database, hromada_id: int) -> Callable[[], bool]:
    def settled() -> bool:
        with database.reading(hromada_id) as session:
            left = select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))
            return session.scalar(left) == 0

    return settled


def restart(city: City, process: Popen[bytes], *command: str) -> Popen[bytes]:
    process.wait()
    return city.start(*command)


def test_every_letter_goes_once_in_quiet_times(
    city: City, office: PostOffice, database: Database
) -> None:
    hromada_id = owe_letters(database)
    city.start("worker", "mail")
    city.start("relay", "--lease", LEASE_S)
    until(all_settled(database, hromada_id), "every letter settled")
    assert len(office.taken) == LETTERS
    assert set(office.taken.values()) == {1}


def test_restarting_everything_loses_no_letter_and_sends_none_twice(
    city: City, office: PostOffice, database: Database
) -> None:
    """The ordinary restart: SIGTERM to worker and relay in the middle of the work."""
    hromada_id = owe_letters(database)
    worker, relay = city.start("worker", "mail"), city.start("relay", "--lease", LEASE_S)
    for round in range(1, 3):
        until(lambda: len(office.taken) >= round * 10, f"{round * 10} letters")  # noqa: B023
        for process in (worker, relay):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(20) for process in (worker, relay)] == [0, 0]
        worker, relay = city.start("worker", "mail"), city.start("relay", "--lease", LEASE_S)
    until(all_settled(database, hromada_id), "every letter settled")
    assert len(office.taken) == LETTERS
    assert set(office.taken.values()) == {1}


@pytest.mark.parametrize("wiped", [False, True], ids=["kept", "wiped"])
def test_killing_redis_loses_no_letter_and_sends_none_twice(
    city: City, office: PostOffice, database: Database, redis: PrivateRedis, wiped: bool
) -> None:
    hromada_id = owe_letters(database)
    worker, relay = city.start("worker", "mail"), city.start("relay", "--lease", LEASE_S)
    for after, pause_s in ((5, 0.0), (20, 1.2)):
        until(lambda: len(office.taken) >= after, f"{after} letters")  # noqa: B023
        redis.kill()
        sleep(pause_s)
        redis.start()
        if wiped:
            redis.wipe()
    until(all_settled(database, hromada_id), "every letter settled")
    assert len(office.taken) == LETTERS
    assert set(office.taken.values()) == {1}
    assert [worker.poll(), relay.poll()] == [None, None]


def test_killing_the_relay_loses_no_letter_and_sends_none_twice(
    city: City, office: PostOffice, database: Database
) -> None:
    hromada_id = owe_letters(database)
    city.start("worker", "mail")
    relay = city.start("relay", "--lease", LEASE_S)
    for after in (1, 15):
        until(lambda: len(office.taken) >= after, f"{after} letters")  # noqa: B023
        relay.kill()
        relay = restart(city, relay, "relay", "--lease", LEASE_S)
    until(all_settled(database, hromada_id), "every letter settled")
    assert len(office.taken) == LETTERS
    assert set(office.taken.values()) == {1}


def test_killing_a_worker_loses_no_letter(
    city: City, office: PostOffice, database: Database
) -> None:
    """Between a letter's going and its mark nothing can help: that one may go twice, no other."""
    hromada_id = owe_letters(database)
    city.start("relay", "--lease", LEASE_S)
    worker = city.start("worker", "mail")
    kills = (3, 15)
    for after in kills:
        until(lambda: len(office.taken) >= after, f"{after} letters")  # noqa: B023
        worker.kill()
        worker = restart(city, worker, "worker", "mail")
    until(all_settled(database, hromada_id), "every letter settled")
    assert len(office.taken) == LETTERS
    assert sum(office.taken.values()) - LETTERS <= len(kills)


def test_killing_everything_at_any_moment_leaves_each_letter_as_one_file(
    city: City, database: Database, redis: PrivateRedis, tmp_path: Path
) -> None:
    """Without a mail server a letter is a file named by its key: even a second sending is one."""
    hromada_id = owe_letters(database)
    folder = tmp_path / "var" / "mail"
    commands = {"worker": ("worker", "mail"), "relay": ("relay", "--lease", LEASE_S)}
    running = {name: city.start(*command) for name, command in commands.items()}
    for after in (1, 15):
        until(lambda: len(list(folder.glob("*.eml"))) >= after, f"{after} letters")  # noqa: B023
        redis.kill()
        for process in running.values():
            process.kill()
        redis.start()
        running = {
            name: restart(city, running[name], *command) for name, command in commands.items()
        }
    until(all_settled(database, hromada_id), "every letter settled")
    letters = [message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
    assert len(letters) == LETTERS
    assert len({letter["Message-ID"] for letter in letters}) == LETTERS
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_a_worker_told_to_stop_ends_the_letter_in_hand(
    city: City, office: PostOffice, database: Database
) -> None:
    office.pause_s = 1.5
    hromada_id = owe_letters(database, count=4)
    city.start("relay", "--lease", LEASE_S)
    worker = city.start("worker", "mail")
    until(lambda: locked_rows(database, hromada_id), "a letter in hand")
    # Twice, as a supervisor and a terminal may both do.
    worker.send_signal(signal.SIGTERM)
    sleep(0.2)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(20) == 0
    with database.reading(hromada_id) as session:
        done = session.scalars(select(Outbox.key).where(Outbox.done_at.is_not(None))).all()
    assert len(done) == len(office.taken) == 1


def locked_rows(database: Database, hromada_id: int) -> bool:
    """Say whether some row is in a worker's hands."""
    with database.transaction(hromada_id) as session:
        free = select(Outbox.id).with_for_update(skip_locked=True)
        seen = len(session.scalars(free).all())
        total = present(session.scalar(select(func.count()).select_from(Outbox)))
        session.rollback()
    return seen < total


def test_killing_a_worker_in_the_middle_of_a_photo_loses_no_photo(
    city: City, database: Database, tmp_path: Path
) -> None:
    store = PhotoFolder(tmp_path / "var" / "photos")
    keys = [new_key() for _ in range(3)]
    for key in keys:
        store.keep_incoming(key, a_large_photo())
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_report(session, hromada, photos=tuple(keys), now=datetime.now(UTC))
    city.start("relay", "--lease", LEASE_S)
    worker = city.start("worker", "photos")
    until(lambda: locked_rows(database, hromada.id), "a photo in hand")
    worker.kill()
    restart(city, worker, "worker", "photos")
    until(all_settled(database, hromada.id), "every photo settled")
    with database.reading(hromada.id) as session:
        assert session.scalars(select(ReportPhoto.state)).all() == ["ready"] * 3
    assert all(store.open(key, "large") and store.open(key, "thumb") for key in keys)
    until(lambda: not any(store.incoming(key) for key in keys), "every original deleted")


def a_large_photo() -> bytes:
    out = BytesIO()
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_without_redis_every_process_waits_and_stops_in_peace(
    city: City, database: Database, redis: PrivateRedis
) -> None:
    """A supervisor gives up on what keeps crashing; waiting is no crash."""
    hromada_id = owe_letters(database, count=2)
    redis.kill()
    commands = [("worker", "mail"), ("relay", "--lease", LEASE_S), ("clock",)]
    waiting = [city.start(*command) for command in commands]
    until(lambda: city.log.read_text().count("waits") == 2, "worker and relay say that they wait")
    assert [process.poll() for process in waiting] == [None] * 3
    for process in waiting:
        process.send_signal(signal.SIGTERM)
    # The clock says nothing: it may not have come to listen for signals yet.
    ended = [process.wait(20) for process in waiting]
    assert ended[:2] == [0, 0]
    assert ended[2] in {0, -signal.SIGTERM}
    assert not all_settled(database, hromada_id)()


def test_a_sign_in_letter_passes_a_backlog_of_ten_thousand(
    city: City, office: PostOffice, database: Database
) -> None:
    """Somebody sits and waits for it; whatever is owed to others goes on meanwhile."""
    office.pause_s = 0.0
    now = datetime.now(UTC)
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_report(session, hromada, email=IVANNA, now=now)
        (step,) = session.scalars(select(Outbox)).all()
        entries = [OutboxEntry(f"again:{n}", MAIL, step.kind, step.payload) for n in range(9_999)]
        enqueue(session, entries, now=now)
    city.start("worker", "mail")
    city.start("relay", "--lease", "120")
    until(lambda: len(office.taken) >= 20, "the backlog is being sent")
    with database.transaction() as session:
        request_sign_in(session, "s@example.org", next_path="/", locale="uk", now=now)
    until(sign_in_sent(database), "the sign-in letter sent", patience_s=6.0)
    with database.reading(hromada.id) as session:
        left = select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None))
        assert present(session.scalar(left)) > 1_000


def sign_in_sent(database: Database) -> Callable[[], bool]:
    def sent() -> bool:
        with database.reading() as session:
            row = session.scalars(select(Outbox).where(Outbox.kind == "sign-in")).one()
        return row.done_at is not None

    return sent
