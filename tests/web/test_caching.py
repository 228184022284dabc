"""Nobody keeps what is another's: every response says who may keep it."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.security.caching import NEVER, OWN, POLICIES, SHARED
from tests.builders import a_public_report
from tests.guardrails.hostile import rules_for, usual_address
from tests.web.desks import SignIn, made
from tests.web.residents import report_by

SECRET = re.compile(r'nonce|csrf_token|idempotency_key|name="csrf')
# What must not be compressed on its way, either.
AS_IT_IS = ", no-transform"


def answers(app: Flask, client: FlaskClient, query: str = "") -> Iterator[tuple[str, TestResponse]]:
    for rule in rules_for(app, "GET"):
        if rule.endpoint != "static":
            yield rule.endpoint, client.get(usual_address(rule) + query)


def test_every_page_has_a_policy(app: Flask) -> None:
    assert {rule.endpoint for rule in rules_for(app, "GET")} == set(POLICIES)
    assert set(POLICIES.values()) == {NEVER, OWN, SHARED}


@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=uk&q=x"])
def test_what_strangers_share_holds_nothing_of_theirs(
    app: Flask, client: FlaskClient, database: Database, town: Hromada, query: str
) -> None:
    made(database, town, a_public_report)
    shared = set()
    for endpoint, answer in answers(app, client, query):
        kept = answer.headers["Cache-Control"]
        if "public" in kept:
            shared.add(endpoint)
            assert POLICIES[endpoint] == SHARED, endpoint
            assert "Set-Cookie" not in answer.headers, endpoint
            assert not SECRET.search(answer.headers["Content-Security-Policy"]), endpoint
            assert not SECRET.search(answer.get_data().decode("latin1")), endpoint
        else:
            assert kept.removesuffix(AS_IT_IS) in {NEVER, OWN, "private, no-store"}, endpoint
    assert "tiles.reports" in shared or query.startswith("?lang=en")


def test_pages_with_a_token_are_their_readers_own(
    app: Flask, client: FlaskClient, database: Database, town: Hromada
) -> None:
    made(database, town, a_public_report)
    held = {e: a for e, a in answers(app, client) if a.mimetype == "text/html"}
    assert {"home.page", "report_form.new", "notices.listing", "accounts.sign_in"} <= set(held)
    for endpoint, answer in held.items():
        assert "nonce-" in answer.headers["Content-Security-Policy"], endpoint
        assert answer.headers["Cache-Control"].removesuffix(AS_IT_IS) in {NEVER, OWN}, endpoint


def test_nothing_is_kept_of_who_is_signed_in(app: Flask, enter: SignIn) -> None:
    for endpoint, answer in answers(app, enter(Role.COORDINATOR)):
        assert answer.headers["Cache-Control"].removesuffix(AS_IT_IS) == NEVER, endpoint


def test_answers_to_forms_and_errors_are_not_kept(client: FlaskClient, town: Hromada) -> None:
    assert client.get("/nowhere/").headers["Cache-Control"] == NEVER
    assert client.post("/pokrov/reports", json={}).headers["Cache-Control"] == NEVER
    assert client.put("/pokrov/reports").headers["Cache-Control"] == NEVER
    assert client.get("/pokrov").headers["Cache-Control"] == NEVER


def test_tiles_and_pictures_are_kept_as_before(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    made(database, town, a_public_report)
    tile = client.get("/pokrov/tiles/10/608/358.mvt")
    assert tile.headers["Cache-Control"] == "public, no-cache"
    again = client.get(
        "/pokrov/tiles/10/608/358.mvt", headers={"If-None-Match": tile.headers["ETag"]}
    )
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "public, no-cache")
    assert "max-age=86400" in client.get("/base/5/19/11.mvt").headers["Cache-Control"]
    drawn = client.get("/pokrov/map.svg?layers=base")
    assert "max-age=86400" in drawn.headers["Cache-Control"]
    assert "Cookie" in drawn.headers["Vary"]


def test_a_tile_asked_in_a_new_language_is_not_shared(client: FlaskClient, town: Hromada) -> None:
    answer = client.get("/base/5/19/11.mvt?lang=en")
    assert "Set-Cookie" in answer.headers
    assert answer.headers["Cache-Control"] == OWN


def test_a_reporters_page_is_not_shared(client: FlaskClient, town: Hromada) -> None:
    number = report_by(client)
    assert client.get(f"/pokrov/reports/{number}").headers["Cache-Control"] == OWN
