"""A report's page: who sees what of it, and what they can do there."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.domain.moderation import HideReason
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.places import Hromada
from app.models.reports import ReportPhoto
from app.models.subscriptions import Subscription
from app.operations.casework.moderation import hide_report, mark_duplicate
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import SYSTEM, Actor, StepContext, lock_report, take_step
from app.operations.reports.subscribing import SUBSCRIPTION
from app.security.proof_of_work import FIELD
from app.security.rate_counters import InProcessCounter
from app.security.tokens import link_token
from app.services import services_of
from tests.builders import NOON, a_grant, a_hromada, a_public_report, square
from tests.values import present
from tests.web.residents import (
    GOOD,
    a_photo,
    a_town,
    post,
    private_key,
    report_by,
    statements,
    the_report,
)
from tests.web.test_proof_of_work import solution_of

OPERATOR = Actor(Role.OPERATOR)
PUBLISHED = [("publish", OPERATOR), ("route", SYSTEM)]
SOLVED = [*PUBLISHED, ("accept", OPERATOR), ("solve", OPERATOR)]


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


@pytest.fixture
def browser(client: FlaskClient, town: Hromada) -> FlaskClient:
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def stranger(app: Flask, town: Hromada) -> FlaskClient:
    other = app.test_client()
    other.set_cookie("lang", "en")
    return other


@pytest.fixture
def carry(database: Database, town: Hromada) -> Callable[..., None]:
    """Take a report on: carry(number, [("publish", actor), …])."""

    def on(number: int, steps: Sequence[tuple[str, Actor]], **given: Any) -> None:
        with database.transaction(town.id) as session:
            report = lock_report(session, number)
            for action, actor in steps:
                take_step(session, report, action, StepContext(actor, NOON, **given))

    return on


@pytest.fixture
def moderator(database: Database, town: Hromada) -> Actor:
    with database.transaction(town.id) as session:
        return a_grant(session, town, Role.MODERATOR)


@pytest.fixture
def public(database: Database, town: Hromada) -> int:
    with database.transaction(town.id) as session:
        return a_public_report(session, town).number


def page_of(number: int | str, suffix: str = "") -> str:
    return f"/pokrov/reports/{number}{suffix}"


SUFFIXES = ["", ".json", ".geojson"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_before_publishing_only_its_resident_sees_a_report(
    browser: FlaskClient, stranger: FlaskClient, suffix: str
) -> None:
    number = report_by(browser)
    assert browser.get(page_of(number, suffix)).status_code == 200
    assert stranger.get(page_of(number, suffix)).status_code == 404


def test_the_private_link_makes_a_browser_the_residents(
    app: Flask, browser: FlaskClient, stranger: FlaskClient, database: Database, town: Hromada
) -> None:
    number = report_by(browser)
    with database.reading(town.id) as session:
        key = private_key(app, the_report(session, number).public_id)
    answer = stranger.get(page_of(number, f"?key={key}"))
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(number))
    assert "waits for a moderator" in stranger.get(page_of(number)).text


def test_a_key_of_another_report_opens_nothing(
    app: Flask, browser: FlaskClient, stranger: FlaskClient, database: Database, town: Hromada
) -> None:
    first, second = report_by(browser), report_by(browser)
    with database.reading(town.id) as session:
        key = private_key(app, the_report(session, first).public_id)
    assert stranger.get(page_of(second, f"?key={key}")).status_code == 404
    assert stranger.get(page_of(second, "?key=nonsense")).status_code == 404
    assert stranger.get(page_of(second)).status_code == 404


@pytest.mark.parametrize("number", ["999", "0", "99999999999999999999", "-1", "abc", "1e3"])
def test_a_number_that_was_not_given_is_no_page(browser: FlaskClient, number: str) -> None:
    assert browser.get(page_of(number)).status_code == 404


def test_another_hromadas_report_is_the_same_404(
    browser: FlaskClient, database: Database, public: int
) -> None:
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(30, 50))
    elsewhere = browser.get(f"/bucha/reports/{public}")
    nowhere = browser.get("/bucha/reports/424242")
    assert elsewhere.status_code == nowhere.status_code == 404
    nonce = re.compile(r"nonce-\S+|reports/\d+|reports%2F\d+")
    assert nonce.sub("", elsewhere.text) == nonce.sub("", nowhere.text)


def test_a_public_report_tells_its_story(stranger: FlaskClient, public: int) -> None:
    page = stranger.get(page_of(public)).text
    for words in (
        "Глибока яма біля зупинки",
        "Checked by a moderator and published",
        "Department udg",
        "Зона a1",
        "The report is anonymous",
        "residents support this report",
        'name="email"',
    ):
        assert words in page


def test_a_late_answer_is_said_plainly(
    stranger: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        number = a_public_report(session, town, now=NOON - timedelta(days=400)).number
    page = stranger.get(page_of(number)).text
    assert re.search(r"The answer: was due by [^<]+\. Late by: \d+.months\.", page)
    assert "is-late" in page


def test_two_terms_never_contradict_each_other(
    stranger: FlaskClient, database: Database, town: Hromada, public: int
) -> None:
    """Acceptance ends no later than the answer."""
    said = {}
    for days in (-1, 1):
        with database.transaction(town.id) as session:
            session.execute(
                text(
                    "UPDATE report SET answer_due_at = now() + interval '9 days',"
                    " accept_due_at = now() + (9 + :days) * interval '1 day'"
                ),
                {"days": days},
            )
        page = stranger.get(page_of(public)).text
        assert "The answer: by" in page
        said[days] = "The body accepts it: by" in page
    assert said == {-1: True, 1: False}


def test_programs_get_json_and_geojson(stranger: FlaskClient, public: int) -> None:
    said = present(stranger.get(page_of(public, ".json")).json)
    assert (said["number"], said["status"], said["body"]["code"]) == (
        public,
        "routed",
        "udg",
    )
    assert said["timeline"][0]["what"] == "A resident reported"
    feature = stranger.get(page_of(public, ".geojson"))
    assert feature.mimetype == "application/geo+json"
    assert feature.get_json()["geometry"] == {"type": "Point", "coordinates": [34.05, 47.65]}


def test_no_person_is_named_anywhere(
    stranger: FlaskClient, browser: FlaskClient, carry: Callable[..., None]
) -> None:
    number = report_by(browser, email="secret@example.org")
    carry(number, PUBLISHED)
    for suffix in SUFFIXES:
        text = stranger.get(page_of(number, suffix)).text
        assert "secret@example.org" not in text
        assert "account" not in text.replace("/account/", "").replace("accounts", "")


def test_a_secret_kind_is_never_public(
    browser: FlaskClient, stranger: FlaskClient, carry: Callable[..., None]
) -> None:
    number = report_by(browser, category="civil.strike")
    carry(number, PUBLISHED)
    for suffix in SUFFIXES:
        assert stranger.get(page_of(number, suffix)).status_code == 404
    assert "not on the public map" in browser.get(page_of(number)).text


def test_a_hidden_report_is_gone_but_for_its_resident(
    browser: FlaskClient,
    stranger: FlaskClient,
    database: Database,
    town: Hromada,
    carry: Callable[..., None],
    moderator: Actor,
) -> None:
    number = report_by(browser)
    carry(number, PUBLISHED)
    with database.transaction(town.id) as session:
        report = lock_report(session, number)
        report.hidden_at = NOON
        take_step(session, report, "hide", StepContext(moderator, NOON))
    assert stranger.get(page_of(number)).status_code == 404
    assert "is hidden from the public" in browser.get(page_of(number)).text


def test_the_reason_of_a_rejection_is_the_residents(
    browser: FlaskClient, stranger: FlaskClient, carry: Callable[..., None], moderator: Actor
) -> None:
    number = report_by(browser)
    carry(number, [("reject", moderator)], note="Це реклама.")
    assert stranger.get(page_of(number)).status_code == 404
    assert "Це реклама." in browser.get(page_of(number)).text


TOLD_APART = """
    INSERT INTO report_event (hromada_id, report_id, at, action, from_status, to_status, role,
        account_id, note, public)
    SELECT hromada_id, id, :at, :action, 'submitted', :to, 'moderator', :who, :note, true
    FROM report WHERE number = :number
