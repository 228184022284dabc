"""An address that a stranger typed gets one letter without anybody's words, and few of these."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.adapters.letters import Letter
from app.adapters.mail import MailInMemory
from app.db import Database
from app.domain.roles import Role
from app.models.notices import NoticeSubscription
from app.models.outbox import Outbox
from app.models.places import Hromada
from app.models.subscriptions import ConfirmationLetter, RefusedAddress, Subscription
from app.operations.accounts.accounts import Grant
from app.operations.confirmations import MOST_OF_NETWORK, MOST_TO_ONE, REFUSED_FOR
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.operations.reports.retention import purge_hromada, purge_installation
from app.operations.reports.subscribing import follow_report
from app.security.typed_addresses import address_key
from tests.builders import NOON, a_public_report, a_report, typed
from tests.operations.notices.test_notices import a_notice
from tests.values import present
from tests.web.residents import GOOD, a_town, post, report_by, the_report
from tests.web.staff import signed_in

VICTIM = "victim@example.org"
INSULT = "Гидота, яку ніхто не має читати у своїй пошті. http://evil.example/"
OPERATOR = Actor(Role.OPERATOR)
Post = Callable[[int | None], dict[str, Letter]]
Send = Callable[[], list[Letter]]


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


@pytest.fixture
def client(app: Flask, town: Hromada) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sent(town: Hromada, mail: MailInMemory, post: Post) -> Send:
    """Send what is owed; return the letters to addresses outside the bodies."""

    def send() -> list[Letter]:
        post(town.id)
        return [letter for letter in mail.letters if letter.to.endswith("@example.org")]

    return send


def subscriptions(database: Database, town: Hromada) -> Sequence[Subscription]:
    with database.reading(town.id) as session:
        return session.scalars(select(Subscription).order_by(Subscription.id)).all()


def links(letter: Letter) -> dict[str, str]:
    """The paths of a letter's links, by their last word."""
    found = re.findall(r"https?://[^/\s]+(/\S+)", letter.text)
    return {path.rpartition("/")[2]: path for path in found}


def carry(database: Database, town: Hromada, number: int, *steps: str, **given: Any) -> None:
    with database.transaction(town.id) as session:
        for action in steps:
            actor = SYSTEM if action == "route" else OPERATOR
            take_step(
                session, the_report(session, number), action, StepContext(actor, NOON, **given)
            )


def told(client: FlaskClient, answer: dict[str, Any]) -> str:
    return client.get(answer["next_url"]).text


def test_the_first_letter_has_nobodys_words(client: FlaskClient, sent: Send) -> None:
    number = report_by(client, email=VICTIM, description=INSULT)
    (letter,) = sent()
    assert letter.to == VICTIM
    assert letter.subject == f"Повідомлення № {number}: це ваша адреса?"
    assert f"Хтось повідомив про проблему № {number} і вказав цю адресу." in letter.text
    assert "Це я, пишіть мені" in letter.text
    assert "Це не я" in letter.text
    whole = letter.subject + letter.text + letter.html
    assert not any(word in whole for word in INSULT.split() if len(word) > 3)
    assert "key=" not in whole
    assert not {"confirm", "refuse"} - set(links(letter))


