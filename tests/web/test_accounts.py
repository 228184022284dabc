import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import Database
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.operations.accounts.accounts import (
    Grant,
    ensure_account,
    expect_sign_in,
    grant_role,
    issue_sign_in_token,
)
from app.security.request_context import SIGN_IN_COOKIE
from tests.builders import a_hromada, a_report, a_working_hromada, an_account
from tests.values import present

EMAIL = "olena@example.org"


def _token(page: str) -> str:
    return present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]


def _post(
    client: FlaskClient, path: str, page_path: str | None = None, **fields: Any
) -> TestResponse:
    """Post a form as a browser does: its page is opened first."""
    token = _token(client.get(page_path or "/account/sign-in").text)
    return client.post(path, data={"csrf_token": token} | fields)


def _link(database: Database, next_path: str = "/account/") -> str:
    """The address of a sign-in letter that was just sent."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        request_id = expect_sign_in(session, EMAIL, next_path=next_path, now=now)
        return f"/account/sign-in/{issue_sign_in_token(session, request_id, now)}"


def _sign_in(client: FlaskClient, database: Database) -> TestResponse:
    link = _link(database)
    return _post(client, link, page_path=link)


def test_known_and_unknown_addresses_get_the_same_answer(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        an_account(session, "known@example.org")
    known = _post(client, "/account/sign-in", email="known@example.org")
    unknown = _post(client, "/account/sign-in", email="nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    strip = re.compile(r'nonce="[^"]*"|value="[^"]*"|known@example.org|nobody@example.org')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    with database.reading() as session:
        assert session.query(Outbox).count() == 2


def test_the_address_is_taken_in_lower_case(client: FlaskClient, database: Database) -> None:
    _post(client, "/account/sign-in", email=" Known@Example.ORG ")
    assert "known@example.org" in _post(client, "/account/sign-in", email="KNOWN@example.org").text


@pytest.mark.parametrize(
    "email",
    [
        "",
        "olena",
        "olena@",
        "@example.org",
        "a b@example.org",
        "olena@example",
        "x" * 250 + "@example.org",
        "a@b.c\u202e",
    ],
)
def test_an_impossible_address_is_explained_beside_its_field(
    client: FlaskClient, database: Database, email: str
) -> None:
    answer = _post(client, "/account/sign-in", email=email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    with database.reading() as session:
        assert session.query(Outbox).count() == 0


def test_opening_the_link_signs_nobody_in(client: FlaskClient, database: Database) -> None:
    link = _link(database)
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200
        assert SIGN_IN_COOKIE not in answer.headers.get("Set-Cookie", "")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store, no-transform"


def test_the_button_signs_in_once_and_goes_on(client: FlaskClient, database: Database) -> None:
    link = _link(database, next_path="/pokrov/moderation?tab=hidden")
    answer = _post(client, link, page_path=link)
    assert (answer.status_code, answer.location) == (303, "/pokrov/moderation?tab=hidden")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if SIGN_IN_COOKIE in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/account/").status_code == 200
    assert client.get(link).status_code == 410
    assert _post(client, link, page_path="/account/").status_code == 410


def test_a_link_that_was_never_sent_says_the_same_as_a_used_one(client: FlaskClient) -> None:
    answer = client.get("/account/sign-in/" + "x" * 43)
    assert answer.status_code == 410
    assert "/account/sign-in" in answer.text


def test_redeeming_needs_the_forms_own_token(client: FlaskClient, database: Database) -> None:
    link = _link(database)
    assert client.post(link).status_code == 400
    assert client.get(link).status_code == 200, "the link must still work"


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("/pokrov/office?tab=new", "/pokrov/office?tab=new"),
        ("/", "/"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("////evil.example/", "/account/"),
        ("/\\evil.example", "/account/"),
        ("\\\\evil.example", "/account/"),
        ("/\t/evil.example", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("pokrov", "/account/"),
        ("", "/account/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(client: FlaskClient, wish: str, path: str) -> None:
    page = client.get("/account/sign-in", query_string={"next": wish}).text
    assert f'name="next" value="{path}"' in page


def test_the_account_page_asks_a_stranger_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/account/")
    assert (answer.status_code, answer.location) == (302, "/account/sign-in?next=/account/")


def test_the_account_shows_own_roles_and_own_reports_only(
    client: FlaskClient, database: Database
) -> None:
    _sign_in(client, database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        pokrov = a_working_hromada(session)
        grant_role(session, Grant(pokrov.id, EMAIL, Role.MODERATOR), now=now)
        mine, other = (ensure_account(session, e, now=now) for e in (EMAIL, "else@example.org"))
        a_report(session, pokrov, account_id=mine, description="Моя яма посеред двору.")
        a_report(session, pokrov, account_id=other, description="Чужа яма на розі.")
        a_hromada(session, "other")
    page = client.get("/account/").text
    assert "/pokrov/moderation" in page
    assert "Моя яма" in page
    assert "Чужа яма" not in page
    answer = client.get("/account/data.json")
    assert answer.get_json()["account"]["email"] == EMAIL
    assert [r["description"] for r in answer.get_json()["reports"]] == ["Моя яма посеред двору."]
    assert answer.headers["Cache-Control"] == "no-store, no-transform"


def test_own_name_and_language_are_kept(client: FlaskClient, database: Database) -> None:
    _sign_in(client, database)
    answer = _post(client, "/account/details", "/account/", name=" Олена ", locale="en")
    assert answer.status_code == 303
    assert 'value="Олена"' in client.get("/account/").text
    assert _post(client, "/account/details", "/account/", locale="xx").status_code == 422
    assert _post(client, "/account/details", "/account/", name="я" * 81).status_code == 422


def test_signing_out_ends_this_browser_only(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    other = app.test_client()
    _sign_in(client, database)
    _sign_in(other, database)
    assert _post(client, "/account/sign-out", "/account/").status_code == 303
    assert client.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200


def test_signing_out_everywhere_ends_every_browser(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    other = app.test_client()
    _sign_in(client, database)
    _sign_in(other, database)
    _post(client, "/account/sign-out-everywhere", "/account/")
    assert other.get("/account/").status_code == 302


def test_a_role_is_granted_listed_and_revoked_by_command(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        a_working_hromada(session)
    run = app.test_cli_runner().invoke
    granted = run(args=["accounts", "grant", "Petro@Example.org", "officer", "--body", "udg"])
    assert (granted.exit_code, "is now officer" in granted.output) == (0, True)
    listed = run(args=["accounts", "list", "--hromada", "pokrov", "--json"])
    assert listed.output == '[{"email": "petro@example.org", "role": "officer", "body": "udg"}]\n'
    revoke = ["accounts", "revoke", "petro@example.org", "officer", "--body", "udg"]
    assert run(args=revoke).exit_code == 0
    assert run(args=revoke).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grant", "petro@example.org", "officer"], "--body CODE"),
        (["grant", "petro@example.org", "moderator", "--body", "udg"], "--body CODE"),
        (["grant", "petro@example.org", "officer", "--body", "nope"], "Known: udg"),
        (["grant", "petro", "moderator"], "name@example.org"),
        (["grant", "petro@example.org", "moderator", "--hromada", "nope"], "no such hromada"),
        (["sign-in-link", "nobody@example.org"], "There is no account nobody@example.org"),
    ],
)
def test_a_refused_command_says_why(
    app: Flask, database: Database, arguments: list[str], words: str
) -> None:
    with database.transaction() as session:
        a_working_hromada(session)
    answer = app.test_cli_runner().invoke(args=["accounts", *arguments])
    assert answer.exit_code == 1
    assert words in answer.output


def test_the_commands_link_signs_in(app: Flask, client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        an_account(session, EMAIL)
    printed = app.test_cli_runner().invoke(args=["accounts", "sign-in-link", EMAIL])
    link = printed.output.splitlines()[0].removeprefix("http://localhost:8000")
    assert _post(client, link, page_path=link).status_code == 303
