"""What a crowded network and a flooded mailbox mean for each form: nobody pays for a stranger."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import Database
from app.models.outbox import Outbox
from app.security import askers, proof_of_work
from app.security.proof_of_work import HEADER
from app.security.rate_counters import InProcessCounter
from app.security.rate_limits import REPORTING, SIGNING_IN
from app.security.rate_rules import rules_in
from tests.builders import an_account
from tests.values import present
from tests.web.residents import GOOD, a_town, post
from tests.web.test_proof_of_work import solution_of

MODERATOR = "moderator@example.org"
OTHER = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture(autouse=True)
def counted(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are counted, and the tasks are short."""
    a_town(database)
    monkeypatch.setitem(app.extensions, "limits", InProcessCounter())
    monkeypatch.setattr(proof_of_work, "MOST_TRIES", 20)


def crowd(client: FlaskClient, path: str, rules: str) -> None:
    for _ in range(rules_in(rules)[0].most):
        assert client.post(path, json={}).status_code != 429


def wish(client: FlaskClient, email: str, *, address: str, proof: str = "") -> TestResponse:
    page = client.get("/account/sign-in").text
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    return client.post(
        "/account/sign-in",
        data={"csrf_token": token, "email": email},
        headers={"Accept": "application/json", HEADER: proof},
        environ_overrides={"REMOTE_ADDR": address},
    )


def letters(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Outbox)) or 0


def proof_of(response: TestResponse) -> str:
    return solution_of(response.get_json()["error"]["challenge"])


def test_a_strangers_wishes_do_not_keep_the_moderator_out(
    client: FlaskClient, database: Database
) -> None:
    for _ in range(9):
        wish(client, MODERATOR, address="192.0.2.1")
    assert letters(database) == 6
    asked = wish(client, MODERATOR, address="198.51.100.7")
    assert asked.get_json()["error"]["code"] == "proof-required"
    assert wish(client, MODERATOR, address="198.51.100.7", proof=proof_of(asked)).status_code == 200
    assert letters(database) == 7


def test_known_and_unknown_addresses_are_asked_alike(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        an_account(session, MODERATOR)
    told = [
        [wish(client, email, address=f"192.0.2.{n}").status_code for n in range(8)]
        for email in (MODERATOR, "nobody@example.org")
    ]
    assert told == [[200] * 6 + [429] * 2] * 2


def test_a_flooded_mailbox_tells_known_and_unknown_addresses_alike(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        an_account(session, "known+1@example.org")
    for n in range(6):
        wish(client, f"known+{n}@example.org", address=f"192.0.2.{n}")
    pages = []
    for email in ("known+7@example.org", "known+8@example.org", "known+1@example.org"):
        asked = wish(client, email, address="198.51.100.7")
        told = wish(client, email, address="198.51.100.7", proof=proof_of(asked))
        pages.append(told.text.replace(email, "…"))
    assert "один на дві хвилини" in pages[0]
    masked = {re.sub(r'(nonce|value)="[^"]*"', "", page) for page in pages}
    assert len(masked) == 1
    assert letters(database) == 6 + 2, "to the first, and to the one that has an account"


def test_a_form_comes_back_with_its_words_and_a_task(client: FlaskClient) -> None:
    crowd(client, "/account/sign-in", SIGNING_IN.newcomers)
    answer = post(
        client,
        "/account/sign-in",
        {"email": '"><b>x', "next": "/pokrov/list"},
        seen="/account/sign-in",
    )
    assert answer.status_code == 429
    assert answer.headers["Cache-Control"] == "no-store"
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "<b>x" not in answer.text
    for field in ('name="email" value="&#34;&gt;&lt;b&gt;x"', 'name="next" value="/pokrov/list"'):
        assert field in answer.text
    assert 'name="csrf_token"' in answer.text
    assert "data-send" in answer.text
    assert 'role="status" aria-live="polite"' in answer.text


def test_photos_are_asked_for_again_and_not_left_out(client: FlaskClient) -> None:
    crowd(client, "/pokrov/reports", REPORTING.newcomers)
    photos = [(BytesIO(b"1"), "яма.jpg"), (BytesIO(b"2"), "ще.jpg")]
    answer = post(client, "/pokrov/reports", {"description": "Яма", "photos": photos})
    assert answer.status_code == 429
    assert answer.text.count('type="file"') == 1
    assert "яма.jpg, ще.jpg" in answer.text
    assert "data-send" not in answer.text.replace("data-sending", "")


def test_a_program_solves_the_task_of_a_report(client: FlaskClient) -> None:
    crowd(client, "/pokrov/reports", REPORTING.newcomers)
    asked = client.post("/pokrov/reports", json=GOOD)
    assert asked.status_code == 429
    answer = client.post("/pokrov/reports", json=GOOD, headers={HEADER: proof_of(asked)})
    assert answer.status_code == 201
    assert client.post("/pokrov/reports", json=GOOD, environ_overrides=OTHER).status_code == 201


def test_one_abuser_does_not_stop_a_carriers_other_phones(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(client, "/pokrov/reports", REPORTING.newcomers)
    monkeypatch.setattr(askers, "signed_device", lambda: "a phone")
    assert client.post("/pokrov/reports", json=GOOD).status_code == 201
