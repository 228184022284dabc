"""Who gets which letter, and what it must and must not say."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.adapters.letters import Letter
from app.adapters.mail import MailInMemory, message_of
from app.db import Database, enter_hromada
from app.domain.lifecycle import STEPS
from app.domain.moderation import HideReason
from app.domain.roles import Role
from app.domain.steps import Audience
from app.jobs.letters import texts as wording
from app.jobs.letters.compose import MOST_MARK_BYTES
from app.jobs.letters.reminder_texts import REMINDER
from app.models.places import Category, Hromada
from app.models.reports import Report
from app.models.subscriptions import Subscription
from app.operations.accounts.accounts import request_sign_in
from app.operations.casework.moderation import hide_report, mark_duplicate, unmerge_report
from app.operations.casework.reminders import remind
from app.operations.casework.staff_commands import StaffCommand
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.services import services_of
from tests.builders import NOON, a_grant, a_public_report, a_report, a_working_hromada
from tests.values import present

OPERATOR = Actor(Role.OPERATOR)
RESIDENT = Actor(Role.RESIDENT)
IVANNA, PETRO = "ivanna@example.org", "petro@example.org"


@pytest.fixture
def report(database: Database) -> Report:
    """A public report of Ivanna's, which Petro follows."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        report = a_public_report(session, hromada, email=IVANNA, address="вул. Центральна, 5")
        session.add(
            Subscription(
                hromada_id=hromada.id,
                report_id=report.id,
                email=PETRO,
                kind="follower",
                created_at=NOON,
                confirmed_at=NOON,
            )
        )
        return report


def step(
    database: Database, report: Report, action: str, actor: Actor = OPERATOR, **given: Any
) -> int:
    with database.transaction(report.hromada_id) as session:
        here = session.get_one(Report, report.id)
        return take_step(session, here, action, StepContext(actor, NOON, **given))


def links(letter: Letter) -> list[str]:
    return re.findall(r"https?://\S+", letter.text)