"""


@pytest.mark.parametrize(
    ("action", "to", "back"),
    [("ask", "needs_info", "supply"), ("reject", "rejected", "reconsider")],
)
def test_what_was_told_apart_stays_so_in_a_published_report(
    browser: FlaskClient,
    stranger: FlaskClient,
    database: Database,
    town: Hromada,
    carry: Callable[..., None],
    moderator: Actor,
    action: str,
    to: str,
    back: str,
) -> None:
    """Also in rows of a log that called it public."""
    number = report_by(browser)
    told = {"number": number, "action": action, "to": to, "at": NOON, "who": moderator.account_id}
    with database.transaction(town.id) as session:
        session.execute(text(TOLD_APART), told | {"note": "Хто цей сусід?"})
        the_report(session, number).status = to
    carry(number, [(back, Actor(Role.RESIDENT) if back == "supply" else moderator)])
    carry(number, PUBLISHED)
    for suffix in SUFFIXES:
        assert "Хто цей сусід?" not in stranger.get(page_of(number, suffix)).text
    assert "Хто цей сусід?" in browser.get(page_of(number)).text


@pytest.fixture
def duplicate(
    browser: FlaskClient, database: Database, town: Hromada, public: int, moderator: Actor
) -> int:
    """The browser's report, marked as repeating the public one."""
    number = report_by(browser, description="Текст, якого ніхто не перевіряв.")
    with database.transaction(town.id) as session:
        mark_duplicate(session, StaffCommand(number, moderator, NOON), public)
    return number


