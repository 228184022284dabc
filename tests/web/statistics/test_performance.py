"""How the hromada works: read by anybody, of no person, as it was counted in the morning."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.db import Database
from app.models.counts import StatisticsSnapshot
from app.models.places import Body, Hromada
from app.operations.snapshots import make_snapshot
from tests.builders import a_public_report, a_working_hromada

LONG_SINCE = datetime.now(UTC) - timedelta(days=90)


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        for _ in range(2):
            a_public_report(session, hromada, now=LONG_SINCE, reporter=None)
        return hromada


def body_of(database: Database, town: Hromada) -> int:
    with database.reading(town.id) as session:
        return session.scalars(select(Body.id)).one()


def test_the_first_reader_has_it_counted_and_later_ones_read_it(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    page = client.get("/pokrov/performance")
    assert page.status_code == 200
    assert "Станом на" in page.text
    with database.transaction(town.id) as session:
        a_public_report(session, town)
    again = client.get("/pokrov/performance")
    assert "Що сталося з 2 повідомленнями" in again.text
    with database.reading(town.id) as session:
        assert len(session.scalars(select(StatisticsSnapshot.day)).all()) == 1


def test_who_has_the_page_is_told_that_it_is_the_same(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    page = client.get("/pokrov/performance")
    have = {"If-None-Match": page.headers["ETag"]}
    assert client.get("/pokrov/performance", headers=have).status_code == 304
    english = client.get("/pokrov/performance?lang=en", headers=have)
    assert english.status_code == 200
    with database.transaction(town.id) as session:
        session.execute(update(Hromada).values(hotline="15-80", unready=True))
    assert "15-80" in client.get("/pokrov/performance", headers=have).text


def test_the_page_of_a_new_morning_is_another(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    before = client.get("/pokrov/performance").text
    with database.transaction(town.id) as session:
        a_public_report(session, town)
        make_snapshot(session, now=datetime.now(UTC) + timedelta(days=1))
    after = client.get("/pokrov/performance").text
    assert "Що сталося з 2 повідомленнями" in before
    assert "Що сталося з 3 повідомленнями" in after


def test_few_cases_are_said_to_be_few(client: FlaskClient, town: Hromada) -> None:
    page = client.get("/pokrov/performance").text
    assert "мало даних" in page
    assert "outcome-bar" not in page


def test_unresolved_lead_to_the_list(client: FlaskClient, town: Hromada) -> None:
    page = client.get("/pokrov/performance").text
    address = re.search(r'href="(/pokrov/list\?body=udg[^"]+)"', page)
    assert address
    assert client.get(address[1].replace("&amp;", "&")).text.count('<article class="card') == 2


def test_a_body_lists_what_is_overdue_without_people(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    page = client.get(f"/pokrov/performance/bodies/{body_of(database, town)}").text
    assert "Прострочені зараз: 2" in page
    assert page.count('href="/pokrov/reports/') >= 2
    assert "udg@pokrov.example" not in page


def test_a_body_that_is_not_there_is_not_found(client: FlaskClient, town: Hromada) -> None:
    assert client.get("/pokrov/performance/bodies/999999").status_code == 404


def test_the_same_numbers_are_a_table(client: FlaskClient, town: Hromada) -> None:
    answer = client.get("/pokrov/performance.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    total = rows[-1]
    assert (total["Надійшло за рік"], total["Невирішені зараз"], total["Прострочені зараз"]) == (
        *("2", "2", "2"),
    )
    assert total["Вирішено, мешканець підтвердив"] == "", "of few cases outcomes are not told"
