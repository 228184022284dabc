"""Asking for a hromada that is not served: counted once, one letter when it opens, forgotten."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.db import Database, enter_hromada
from app.models.places import Hromada
from app.models.subscriptions import HromadaRequest
from app.operations.opening.asking import tell_those_who_asked
from app.operations.opening.opening import close_hromada
from app.operations.reports.retention import purge_installation
from app.queries.territory.asking import Voices, asked_hromadas, voices_asking
from tests.builders import a_hromada
from tests.supporters import known
from tests.values import present
from tests.web.residents import post as sent

Post = Callable[[int | None], dict[str, Letter]]
ADDRESS = "ivanna@example.org"
FORGETTING = "addresses that asked for a hromada and never confirmed"
NOW = datetime.now(UTC)


@pytest.fixture
def khorol(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_hromada(session, "khorolska", name_uk="Хорольська", served=False)


@pytest.fixture
def browser(app: Flask, client: FlaskClient) -> FlaskClient:
    return known(app, client)


def ask(browser: FlaskClient, email: str = "") -> str:
    answer = sent(browser, "/ask/khorolska", {"email": email}, seen="/ask/khorolska")
    assert answer.status_code == 200
    return answer.text


def voices(database: Database, hromada: Hromada) -> Voices:
    with database.reading(hromada.id) as session:
        return voices_asking(session)


def link(letter: Letter, action: str) -> str:
    return present(re.search(rf"/ask/khorolska/[^/\s]+/{action}", letter.text))[0]


def press(browser: FlaskClient, page: str) -> None:
    assert sent(browser, page, seen=page).status_code == 200


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(HromadaRequest)) or 0


def test_a_browser_is_counted_once(
    browser: FlaskClient, database: Database, khorol: Hromada
) -> None:
    assert "Ви попросили громаду" in ask(browser)
    ask(browser)
    assert voices(database, khorol) == Voices(1, 0)
    assert "Із цього браузера вже попросили" in browser.get("/ask/khorolska").text


def test_a_browser_without_our_cookie_is_asked_for_an_address(
    client: FlaskClient, database: Database, khorol: Hromada
) -> None:
    answer = sent(client, "/ask/khorolska", {"email": ""}, seen="/ask/khorolska")
    assert answer.status_code == 422
    assert "Залиште пошту" in answer.text
    assert voices(database, khorol) == Voices(0, 0)


def test_a_wrong_address_is_kept_in_the_form(browser: FlaskClient, khorol: Hromada) -> None:
    answer = sent(browser, "/ask/khorolska", {"email": "ivanna@"}, seen="/ask/khorolska")
    assert answer.status_code == 422
    assert 'value="ivanna@"' in answer.text


def test_an_address_counts_once_it_has_confirmed(
    browser: FlaskClient, database: Database, khorol: Hromada, post: Post
) -> None:
    ask(browser, ADDRESS)
    assert voices(database, khorol) == Voices(1, 0)
    letter = post(khorol.id)[ADDRESS]
    page = link(letter, "confirm")
    assert voices(database, khorol) == Voices(1, 0), "a mail scanner opens links"
    press(browser, page)
    assert voices(database, khorol) == Voices(1, 1), "the browser and its address are one voice"


def test_an_address_of_somebody_else_is_deleted_at_once(
    browser: FlaskClient, database: Database, khorol: Hromada, post: Post
) -> None:
    ask(browser, ADDRESS)
    press(browser, link(post(khorol.id)[ADDRESS], "refuse"))
    with database.reading(khorol.id) as session:
        assert session.scalars(select(HromadaRequest.email)).all() == [""]
    assert "не надіслано" in ask(browser, ADDRESS)


def test_whoever_confirmed_gets_one_letter_and_is_forgotten(
    browser: FlaskClient, database: Database, khorol: Hromada, post: Post
) -> None:
    ask(browser, ADDRESS)
    press(browser, link(post(khorol.id)[ADDRESS], "confirm"))
    opened(database, khorol)
    letter = post(khorol.id)[ADDRESS]
    assert "Хорольська громада уже тут" in letter.subject
    with database.transaction(khorol.id) as session:
        assert kept(session) == 0
        close_hromada(session)
    opened(database, khorol)
    assert post(khorol.id) == {}


def opened(database: Database, hromada: Hromada) -> None:
    """Open it as the operation does, whose other demands are tested elsewhere."""
    with database.transaction(hromada.id) as session:
        session.execute(update(Hromada).where(Hromada.id == hromada.id).values(served=True))
        tell_those_who_asked(session, now=NOW)


def test_who_never_confirmed_gets_nothing_when_it_opens(
    browser: FlaskClient, database: Database, khorol: Hromada, post: Post
) -> None:
    ask(browser, ADDRESS)
    post(khorol.id)
    opened(database, khorol)
    assert post(khorol.id) == {}
    with database.reading(khorol.id) as session:
        assert kept(session) == 0


def test_nobody_is_told_of_one_that_is_open_for_trial(
    browser: FlaskClient, database: Database, khorol: Hromada, post: Post
) -> None:
    ask(browser, ADDRESS)
    press(browser, link(post(khorol.id)[ADDRESS], "confirm"))
    with database.transaction(khorol.id) as session:
        session.execute(update(Hromada).values(served=True, unready=True))
        assert tell_those_who_asked(session, now=NOW) == 0
        session.execute(update(Hromada).values(unready=False))
        assert tell_those_who_asked(session, now=NOW) == 1


def test_an_unconfirmed_address_is_forgotten_after_a_week(
    browser: FlaskClient, database: Database, khorol: Hromada
) -> None:
    ask(browser, ADDRESS)
    with database.transaction() as session:
        assert purge_installation(session, now=NOW)[FORGETTING] == 0
        assert purge_installation(session, now=NOW + timedelta(days=8))[FORGETTING] == 1
    assert voices(database, khorol) == Voices(1, 0)


def test_the_operator_sees_counts_of_all(
    browser: FlaskClient, database: Database, khorol: Hromada
) -> None:
    ask(browser)
    with database.transaction() as session:
        other = a_hromada(session, "lubenska", served=False)
        enter_hromada(session, other.id)
    with database.reading() as session:
        found = asked_hromadas(session)
        assert [(one.name.uk, one.people, one.confirmed) for one in found] == [("Хорольська", 1, 0)]
        assert session.scalar(text("SELECT current_setting('app.hromada_id', true)")) == ""


def test_one_that_is_served_leads_to_its_map(
    client: FlaskClient, database: Database, khorol: Hromada
) -> None:
    opened(database, khorol)
    assert client.get("/ask/khorolska").headers["Location"] == "/khorolska/"
    assert client.get("/ask/atlantis", follow_redirects=True).status_code == 404