def test_the_reporter_hears_of_receipt_and_of_publishing(
    report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    letters = post(report.hromada_id)
    assert set(letters) == {IVANNA, "udg@pokrov.example"}
    assert f"№ {report.number}: опубліковано" in letters[IVANNA].subject


def test_every_letter_carries_the_number_and_both_forms(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    for letter in post(report.hromada_id).values():
        assert str(report.number) in letter.subject
        assert letter.text.strip()
        assert "<html" in letter.html
        message_of(letter, "City <noreply@city.example>").as_bytes()


def test_followers_hear_of_public_steps_without_the_private_link(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    post(report.hromada_id)
    step(database, report, "accept")
    letters = post(report.hromada_id)
    assert "?key=" in letters[IVANNA].text
    assert "?key=" not in letters[PETRO].text + letters[PETRO].html
    assert f"/pokrov/reports/{report.number}" in letters[PETRO].text


def test_no_letter_names_another_person(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    step(database, report, "solve", note="Яму засипано.")
    people = {IVANNA, PETRO}
    letters = post(report.hromada_id)
    assert set(letters) >= people
    for letter in letters.values():
        for other in people - {letter.to}:
            assert other not in letter.text + letter.html + letter.subject


def test_the_private_link_lets_its_reporter_in(
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    client: FlaskClient,
) -> None:
    letter = post(report.hromada_id)[IVANNA]
    private = next(link for link in links(letter) if "key=" in link)
    answer = client.get(private.removeprefix("http://localhost:8000"))
    assert answer.status_code in {302, 303}
    assert "key" not in parse_qs(urlsplit(answer.location).query)


def test_asking_whether_it_is_solved_gives_the_day_until_which_we_wait(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    step(database, report, "solve", note="Яму засипано.")
    letter = post(report.hromada_id)[IVANNA]
    assert "Яму засипано." in letter.text
    assert "15 червня 2026" in letter.text
    pages = [urlsplit(link).path for link in links(letter) if "key=" in link]
    assert pages == [
        f"/pokrov/reports/{report.number}/{answer}" for answer in ("confirm", "return")
    ]


@pytest.mark.parametrize("state", [{"hidden_at": NOON}, {"sensitive": True}])
def test_what_is_off_the_map_is_told_to_reporter_and_body_only(
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    state: dict[str, datetime] | dict[str, bool],
) -> None:
    """Also when it went off the map after the letter was owed."""
    post(report.hromada_id)
    step(database, report, "accept")
    with database.transaction(report.hromada_id) as session:
        session.execute(update(Report).values(**state))
    assert set(post(report.hromada_id)) == {IVANNA}


def test_a_sensitive_report_is_not_said_to_be_on_the_map(
    database: Database, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        session.execute(update(Category).values(hide_on_map=True))
        a_public_report(session, hromada, email=IVANNA)
    letter = post(hromada.id)[IVANNA]
    assert "воно вже на мапі" not in letter.text
    assert "не показано" in letter.text


def test_who_said_stop_gets_no_letter_that_was_owed_before(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    with database.transaction(report.hromada_id) as session:
        session.execute(update(Subscription).values(ended_at=NOON))
    assert set(post(report.hromada_id)) == {"udg@pokrov.example"}


def test_the_body_reads_the_place_the_words_and_the_terms(
    report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    letter = post(report.hromada_id)["udg@pokrov.example"]
    for words in ("Глибока яма", "47.65000, 34.05000", "вул. Центральна, 5", "Прийняти до"):
        assert words in letter.text
    assert f"/pokrov/office/{report.number}" in letter.text


def test_the_body_reads_the_words_with_which_the_resident_returns(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    step(database, report, "solve")
    step(database, report, "return", RESIDENT, details={"words": "Яма на місці."})
    letters = post(report.hromada_id)
    assert "Яма на місці." in letters["udg@pokrov.example"].text
    assert "Яма на місці." not in letters[PETRO].text


def test_a_refusal_gives_its_reason(
    database: Database, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        moderator = a_grant(session, hromada, Role.MODERATOR)
        a_report(session, hromada, email=IVANNA, steps=[])
        report = session.scalars(select(Report)).one()
        take_step(session, report, "reject", StepContext(moderator, NOON, note="Це реклама."))
    letter = post(hromada.id)[IVANNA]
    assert "не опубліковано" in letter.subject
    assert "Це реклама." in letter.text
    assert "Це реклама." in letter.html


def test_a_question_is_put_in_the_letter(
    database: Database, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        moderator = a_grant(session, hromada, Role.MODERATOR)
        report = a_report(session, hromada, email=IVANNA)
        take_step(session, report, "ask", StepContext(moderator, NOON, note="Який будинок?"))
    assert "Який будинок?" in post(hromada.id)[IVANNA].text


def test_a_reminder_of_what_was_hidden_since_does_not_go(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    post(report.hromada_id)
    with database.transaction(report.hromada_id) as session:
        remind(session, now=present(report.accept_due_at))
        session.execute(update(Report).values(hidden_at=NOON))
    assert post(report.hromada_id) == {}


def test_a_second_merge_reaches_those_of_the_first(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction(report.hromada_id) as session:
        hromada = session.get_one(Hromada, report.hromada_id)
        moderator = a_grant(session, hromada, Role.MODERATOR)
        second, first = (a_public_report(session, hromada) for _ in range(2))
        mark_duplicate(session, StaffCommand(report.number, moderator, NOON), second.number)
    post(report.hromada_id)
    with database.transaction(report.hromada_id) as session:
        mark_duplicate(session, StaffCommand(second.number, moderator, NOON), first.number)
    letter = post(report.hromada_id)[PETRO]
    assert f"№ {second.number}" in letter.subject
    assert f"/pokrov/reports/{first.number}" in letter.text
    assert "?key=" not in letter.text + letter.html


def test_an_undone_merge_is_told_to_those_who_heard_of_it(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction(report.hromada_id) as session:
        moderator = a_grant(session, session.get_one(Hromada, report.hromada_id), Role.MODERATOR)
        original = a_public_report(session, session.get_one(Hromada, report.hromada_id))
        mark_duplicate(session, StaffCommand(report.number, moderator, NOON), original.number)
    post(report.hromada_id)
    with database.transaction(report.hromada_id) as session:
        unmerge_report(session, StaffCommand(report.number, moderator, NOON), note="Для журналу.")
    letters = post(report.hromada_id)
    assert set(letters) == {IVANNA, PETRO}
    for letter in letters.values():
        assert "розглядається окремо" in letter.subject
        assert "Для журналу." not in letter.text


def test_an_original_off_the_map_by_now_is_not_named(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction(report.hromada_id) as session:
        moderator = a_grant(session, session.get_one(Hromada, report.hromada_id), Role.MODERATOR)
        original = a_public_report(session, session.get_one(Hromada, report.hromada_id))
        mark_duplicate(session, StaffCommand(report.number, moderator, NOON), original.number)
        hide_report(
            session,
            StaffCommand(original.number, moderator, NOON),
            HideReason.SECURITY,
            note="Об'єкт.",
        )
    letters = post(report.hromada_id)
    for reader in (IVANNA, PETRO):
        assert "яке зараз не оприлюднене" in letters[reader].text
        assert f"№ {original.number}" not in letters[reader].text
        assert f"/reports/{original.number}" not in letters[reader].text


def test_words_of_strangers_stay_words(
    database: Database, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_report(session, hromada, email=IVANNA, description="<script>alert(1)</script>")
    letter = post(hromada.id)[IVANNA]
    assert "<script>" not in letter.html
    assert "&lt;script&gt;" in letter.html


def test_letters_speak_the_readers_language(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction(report.hromada_id) as session:
        session.execute(update(Subscription).values(locale="en"))
    step(database, report, "accept")
    letter = post(report.hromada_id)[PETRO]
    assert letter.subject == f"Report No. {report.number}: accepted for work"
    assert "Department udg" in letter.text
    assert not re.search("[а-яі]", letter.text.replace("вул. Центральна, 5", ""))


def test_a_subscription_is_confirmed_or_refused_by_a_link(
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    client: FlaskClient,
) -> None:
    with database.transaction(report.hromada_id) as session:
        new = Subscription(
            hromada_id=report.hromada_id,
            report_id=report.id,
            email="new@example.org",
            kind="follower",
            created_at=NOON,
        )
        session.add(new)
        session.flush()
        debt = OutboxEntry(
            f"subscription:{new.id}:confirm",
            MAIL,
            "confirm-subscription",
            {"subscription_id": new.id},
        )
        enqueue(session, [debt], now=NOON)
    letter = post(report.hromada_id)["new@example.org"]
    asked = [link for link in links(letter) if "/subscriptions/" in link]
    assert [link.rpartition("/")[2] for link in asked] == ["confirm", "refuse"]
    for link in asked:
        assert client.get(link.removeprefix("http://localhost:8000")).status_code == 200


def test_the_unsubscribe_link_ends_the_letters_in_one_press(
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    client: FlaskClient,
) -> None:
    step(database, report, "accept")
    letter = post(report.hromada_id)[PETRO]
    path = letter.unsubscribe_url.removeprefix("http://localhost:8000")
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code in {200, 302, 303}
    step(database, report, "start")
    assert set(post(report.hromada_id)) == {IVANNA}


def test_signing_in_makes_its_secret_only_when_the_letter_goes(
    database: Database,
    post: Callable[[int | None], dict[str, Letter]],
    client: FlaskClient,
    mail: MailInMemory,
) -> None:
    with database.transaction() as session:
        request_sign_in(session, IVANNA, next_path="/", locale="en", now=NOON.now(NOON.tzinfo))
    letter = post(None)[IVANNA]
    (link,) = [link for link in links(letter) if "/account/sign-in/" in link]
    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 200
    assert letter.unsubscribe_url == ""


def test_a_sign_in_letter_holds_nothing_that_was_typed(
    database: Database, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    """Anybody may ask for one to any address; where to go afterwards stays with the request."""
    path = "/pokrov/list?q=http://evil.example/Read-this-now"
    with database.transaction() as session:
        request_sign_in(session, IVANNA, next_path=path, locale="en", now=NOON.now(NOON.tzinfo))
    letter = post(None)[IVANNA]
    whole = letter.subject + letter.text + letter.html
    assert not any(words in whole for words in ("evil.example", "Read-this-now", "/pokrov"))


@pytest.mark.parametrize(
    ("kind", "known"), [("reporter", False), ("follower", False), ("follower", True)]
)
@pytest.mark.parametrize("locale", ["uk", "en"])
def test_the_letter_that_asks_to_confirm_holds_nothing_that_was_typed(
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    kind: str,
    known: bool,
    locale: str,
) -> None:
    post(report.hromada_id)
    with database.transaction(report.hromada_id) as session:
        session.execute(update(Subscription).values(ended_at=NOON))
        new = Subscription(
            hromada_id=report.hromada_id,
            report_id=report.id,
            email="new@example.org",
            kind=kind,
            locale=locale,
            created_at=NOON,
            # An address that hears already is asked for its support only.
            confirmed_at=NOON if known else None,
            supports=known,
        )
        session.add(new)
        session.flush()
        payload = {"subscription_id": new.id}
        enqueue(session, [OutboxEntry("ask", MAIL, "confirm-subscription", payload)], now=NOON)
    letter = post(report.hromada_id)["new@example.org"]
    whole = letter.subject + letter.text + letter.html
    for words in ("Глибока", "яма", "зупинки", "Центральна", "key=", IVANNA, PETRO):
        assert words not in whole
    assert ("Яма" if locale == "uk" else "Pothole") in letter.text


def test_there_are_words_for_every_step_that_is_told() -> None:
    told = {
        Audience.REPORTER: wording.REPORTER,
        Audience.FOLLOWERS: wording.FOLLOWER,
        Audience.BODY: wording.BODY,
        Audience.COORDINATORS: wording.STAFF,
        Audience.MODERATORS: wording.STAFF,
    }
    missing = [
        (action, audience)
        for action, step in STEPS.items()
        for audience in step.audiences
        if action not in told[audience]
    ]
    assert missing == []


def test_there_are_words_for_every_stage_of_every_clock() -> None:
    clocks, stages = ("acceptance", "answer", "plan"), ("before", "due", "head", "coordinator")
    appeal = product(["appeal"], ["before", "due", "late"])
    assert set(REMINDER) == {*product(clocks, stages), *appeal, ("reply", "before")}


def test_hiding_is_told_to_the_reporter_alone(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    post(report.hromada_id)
    with database.transaction() as session:
        enter_hromada(session, report.hromada_id)
        here = session.get_one(Report, report.id)
        here.hidden_at = NOON
        take_step(session, here, "hide", StepContext(OPERATOR, NOON, note="Персональні дані."))
    letters = post(report.hromada_id)
    assert set(letters) == {IVANNA}
    assert "Персональні дані." in letters[IVANNA].text


def test_a_step_by_the_system_is_told(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    step(database, report, "accept")
    step(database, report, "solve")
    post(report.hromada_id)
    step(database, report, "lapse", SYSTEM)
    assert set(post(report.hromada_id)) == {IVANNA, PETRO, "udg@pokrov.example"}


def test_letters_name_the_hromada_and_how_it_is_reached(
    database: Database, report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        reached = {"hotline": "15-80", "contact_email": "rada@pokrov.example"}
        session.execute(update(Hromada).where(Hromada.id == report.hromada_id).values(reached))
    letters = post(report.hromada_id)
    assert set(letters) == {IVANNA, "udg@pokrov.example"}
    for letter in letters.values():
        assert letter.sender_name == "Громада pokrov"
        assert letter.reply_to == "rada@pokrov.example"
        for form in (letter.text, letter.html):
            assert "Громада pokrov: гаряча лінія 15-80 · rada@pokrov.example" in form
        assert ("/end" in letter.unsubscribe_url) == (letter.to == IVANNA)


def test_a_hromada_without_contacts_is_named_all_the_same(
    report: Report, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    letter = post(report.hromada_id)[IVANNA]
    assert (letter.sender_name, letter.reply_to) == ("Громада pokrov", "")
    assert "Громада pokrov\nВідкрите Місто · http" in letter.text


@pytest.mark.parametrize(("size", "carried"), [(10_000, True), (MOST_MARK_BYTES + 1, False)])
def test_the_hromadas_mark_is_in_its_letters_and_nothing_is_fetched(
    app: Flask,
    database: Database,
    report: Report,
    post: Callable[[int | None], dict[str, Letter]],
    size: int,
    carried: bool,
) -> None:
    key, picture = "a" * 32, b"\x89PNG" + b"x" * (size - 4)
    services_of(app).photos.put(key, "thumb", picture)
    with database.transaction(report.hromada_id) as session:
        session.execute(update(Hromada).where(Hromada.id == report.hromada_id).values(logo_key=key))
    letter = post(report.hromada_id)[IVANNA]
    assert letter.mark == (picture if carried else b"")
    shown = re.findall(r'<img src="([^"]*)" alt="([^"]*)"', letter.html)
    assert shown == ([("cid:mark", letter.sender_name)] if carried else [])
    assert "url(" not in letter.html
