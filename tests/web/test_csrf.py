"""CSRF tokens look different in every response, and only the browser's own are accepted."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.security.csrf import masked, unmasked

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def tokens(client: FlaskClient) -> list[str]:
    return TOKEN.findall(client.get("/account/sign-in").text)


def ask(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/account/sign-in", data={"csrf_token": token, "email": "a@example.org"})


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_a_mask_comes_off_again(token: str) -> None:
    assert unmasked(masked(token)) == token


def test_every_response_has_another_token_and_each_is_accepted(client: FlaskClient) -> None:
    seen = [tokens(client)[0] for _ in range(3)]
    assert len(set(seen)) == 3
    # Not even their parts repeat: what follows the pad differs as much as the pad.
    assert len({token[:24] for token in seen} | {token[-24:] for token in seen}) == 6
    assert [ask(client, token).status_code for token in seen] == [200, 200, 200]


def test_forms_of_one_page_share_its_token(app: Flask) -> None:
    with app.test_request_context():
        template = app.jinja_env.from_string("{{ csrf_token() }} {{ csrf_token() }}")
        one, other = template.render().split()
    assert one == other


def test_a_page_opened_before_tokens_were_masked_still_sends(
    app: Flask, client: FlaskClient
) -> None:
    tokens(client)
    with client.session_transaction() as kept:
        raw = kept["csrf_token"]
    with app.test_request_context():
        from flask import session

        session["csrf_token"] = raw
        token = generate_csrf()
    assert ask(client, token).status_code == 200


@pytest.mark.parametrize("change", [
    lambda token: "",
    lambda token: token[:-8],
    lambda token: ("B" if token[0] == "A" else "A") + token[1:],
    lambda token: token[::-1],
    lambda token: "жодного",
    lambda token: "a",
    lambda token: "AAAA" * 50,
])  # fmt: skip
def test_what_is_not_a_token_is_refused(client: FlaskClient, change: object) -> None:
    assert callable(change)
    assert ask(client, change(tokens(client)[0])).status_code == 400


def test_another_browsers_token_is_refused(app: Flask, client: FlaskClient) -> None:
    tokens(client)
    assert ask(client, tokens(app.test_client())[0]).status_code == 400


def test_without_a_cookie_one_reads_what_to_allow(app: Flask, client: FlaskClient) -> None:
    kept, lost = client, app.test_client()
    token = tokens(kept)[0]
    without, expired = ask(lost, token), ask(kept, "жодного")
    assert (without.status_code, expired.status_code) == (400, 400)
    for answer in (without, expired):
        assert "<h1>Форму треба надіслати знову</h1>" in answer.text
    assert "Дозвольте файли cookie" in without.text
    assert "Ця форма застаріла" in expired.text
