"""The coordinator edits bodies in the browser; every change leaves an entry that nobody changes."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Area, Body, Category, Hromada
from app.models.traces import DirectoryChange
from app.operations.codes import code_for
from tests.builders import a_body, a_category, a_district, a_hromada, an_area
from tests.values import present
from tests.web.desks import SignIn, decide, form_on, made, state

NOW = datetime.now(UTC)
BODIES = "/pokrov/coordination/bodies"
NEW = {
    "name_uk": "КП «Міськсвітло»",
    "name_en": "City Light",
    "kind": "utility",
    "email": "Svitlo@pokrov.example",
    "phone": "+380 00 500 06 52",
    "head_email": "",
    "decision": "Рішення № 7",
}


def _body(database: Database, town: Hromada, code: str) -> Body:
    with database.reading(town.id) as session:
        return session.scalars(select(Body).where(Body.code == code)).one()


def _send(client: FlaskClient, page: str, action: str, **given: str) -> int:
    return client.post(action, data=form_on(client, page, action) | given).status_code


def _entries(database: Database, town: Hromada) -> list[DirectoryChange]:
    with database.reading(town.id) as session:
        return list(session.scalars(select(DirectoryChange).order_by(DirectoryChange.id)))


def test_a_body_is_added_with_a_code_that_nobody_types(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    assert _send(coordinator, f"{BODIES}?new=1", f"{BODIES}/add", **NEW) == 303
    body = _body(database, town, code_for(NEW["name_uk"], ()))
    assert (body.email, body.kind, body.active) == ("svitlo@pokrov.example", "utility", True)
    entry = _entries(database, town)[-1]
    assert (entry.kind, entry.subject, entry.name_uk) == ("added", "body", NEW["name_uk"])
    page = coordinator.get("/pokrov/coordination/traces").text
    assert "Додано орган: КП «Міськсвітло»" in page
    assert body.code not in page
    assert _send(coordinator, f"{BODIES}?new=1", f"{BODIES}/add", **NEW) == 422


def test_codes_are_latin_and_differ() -> None:
    assert code_for("Відділ № 2", ()) == "viddil-2"
    assert code_for("Відділ № 2", {"viddil-2", "viddil-2-2"}) == "viddil-2-3"
    assert code_for("«»", (), otherwise="body") == "body"


@pytest.mark.parametrize(
    ("field", "value"), [("name_uk", " "), ("email", "nobody"), ("head_email", "@"), ("phone", "x")]
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(
    coordinator: FlaskClient, field: str, value: str
) -> None:
    fields = form_on(coordinator, f"{BODIES}?new=1", f"{BODIES}/add")
    answer = coordinator.post(f"{BODIES}/add", data=fields | NEW | {field: value})
    assert answer.status_code == 422
    assert f'id="body-{field}-error"' in answer.text
    kept = "name_en" if field != "name_en" else "decision"
    assert f'value="{NEW[kept]}"' in answer.text


def test_what_somebody_else_saved_meanwhile_stands_beside_what_is_typed(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    body = _body(database, town, "water")
    page, action = f"{BODIES}/{body.id}", f"{BODIES}/{body.id}/change"
    fields = form_on(coordinator, page, action)
    assert _send(coordinator, page, action, **NEW | {"name_uk": "Їхня назва"}) == 303
    answer = coordinator.post(action, data=fields | NEW | {"name_uk": "Моя назва"})
    assert answer.status_code == 409
    assert 'value="Моя назва"' in answer.text
    assert "Тим часом збережено: Їхня назва" in answer.text
    assert _body(database, town, "water").name_uk == "Їхня назва"
    again = dict(re.findall(r'name="(seen)" value="([^"]*)"', answer.text))
    mine = fields | again | NEW | {"name_uk": "Моя назва"}
    assert coordinator.post(action, data=mine).status_code == 303
    assert _body(database, town, "water").name_uk == "Моя назва"


def test_the_table_is_searched_by_name_address_and_telephone(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        a_body(session, town, "lamps", name_uk="Ліхтарі", email="", phone="+380 (44) 500-06-52")
    for words in ("ліхт", "5000652"):
        page = coordinator.get(f"{BODIES}?q={words}").text
        assert "Ліхтарі</a>" in page
        assert "Водоканал</a>" not in page
    whole = coordinator.get(BODIES).text
    assert "1\N{NO-BREAK SPACE}без пошти" in whole
    assert "немає пошти" in whole
    assert "lamps" not in re.sub(r"<[^>]*>", "", whole)


def test_an_officer_is_invited_from_the_body(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    body = _body(database, town, "water")
    page, action = f"{BODIES}/{body.id}", f"{BODIES}/{body.id}/invite"
    assert _send(coordinator, page, action, email="no") == 422
    assert _send(coordinator, page, action, email="olha@pokrov.example") == 303
    assert "olha@pokrov.example" in coordinator.get(page).text


def _routed(database: Database, town: Hromada, moderator: FlaskClient) -> int:
    number = made(database, town)
    decide(moderator, "moderation", number, "publish")
    assert state(database, town, number)[0] == "routed"
    return number


def test_a_closed_body_gives_its_reports_areas_and_categories_to_its_successor(
    database: Database, town: Hromada, moderator: FlaskClient, coordinator: FlaskClient
) -> None:
    number = _routed(database, town, moderator)
    old_id = present(state(database, town, number)[2].body_id)
    water = _body(database, town, "water")
    page = f"{BODIES}/{old_id}/close"
    assert _send(coordinator, page, page, reason="Реорганізація", body="") == 422
    assert _send(coordinator, page, page, reason="", body=str(water.id)) == 422
    assert _send(coordinator, page, page, reason="Реорганізація", body=str(water.id)) == 303
    status, events, report = state(database, town, number)
    assert (status, events[-1], report.body_id) == ("routed", "forward", water.id)
    with database.reading(town.id) as session:
        assert not session.get_one(Body, old_id).active
        now_in_force = select(Area).where(Area.valid_to.is_(None))
        assert {area.body_id for area in session.scalars(now_in_force)} == {water.id}
        defaults = session.scalars(select(Category.default_body_id)).all()
        assert old_id not in defaults
    reopen = f"{BODIES}/{old_id}"
    assert _send(coordinator, reopen, f"{reopen}/reopen") == 303


def test_what_is_missing_to_close_a_body_is_said_at_once(
    database: Database, town: Hromada, moderator: FlaskClient, coordinator: FlaskClient
) -> None:
    number = _routed(database, town, moderator)
    page = f"{BODIES}/{present(state(database, town, number)[2].body_id)}/close"
    fields = form_on(coordinator, page, page)
    said = coordinator.post(page, data=fields | {"reason": "", "body": ""}).text
    assert "Поясніть причину" in said
    assert "Оберіть орган, до якого перейдуть" in said


def test_a_body_that_works_on_reports_is_not_closed(
    database: Database,
    town: Hromada,
    moderator: FlaskClient,
    coordinator: FlaskClient,
    enter: SignIn,
) -> None:
    number = _routed(database, town, moderator)
    body_id = present(state(database, town, number)[2].body_id)
    officer = enter(Role.OFFICER, body_id)
    for decision in ("accept", "start"):
        decide(officer, "office", number, decision)
    assert state(database, town, number)[0] == "in_progress"
    page = f"{BODIES}/{body_id}/close"
    assert "Спершу орган має відповісти" in coordinator.get(page).text
    water = _body(database, town, "water")
    fields = form_on(coordinator, f"{BODIES}?new=1", f"{BODIES}/add")
    sent = coordinator.post(page, data=fields | {"reason": "Так", "body": str(water.id)})
    assert sent.status_code == 422
    assert _body(database, town, "water").active


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE directory_change SET kind = 'added'",
        "DELETE FROM directory_change",
        "TRUNCATE directory_change",
    ],
)
def test_an_entry_of_the_journal_neither_changes_nor_goes(session: Session, change: str) -> None:
    town = a_hromada(session)
    a_body(session, town)
    assert session.scalars(select(DirectoryChange.subject)).all() == ["body"]
    with pytest.raises(DBAPIError):
        session.execute(text(change))


def test_every_program_leaves_entries(session: Session) -> None:
    """Whatever writes: also SQL, also the directory of hromadas from outside of any."""
    town = a_hromada(session)
    body = a_body(session, town)
    leaf = a_category(session, town)
    an_area(session, body, leaf)
    a_district(session, town)
    session.execute(text("UPDATE district SET population = 100"))
    session.execute(text("SELECT set_config('app.hromada_id', '', true)"))
    session.execute(text("UPDATE hromada SET name_uk = 'Нова', boundary = ST_Multi(boundary)"))
    enter_hromada(session, town.id)
    rows = session.execute(
        select(
            DirectoryChange.subject,
            DirectoryChange.kind,
            DirectoryChange.before,
            DirectoryChange.after,
        ).order_by(DirectoryChange.id)
    ).all()
    told = [(row.subject, row.kind) for row in rows]
    assert told == [
        ("body", "added"),
        ("category", "added"),
        ("category", "added"),
        ("area", "added"),
        ("area", "changed"),
        ("district", "added"),
        ("district", "changed"),
        ("hromada", "changed"),
    ]
    assert rows[4].after == {"categories": ["Яма"]}
    assert (rows[6].before, rows[6].after) == ({"population": None}, {"population": 100})
    assert rows[7].after["name_uk"] == "Нова"


def test_another_hromadas_body_is_not_found(coordinator: FlaskClient) -> None:
    assert coordinator.get(f"{BODIES}/999999").status_code == 404
