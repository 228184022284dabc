"""The moderator's desk."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import ReportEvent
from tests.builders import a_public_report, a_report, a_working_hromada
from tests.values import present
from tests.web.desks import SignIn, decide, form_on, made, state

NOW = datetime.now(UTC)


def test_the_queue_shows_the_longest_waiting_first(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    late = made(database, town, now=NOW - timedelta(days=1))
    early = made(database, town, now=NOW - timedelta(days=9))
    page = moderator.get("/pokrov/moderation").text
    assert page.index(f"№ {early}<") < page.index(f"№ {late}<")
    assert "Запізнення:" in page


def test_a_year_and_a_half_late_is_not_two_years(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    made(database, town, now=NOW - timedelta(days=550))
    page = moderator.get("/pokrov/moderation").text
    assert re.search(r"Запізнення: 18.місяців", page)
    assert "2 роки" not in page


def test_an_empty_queue_is_a_sensible_page(moderator: FlaskClient) -> None:
    for tab in ("waiting", "hidden", "published", "nonsense"):
        assert "Тут нічого не чекає" in moderator.get(f"/pokrov/moderation?tab={tab}").text


def test_publishing_goes_on_to_the_next_report(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    first = made(database, town, now=NOW - timedelta(days=2))
    second = made(database, town, now=NOW - timedelta(days=1))
    answer = decide(moderator, "moderation", first, "publish")
    assert answer.location == f"/pokrov/moderation/{second}?tab=waiting"
    assert state(database, town, first)[:2] == ("routed", ["submit", "publish", "route"])


def test_a_report_without_a_body_asks_for_one(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, category="trees.fallen")
    answer = decide(moderator, "moderation", number, "publish")
    assert answer.location == f"/pokrov/moderation/{number}"
    assert state(database, town, number)[0] == "published"
    refused = decide(moderator, "moderation", number, "route", body="")
    assert refused.status_code == 422
    page = moderator.get(f"/pokrov/moderation/{number}").text
    body = present(re.search(r'<option value="(\d+)"[^>]*>Водоканал', page))[1]
    assert decide(moderator, "moderation", number, "route", body=body).status_code == 303
    assert state(database, town, number)[0] == "routed"


def test_the_second_of_two_moderators_is_told_what_happened(
    database: Database, town: Hromada, enter: SignIn
) -> None:
    one, two = (
        enter(Role.MODERATOR, email="one@x.example"),
        enter(Role.MODERATOR, email="two@x.example"),
    )
    number = made(database, town)
    path = f"/pokrov/moderation/{number}"
    stale = form_on(two, path, f"{path}/reject")
    assert decide(one, "moderation", number, "publish").status_code == 303
    words = "Не видно, де <саме>."
    answer = two.post(f"{path}/reject", data=stale | {"reason": "unclear", "words": words})
    assert answer.status_code == 409
    assert "Не видно, де &lt;саме&gt;.</textarea>" in answer.text
    assert "випередив" in answer.text
    assert "Ваше рішення не записано" in answer.text
    assert state(database, town, number)[:2] == ("routed", ["submit", "publish", "route"])


def test_the_same_press_twice_is_one_decision(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town)
    path = f"/pokrov/moderation/{number}"
    form = form_on(moderator, path, f"{path}/publish")
    answers = [moderator.post(f"{path}/publish", data=form).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert state(database, town, number)[1].count("publish") == 1


@pytest.mark.parametrize(
    ("decision", "given", "field"),
    [
        ("reject", {}, "reject-reason"),
        ("reject", {"reason": "because"}, "reject-reason"),
        ("reject", {"reason": "unclear", "words": "я" * 4001}, "reject-words"),
        ("ask", {"words": "  \u202e де? "}, "ask-words"),
        ("duplicate", {"original": ""}, "duplicate-original"),
        ("duplicate", {"original": "№ 99999"}, "duplicate-original"),
        ("duplicate", {"original": "9" * 40}, "duplicate-original"),
        ("redact", {"passage": ""}, "redact-passage"),
        ("redact", {"passage": "такого тут немає"}, "redact-passage"),
        ("publish", {"body": "999999"}, "publish-body"),
    ],
)
def test_a_faulty_decision_is_explained_beside_its_field(
    database: Database,
    town: Hromada,
    moderator: FlaskClient,
    decision: str,
    given: dict[str, str],
    field: str,
) -> None:
    number = made(database, town)
    answer = decide(moderator, "moderation", number, decision, **given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert state(database, town, number)[1] == ["submit"]


def test_what_was_typed_is_kept_when_refused(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town)
    answer = decide(moderator, "moderation", number, "reject", words="Ось <b>чому</b> ні")
    assert "Ось &lt;b&gt;чому&lt;/b&gt; ні</textarea>" in answer.text


def test_a_rejection_is_logged_with_its_reason_in_words(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town)
    given = {"reason": "unclear", "words": "Додайте адресу."}
    assert decide(moderator, "moderation", number, "reject", **given).status_code == 303
    with database.transaction() as session:
        enter_hromada(session, town.id)
        last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert last.details == {"reason": "unclear"}
    assert last.note == "Незрозуміло, у чому проблема або де вона. Додайте адресу."
    assert decide(moderator, "moderation", number, "reconsider").status_code == 303
    assert state(database, town, number)[0] == "submitted"


def test_a_nearby_report_is_offered_as_the_original(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    original = made(database, town, a_public_report)
    number = made(database, town)
    page = moderator.get(f"/pokrov/moderation/{number}").text
    assert f'name="original" value="{original}"' in page
    assert (
        decide(moderator, "moderation", number, "duplicate", original=f"№ {original}").status_code
        == 303
    )
    assert state(database, town, number)[0] == "duplicate"


def test_a_merge_is_undone_from_the_desk(
    app: Flask, database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    original, number = (made(database, town, a_public_report) for _ in range(2))
    decide(moderator, "moderation", number, "duplicate", original=original)
    desk = moderator.get(f"/pokrov/moderation/{number}").text
    assert "Скасувати приєднання" in desk
    assert "Повернути в чергу" not in desk
    assert decide(moderator, "moderation", number, "unmerge", words="Інша.").status_code == 303
    assert state(database, town, number)[0] == "routed"
    assert "Інша." in moderator.get(f"/pokrov/moderation/{number}").text
    public = app.test_client().get(f"/pokrov/reports/{number}").text
    assert "все ж окрема проблема" in public
    assert "Інша." not in public


def test_a_moderator_is_told_whose_pages_would_lead_nowhere(
    app: Flask, database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    original, alone = made(database, town, a_public_report), made(database, town, a_public_report)
    numbers = [made(database, town) for _ in range(2)]
    for number in numbers:
        decide(moderator, "moderation", number, "duplicate", original=original)
    told = f"Його повторюють № {numbers[0]}, № {numbers[1]}:"
    assert told in moderator.get(f"/pokrov/moderation/{original}").text
    assert "Його повторюють" not in moderator.get(f"/pokrov/moderation/{alone}").text
    stranger = app.test_client()
    assert stranger.get(f"/pokrov/reports/{numbers[0]}").status_code == 200
    decide(moderator, "moderation", original, "hide", reason="untrue")
    assert stranger.get(f"/pokrov/reports/{numbers[0]}").status_code == 404


def test_blacked_out_words_are_gone_from_the_public_page(
    app: Flask, database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, a_public_report, description="Сусід Петренко розбив паркан.")
    assert decide(moderator, "moderation", number, "redact", passage="Петренко").status_code == 303
    public = app.test_client().get(f"/pokrov/reports/{number}.json").text
    assert "Петренко" not in public
    assert "Петренко" in moderator.get(f"/pokrov/moderation/{number}").text
    assert decide(moderator, "moderation", number, "uncover", passage="Петренко").status_code == 303
    assert "Петренко" in app.test_client().get(f"/pokrov/reports/{number}.json").text


def test_a_hidden_report_is_gone_until_it_is_shown_again(
    app: Flask, database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    number = made(database, town, a_public_report)
    refused = decide(moderator, "moderation", number, "hide", reason="")
    assert 'id="hide-reason-error"' in refused.text
    decide(moderator, "moderation", number, "hide", reason="security")
    assert app.test_client().get(f"/pokrov/reports/{number}").status_code == 404
    assert f"№ {number}<" in moderator.get("/pokrov/moderation?tab=hidden").text
    decide(moderator, "moderation", number, "unhide")
    assert app.test_client().get(f"/pokrov/reports/{number}").status_code == 200


def test_the_reporters_address_is_shown_to_no_staff(
    database: Database, town: Hromada, enter: SignIn
) -> None:
    number = made(database, town, a_public_report, email="secret@example.org")
    body_id = state(database, town, number)[2].body_id
    for role, place, body in (
        (Role.MODERATOR, f"moderation/{number}", None),
        (Role.OFFICER, f"office/{number}", body_id),
        (Role.COORDINATOR, "coordination/people", None),
    ):
        answer = enter(role, body).get(f"/pokrov/{place}")
        assert answer.status_code == 200
        assert "secret@example.org" not in answer.text


def test_another_hromadas_report_is_the_same_404_as_none(
    database: Database, town: Hromada, moderator: FlaskClient
) -> None:
    with database.transaction() as session:
        elsewhere = a_report(session, a_working_hromada(session, "other")).number
    there = moderator.get(f"/pokrov/moderation/{elsewhere}")
    none = moderator.get("/pokrov/moderation/999999")
    strip = re.compile(r'nonce="[^"]*"|value="[^"]*"|/pokrov/moderation/\d+')
    assert there.status_code == none.status_code == 404
    assert strip.sub("", there.text) == strip.sub("", none.text)
