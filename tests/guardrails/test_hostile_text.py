"""Whatever text an address, a query, a form or JSON holds, no route breaks over it."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.accounts.accounts import Grant
from tests.builders import a_body, a_public_report, a_working_hromada
from tests.guardrails.hostile import (
    HOSTILE,
    addresses_of,
    encoded,
    names_as_read,
    names_read,
    rules_for,
    usual_address,
)
from tests.values import present
from tests.web.staff import signed_in

METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        town = a_working_hromada(session)
        a_public_report(session, town)
    return town


@pytest.fixture
def everybody(app: Flask, database: Database, town: Hromada) -> FlaskClient:
    """A browser whose user has every role of the town: no route is closed to it."""
    with database.transaction(town.id) as session:
        body = a_body(session, town, "water")
    client = app.test_client()
    for role in (Role.MODERATOR, Role.COORDINATOR, Role.READER, Role.OFFICER):
        body_id = body.id if role is Role.OFFICER else None
        client = signed_in(client, database, Grant(town.id, "all@pokrov.example", role, body_id))
    return client


@pytest.fixture(autouse=True)
def without_forms_tokens(app: Flask) -> Iterator[None]:
    """Forms get past their tokens: what is behind them is asked here."""
    methods = app.config["WTF_CSRF_METHODS"]
    app.config["WTF_CSRF_METHODS"] = set()
    testing, app.config["TESTING"] = app.config["TESTING"], False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    app.config["WTF_CSRF_METHODS"] = methods
    app.config["TESTING"] = testing
    app.config["PROPAGATE_EXCEPTIONS"] = None


def broken(client: FlaskClient, path: str, method: str = "GET", **sent: Any) -> list[str]:
    answer = client.open(path, method=method, **sent)
    answer.close()
    return [f"{method} {path[:200]} {answer.status_code}"] if answer.status_code >= 500 else []


@pytest.mark.parametrize("method", METHODS)
def test_no_part_of_an_address_breaks_a_route(
    app: Flask, everybody: FlaskClient, method: str
) -> None:
    asked = [path for rule in rules_for(app, method) for path in addresses_of(rule, HOSTILE)]
    assert asked or method not in ("GET", "POST")
    assert [words for path in asked for words in broken(everybody, path, method)] == []


def test_what_is_no_part_of_ours_is_not_found(app: Flask, everybody: FlaskClient) -> None:
    unheard = (b"\0", "\ud800".encode("utf-8", "surrogatepass"), b"9" * 5000 + b"x", b"\xff", b"\\")
    for rule in rules_for(app, "GET"):
        usual, *hostile = addresses_of(rule, unheard)
        found = Counter(everybody.get(path).status_code for path in hostile)
        assert set(found) <= {404}, (usual, found)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:12]))
def test_no_query_breaks_a_page(app: Flask, everybody: FlaskClient, value: bytes) -> None:
    """All names at once, and, for those that are read only when others are well, one by one."""
    names = names_read()
    assert len(names) > 40
    together = "&".join(f"{name}={encoded(value)}" for name in names)
    asked = [f"{usual_address(rule)}?{together}" for rule in rules_for(app, "GET")]
    assert [words for path in asked for words in broken(everybody, path)] == []


def test_no_name_of_a_query_breaks_a_page(
    app: Flask, everybody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each name that the page itself reads; what it reads only of a good query is found so, too."""
    mixed = encoded("я\0\ud800\ufffe\u202e'%_\\1".encode("utf-8", "surrogatepass"))
    read = names_as_read(monkeypatch)
    wrong = []
    for rule in rules_for(app, "GET"):
        path, known = usual_address(rule), set[str]()
        read.clear()
        wrong += broken(everybody, path)
        while fresh := read - known:
            known |= fresh
            for name, value in product(sorted(fresh), (mixed, "9" * 19, "1")):
                wrong += broken(everybody, f"{path}?{name}={value}")
        wrong += broken(everybody, f"{path}?{mixed}={mixed}")
    assert wrong == []


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:12]))
def test_no_form_or_json_breaks_a_route(app: Flask, everybody: FlaskClient, value: bytes) -> None:
    names = names_read()
    form = "&".join(f"{name}={encoded(value)}" for name in names)
    text = value.decode("utf-8", "surrogateescape")
    body = json.dumps(dict.fromkeys(names, text))
    wrong = []
    for rule in rules_for(app, "POST"):
        path = usual_address(rule)
        wrong += broken(
            everybody, path, "POST", data=form, content_type="application/x-www-form-urlencoded"
        )
        wrong += broken(everybody, path, "POST", data=body, content_type="application/json")
    assert wrong == []


@pytest.mark.parametrize("header", ["Cookie", "Idempotency-Key", "Accept", "Accept-Language"])
def test_no_header_breaks_a_page(app: Flask, client: FlaskClient, header: str) -> None:
    cookies = ("vm_account", "vm", "lang", "vm_device")
    wrong = []
    for value in HOSTILE:
        text = value.decode("latin1")
        if {"\r", "\n"} & set(text):
            continue  # no server lets these through
        sent = "; ".join(f"{name}={text}" for name in cookies) if header == "Cookie" else text
        for path in ("/", "/account/", "/pokrov/", "/pokrov/reports/1", "/pokrov/reports/new"):
            wrong += broken(client, path, headers={header: sent})
        wrong += broken(client, "/pokrov/reports", "POST", json={}, headers={header: sent})
    assert wrong == []


def test_kept_words_hold_nothing_that_breaks_xml(
    client: FlaskClient, town: Hromada, database: Database
) -> None:
    words = "Яма\ufffe біля\0 школи \ud800\U0001ffff, глибока."
    given = {"lon": 34.05, "lat": 47.65, "category": "roads.pothole", "description": words}
    answer = client.post("/pokrov/reports", data=json.dumps(given), content_type="application/json")
    assert answer.status_code == 201, answer.text
    with database.reading(town.id) as session:
        kept = session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert present(kept).description == "Яма біля школи , глибока."
    form = urlencode({**given, "description": words.replace("\ud800", "")})
    again = client.post(
        "/pokrov/reports", data=form, content_type="application/x-www-form-urlencoded"
    )
    assert again.status_code == 303
