"""What is owed is settled once, tried again when it failed, and never forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
from redis import RedisError
from rq import Queue
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.adapters.mail import MailInMemory, NotSent, Undeliverable
from app.config import Settings
from app.db import RELAY_ROLE, Database
from app.jobs.delivery.consumer import process_entry
from app.jobs.delivery.queues import WORKERS, LeasedEntry, rq_queue
from app.jobs.delivery.relay import BATCH, MOST_WAITING, Relay
from app.jobs.delivery.retries import MOST_ATTEMPTS
from app.jobs.letters.send import send_letter
from app.models.outbox import Outbox
from app.models.subscriptions import Subscription
from app.operations.accounts.accounts import request_sign_in
from app.operations.outbox import MAIL, MAIL_FIRST, OutboxEntry, enqueue
from app.sql import run
from tests.builders import NOON, a_hromada, a_report, a_working_hromada
from tests.servers import PrivateRedis

FAR = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def relay_database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url, role=RELAY_ROLE)
    yield database
    database.close()


@pytest.fixture(scope="module")
def redis() -> Iterator[PrivateRedis]:
    server = PrivateRedis()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def relay(redis: PrivateRedis, database: Database, relay_database: Database) -> Iterator[Relay]:
    relay = Relay(relay_database, redis.url)
    yield relay
    redis.wipe()
    relay.close()


def a_letter_owed(database: Database, email: str = "ivanna@example.org") -> LeasedEntry:
    """A report whose reporter is owed a first letter; returns that hand."""
    with database.transaction() as session:
        report = a_report(session, a_working_hromada(session), email=email)
        row = session.scalars(select(Outbox)).one()
        return LeasedEntry(row.id, report.hromada_id, 0)


def owe(database: Database, slug: str, count: int, now: datetime = NOON) -> None:
    """That many letters of a hromada that nobody could compose."""
    with database.transaction() as session:
        a_hromada(session, slug)
        debts = [OutboxEntry(f"{slug}:{n}", MAIL, "step") for n in range(count)]
        enqueue(session, debts, now=now)


def row_of(database: Database, hand: LeasedEntry) -> Outbox:
    with database.reading(hand.hromada_id) as session:
        return session.get_one(Outbox, hand.outbox_id)


def handed(relay: Relay, queue: str = MAIL) -> list[LeasedEntry]:
    jobs = rq_queue(queue, relay._redis).get_jobs()
    return [LeasedEntry(*hand) for job in jobs for hand in job.args[0]]


def test_a_letter_is_sent_and_marked(database: Database, mail: MailInMemory) -> None:
    hand = a_letter_owed(database)
    process_entry(database, send_letter, hand)
    assert [letter.to for letter in mail.letters] == ["ivanna@example.org"]
    assert row_of(database, hand).done_at is not None


def test_a_letter_handed_twice_is_sent_once(database: Database, mail: MailInMemory) -> None:
    hand = a_letter_owed(database)
    for _ in range(2):
        process_entry(database, send_letter, hand)
    assert len(mail.letters) == 1


def test_a_letter_in_another_workers_hands_is_left_to_it(
    database: Database, mail: MailInMemory
) -> None:
    hand = a_letter_owed(database)
    with database.transaction(hand.hromada_id) as session:
        session.execute(select(Outbox).with_for_update())
        process_entry(database, send_letter, hand)
    assert mail.letters == []


def test_an_old_hand_for_a_row_tried_since_does_nothing(
    database: Database, mail: MailInMemory
) -> None:
    hand = a_letter_owed(database)
    mail.fault = NotSent("SMTPDataError 421")
    process_entry(database, send_letter, hand)
    mail.fault = None
    process_entry(database, send_letter, hand)
    assert mail.letters == []
    process_entry(database, send_letter, hand._replace(attempts=1))
    assert len(mail.letters) == 1


def test_a_failure_puts_the_letter_off(database: Database, mail: MailInMemory) -> None:
    hand = a_letter_owed(database)
    mail.fault = NotSent("SMTPDataError 421")
    process_entry(database, send_letter, hand)
    row = row_of(database, hand)
    assert (row.attempts, row.last_error, row.done_at, row.dead_at) == (
        1,
        "SMTPDataError 421",
        None,
        None,
    )
    assert row.next_at > datetime.now(UTC) + timedelta(seconds=15)


def test_a_failure_names_nobody(database: Database, mail: MailInMemory) -> None:
    hand = a_letter_owed(database)
    mail.fault = ValueError("ivanna@example.org")
    process_entry(database, send_letter, hand)
    assert row_of(database, hand).last_error == "ValueError"


@pytest.mark.parametrize(
    ("fault", "attempts"), [(NotSent("x"), MOST_ATTEMPTS - 1), (Undeliverable("x"), 0)]
)
def test_what_cannot_be_delivered_is_given_up(
    database: Database, mail: MailInMemory, fault: NotSent | Undeliverable, attempts: int
) -> None:
    hand = a_letter_owed(database)
    with database.transaction(hand.hromada_id) as session:
        session.execute(update(Outbox).values(attempts=attempts))
    mail.fault = fault
    process_entry(database, send_letter, hand._replace(attempts=attempts))
    assert row_of(database, hand).dead_at is not None


def test_what_failed_leaves_nothing_half_done(database: Database) -> None:
    hand = a_letter_owed(database)

    def act(session: Session, row: Outbox) -> None:
        session.execute(update(Subscription).values(email="other@example.org"))
        raise ValueError

    process_entry(database, act, hand)
    with database.reading(hand.hromada_id) as session:
        assert session.scalars(select(Subscription.email)).one() == "ivanna@example.org"


def test_what_comes_after_the_commit_does_not_come_without_it(database: Database) -> None:
    hand = a_letter_owed(database)
    done: list[object] = []
    process_entry(database, lambda session, row: lambda: done.append(row.done_at), hand)
    assert done[0] is not None
    process_entry(database, lambda session, row: lambda: done.append("again"), hand)
    assert len(done) == 1


def test_a_hand_of_another_hromada_opens_nothing(database: Database, mail: MailInMemory) -> None:
    hand = a_letter_owed(database)
    with database.transaction() as session:
        other = a_hromada(session, "other")
    process_entry(database, send_letter, hand._replace(hromada_id=other.id))
    process_entry(database, send_letter, hand._replace(hromada_id=None))
    assert mail.letters == []


def test_the_relay_hands_over_what_is_due_of_every_hromada(
    database: Database, relay: Relay
) -> None:
    with database.transaction() as session:
        for slug in ("pokrov", "nikopol"):
            a_report(session, a_working_hromada(session, slug), email="a@example.org")
    with database.transaction() as session:
        request_sign_in(session, "b@example.org", next_path="/", locale="uk", now=NOON)
    assert relay.sweep(NOON) == 3
    assert all(hand.hromada_id for hand in handed(relay))
    assert len(handed(relay)) == 2
    # Somebody waits for the sign-in letter: it has a queue of its own, which comes first.
    assert [hand.hromada_id for hand in handed(relay, MAIL_FIRST)] == [None]
    assert WORKERS["mail"] == (MAIL_FIRST, MAIL)


def test_a_sign_in_letter_passes_a_backlog(database: Database, relay: Relay) -> None:
    owe(database, "pokrov", MOST_WAITING * BATCH + 50)
    while relay.sweep(NOON):
        pass
    with database.transaction() as session:
        request_sign_in(session, "b@example.org", next_path="/", locale="uk", now=NOON)
    assert relay.sweep(NOON) == 1
    assert len(handed(relay, MAIL_FIRST)) == 1


def test_who_owes_much_delays_nobody(database: Database, relay: Relay) -> None:
    """Of each hromada in turn, however many letters were owed before by another."""
    owe(database, "pokrov", MOST_WAITING * BATCH + 50)
    owe(database, "bucha", 3, now=NOON + timedelta(minutes=1))
    relay.sweep(NOON + timedelta(minutes=2))
    first, second = {hand.hromada_id for hand in handed(relay)}
    order = [hand.hromada_id for hand in handed(relay)]
    assert order[:6] == [first, second] * 3 or order[:6] == [second, first] * 3


def test_two_relays_share_what_is_due(
    database: Database, relay: Relay, relay_database: Database
) -> None:
    owe(database, "pokrov", 30)
    values = {"queue": MAIL, "now": NOON, "lease_until": FAR, "most": 20}
    with relay_database.transaction() as one, relay_database.transaction() as other:
        rows = [run(session, "outbox/claim", **values).all() for session in (one, other)]
    assert [len(claimed) for claimed in rows] == [20, 0]
    values["now"] = NOON + timedelta(minutes=1)
    with relay_database.transaction() as session:
        assert len(run(session, "outbox/claim", **values).all()) == 10


def test_what_is_leased_is_not_handed_again_until_the_lease_ends(
    database: Database, relay: Relay, redis: PrivateRedis
) -> None:
    a_letter_owed(database)
    assert relay.sweep(NOON) == 1
    assert relay.sweep(NOON + timedelta(seconds=119)) == 0
    # Redis was wiped meanwhile.
    redis.wipe()
    assert relay.sweep(NOON + timedelta(seconds=120)) == 1
    assert len(handed(relay)) == 1


@pytest.mark.parametrize("column", ["done_at", "dead_at"])
def test_what_is_settled_or_given_up_is_not_handed(
    database: Database, relay: Relay, column: str
) -> None:
    hand = a_letter_owed(database)
    with database.transaction(hand.hromada_id) as session:
        session.execute(update(Outbox).values({column: NOON}))
    assert relay.sweep(FAR) == 0


def test_what_is_not_due_is_not_handed(database: Database, relay: Relay) -> None:
    hand = a_letter_owed(database)
    with database.transaction(hand.hromada_id) as session:
        session.execute(update(Outbox).values(next_at=FAR))
    assert relay.sweep(NOON) == 0


def test_the_relay_stops_while_the_workers_are_behind(database: Database, relay: Relay) -> None:
    owe(database, "pokrov", MOST_WAITING * BATCH + 50)
    swept = 0
    while more := relay.sweep(NOON):
        swept += more
    assert swept == MOST_WAITING * BATCH
    assert rq_queue(MAIL, relay._redis).count == MOST_WAITING


def test_the_relay_sees_obligations_and_nothing_else(
    database: Database, relay_database: Database
) -> None:
    a_letter_owed(database)
    with relay_database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM outbox")) == 1
        assert (
            session.scalar(
                text("""
                SELECT bool_or(has_table_privilege('vidkryte_relay', oid, 'SELECT'))
                FROM pg_class WHERE relname IN ('report', 'subscription', 'account')
            """)
            )
            is False
        )


def test_what_redis_would_not_take_is_due_again_at_once(
    database: Database, relay: Relay, redis: PrivateRedis
) -> None:
    hand = a_letter_owed(database)
    with pytest.raises(RedisError):
        relay._sweep_queue(GoneAfterCounting(rq_queue(MAIL, relay._redis)), NOON)
    assert row_of(database, hand).next_at == NOON


class GoneAfterCounting(Queue):
    """A queue whose Redis goes away between counting and taking."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(queue.name, connection=queue.connection)

    def enqueue_call(self, *_args: object, **_values: object) -> NoReturn:
        raise RedisError
