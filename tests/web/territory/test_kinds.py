"""The coordinator edits categories in the browser, from today or from a day to come."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import Database, enter_hromada
from app.domain.deadlines import KYIV
from app.models.places import Category, CategoryChange, Hromada
from app.models.traces import DirectoryChange
from app.operations.territory.kinds import bring_due_categories
from tests.values import present
from tests.web.desks import decide, form_on, made, state

NOW = datetime.now(UTC)
KINDS = "/pokrov/coordination/categories"
TERMS = {"accept": "2", "accept_unit": "h", "answer": "6", "answer_unit": "h", "legal_days": "15"}


def _kind(database: Database, town: Hromada, code: str) -> Category:
    with database.reading(town.id) as session:
        return session.scalars(select(Category).where(Category.code == code)).one()


def _given(kind: Category, **given: str) -> dict[str, str]:
    values = {"name_uk": kind.name_uk, "name_en": kind.name_en, "parent_id": str(kind.parent_id)}
    return values | TERMS | {"active": "1"} | given


def _send(client: FlaskClient, page: str, action: str, **given: str) -> tuple[int, str]:
    answer = client.post(action, data=form_on(client, page, action) | given)
    return answer.status_code, answer.text


def test_a_kind_changes_and_the_journal_says_so(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    given = _given(kind, name_uk="Вибоїна", search_words="яма, вирва", wants_photo="1")
    assert _send(coordinator, page, f"{page}/change", **given)[0] == 303
    kind = _kind(database, town, "roads.pothole")
    assert (kind.name_uk, kind.search_words, kind.wants_photo) == ("Вибоїна", "яма, вирва", True)
    assert (kind.accept_hours, kind.target_hours, kind.legal_days) == (2, 6, 15)
    journal = coordinator.get("/pokrov/coordination/traces").text
    assert "Змінено вид: Вибоїна" in journal
    assert "відповісти за, годин: 168 → 6" in journal
    assert 'data-words="яма, вирва"' in coordinator.get("/pokrov/reports/new").text


def test_acceptance_later_than_the_answer_is_refused_in_words(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    given = _given(kind, accept="2", accept_unit="d", name_en="Kept words")
    status, text = _send(coordinator, page, f"{page}/change", **given)
    assert status == 422
    assert "48\N{NO-BREAK SPACE}год пізніше за 6\N{NO-BREAK SPACE}год" in text
    assert 'value="Kept words"' in text
    assert _kind(database, town, "roads.pothole").accept_hours is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer", ""), ("answer", "soon"), ("legal_days", "-1"), ("parent_id", ""), ("name_uk", "")],
)
def test_a_fault_stands_at_its_field(
    database: Database, town: Hromada, coordinator: FlaskClient, field: str, value: str
) -> None:
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    status, text = _send(coordinator, page, f"{page}/change", **_given(kind, **{field: value}))
    assert status == 422
    assert f'id="kind-{field}-error"' in text


def test_a_dated_change_waits_for_its_day_and_leaves_running_reports_alone(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    number = made(database, town)
    before = present(state(database, town, number)[2].answer_due_at)
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    day = NOW.astimezone(KYIV).date() + timedelta(days=3)
    given = _given(kind, starts_on=day.isoformat())
    assert _send(coordinator, page, f"{page}/change", **given)[0] == 303
    assert _kind(database, town, "roads.pothole").target_hours == 168
    shown = coordinator.get(page).text
    assert "Заплановано від" in shown
    assert "відповісти за, годин: 6" in shown
    assert "1\N{NO-BREAK SPACE}відкрите повідомлення" in shown
    with database.transaction(town.id) as session:
        assert bring_due_categories(session, now=NOW + timedelta(days=1)) == 0
        assert bring_due_categories(session, now=NOW + timedelta(days=4)) == 1
        actors = session.scalars(
            select(DirectoryChange.actor_id)
            .where(DirectoryChange.subject == "category")
            .order_by(DirectoryChange.id)
        ).all()
        assert actors[-1] is not None
    assert _kind(database, town, "roads.pothole").target_hours == 6
    assert state(database, town, number)[2].answer_due_at == before


def test_a_planned_change_is_withdrawn(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    day = NOW.astimezone(KYIV).date() + timedelta(days=3)
    _send(coordinator, page, f"{page}/change", **_given(kind, starts_on=day.isoformat()))
    with database.reading(town.id) as session:
        change_id = session.scalars(select(CategoryChange.id)).one()
    action = f"{KINDS}/planned/{change_id}/withdraw"
    assert _send(coordinator, page, action)[0] == 303
    with database.transaction(town.id) as session:
        assert bring_due_categories(session, now=NOW + timedelta(days=4)) == 0


def test_what_somebody_else_saved_meanwhile_stands_beside_what_is_typed(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    kind = _kind(database, town, "roads.pothole")
    page = f"{KINDS}/{kind.id}"
    fields = form_on(coordinator, page, f"{page}/change")
    _send(coordinator, page, f"{page}/change", **_given(kind, name_uk="Їхня"))
    answer = coordinator.post(f"{page}/change", data=fields | _given(kind, name_uk="Моя"))
    assert answer.status_code == 409
    assert 'value="Моя"' in answer.text
    assert "Тим часом збережено: Їхня" in answer.text


def test_groups_and_kinds_are_added_ordered_and_switched_off(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    new_group = {"name_uk": "Світло", "name_en": "Light", "active": "1"}
    add = f"{KINDS}/add"
    assert _send(coordinator, f"{KINDS}?group=1", f"{add}?group=1", **new_group)[0] == 303
    group = _kind(database, town, "svitlo")
    for name in ("Темно", "Ліхтар"):
        leaf = {"name_uk": name, "parent_id": str(group.id), "active": "1"} | TERMS
        assert _send(coordinator, f"{KINDS}?new=1", add, **leaf)[0] == 303
    again = {"name_uk": "Темно", "parent_id": str(group.id), "active": "1"} | TERMS
    assert _send(coordinator, f"{KINDS}?new=1", add, **again)[0] == 422
    lamp = _kind(database, town, "svitlo.likhtar")
    page = f"{KINDS}/{lamp.id}"
    assert _send(coordinator, page, f"{page}/move", up="1")[0] == 303
    shown = re.sub(r"\s+", " ", coordinator.get(page).text)
    assert shown.index(">Ліхтар<") < shown.index(">Темно<")
    assert "Ліхтар" in coordinator.get("/pokrov/reports/new").text
    assert _send(coordinator, page, f"{page}/change", **_given(lamp, active=""))[0] == 303
    assert "Ліхтар" not in coordinator.get("/pokrov/reports/new").text


def test_acceptance_has_the_kinds_own_hours(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        kind = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
        kind.accept_hours, kind.target_hours = 2, 6
    number = made(database, town)
    decide(moderator, "moderation", number, "publish")
    report = state(database, town, number)[2]
    routed_at = present(report.routed_at)
    assert report.accept_due_at == routed_at + timedelta(hours=2)


def test_acceptance_ends_no_later_than_the_answer(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    """The hromada's working days are longer than six hours."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        kind = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
        kind.target_hours = 6
    number = made(database, town)
    decide(moderator, "moderation", number, "publish")
    report = state(database, town, number)[2]
    assert present(report.accept_due_at) <= present(report.answer_due_at)
