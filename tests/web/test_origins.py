"""Only our own pages, and programs that no browser stands behind, change anything."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from tests.guardrails.hostile import rules_for, usual_address
from tests.web.desks import SignIn
from tests.web.residents import GOOD, a_town, post

FOREIGN: tuple[Mapping[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "http://evil.test"},
    {"Origin": "http://localhost.evil.test"},
    {"Origin": "http://localhost:81"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost@evil.test"},
    {"Origin": "http://[::1"},
    {"Origin": "localhost"},
    {"Referer": "http://evil.test/http://localhost/"},
)
OWN: tuple[Mapping[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:80"},
    # BASE_URL, also where a proxy of ours does not say by which name it was asked.
    {"Origin": "http://localhost:8000"},
    {"Referer": "http://localhost/pokrov/reports/new"},
)
BY_LINK = {"following.answer_offer", "notices.answer_offer"}


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("kind", ["form", "json"])
def test_no_other_site_changes_anything(
    app: Flask, client: FlaskClient, headers: Mapping[str, str], kind: str
) -> None:
    body = {"json": {}} if kind == "json" else {"data": {"a": "b"}}
    for rule in rules_for(app, "POST"):
        if rule.endpoint not in BY_LINK:
            answer = client.post(usual_address(rule), headers=headers, **body)
            assert answer.status_code == 403, rule.rule


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_do(
    client: FlaskClient, database: Database, headers: Mapping[str, str]
) -> None:
    a_town(database)
    assert post(client, "/pokrov/reports", GOOD, headers=headers).status_code == 303
    assert client.post("/pokrov/reports", json=GOOD, headers=headers).status_code == 201


def test_a_form_that_tells_no_origin_needs_its_token(
    client: FlaskClient, database: Database
) -> None:
    """Pages that send no referrer send the origin "null", where browsers say no more."""
    a_town(database)
    nowhere = {"Origin": "null"}
    assert post(client, "/pokrov/reports", GOOD, headers=nowhere).status_code == 303
    assert client.post("/pokrov/reports", data=GOOD, headers=nowhere).status_code == 400
    assert client.post("/pokrov/reports", json=GOOD, headers=nowhere).status_code == 403


def test_programs_with_a_sign_in_need_no_origin(enter: SignIn, town: Hromada) -> None:
    """Browsers send JSON to another site with its Origin only, and "null" from a sandbox."""
    program = enter(Role.MODERATOR)
    assert program.post("/pokrov/reports", json=GOOD).status_code == 201
    sandboxed = {"Origin": "null"}
    assert program.post("/pokrov/reports", json=GOOD, headers=sandboxed).status_code == 403


def test_reading_is_for_everybody(client: FlaskClient, town: Hromada) -> None:
    assert client.get("/pokrov/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_mail_programs_end_subscriptions_from_anywhere(
    app: Flask, client: FlaskClient, town: Hromada
) -> None:
    for rule in rules_for(app, "POST"):
        if rule.endpoint in BY_LINK:
            answer = client.post(usual_address(rule), headers={"Origin": "https://mail.example"})
            assert answer.status_code == 404


def test_the_refusal_says_what_to_do(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept": "text/html"}
    page = client.post("/account/sign-in", data={"email": "a@example.org"}, headers=headers)
    assert "Відкрийте сторінку тут і надішліть ще раз" in page.text


def test_behind_a_proxy_its_host_counts(
    site_with: Callable[..., FlaskClient], database: Database
) -> None:
    a_town(database)
    ours = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "misto.example",
        "X-Forwarded-For": "1.2.3.4",
    }
    site = site_with(trusted_proxies="1")

    def sent(origin: str) -> int:
        return site.post(
            "/pokrov/reports", json=GOOD, headers=ours | {"Origin": origin}
        ).status_code

    assert [sent("https://misto.example"), sent("http://misto.example")] == [201, 403]
    assert sent("http://localhost") == 403
