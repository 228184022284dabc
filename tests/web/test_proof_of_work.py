"""Proof of work: solved once, for its own form, before it expires."""

import base64
import json
import time
from collections.abc import Callable

import altcha
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.security import proof_of_work
from app.security.proof_of_work import FIELD, HEADER, demand, solved
from tests.web.bare_site import NOWHERE, a_bare_site


def a_site(redis_url: str = NOWHERE, rate_limits: str = "on") -> Flask:
    """An app with two pages that demand a proof; errors are told as JSON."""
    site = a_bare_site(redis_url, rate_limits)

    def page() -> str:
        demand(retry_after=90)
        assert solved(), "asked twice in one request it is still solved"
        return "taken"

    site.add_url_rule("/a", "a", page, methods=["POST"])
    site.add_url_rule("/b", "b", page, methods=["POST"])
    return site


@pytest.fixture
def client() -> FlaskClient:
    return a_site().test_client()


def ask(
    client: FlaskClient, path: str = "/a", *, header: str = "", field: str = ""
) -> TestResponse:
    headers = {"Accept": "application/json", HEADER: header}
    return client.post(path, headers=headers, data={FIELD: field})


def solution_of(challenge: dict[str, object]) -> str:
    """Return what a client sends for the challenge."""
    asked = altcha.Challenge.from_dict(challenge)
    found = altcha.solve_challenge(asked)
    assert found is not None
    return altcha.Payload(asked, found).to_base64()


def solution_for(client: FlaskClient, path: str = "/a") -> str:
    return solution_of(ask(client, path).get_json()["error"]["challenge"])


def test_without_a_proof_the_challenge_is_returned(client: FlaskClient) -> None:
    refusal = ask(client)
    assert refusal.status_code == 429
    assert refusal.headers["Retry-After"] == "90"
    assert refusal.headers["Cache-Control"] == "no-store"
    assert refusal.get_json()["error"]["code"] == "proof-required"
    assert refusal.get_json()["error"]["challenge"]["parameters"]["data"]["purpose"] == "a"


@pytest.mark.parametrize("place", ["field", "header"])
def test_a_solution_is_taken_once(client: FlaskClient, place: str) -> None:
    solution = solution_for(client)
    assert ask(client, **{place: solution}).status_code == 200
    assert ask(client, **{place: solution}).status_code == 429


def test_a_solution_counts_once_for_all_processes(redis_url: str) -> None:
    one, other = (a_site(redis_url).test_client() for _ in range(2))
    solution = solution_for(one)
    assert ask(other, header=solution).status_code == 200
    assert ask(one, header=solution).status_code == 429


def test_a_solution_is_for_its_own_form(client: FlaskClient) -> None:
    solution = solution_for(client, "/b")
    assert ask(client, "/a", header=solution).status_code == 429
    assert ask(client, "/b", header=solution).status_code == 200


def test_a_solution_expires(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    solution = solution_for(client)
    later = time.time() + proof_of_work.LIFETIME_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert ask(client, header=solution).status_code == 429


def _changed(change: Callable[[dict[str, dict[str, object]]], object]) -> Callable[[str], str]:
    def changed(solution: str) -> str:
        payload = json.loads(base64.b64decode(solution))
        change(payload)
        return base64.b64encode(json.dumps(payload).encode()).decode()

    return changed


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda _: "", id="nothing"),
        pytest.param(lambda _: "!", id="no base64"),
        pytest.param(lambda _: base64.b64encode(b"[]").decode(), id="no object"),
        pytest.param(lambda _: base64.b64encode(b"\xff{").decode(), id="no text"),
        pytest.param(lambda _: base64.b64encode(b"[" * 2900).decode(), id="deep"),
        pytest.param(lambda solution: solution + "A" * 4000, id="long"),
        pytest.param(
            _changed(lambda it: it["challenge"].update(parameters=[])), id="no parameters"
        ),
        pytest.param(_changed(lambda it: it["challenge"].pop("signature")), id="unsigned"),
        pytest.param(_changed(lambda it: it["solution"].update(counter=0)), id="another counter"),
        pytest.param(_changed(lambda it: it["solution"].update(counter="0")), id="no number"),
        pytest.param(
            _changed(
                lambda it: it["challenge"]["parameters"].update(cost=1)  # type: ignore[attr-defined]
            ),
            id="cheaper",
        ),
        pytest.param(
            _changed(
                lambda it: it["challenge"]["parameters"].update(data="b")  # type: ignore[attr-defined]
            ),
            id="other data",
        ),
    ],
)
def test_a_forged_solution_is_refused(client: FlaskClient, forge: Callable[[str], str]) -> None:
    forged = forge(solution_for(client))
    assert ask(client, header=forged).status_code == 429


def test_off_for_drills() -> None:
    assert ask(a_site(rate_limits="off").test_client()).status_code == 200
