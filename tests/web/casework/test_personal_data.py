"""Personal data on the desks: marked, blacked out by one key, published only by a second word."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from app.db import Database, enter_hromada
from app.domain.moderation import BLACK
from app.domain.roles import Role
from app.models.places import Body, Hromada
from app.models.reports import Report
from tests.builders import a_public_report
from tests.web.desks import SignIn, decide, form_on, made, state

NOW = datetime.now(UTC)
WORDS = "Яма на всю смугу. Дзвоніть мені 067 000 12 34, живу у кв. 18, покажу."
COVERED = f"Яма на всю смугу. Дзвоніть мені {BLACK}, живу у {BLACK}, покажу."


def test_the_words_are_marked_and_listed(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, description=WORDS)
    page = moderator.get(f"/pokrov/moderation/{number}").text
    assert 'мені <mark class="pd" title="телефон">067 000 12 34</mark>, живу' in page
    assert 'у <mark class="pd" title="номер квартири">кв. 18</mark>, покажу' in page
    assert "Знайдено особисті дані: 2" in page
    assert "телефон, номер квартири" in page
    assert "особисті дані: 2" in moderator.get("/pokrov/moderation").text


def test_the_first_button_blacks_out_and_publishes(
    database: Database, town: Hromada, moderator: FlaskClient, client: FlaskClient
) -> None:
    number = made(database, town, description=WORDS)
    assert decide(moderator, "moderation", number, "publish", cover="1").status_code == 303
    status, actions, report = state(database, town, number)
    assert (status, actions) == ("routed", ["submit", "redact", "publish", "route"])
    assert (report.public_text, report.description) == (COVERED, WORDS)
    assert COVERED in client.get(f"/pokrov/reports/{number}").text


def test_publishing_without_a_word_about_them_asks(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    """Not even a press of the old button, or a page that was open before, publishes them."""
    number = made(database, town, description=WORDS)
    answer = decide(moderator, "moderation", number, "publish")
    assert answer.status_code == 422
    assert "Позначено особисті дані: «067 000 12 34», «кв. 18»" in answer.text
    assert state(database, town, number)[:2] == ("submitted", ["submit"])


def test_they_are_published_as_they_are_by_a_second_word(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, description=WORDS)
    half = decide(moderator, "moderation", number, "publish", kept="067 000 12 34")
    assert half.status_code == 422
    assert "«кв. 18»" in half.text
    whole = decide(moderator, "moderation", number, "publish", kept="067 000 12 34\r\nкв. 18")
    assert whole.status_code == 303
    assert state(database, town, number)[2].public_text == WORDS
    with database.transaction() as session:
        enter_hromada(session, town.id)
        kept = session.scalar(
            text("SELECT details -> 'kept' FROM report_event WHERE action = 'publish'")
        )
    assert kept == ["067 000 12 34", "кв. 18"]


def test_without_marks_one_press_publishes(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town)
    page = moderator.get(f"/pokrov/moderation/{number}").text
    assert "особисті дані" not in page.split("<main", 1)[1].split("клавіш", 1)[0].lower()
    assert decide(moderator, "moderation", number, "publish").status_code == 303


def test_numbers_of_the_hromada_and_its_bodies_are_not_marked(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Body).values(phone="067 111 22 33, 067 111 22 44"))
    number = made(database, town, description="Дзвонив на 0671112244, ніхто не бере слухавку.")
    assert '<mark class="pd"' not in moderator.get(f"/pokrov/moderation/{number}").text
    assert decide(moderator, "moderation", number, "publish").status_code == 303


def test_a_flat_in_an_address_is_blacked_out_too(
    database: Database, town: Hromada, moderator: FlaskClient, client: FlaskClient
) -> None:
    number = made(database, town)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            update(Report).where(Report.number == number).values(address="вул. Миру, 12, кв. 18")
        )
    assert decide(moderator, "moderation", number, "publish").status_code == 422
    assert decide(moderator, "moderation", number, "publish", cover="1").status_code == 303
    told = client.get(f"/pokrov/reports/{number}.json").text
    assert "кв. 18" not in told


def test_published_reports_are_blacked_out_by_one_button(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, a_public_report, description=WORDS)
    assert decide(moderator, "moderation", number, "cover").status_code == 303
    assert state(database, town, number)[2].public_text == COVERED
    assert "/cover" not in moderator.get(f"/pokrov/moderation/{number}").text


def test_a_hidden_report_is_shown_again_only_by_a_word_about_them(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, a_public_report, description=WORDS)
    decide(moderator, "moderation", number, "hide", reason="personal")
    assert decide(moderator, "moderation", number, "unhide").status_code == 422
    decide(moderator, "moderation", number, "cover")
    assert decide(moderator, "moderation", number, "unhide").status_code == 303


@pytest.mark.parametrize("decision", ["solve", "note", "plan", "refuse", "start", "forward"])
def test_an_answer_with_personal_data_asks_first(
    database: Database, town: Hromada, enter: SignIn, decision: str
) -> None:
    number = made(database, town, a_public_report)
    body_id = state(database, town, number)[2].body_id
    officer = enter(Role.OFFICER, body_id)
    decide(officer, "office", number, "accept")
    words = "Заявник Петренко з кв. 7, тел. 050 123 45 67, усе зроблено."
    given = {"words": words, "reason": "not-found", "planned_for": "2030-05-31"}
    if decision == "forward":
        with database.transaction() as session:
            enter_hromada(session, town.id)
            other = session.query(Body.id).filter(Body.id != body_id).first()
        given["body"] = str(other[0]) if other else ""
        number = made(database, town, a_public_report)
    answer = decide(officer, "office", number, decision, **given)
    assert answer.status_code == 422, answer.text
    assert "Це схоже на особисті дані: «кв. 7», «050 123 45 67»" in answer.text
    assert words in answer.text
    sent = decide(officer, "office", number, decision, **given, kept="кв. 7\n050 123 45 67")
    assert sent.status_code == 303


def test_staff_alone_read_the_private_note(
    app: Flask, database: Database, town: Hromada, moderator: FlaskClient, enter: SignIn
) -> None:
    number = made(database, town, a_public_report)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            update(Report).where(Report.number == number).values(private_note="Квартира 18, Олена")
        )
    officer = enter(Role.OFFICER, state(database, town, number)[2].body_id)
    for reader, place in ((moderator, "moderation"), (officer, "office")):
        assert "Квартира 18, Олена" in reader.get(f"/pokrov/{place}/{number}").text
    stranger = app.test_client()
    for ending in ("", ".json", ".geojson"):
        assert "Олена" not in stranger.get(f"/pokrov/reports/{number}{ending}").text


def test_the_question_keeps_the_seen_event(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    """What changes between the question and the word is a conflict, as everywhere."""
    number = made(database, town, description=WORDS)
    path = f"/pokrov/moderation/{number}"
    fields = form_on(moderator, path, f"{path}/publish")
    decide(moderator, "moderation", number, "redact", passage="067 000 12 34")
    late = moderator.post(f"{path}/publish", data=fields | {"cover": "1"})
    assert late.status_code == 409
