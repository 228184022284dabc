"""Addresses are seen by whom they concern; roles and readings leave a trace."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, enter_account
from app.domain.roles import Role
from app.models.accounts import Account
from app.models.places import Hromada
from app.models.traces import StaffTrace
from app.operations.accounts.accounts import (
    Grant,
    ensure_account,
    expect_sign_in,
    grant_role,
    issue_sign_in_token,
    revoke_role,
    sign_in_address,
)
from app.operations.accounts.traces import trace_reading
from app.operations.acting import act_as
from app.queries.traces import staff_traces
from tests.builders import NOON, a_grant, a_hromada, a_report, a_working_hromada
from tests.values import present
from tests.web.desks import SignIn, made
from tests.web.residents import post


def addresses(session: Session) -> set[str]:
    return set(session.scalars(select(Account.email)))


def test_a_transaction_sees_the_addresses_of_its_hromadas_staff_alone(database: Database) -> None:
    with database.transaction() as session:
        for slug in ("one", "two"):
            a_grant(session, a_hromada(session, slug), Role.MODERATOR, email=f"m@{slug}.example")
        resident = ensure_account(session, "resident@example.org", now=NOON)
        rows = session.execute(text("SELECT slug, id FROM hromada"))
        ids: dict[str, int] = {row.slug: row.id for row in rows}
    with database.transaction() as session:
        assert addresses(session) == set()
        enter_account(session, resident)
        assert addresses(session) == {"resident@example.org"}
    with database.transaction(ids["one"]) as session:
        assert addresses(session) == {"m@one.example"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO account (email, created_at) VALUES ('a@example.org', now())",
        "DELETE FROM account",
    ],
)
def test_accounts_are_made_by_their_function_alone(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(statement))


def test_nobody_changes_anothers_account(session: Session) -> None:
    town = a_working_hromada(session)
    a_grant(session, town, Role.MODERATOR)
    changed = session.execute(text("UPDATE account SET email = 'mine@example.org'"))
    assert changed.rowcount == 0  # type: ignore[attr-defined]


def test_the_address_of_a_wish_to_sign_in_is_its_tokens(session: Session) -> None:
    request_id = expect_sign_in(session, "who@example.org", next_path="/", now=NOON)
    token = present(issue_sign_in_token(session, request_id, NOON))
    assert sign_in_address(session, token) == "who@example.org"
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text("SELECT email FROM sign_in_request"))


def test_a_secret_tells_its_own_account_alone(
    enter: SignIn, database: Database, town: Hromada
) -> None:
    enter(Role.MODERATOR)
    with database.transaction() as session:
        none = select(func.count()).select_from(func.signed_in(b"guess", NOON))
        assert session.scalar(none) == 0


def test_roles_given_and_taken_are_traced(session: Session) -> None:
    town = a_working_hromada(session)
    by = a_grant(session, town, Role.COORDINATOR).account_id
    grant = Grant(town.id, "new@pokrov.example", Role.MODERATOR)
    act_as(session, by)
    grant_role(session, grant, now=NOON)
    grant_role(session, grant, now=NOON)
    revoke_role(session, grant)
    found = [(t.kind, t.actor, t.subject, t.role) for t in staff_traces(session)]
    coordinator = "coordinator@pokrov.example"
    assert found == [
        ("role-revoked", coordinator, grant.email, "moderator"),
        ("role-granted", coordinator, grant.email, "moderator"),
        ("role-granted", "", coordinator, "coordinator"),
    ]


@pytest.mark.parametrize(
    "change",
    ["UPDATE staff_trace SET page = 'x'", "DELETE FROM staff_trace", "TRUNCATE staff_trace"],
)
def test_a_trace_neither_changes_nor_goes(session: Session, change: str) -> None:
    a_grant(session, a_working_hromada(session), Role.COORDINATOR)
    with pytest.raises(DBAPIError):
        session.execute(text(change))


def test_a_page_opened_again_is_one_reading(session: Session) -> None:
    town = a_working_hromada(session)
    who = a_grant(session, town, Role.MODERATOR).account_id or 0
    for moment in (NOON, NOON + timedelta(minutes=30), NOON + timedelta(hours=1)):
        for number in (1, 2):
            trace_reading(session, town.id, who, page="moderation.case", number=number, now=moment)
    read = select(func.count()).where(StaffTrace.kind == "read")
    assert session.scalar(read) == 4


def test_who_reads_a_residents_words_is_traced(
    enter: SignIn, database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    number = made(database, town, a_report)
    moderator = enter(Role.MODERATOR, email="reader@pokrov.example")
    assert moderator.get(f"/pokrov/moderation/{number}").status_code == 200
    assert moderator.get("/pokrov/moderation").status_code == 200
    with database.reading(town.id) as session:
        (reading,) = [t for t in staff_traces(session) if t.kind == "read"]
    assert (reading.actor, reading.number) == ("reader@pokrov.example", number)
    page = coordinator.get("/pokrov/coordination/traces").text
    assert "reader@pokrov.example" in page
    assert f"№ {number}" in page
    assert "повідомлення на модерації" in page
    assert "moderation.case" not in page


def test_a_reading_that_cannot_be_traced_is_not_shown(
    app: Flask, enter: SignIn, database: Database, town: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = made(database, town, a_report)

    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("app.security.traces.trace_reading", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = enter(Role.MODERATOR).get(f"/pokrov/moderation/{number}")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert "Глибока" not in answer.text


def test_the_coordinators_own_grants_name_who_gave_them(
    coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    given = {"email": "fresh@pokrov.example", "role": "reader"}
    people = "/pokrov/coordination/people"
    assert post(coordinator, f"{people}/grant", given, seen=people).status_code == 303
    with database.reading(town.id) as session:
        newest = next(t for t in staff_traces(session) if t.kind == "role-granted")
    assert (newest.actor, newest.subject) == ("coordinator@pokrov.example", given["email"])
