import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.roles import Role
from app.models.accounts import AccountSession
from app.models.places import Hromada
from app.operations.reports.events import SYSTEM, Actor
from app.services import services_of
from app.web.statistics.tables import escape_formula
from tests.builders import (
    LONG_AGO,
    a_body,
    a_category,
    a_district,
    a_grant,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    an_area,
    square,
)
from tests.values import present

NOW = datetime.now(UTC)
MEASURES = ["received", "open", "overdue", "days", "per-1000", "heat"]


def sign_in(
    client: FlaskClient, session: Session, hromada: Hromada, role: Role = Role.READER, **given: Any
) -> None:
    actor = a_grant(session, hromada, role, **given)
    session.add(
        AccountSession(
            token_hash=sha256(b"token").digest(),
            account_id=actor.account_id,
            created_at=LONG_AGO,
            expires_at=NOW + timedelta(days=1),
        )
    )
    client.set_cookie("vm_account", "token")


@pytest.fixture
def hromada(database: Database, client: FlaskClient) -> Hromada:
    """A hromada with two districts, one of them without people or reports."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_district(session, hromada, "far", name_uk="Яр", boundary=square(34.3, 47.6, 0.01))
        for _ in range(2):
            a_public_report(session, hromada, now=NOW - timedelta(days=2))
        sign_in(client, session, hromada)
    return hromada


def statements(app: Flask, ask: Callable[[], object]) -> int:
    """Say how many statements the app sends while asking, those that open a transaction apart."""
    sent = []
    engine = services_of(app).database.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


@pytest.mark.parametrize("path", ["/statistics", "/statistics/map", "/statistics.csv"])
def test_strangers_are_asked_to_sign_in(client: FlaskClient, hromada: Hromada, path: str) -> None:
    client.delete_cookie("vm_account")
    assert client.get(f"/pokrov{path}").status_code in {302, 401}


@pytest.mark.parametrize("path", ["/statistics", "/statistics/map", "/statistics.csv"])
def test_officials_of_another_hromada_do_not_see_these(
    client: FlaskClient, database: Database, path: str
) -> None:
    with database.transaction() as session:
        mine = a_working_hromada(session, "bucha")
        sign_in(client, session, mine)
        a_working_hromada(session)
    assert client.get(f"/bucha{path}").status_code == 200
    assert client.get(f"/pokrov{path}").status_code == 403


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER])
def test_staff_see_the_numbers(client: FlaskClient, database: Database, role: Role) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        body = a_body(session, hromada, "voda") if role is Role.OFFICER else None
        sign_in(client, session, hromada, role, body=body)
    assert client.get("/pokrov/statistics").status_code == 200


def test_the_page_and_the_map_ask_few_statements(
    app: Flask, client: FlaskClient, hromada: Hromada
) -> None:
    assert statements(app, lambda: client.get("/pokrov/statistics")) == 7
    assert statements(app, lambda: client.get("/pokrov/statistics/map")) == 5
    assert statements(app, lambda: client.get("/pokrov/statistics/map?measure=heat")) == 5
    assert statements(app, lambda: client.get("/pokrov/statistics.csv")) == 5


def test_the_table_has_every_district_the_rest_and_the_total(
    client: FlaskClient, hromada: Hromada
) -> None:
    page = client.get("/pokrov/statistics").text
    rows = re.findall(r'<th scope="row">([^<]+?)\s*</th>\s*<td[^>]*>(\d+)', page)
    assert rows[:4] == [("Центр", "2"), ("Яр", "0"), ("Поза районами", "0"), ("Разом", "2")]


def test_on_a_phone_every_number_of_a_wide_table_has_its_name(
    client: FlaskClient, hromada: Hromada
) -> None:
    page = client.get("/pokrov/statistics").text
    tables = re.findall(r'<table class="([^"]*statistics-table)">(.*?)</table>', page, re.DOTALL)
    assert len(tables) == 2
    for classes, table in tables:
        assert "is-stacked" in classes
        assert re.findall(r"<td(?! data-label=\"[^\"]+\")", table) == []


def test_the_table_is_sorted_by_its_links(client: FlaskClient, hromada: Hromada) -> None:
    page = client.get("/pokrov/statistics?sort=received").text
    assert page.index(">Яр") < page.index(">Центр")
    assert 'aria-sort="ascending"' in page
    page = client.get("/pokrov/statistics?sort=received&order=desc").text
    assert page.index(">Центр") < page.index(">Яр")
    # A column that is not there leaves the order by name.
    page = client.get("/pokrov/statistics?sort=%3Bdrop").text
    assert page.index(">Центр") < page.index(">Яр")


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_its_map_under_its_policy(
    client: FlaskClient, hromada: Hromada, measure: str
) -> None:
    page = client.get(f"/pokrov/statistics?measure={measure}&lang=en")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    frame = present(re.search(r'<iframe[^>]+sandbox="allow-scripts"[^>]+src="([^"]+)"', page.text))[
        1
    ]
    drawn = client.get(frame.replace("&amp;", "&"))
    assert drawn.status_code == 200
    assert drawn.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = drawn.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert '<html lang="en">' in drawn.text
    assert "https://" not in drawn.text


def test_the_map_never_has_residents_words(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada, now=NOW, description="Таємне слово біля хати.")
        sign_in(client, session, hromada)
    for measure in MEASURES:
        assert "Таємне" not in client.get(f"/pokrov/statistics/map?measure={measure}").text


def test_districts_of_unknown_population_are_hatched_and_said_so(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada, now=NOW)
        sign_in(client, session, hromada)
    drawn = client.get("/pokrov/statistics/map?measure=per-1000").text
    assert "district tone-none" in drawn
    assert "кількість мешканців невідома" in drawn
    page = client.get("/pokrov/statistics?measure=per-1000").text
    assert "Кількість мешканців 1 району невідома" in page


def an_empty_hromada(session: Session) -> Hromada:
    return a_hromada(session)


def one_district_alone(session: Session) -> Hromada:
    hromada = a_hromada(session)
    a_district(session, hromada)
    return hromada


def reports_but_no_district(session: Session) -> Hromada:
    hromada = a_hromada(session)
    an_area(session, a_body(session, hromada), a_category(session, hromada))
    a_public_report(session, hromada, now=NOW)
    return hromada


def everything_solved_in_one_district(session: Session) -> Hromada:
    hromada = a_working_hromada(session)
    operator = Actor(Role.OPERATOR)
    steps = [("publish", operator), ("route", SYSTEM), ("accept", operator), ("solve", operator)]
    for _ in range(3):
        a_report(session, hromada, steps=steps, now=NOW - timedelta(days=3))
    return hromada


@pytest.mark.parametrize(
    "state",
    [
        an_empty_hromada,
        one_district_alone,
        reports_but_no_district,
        everything_solved_in_one_district,
    ],
)
def test_a_hromada_in_any_state_has_a_sensible_page(
    client: FlaskClient, database: Database, state: Callable[[Session], Hromada]
) -> None:
    with database.transaction() as session:
        sign_in(client, session, state(session))
    for path, measure in product(("", "/map", ".csv"), MEASURES):
        answer = client.get(f"/pokrov/statistics{path}?measure={measure}")
        assert answer.status_code == 200, path
        assert "None" not in answer.text
        assert "nan" not in answer.text.lower().split("<script")[0]


def test_without_reports_the_page_says_so_and_offers_all_time(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        sign_in(client, session, a_hromada(session))
    page = client.get("/pokrov/statistics").text
    assert "У цій вибірці немає повідомлень" in page
    assert "period=all" in page
    assert "Прострочених немає" in page


@pytest.mark.parametrize(
    "query",
    ["from=yesterday", "from=2026-05-02&to=2026-05-01", "measure=x", "category=none", "body=none"],
)
def test_a_wrong_question_is_marked_and_the_usual_numbers_stay(
    client: FlaskClient, hromada: Hromada, query: str
) -> None:
    answer = client.get(f"/pokrov/statistics?{query}")
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "Поза районами" in answer.text


def test_what_was_typed_is_kept_beside_its_error(client: FlaskClient, hromada: Hromada) -> None:
    page = client.get("/pokrov/statistics?from=2026-05-02&to=2026-05-01").text
    assert 'value="2026-05-02"' in page
    assert 'aria-describedby="to-error"' in page


def test_the_csv_has_the_same_numbers(client: FlaskClient, hromada: Hromada) -> None:
    answer = client.get("/pokrov/statistics.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()))
    found = {(row["Вид"], row["Район або орган"]): row["Отримано"] for row in rows}
    assert found["район", "Центр"] == found["район", "Разом"] == "2"
    assert found["орган", "Управління udg"] == "2"
    assert found["район", "Поза районами"] == "0"
    assert {row["Днів до відповіді"] for row in rows} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(client: FlaskClient, database: Database, start: str) -> None:
    with database.transaction() as session:
        hromada = a_hromada(session)
        a_district(session, hromada, name_uk=f"{start}1+1")
        sign_in(client, session, hromada)
    with_mark = client.get("/pokrov/statistics.csv").data.decode("utf-8-sig")
    names = [row[1] for row in csv.reader(with_mark.splitlines(keepends=True))]
    assert f"'{start}1+1"[:2] in {name[:2] for name in names}
    assert escape_formula(f"{start}1") == f"'{start}1"
    assert escape_formula("Центр") == "Центр"


def test_what_is_overdue_longest_is_linked(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        report = a_public_report(session, hromada, now=NOW - timedelta(days=80))
        sign_in(client, session, hromada)
    page = client.get("/pokrov/statistics").text
    assert f'href="/pokrov/reports/{report.number}"' in page
