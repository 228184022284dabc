"""What endangers life stands first in every queue, with a word; terms are sentences."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Category, Hromada
from app.models.reports import Report
from tests.builders import a_category, a_public_report, a_report
from tests.web.desks import SignIn, decide, made, state

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hatch(database: Database, town: Hromada) -> None:
    """An open manhole is no threat to life by its level, but dangerous, with a telephone."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        a_category(session, town, "roads.hatch", emergency=1, hazard=True, hotline="102")
        a_category(session, town, "env.noise", emergency=1, hotline="102")


def _in_order(page: str, *numbers: int) -> bool:
    places = [page.index(f"№ {number}<") for number in numbers]
    return places == sorted(places)


def test_moderators_read_danger_first_then_what_is_late(
    database: Database, town: Hromada, moderator: FlaskClient, hatch: None
) -> None:
    old = made(database, town, now=NOW - 9 * DAY)
    older = made(database, town, now=NOW - 12 * DAY)
    loud = made(database, town, category="env.noise", now=NOW)
    danger = made(database, town, category="roads.hatch", now=NOW)
    page = moderator.get("/pokrov/moderation").text
    assert _in_order(page, danger, older, old, loud)
    assert page.count("Небезпека") == 1
    assert page.count("Треба було прочитати до") == 2
    assert page.count("Прочитати до") == 2


def test_officers_see_danger_first_then_the_nearest_term(
    database: Database, town: Hromada, enter: SignIn, hatch: None
) -> None:
    late = made(database, town, a_public_report, now=NOW - 6 * DAY)
    danger = made(database, town, a_public_report, category="roads.hatch", now=NOW)
    body_id = state(database, town, late)[2].body_id
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Report).values(body_id=body_id, status="routed"))
    officer = enter(Role.OFFICER, body_id)
    page = officer.get("/pokrov/office").text
    assert _in_order(page, danger, late)
    assert page.count("Небезпека") == 1
    assert "Треба було прийняти до" in page


def test_a_flag_of_the_kind_moves_its_reports_at_once(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    first, second = (made(database, town, a_report, now=NOW + n * DAY / 24) for n in range(2))
    with database.transaction() as session:
        enter_hromada(session, town.id)
        fallen = session.query(Category).filter_by(code="trees.fallen").one()
        session.execute(update(Report).where(Report.number == second).values(category_id=fallen.id))
    assert _in_order(moderator.get("/pokrov/moderation").text, first, second)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Category).where(Category.code == "trees.fallen").values(emergency=2))
    assert _in_order(moderator.get("/pokrov/moderation").text, second, first)


def test_an_officer_corrects_the_answer_and_passes_on_what_is_in_work(
    database: Database, town: Hromada, enter: SignIn
) -> None:
    number = made(database, town, a_public_report)
    officer = enter(Role.OFFICER, state(database, town, number)[2].body_id)
    decide(officer, "office", number, "accept")
    page = officer.get(f"/pokrov/office/{number}").text
    assert f"/office/{number}/correct" not in page
    decide(officer, "office", number, "solve", words="Залатано на вулиці Миру.")
    answer = decide(officer, "office", number, "correct", words="ні")
    assert answer.status_code == 422
    assert 'id="correct-words-error"' in answer.text
    given = {"words": "Залатано на вулиці Мирній."}
    assert decide(officer, "office", number, "correct", **given).status_code == 303
    public = officer.get(f"/pokrov/reports/{number}").text
    parts = ("Залатано на вулиці Мирній.", "Відповідь виправлено", "Раніше", "на вулиці Миру.")
    assert all(part in public for part in parts)
    places = [public.index(part) for part in parts]
    assert places == sorted(places), "the answer as it is now, then what it said before"
