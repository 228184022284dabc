"""Nobody is led away: no response's Location leaves the site."""

from datetime import UTC, datetime
from urllib.parse import quote

import ada_url
import pytest
from flask import Flask, redirect
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import Database
from app.domain.roles import Role
from app.models.accounts import SignInRequest
from app.operations.accounts.accounts import (
    Grant,
    expect_sign_in,
    issue_sign_in_token,
)
from app.web.redirects import register_redirects
from tests.builders import a_working_hromada
from tests.values import present
from tests.web.residents import post
from tests.web.staff import signed_in

AWAY = (
    " ////evil.test/login", "/\t///evil.test", "//evil.test", "///evil.test", "/\\evil.test",
    "\\\\evil.test", "/\r\n/evil.test", "/%2f/evil.test", "/%5cevil.test", "/.//evil.test",
    "http://evil.test/", "http:evil.test", "https:///evil.test", "javascript:alert(1)",
    "//user@evil.test", "/\N{FULLWIDTH SOLIDUS}evil.test", "/\0/evil.test", "\u200b//evil.test",
    "//evil\N{IDEOGRAPHIC FULL STOP}test", "/" + "/" * 9000 + "evil.test",
)  # fmt: skip


def origin_of(location: str | None) -> str:
    return ada_url.URL(present(location), base="http://localhost/account/sign-in").origin


@pytest.fixture
def officer(app: Flask, client: FlaskClient, database: Database) -> FlaskClient:
    with database.transaction() as session:
        town = a_working_hromada(session)
    return signed_in(client, database, Grant(town.id, "who@pokrov.example", Role.MODERATOR))


@pytest.mark.parametrize("wish", AWAY)
def test_who_is_signed_in_is_not_led_away(officer: FlaskClient, wish: str) -> None:
    answer = officer.get(f"/account/sign-in?next={quote(wish)}")
    assert answer.status_code == 302
    assert origin_of(answer.location) == "http://localhost"
    assert answer.location == "/account/"


@pytest.mark.parametrize("wish", AWAY[:8])
def test_a_stored_path_is_judged_again(client: FlaskClient, database: Database, wish: str) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        request_id = expect_sign_in(session, "a@example.org", next_path="/", now=now)
        stored = wish.replace("\0", "")
        session.execute(update(SignInRequest).values(next_path=stored))
        token = present(issue_sign_in_token(session, request_id, now))
    answer = post(client, f"/account/sign-in/{token}", seen=f"/account/sign-in/{token}")
    assert (answer.status_code, answer.location) == (303, "/account/")


@pytest.mark.parametrize("host", ["evil.test", "evil.test:80", "localhost"])
def test_a_lacking_slash_does_not_lead_to_the_host_of_the_request(
    client: FlaskClient, database: Database, host: str
) -> None:
    with database.transaction() as session:
        a_working_hromada(session)
    answer = client.get("/pokrov?lang=en", headers={"Host": host})
    assert (answer.status_code, answer.location) == (308, "/pokrov/?lang=en")


@pytest.mark.parametrize("wish", [*AWAY, "/pokrov/#//evil.test", "http://localhost.evil.test/"])
def test_a_careless_view_leads_nobody_away(wish: str) -> None:
    site = Flask("careless")
    register_redirects(site)
    # Of what a header cannot hold nothing is made at all.
    address = wish if wish.isprintable() else quote(wish, safe="/\\")
    site.add_url_rule("/", view_func=lambda: redirect(address))
    assert origin_of(site.test_client().get("/").location) == "http://localhost"


def test_a_place_on_the_page_is_kept() -> None:
    site = Flask("careful")
    register_redirects(site)
    site.add_url_rule("/", view_func=lambda: redirect("/pokrov/reports/1?a=b#support"))
    assert site.test_client().get("/").location == "/pokrov/reports/1?a=b#support"