@pytest.mark.parametrize(
    "put_away",
    [
        lambda session, command: hide_report(session, command, HideReason.UNTRUE, note=""),
        lambda session, command: session.execute(text("UPDATE report SET sensitive = true")),
    ],
)
def test_an_original_off_the_map_is_not_named(
    browser: FlaskClient,
    stranger: FlaskClient,
    database: Database,
    town: Hromada,
    public: int,
    moderator: Actor,
    duplicate: int,
    put_away: Callable[[Session, StaffCommand], object],
) -> None:
    with database.transaction(town.id) as session:
        put_away(session, StaffCommand(public, moderator, NOON))
        session.execute(text(f"UPDATE report SET sensitive = false WHERE number = {duplicate}"))
    for suffix in SUFFIXES:
        assert stranger.get(page_of(duplicate, suffix)).status_code == 404
    page = browser.get(page_of(duplicate)).text
    assert "The earlier report is not public now." in page
    assert page_of(public) not in page
    assert browser.get(page_of(duplicate, ".json")).get_json()["duplicate_of"] is None


def test_a_duplicate_leads_to_the_first_report(
    browser: FlaskClient, stranger: FlaskClient, public: int, duplicate: int
) -> None:
    number = duplicate
    page = stranger.get(page_of(number)).text
    assert f'href="/pokrov/reports/{public}"' in page
    assert "ніхто не перевіряв" not in page
    assert stranger.get(page_of(number, ".json")).status_code == 404
    assert "ніхто не перевіряв" in browser.get(page_of(number)).text


# --- Letters ---


def subscriptions(database: Database, town: Hromada) -> Sequence[Subscription]:
    with database.reading(town.id) as session:
        return session.scalars(select(Subscription).order_by(Subscription.id)).all()


def subscription_link(app: Flask, subscription: Subscription, deed: str) -> str:
    with app.app_context():
        return f"/pokrov/subscriptions/{link_token(SUBSCRIPTION, str(subscription.id))}/{deed}"


def test_the_answer_to_a_wish_is_the_same_for_all(
    app: Flask, stranger: FlaskClient, database: Database, town: Hromada, public: int
) -> None:
    def ask() -> TestResponse:
        fields = {"email": "a@example.org"}
        return post(stranger, page_of(public, "/subscribe"), fields, seen=page_of(public))

    first = ask()
    (wish,) = subscriptions(database, town)
    post(stranger, subscription_link(app, wish, "confirm"), seen=page_of(public))
    again = ask()
    assert first.status_code == again.status_code == 200
    assert first.text == again.text
    with database.reading(town.id) as session:
        letters = session.query(Outbox).filter_by(kind="confirm-subscription").count()
    assert letters == 1


def test_a_bad_address_brings_the_page_back(
    stranger: FlaskClient, public: int, database: Database, town: Hromada
) -> None:
    answer = post(stranger, page_of(public, "/subscribe"), {"email": "x"}, seen=page_of(public))
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'value="x"' in answer.text
    assert subscriptions(database, town) == []


@pytest.mark.parametrize(("deed", "column"), [("confirm", "confirmed_at"), ("end", "ended_at")])
def test_a_link_in_a_letter_does_nothing_until_pressed(
    app: Flask,
    stranger: FlaskClient,
    database: Database,
    town: Hromada,
    public: int,
    deed: str,
    column: str,
) -> None:
    post(stranger, page_of(public, "/subscribe"), {"email": "a@b.example"}, seen=page_of(public))
    (wish,) = subscriptions(database, town)
    link = subscription_link(app, wish, deed)
    page = stranger.get(link)
    assert page.status_code == 200
    assert "no-referrer" in page.headers["Referrer-Policy"]
    assert getattr(subscriptions(database, town)[0], column) is None
    assert post(stranger, link, seen=link).status_code == 200
    assert getattr(subscriptions(database, town)[0], column) is not None


