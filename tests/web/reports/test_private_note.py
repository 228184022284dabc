"""What is for those alone who work with a report; and what the sender is told of personal data."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.db import Database, enter_hromada
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.reports.retention import purge_hromada
from tests.builders import NOON, a_public_report
from tests.values import present
from tests.web.residents import GOOD, a_town

NOTE = "Квартира 18, питати Олену, 067 000 12 34"


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


def notes(database: Database, town: Hromada) -> list[str]:
    with database.reading(town.id) as session:
        return list(session.scalars(select(Report.private_note).order_by(Report.id)))


def test_a_note_is_kept_and_told_to_nobody(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | {"private_note": NOTE})
    assert answer.status_code == 201
    assert "Олену" not in answer.text
    assert notes(database, town) == [NOTE]


def test_the_same_key_with_another_note_is_another_report(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    key = {"Idempotency-Key": "one-and-the-same"}
    first = client.post("/pokrov/reports", json=GOOD, headers=key)
    again = client.post("/pokrov/reports", json=GOOD | {"private_note": ""}, headers=key)
    other = client.post("/pokrov/reports", json=GOOD | {"private_note": NOTE}, headers=key)
    assert [each.status_code for each in (first, again, other)] == [201, 200, 409]


def test_a_note_that_is_too_long_is_refused_beside_its_field(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | {"private_note": "я" * 1001})
    assert answer.status_code == 422
    assert "private_note" in present(answer.json)["error"]["fields"]


def test_personal_data_never_refuse_a_report_and_its_sender_is_told(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    words = "Яма біля зупинки, дзвоніть 067 000 12 34, кв. 18"
    answer = client.post("/pokrov/reports", json=GOOD | {"description": words})
    assert answer.status_code == 201
    page = client.get(present(answer.json)["next_url"]).text
    assert "У ваших словах є: телефон, номер квартири" in page


def test_a_note_is_forgotten_after_the_reports_end(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        for days in (91, 89):
            report = a_public_report(session, town, private_note=NOTE, now=NOON)
            closed = NOON - timedelta(days=days)
            session.execute(update(Report).where(Report.id == report.id).values(closed_at=closed))
        assert purge_hromada(session, now=NOON)["private words of closed reports"] == 1
    assert notes(database, town) == ["", NOTE]
