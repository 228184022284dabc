"""What a resident may still say, and how what came too late is kept."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from tests.builders import a_grant, a_report
from tests.web.residents import a_town, post, private_key

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
Make = Callable[..., tuple[FlaskClient, int]]
OPERATOR = Actor(Role.OPERATOR)
SOLVED = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("solve", OPERATOR)]


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


def _opened(app: Flask, number: int, public_id: UUID) -> FlaskClient:
    client = app.test_client()
    client.get(f"/pokrov/reports/{number}?key={private_key(app, public_id)}")
    return client


def _question(session: Session, town: Hromada, *, expired: datetime | None) -> Report:
    moderator = a_grant(session, town, Role.MODERATOR)
    asked = NOW - 10 * DAY if expired is None else expired - 15 * DAY
    report = a_report(session, town, now=asked)
    take_step(session, report, "ask", StepContext(moderator, asked, note="Який будинок?"))
    if expired:
        take_step(session, report, "expire", StepContext(SYSTEM, expired))
    return report


@pytest.fixture
def made(app: Flask, database: Database, town: Hromada) -> Make:
    """Make a report by a builder, and open it as its reporter; return browser and number."""

    def make(build: Callable[..., Report], **given: Any) -> tuple[FlaskClient, int]:
        with database.transaction() as session:
            enter_hromada(session, town.id)
            report = build(session, town, **given)
            number, public_id = report.number, report.public_id
        return _opened(app, number, public_id), number

    return make


def _status(database: Database, town: Hromada, number: int) -> str:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return session.query(Report).filter_by(number=number).one().status


def test_a_question_says_until_when_it_can_be_answered(made: Make) -> None:
    client, number = made(_question, expired=None)
    page = client.get(f"/pokrov/reports/{number}").text
    assert re.search(r"Ваша відповідь: до \d+\s\w+(\s\d{4})?, ще \d", page)


def test_a_question_that_lapsed_is_answered_after_all(
    database: Database, town: Hromada, made: Make
) -> None:
    client, number = made(_question, expired=NOW - 5 * DAY)
    path = f"/pokrov/reports/{number}"
    page = client.get(path).text
    assert "Запитання вчасно лишилося без відповіді" in page
    assert "Який будинок?" in page
    answer = post(client, f"{path}/supply", {"words": "Будинок п'ятий."}, seen=path)
    assert answer.status_code == 303
    assert _status(database, town, number) == "submitted"


def test_what_comes_too_late_is_kept_on_the_page(
    database: Database, town: Hromada, made: Make
) -> None:
    client, number = made(_question, expired=NOW - 40 * DAY)
    path = f"/pokrov/reports/{number}"
    assert f"{path}/supply" not in client.get(path).text
    words = "Будинок п'ятий, другий під'їзд."
    answer = post(client, f"{path}/supply", {"words": words}, seen="/pokrov/reports/new")
    assert answer.status_code == 409
    assert "Це не надіслано" in answer.text
    assert "другий під" in answer.text
    assert _status(database, town, number) == "rejected"


def _closed(session: Session, town: Hromada, *, ago: int) -> Report:
    at = NOW - timedelta(days=ago)
    report = a_report(session, town, steps=SOLVED, now=at - 15 * DAY)
    take_step(session, report, "lapse", StepContext(SYSTEM, at))
    return report


@pytest.mark.parametrize(
    ("answer", "status"), [("confirm", "confirmed"), ("return", "in_progress")]
)
def test_silence_is_broken_from_the_page_of_the_letter(
    database: Database, town: Hromada, made: Make, answer: str, status: str
) -> None:
    client, number = made(_closed, ago=20)
    path = f"/pokrov/reports/{number}/{answer}"
    page = client.get(path)
    assert page.text.count('<button class="button" type="submit">') == 1
    assert post(client, path, {"words": "Яма на місці."}, seen=path).status_code == 303
    assert _status(database, town, number) == status
    assert client.get(path).status_code == 303  # there is nothing left to ask


def test_a_month_later_nothing_is_asked(made: Make) -> None:
    client, number = made(_closed, ago=40)
    for answer in ("confirm", "return"):
        assert client.get(f"/pokrov/reports/{number}/{answer}").status_code == 303
        assert f"/{answer}" not in client.get(f"/pokrov/reports/{number}").text


def test_a_stranger_is_not_asked(app: Flask, made: Make) -> None:
    _client, number = made(_closed, ago=2)
    for answer in ("confirm", "return"):
        assert app.test_client().get(f"/pokrov/reports/{number}/{answer}").status_code == 404