def test_a_mail_program_unsubscribes_with_one_press(
    app: Flask, stranger: FlaskClient, database: Database, town: Hromada, public: int
) -> None:
    post(stranger, page_of(public, "/subscribe"), {"email": "a@b.example"}, seen=page_of(public))
    (wish,) = subscriptions(database, town)
    one_press = {"List-Unsubscribe": "One-Click"}
    answer = app.test_client().post(subscription_link(app, wish, "end"), data=one_press)
    assert answer.status_code == 200
    assert subscriptions(database, town)[0].ended_at is not None


@pytest.mark.parametrize("token", ["nonsense", "MQ.abc", "x" * 500])
def test_a_link_that_is_not_ours_is_no_page(stranger: FlaskClient, token: str) -> None:
    assert stranger.get(f"/pokrov/subscriptions/{token}/end").status_code == 404
    assert stranger.post(f"/pokrov/subscriptions/{token}/end").status_code == 404


# --- The resident's own buttons ---


def test_the_resident_is_asked_whether_it_is_solved(
    browser: FlaskClient, stranger: FlaskClient, carry: Callable[..., None]
) -> None:
    number = report_by(browser)
    carry(number, SOLVED)
    assert f'action="/pokrov/reports/{number}/confirm"' in browser.get(page_of(number)).text
    assert "/confirm" not in stranger.get(page_of(number)).text


def test_the_resident_confirms_once(browser: FlaskClient, carry: Callable[..., None]) -> None:
    number = report_by(browser)
    carry(number, SOLVED)
    assert post(browser, page_of(number, "/confirm"), seen=page_of(number)).status_code == 303
    assert browser.get(page_of(number, ".json")).get_json()["status"] == "confirmed"
    again = post(browser, page_of(number, "/confirm"))
    assert again.status_code == 409


def test_the_resident_returns_with_words_that_the_public_does_not_see(
    browser: FlaskClient, stranger: FlaskClient, carry: Callable[..., None]
) -> None:
    number = report_by(browser)
    carry(number, SOLVED)
    fields = {"words": "Досі темно, прийдіть увечері", "photos": (BytesIO(a_photo()), "тут.jpg")}
    answer = post(browser, page_of(number, "/return"), fields, seen=page_of(number))
    assert answer.status_code == 303
    assert "Досі темно" in browser.get(page_of(number)).text
    public = stranger.get(page_of(number)).text
    assert "The resident returned it" in public
    assert "Досі темно" not in public


def test_a_return_without_words_comes_back_with_what_was_typed(
    browser: FlaskClient, carry: Callable[..., None]
) -> None:
    number = report_by(browser)
    carry(number, SOLVED)
    answer = post(browser, page_of(number, "/return"), {"words": "ні"}, seen=page_of(number))
    assert answer.status_code == 422
    assert ">ні</textarea>" in answer.text
    assert browser.get(page_of(number, ".json")).get_json()["status"] == "solved"


def test_the_moderators_question_is_answered(
    browser: FlaskClient, carry: Callable[..., None], moderator: Actor
) -> None:
    number = report_by(browser)
    carry(number, [("ask", moderator)], note="Біля якого будинку?")
    page = browser.get(page_of(number)).text
    assert "Біля якого будинку?" in page
    fields = {"words": "Біля будинку 5"}
    assert (
        post(browser, page_of(number, "/supply"), fields, seen=page_of(number)).status_code == 303
    )
    assert browser.get(page_of(number, ".json")).get_json()["status"] == "submitted"


def test_in_a_crowded_network_a_reply_with_photos_solves_its_task_beforehand(
    app: Flask,
    browser: FlaskClient,
    carry: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.extensions, "limits", InProcessCounter())
    number = report_by(browser)
    carry(number, SOLVED)
    asked = re.compile(r'data-proof-of-work="([^"]+)"')
    assert not asked.search(browser.get(page_of(number)).text)
    while browser.post(page_of(number, "/return"), json={}).status_code != 429:
        pass
    challenge = json.loads(unescape(present(asked.search(browser.get(page_of(number)).text))[1]))
    fields = {
        "words": "Досі темно, ось фото.",
        "photos": (BytesIO(a_photo()), "тут.jpg"),
        FIELD: solution_of(challenge),
    }
    answer = post(browser, page_of(number, "/return"), fields, seen=page_of(number))
    assert answer.status_code == 303


