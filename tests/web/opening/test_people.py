"""People of a hromada: invited by letter, found, reminded, and let go in two steps."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.adapters.letters import Letter
from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from app.queries.accounts import role_holders
from tests.web.desks import SignIn, form_on

PAGE = "/pokrov/coordination/people"
GRANT, REVOKE = f"{PAGE}/grant", f"{PAGE}/revoke"
PETRO = {"email": "Petro@example.org", "role": "moderator"}


def _send(client: FlaskClient, page: str, action: str, **given: Any) -> TestResponse:
    return client.post(action, data=form_on(client, page, action) | given)


def _holders(database: Database, town: Hromada) -> list[str]:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return [holder.email for holder in role_holders(session)]


def test_a_role_is_taken_only_after_a_second_question(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    assert _send(coordinator, PAGE, GRANT, **PETRO).status_code == 303
    page = coordinator.get(PAGE).text
    ask = re.findall(rf'href="({REVOKE}[^"]*)"', page)[0].replace("&amp;", "&")
    assert "Забрати роль у petro@example.org?" in coordinator.get(ask).text
    assert "petro@example.org" in _holders(database, town)
    assert _send(coordinator, ask, REVOKE, **PETRO).status_code == 303
    assert _holders(database, town) == ["coordinator@pokrov.example"]


def test_whoever_gets_a_role_is_told_by_letter(
    town: Hromada, coordinator: FlaskClient, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    _send(coordinator, PAGE, GRANT, **PETRO, name="Петро Коваль")
    letter = post(town.id)["petro@example.org"]
    assert letter.subject == "Ви маєте роль: модератор, Громада pokrov"
    for words in ("coordinator@pokrov.example", "next=/pokrov/moderation", "Пароль не потрібен"):
        assert words in letter.text
    assert "Петро Коваль" in coordinator.get(PAGE).text


def test_the_letter_of_a_role_comes_from_the_hromada(
    database: Database,
    town: Hromada,
    coordinator: FlaskClient,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    with database.transaction() as session:
        change = "UPDATE hromada SET name_uk = 'Покровська', contact_email = 'mapa@pokrov.example'"
        session.execute(text(f"{change} WHERE id = :id"), {"id": town.id})
    _send(coordinator, PAGE, GRANT, **PETRO)
    letter = post(town.id)["petro@example.org"]
    assert letter.subject == "Ви маєте роль: модератор, Покровська громада"
    assert letter.sender_name == "Покровська громада"
    assert letter.reply_to == "mapa@pokrov.example"
    assert "Покровська громада: mapa@pokrov.example" in letter.text


def test_a_role_given_by_command_is_told_by_the_same_letter(
    app: Flask, town: Hromada, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    command = ["accounts", "grant", "petro@example.org", "moderator", "--hromada", "pokrov"]
    granted = app.test_cli_runner().invoke(args=command)
    assert "A letter tells how to sign in: http://localhost:8000/account/sign-in" in granted.output
    assert "next=/pokrov/moderation" in post(town.id)["petro@example.org"].text
    # Given again, nothing is sent again.
    again = app.test_cli_runner().invoke(args=command)
    assert "already was moderator" in again.output
    assert "letter" not in again.output


def test_who_never_came_is_reminded_once_a_day(
    town: Hromada, coordinator: FlaskClient, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    _send(coordinator, PAGE, GRANT, **PETRO)
    post(town.id)
    assert "ще не заходив" in coordinator.get(PAGE).text
    remind = re.findall(rf'action="({PAGE}/\d+/remind)"', coordinator.get(PAGE).text)[0]
    assert _send(coordinator, PAGE, remind).status_code == 303
    assert "Ви ще не входили" in post(town.id)["petro@example.org"].text
    again = _send(coordinator, PAGE, remind)
    assert again.status_code == 422
    assert "сьогодні вже нагадували" in again.text


def test_the_last_sign_in_is_shown_and_nobody_present_is_reminded(
    coordinator: FlaskClient, enter: SignIn
) -> None:
    enter(Role.MODERATOR)
    page = coordinator.get(PAGE).text
    assert "/remind" not in page
    assert page.count('data-label="Останній вхід"><time') == 2


def test_people_are_found_by_name_address_or_body(coordinator: FlaskClient, enter: SignIn) -> None:
    enter(Role.MODERATOR, email="olena@example.org")
    found = coordinator.get(f"{PAGE}?q=OLENA").text
    assert "olena@example.org" in found
    assert ">coordinator@pokrov.example<" not in found
    assert "Таких людей тут немає" in coordinator.get(f"{PAGE}?q=100%25").text


def test_the_last_coordinator_stays(
    database: Database, town: Hromada, coordinator: FlaskClient, enter: SignIn
) -> None:
    mine = {"email": "coordinator@pokrov.example", "role": "coordinator"}
    second = enter(Role.COORDINATOR, email="second@pokrov.example")
    ask = f"{REVOKE}?email=second@pokrov.example&role=coordinator"
    assert (
        coordinator.post(REVOKE, data=form_on(coordinator, ask, REVOKE) | mine).status_code == 422
    )
    other = {"email": "second@pokrov.example", "role": "coordinator"}
    assert _send(coordinator, ask, REVOKE, **other).status_code == 303
    assert second.get(PAGE).status_code == 403
    assert _holders(database, town) == ["coordinator@pokrov.example"]


@pytest.mark.parametrize(
    "given",
    [
        {"email": "petro", "role": "moderator"},
        {"email": "petro@example.org", "role": "operator"},
        {"email": "petro@example.org", "role": "king"},
        {"email": "petro@example.org", "role": "officer"},
        {"email": "petro@example.org", "role": "officer", "body": "999999"},
        {"email": "petro@example.org", "role": "moderator", "name": "П" * 81},
    ],
)
def test_no_other_role_is_given_and_what_was_typed_stays(
    database: Database, town: Hromada, coordinator: FlaskClient, given: dict[str, str]
) -> None:
    refused = _send(coordinator, PAGE, GRANT, **given)
    assert refused.status_code == 422
    assert f'value="{given["email"]}"' in refused.text
    assert _holders(database, town) == ["coordinator@pokrov.example"]