def test_many_reports_are_three_letters(
    client: FlaskClient, sent: Send, database: Database, town: Hromada
) -> None:
    answers = [
        client.post("/pokrov/reports", json=GOOD | {"email": VICTIM, "description": INSULT})
        for _ in range(30)
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert len(sent()) == MOST_TO_ONE
    said = [present(answer.json)["address_unsent"] for answer in answers]
    assert said == [None] * MOST_TO_ONE + ["address"] * (30 - MOST_TO_ONE)
    assert len(subscriptions(database, town)) == MOST_TO_ONE
    page = told(client, present(answers[-1].json))
    assert "Лист не надіслано" in page
    assert "забагато таких листів" in page
    assert "?key=" in page


def test_tags_and_case_are_one_mailbox(client: FlaskClient, sent: Send) -> None:
    for n in range(6):
        report_by(client, email=f"Victim+{n}@Example.org")
    assert len(sent()) == MOST_TO_ONE


def test_one_network_reaches_few_addresses(app: Flask, client: FlaskClient, sent: Send) -> None:
    for n in range(MOST_OF_NETWORK + 4):
        last = client.post("/pokrov/reports", json=GOOD | {"email": f"n{n}@example.org"})
        assert last.status_code == 201
    assert len(sent()) == MOST_OF_NETWORK
    assert present(last.json)["address_unsent"] == "network"
    assert "забагато адрес" in told(client, present(last.json))
    # One that is known by now is asked again; so is another network's.
    assert report_by(client, email="n0@example.org")
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    app.test_client().post(
        "/pokrov/reports", json=GOOD | {"email": "new@example.org"}, environ_base=elsewhere
    )
    assert {letter.to for letter in sent()} == {"n0@example.org", "new@example.org"}


def test_who_confirms_uses_up_nothing_of_the_network(client: FlaskClient, sent: Send) -> None:
    """Many phones share the address of a mobile carrier."""
    for n in range(MOST_OF_NETWORK + 3):
        report_by(client, email=f"n{n}@example.org")
        (letter,) = sent()
        confirm = links(letter)["confirm"]
        post(client, confirm, seen=confirm)
        sent()


def test_the_limits_are_the_whole_installations(
    database: Database, client: FlaskClient, sent: Send
) -> None:
    a_town(database, "bucha")
    for slug in ("bucha", "bucha", "pokrov", "pokrov"):
        last = client.post(f"/{slug}/reports", json=GOOD | {"email": VICTIM})
    assert present(last.json)["address_unsent"] == "address"
    assert len(sent()) == 1


def test_the_limit_ends_after_a_day(database: Database, client: FlaskClient, sent: Send) -> None:
    for _ in range(4):
        report_by(client, email=VICTIM)
    with database.transaction() as session:
        purge_installation(session, now=datetime.now(UTC) + timedelta(days=1, minutes=1))
        assert session.scalars(select(ConfirmationLetter)).all() == []
    assert present(client.post("/pokrov/reports", json=GOOD | {"email": VICTIM}).json)[
        "address_asked"
    ]


def test_nothing_is_kept_in_the_clear(database: Database, client: FlaskClient) -> None:
    report_by(client, email=VICTIM)
    with database.reading() as session:
        (counted,) = session.scalars(select(ConfirmationLetter)).all()
    with client.application.app_context():
        assert counted.address_key == address_key(VICTIM)
    assert b"victim" not in bytes(counted.address_key + counted.network_key)
    assert len(counted.network_key) == 32


def test_steps_are_not_told_before_the_address_is_confirmed(
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    number = report_by(client, email=VICTIM, description=INSULT)
    sent()
    carry(database, town, number, "publish", "route", "accept", "solve", note="Слова органу.")
    assert sent() == []


def test_confirming_brings_what_was_missed_and_the_private_link(
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    number = report_by(client, email=VICTIM)
    confirm = links(sent()[0])["confirm"]
    carry(database, town, number, "publish", "route", "accept", "solve", note="Засипали.")
    reader = client.application.test_client()
    assert reader.get(confirm).status_code == 200
    assert sent() == []
    page = post(reader, confirm, seen=confirm)
    assert f"/pokrov/reports/{number}?key=" in page.text
    (letter,) = sent()
    assert letter.subject.startswith(f"Повідомлення № {number}:")
    assert "Засипали." in letter.text
    assert "?key=" in letter.text
    # Pressed again, it owes nothing more.
    assert post(reader, confirm, seen=confirm).status_code == 200
    assert sent() == []
    assert subscriptions(database, town)[0].network_key is None


def test_a_fresh_report_confirmed_brings_the_letter_of_its_receipt(
    client: FlaskClient, sent: Send
) -> None:
    number = report_by(client, email=VICTIM)
    confirm = links(sent()[0])["confirm"]
    post(client, confirm, seen=confirm)
    (letter,) = sent()
    assert letter.subject == f"Повідомлення № {number}: отримано"
    assert str(GOOD["description"]) in letter.text


def test_it_is_not_me_deletes_and_refuses_that_network(
    app: Flask,
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    report_by(client, email=VICTIM)
    refuse = links(sent()[0])["refuse"]
    owner = app.test_client()
    assert owner.get(refuse).status_code == 200
    assert len(subscriptions(database, town)) == 1
    page = post(owner, refuse, seen=refuse)
    assert "Адресу видалено." in page.text
    assert subscriptions(database, town) == []
    # Pressed again, it says the same.
    assert post(owner, refuse, seen="/pokrov/reports/new").status_code == 200
    regretted = owner.get(refuse.replace("/refuse", "/confirm"))
    assert regretted.status_code == 404
    assert "Листи можна знову замовити на сторінці повідомлення" in regretted.text
    again = client.post("/pokrov/reports", json=GOOD | {"email": VICTIM})
    assert (again.status_code, present(again.json)["address_unsent"]) == (201, "refused")
    assert "попросив не писати" in told(client, present(again.json))
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    other = app.test_client().post(
        "/pokrov/reports", json=GOOD | {"email": VICTIM}, environ_base=elsewhere
    )
    assert present(other.json)["address_unsent"] is None
    assert len(sent()) == 1


def test_a_refusal_lasts_thirty_days(client: FlaskClient, sent: Send, database: Database) -> None:
    report_by(client, email=VICTIM)
    refuse = links(sent()[0])["refuse"]
    post(client, refuse, seen=refuse)
    with database.transaction() as session:
        purge_installation(session, now=datetime.now(UTC) + REFUSED_FOR - timedelta(hours=1))
        assert len(session.scalars(select(RefusedAddress)).all()) == 1
        purge_installation(session, now=datetime.now(UTC) + REFUSED_FOR + timedelta(hours=1))
        assert session.scalars(select(RefusedAddress)).all() == []


def test_who_is_signed_in_with_the_address_need_not_confirm(
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    grant = Grant(town.id, VICTIM, Role.READER)
    # As a script of our own page sends it.
    signed_in(client, database, grant).environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    for _ in range(5):
        number = report_by(client, email=VICTIM.upper())
    letters = sent()
    assert len(letters) == 5
    assert letters[-1].subject == f"Повідомлення № {number}: отримано"
    # An address of somebody else is a stranger's.
    report_by(client, email="other@example.org")
    (letter,) = sent()
    assert "це ваша адреса?" in letter.subject


def test_the_page_says_where_the_letter_went(client: FlaskClient) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | {"email": VICTIM})
    page = told(client, present(answer.json))
    assert f"Ми надіслали на {VICTIM} лист із кнопкою" in page
    # Nobody else's page says it.
    number = present(answer.json)["number"]
    assert VICTIM not in client.application.test_client().get(f"/pokrov/reports/{number}").text


def test_a_repeated_submission_is_one_letter(
    client: FlaskClient, sent: Send, database: Database
) -> None:
    body = GOOD | {"email": VICTIM, "idempotency_key": "sent-again-and-again"}
    answers = [client.post("/pokrov/reports", json=body) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200]
    assert len(sent()) == 1
    with database.reading() as session:
        assert len(session.scalars(select(ConfirmationLetter)).all()) == 1
    assert "Ми надіслали на" in told(client, present(answers[-1].json))


def test_following_is_counted_too(
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    with database.transaction(town.id) as session:
        numbers = [a_public_report(session, town).number for _ in range(MOST_TO_ONE + 1)]
    for number in numbers:
        page = f"/pokrov/reports/{number}"
        answer = post(client, f"{page}/subscribe", {"email": VICTIM}, seen=page)
    assert answer.status_code == 200
    assert "не надіслано" in answer.text
    assert len(sent()) == MOST_TO_ONE


def test_a_reporter_may_ask_for_the_letter_again(
    client: FlaskClient,
    sent: Send,
    database: Database,
    town: Hromada,
) -> None:
    """It is the reporter's still: confirming brings the private link."""
    with database.transaction(town.id) as session:
        report = a_public_report(
            session, town, reporter=typed(VICTIM), now=datetime.now(UTC) - timedelta(hours=2)
        )
    page = f"/pokrov/reports/{report.number}"
    sent()
    post(client, f"{page}/subscribe", {"email": VICTIM}, seen=page)
    (letter,) = sent()
    confirm = links(letter)["confirm"]
    post(client, confirm, seen=confirm)
    assert [one.kind for one in subscriptions(database, town)] == ["reporter"]
    assert "?key=" in sent()[0].text


def test_an_unconfirmed_reporter_is_forgotten_after_a_week(
    database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        a_report(session, town, reporter=typed(VICTIM))
        purge_hromada(session, now=NOON + timedelta(days=6))
        assert session.scalar(text("SELECT count(*) FROM subscription")) == 1
        purge_hromada(session, now=NOON + timedelta(days=8))
        assert session.scalar(text("SELECT count(*) FROM subscription")) == 0
        assert session.scalar(text("SELECT count(*) FROM report")) == 1


def test_a_step_letter_that_was_owed_waits_for_nobody(
    database: Database, town: Hromada, sent: Send
) -> None:
    """Whatever put it into the outbox: an address that has not confirmed gets none."""
    with database.transaction(town.id) as session:
        report = a_report(session, town, email=VICTIM)
        session.execute(text("UPDATE subscription SET confirmed_at = NULL"))
        assert session.scalars(select(Outbox.kind)).all() == ["step"]
        assert report.number
    assert sent() == []


def test_a_stranger_who_asks_for_a_support_ends_no_letters(
    client: FlaskClient, sent: Send, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        number = a_public_report(session, town).number
        mine = typed(VICTIM, confirmed=True)
        follow_report(session, number, typed=mine, now=datetime.now(UTC))
    page = f"/pokrov/reports/{number}"
    wish = {"email": VICTIM, "supports": "1"}
    assert "вашу підтримку" in post(client, f"{page}/subscribe", wish, seen=page).text
    (letter,) = sent()
    assert f"Хтось хоче підтримати повідомлення № {number}" in letter.text
    assert "листи надходитимуть, як і раніше" in letter.text
    refuse = links(letter)["refuse"]
    assert "ту підтримку не буде зараховано" in client.get(refuse).text
    assert "Ту підтримку не зараховано" in post(client, refuse, seen=refuse).text
    (kept,) = subscriptions(database, town)
    assert kept.confirmed_at is not None
    assert not kept.supports
    # The network that asked is refused; the owner's letters are not.
    assert "Лист не надіслано" in post(client, f"{page}/subscribe", wish, seen=page).text


def test_who_is_signed_in_follows_at_once(
    client: FlaskClient, sent: Send, database: Database, town: Hromada
) -> None:
    signed_in(client, database, Grant(town.id, VICTIM, Role.READER))
    with database.transaction(town.id) as session:
        number = a_public_report(session, town).number
    sent()
    page = f"/pokrov/reports/{number}"
    answer = post(client, f"{page}/subscribe", {"email": VICTIM}, seen=page)
    assert "Тепер ви отримуватимете листи" in answer.text
    assert [bool(one.confirmed_at) for one in subscriptions(database, town)] == [True]
    assert sent() == []


def test_a_notice_nobody_wanted_is_refused_by_a_button(
    client: FlaskClient, sent: Send, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        notice = a_notice(session, town)
    page = f"/pokrov/notices/{notice}"
    assert post(client, f"{page}/subscribe", {"email": VICTIM}).status_code == 200
    refuse = links(sent()[0])["refuse"]
    assert client.get(refuse).status_code == 200
    assert "Адресу видалено." in post(client, refuse, seen=refuse).text
    with database.reading(town.id) as session:
        assert session.scalars(select(NoticeSubscription)).all() == []
        assert len(session.scalars(select(RefusedAddress)).all()) == 1
    again = post(client, f"{page}/subscribe", {"email": VICTIM})
    assert "попросив не писати" in again.text