@pytest.mark.parametrize("deed", ["confirm", "return", "supply"])
def test_nobody_else_speaks_for_the_resident(
    stranger: FlaskClient, browser: FlaskClient, carry: Callable[..., None], deed: str
) -> None:
    number = report_by(browser)
    carry(number, SOLVED)
    answer = post(stranger, page_of(number, f"/{deed}"), {"words": "Досі темно"})
    assert answer.status_code == 404


# --- Photos ---


@pytest.fixture
def pictured(
    app: Flask, browser: FlaskClient, database: Database, town: Hromada
) -> tuple[int, str]:
    """A report with a photo that is ready: its number and its photo's key."""
    fields = GOOD | {"photos": (BytesIO(a_photo()), "яма.jpg")}
    number = _number_of(post(browser, "/pokrov/reports", fields))
    with database.transaction(town.id) as session:
        photo = session.scalars(select(ReportPhoto)).one()
        photo.state = "ready"
        services_of(app).photos.put(photo.storage_key, "thumb", a_photo())
        services_of(app).photos.put(photo.storage_key, "large", a_photo())
    return number, photo.storage_key


def _number_of(answer: TestResponse) -> int:
    return int(answer.headers["Location"].split("/")[3])


@pytest.mark.parametrize("size", ["thumb", "large"])
def test_a_photo_is_reachable_only_when_its_report_is(
    browser: FlaskClient,
    stranger: FlaskClient,
    carry: Callable[..., None],
    pictured: tuple[int, str],
    size: str,
) -> None:
    number, key = pictured
    address = f"/pokrov/photos/{key}/{size}"
    assert stranger.get(address).status_code == 404
    assert browser.get(address).status_code == 200
    carry(number, PUBLISHED)
    answer = stranger.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert address.replace("large", "thumb") in stranger.get(page_of(number)).text


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_a_photo_that_is_not_ready_is_served_to_nobody(
    browser: FlaskClient,
    database: Database,
    town: Hromada,
    carry: Callable[..., None],
    pictured: tuple[int, str],
    state: str,
) -> None:
    number, key = pictured
    carry(number, PUBLISHED)
    with database.transaction(town.id) as session:
        session.scalars(select(ReportPhoto)).one().state = state
    assert browser.get(f"/pokrov/photos/{key}/large").status_code == 404
    assert key not in browser.get(page_of(number)).text


def test_a_hidden_photo_is_not_public(
    stranger: FlaskClient,
    browser: FlaskClient,
    database: Database,
    town: Hromada,
    carry: Callable[..., None],
    pictured: tuple[int, str],
) -> None:
    number, key = pictured
    carry(number, PUBLISHED)
    with database.transaction(town.id) as session:
        session.scalars(select(ReportPhoto)).one().hidden_at = NOON
    assert stranger.get(f"/pokrov/photos/{key}/large").status_code == 404
    assert browser.get(f"/pokrov/photos/{key}/large").status_code == 200
    assert key not in stranger.get(page_of(number)).text


@pytest.mark.parametrize(
    "path", ["nokey/large", "x/incoming", "../../etc/passwd/large", "%2e%2e/large", "a/original"]
)
def test_nothing_else_is_reachable_as_a_photo(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(f"/pokrov/photos/{path}").status_code == 404


def test_the_original_is_reachable_by_no_address(
    stranger: FlaskClient,
    browser: FlaskClient,
    carry: Callable[..., None],
    pictured: tuple[int, str],
) -> None:
    number, key = pictured
    carry(number, PUBLISHED)
    for size in ("incoming", "original", ""):
        assert browser.get(f"/pokrov/photos/{key}/{size}").status_code == 404


def test_another_hromadas_photo_is_not_ours(
    browser: FlaskClient, database: Database, carry: Callable[..., None], pictured: tuple[int, str]
) -> None:
    number, key = pictured
    carry(number, PUBLISHED)
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(30, 50))
    assert browser.get(f"/bucha/photos/{key}/large").status_code == 404


def test_the_page_asks_the_database_little(app: Flask, stranger: FlaskClient, public: int) -> None:
    with statements(app) as asked:
        assert stranger.get(page_of(public)).status_code == 200
    assert len(asked) == 5, asked
