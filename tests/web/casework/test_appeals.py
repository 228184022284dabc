"""A refusal is appealed on the own page, and decided by a coordinator, all without JavaScript."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Body, Category, Hromada
from app.models.reports import Report
from app.operations.reports.events import Actor, StepContext, take_step
from tests.builders import a_grant, a_public_report
from tests.web.desks import SignIn, decide, form_on, made, state
from tests.web.residents import post, private_key

NOW = datetime.now(UTC)
WORDS = "Дорога на балансі громади, її ремонтували торік."
DECISION = "Орган має відповісти: дорога наша."


@pytest.fixture
def refused(database: Database, town: Hromada, enter: SignIn) -> int:
    """The number of a refused report of a resident's."""
    number = made(database, town, a_public_report, email="olena@example.org")
    officer = enter(Role.OFFICER, state(database, town, number)[2].body_id)
    decide(officer, "office", number, "accept")
    given = {"reason": "not-in-power", "words": "Дорога державна."}
    assert decide(officer, "office", number, "refuse", **given).status_code == 303
    return number


@pytest.fixture
def resident(app: Flask, database: Database, town: Hromada, refused: int) -> FlaskClient:
    """The browser of the reporter, who has opened the private link."""
    client = app.test_client()
    key = private_key(app, state(database, town, refused)[2].public_id)
    assert client.get(f"/pokrov/reports/{refused}?key={key}").status_code == 303
    return client


def appeal(client: FlaskClient, number: int, words: str = WORDS) -> Any:
    page = f"/pokrov/reports/{number}"
    return post(client, f"{page}/appeal", {"words": words}, seen=page)


def judge(client: FlaskClient, number: int, decision: str, words: str = DECISION) -> Any:
    page = f"/pokrov/coordination/appeals/{number}"
    return client.post(
        f"{page}/{decision}", data=form_on(client, page, f"{page}/uphold") | {"words": words}
    )


def test_a_resident_appeals_a_refusal_once(
    database: Database, town: Hromada, resident: FlaskClient, refused: int
) -> None:
    page = resident.get(f"/pokrov/reports/{refused}").text
    assert "Не згодні з відмовою?" in page
    assert appeal(resident, refused).status_code == 303
    assert state(database, town, refused)[0] == "appealed"
    after = resident.get(f"/pokrov/reports/{refused}").text
    assert "Оскаржено, відповідь до" in after
    assert "Розгляне координатор громади, а не орган, що відмовив." in after
    assert "/appeal" not in after
    again = appeal(resident, refused, "Ще раз: дорога таки наша.")
    assert again.status_code == 409
    assert "один раз" in again.text
    assert "Ще раз: дорога таки наша." in again.text  # to be copied


def test_the_words_of_an_appeal_are_not_shown_to_strangers(
    app: Flask, resident: FlaskClient, refused: int
) -> None:
    appeal(resident, refused)
    stranger = app.test_client()
    for path in (f"/pokrov/reports/{refused}", f"/pokrov/reports/{refused}.json"):
        assert WORDS not in stranger.get(path).text
    assert WORDS in resident.get(f"/pokrov/reports/{refused}").text


@pytest.mark.parametrize("words", ["", "Ні", "о" * 2001])
def test_an_appeal_needs_words_and_keeps_what_was_typed(
    database: Database, town: Hromada, resident: FlaskClient, refused: int, words: str
) -> None:
    answer = appeal(resident, refused, words)
    assert answer.status_code == 422
    assert 'id="words-error"' in answer.text
    assert words in answer.text
    assert state(database, town, refused)[0] == "not_solved"


def test_a_stranger_cannot_appeal(app: Flask, town: Hromada, refused: int) -> None:
    stranger = app.test_client()
    assert "Не згодні з відмовою?" not in stranger.get(f"/pokrov/reports/{refused}").text
    answer = post(stranger, f"/pokrov/reports/{refused}/appeal", {"words": WORDS})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("decision", "status"), [("uphold", "not_solved"), ("overrule", "in_progress")]
)
def test_a_coordinator_decides(
    database: Database,
    town: Hromada,
    resident: FlaskClient,
    coordinator: FlaskClient,
    refused: int,
    decision: str,
    status: str,
) -> None:
    appeal(resident, refused)
    queue = coordinator.get("/pokrov/coordination/appeals").text
    assert f"№ {refused}" in queue
    assert re.search(r'Оскарження <span class="count">1<', queue)
    case = coordinator.get(f"/pokrov/coordination/appeals/{refused}").text
    assert "Дорога державна." in case
    assert WORDS in case
    assert judge(coordinator, refused, decision, "ні").status_code == 422
    assert judge(coordinator, refused, decision).location == "/pokrov/coordination/appeals"
    assert state(database, town, refused)[0] == status
    assert DECISION in resident.get(f"/pokrov/reports/{refused}").text
    assert "Жодної відмови не оскаржено" in coordinator.get("/pokrov/coordination/appeals").text


def test_two_coordinators_do_not_decide_twice(
    resident: FlaskClient, coordinator: FlaskClient, refused: int
) -> None:
    appeal(resident, refused)
    page = f"/pokrov/coordination/appeals/{refused}"
    form = form_on(coordinator, page, f"{page}/uphold") | {"words": DECISION}
    assert coordinator.post(f"{page}/uphold", data=form).status_code == 303
    late = coordinator.post(f"{page}/overrule", data=form)
    assert late.status_code == 409
    assert DECISION in late.text


def test_a_late_appeal_is_said_in_words(
    database: Database, town: Hromada, resident: FlaskClient, coordinator: FlaskClient, refused: int
) -> None:
    appeal(resident, refused)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Report).values(appeal_due_at=NOW - timedelta(days=3)))
    for path in ("/pokrov/coordination/appeals", f"/pokrov/coordination/appeals/{refused}"):
        assert "Запізнення: 3 дні." in coordinator.get(path).text.replace("\xa0", " ")
    page = resident.get(f"/pokrov/reports/{refused}").text.replace("\xa0", " ")
    assert re.search("Рішення координатора: строк був до .*Запізнення: 3 дні", page)
    assert "Оскаржено, відповідь до" not in page, "a term that is over is promised no more"


def test_what_endangers_life_is_appealed_first(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    calm, danger = (made(database, town, an_appealed_report) for _ in range(2))
    with database.transaction() as session:
        enter_hromada(session, town.id)
        wires = session.query(Category).filter_by(code="trees.fallen").one()
        wires.emergency = 2
        report = session.query(Report).filter_by(number=danger).one()
        report.category_id, report.appeal_due_at = wires.id, NOW + timedelta(days=30)
    page = coordinator.get("/pokrov/coordination/appeals").text
    assert page.index(f"№ {danger}") < page.index(f"№ {calm}")
    assert page.count("Небезпека") == 1


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OFFICER])
def test_others_have_no_appeals(enter: SignIn, refused: int, role: Role) -> None:
    client = enter(role, 1 if role is Role.OFFICER else None)
    assert client.get("/pokrov/coordination/appeals").status_code == 403


def an_appealed_report(session: Session, hromada: Hromada, **given: Any) -> Report:
    report = a_public_report(session, hromada, **given)
    body = session.get_one(Body, report.body_id)
    officer = a_grant(
        session, hromada, Role.OFFICER, body, email=f"o{report.number}@pokrov.example"
    )
    for action, actor in (
        ("accept", officer),
        ("refuse", officer),
        ("appeal", Actor(Role.RESIDENT)),
    ):
        take_step(session, report, action, StepContext(actor, NOW))
    return report
