"""Terms of a hromada, recorded in the browser with their decisions."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.deadlines import KYIV, HromadaTerms, longest_days
from app.models.places import Category, Hromada
from app.operations.terms import terms_of
from tests.web.desks import form_on

PAGE = "/pokrov/coordination/terms"
NOW = datetime.now(UTC)
TODAY = NOW.astimezone(KYIV).date()
GOOD = {
    "moderation_working_days": "2",
    "acceptance_working_days": "5",
    "confirmation_days": "30",
    "reply_days": "20",
    "appeal_working_days": "7",
    "starts": TODAY.isoformat(),
    "number": "№ 124-7/VIII",
    "decided": "2026-06-12",
}


def _send(client: FlaskClient, **change: str) -> TestResponse:
    return client.post(PAGE, data=form_on(client, PAGE, PAGE) | GOOD | change)


def _terms(database: Database, town: Hromada, at: datetime) -> HromadaTerms:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        return terms_of(session, now=at)


def test_what_counts_from_today_counts_at_once(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    assert _send(coordinator).status_code == 303
    assert _terms(database, town, datetime.now(UTC)) == HromadaTerms(2, 5, 30, 20, 7)
    assert _terms(database, town, NOW - timedelta(hours=1)) == HromadaTerms()
    page = coordinator.get(PAGE).text
    assert "Рішення № 124-7/VIII від 12.06.2026" in page
    assert "5 робочих днів" in page


def test_the_first_terms_count_from_the_day_of_opening(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert f'value="{tomorrow.isoformat()}"' in coordinator.get(PAGE).text
    with database.transaction() as session:
        session.execute(update(Hromada).where(Hromada.id == town.id).values(served=False))
    page = coordinator.get(PAGE).text
    assert f'value="{TODAY.isoformat()}"' in page
    assert f'value="{tomorrow.isoformat()}"' not in page


def test_what_begins_later_is_announced_replaced_and_withdrawn(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    later = TODAY + timedelta(days=10)
    _send(coordinator, starts=later.isoformat())
    _send(coordinator, starts=later.isoformat(), confirmation_days="20")
    begins = datetime.combine(later, datetime.min.time(), tzinfo=KYIV)
    assert _terms(database, town, datetime.now(UTC)) == HromadaTerms()
    assert _terms(database, town, begins) == HromadaTerms(2, 5, 20, 20, 7)
    page = coordinator.get(PAGE).text
    assert f"З {later:%d.%m.%Y}: 20 календарних днів." in page
    withdraw = f"{PAGE}/withdraw"
    form = form_on(coordinator, PAGE, withdraw) | {"starts_at": begins.astimezone(UTC).isoformat()}
    assert coordinator.post(withdraw, data=form).status_code == 303
    assert _terms(database, town, begins) == HromadaTerms()
    _send(coordinator)
    form |= form_on(coordinator, PAGE, PAGE)
    assert coordinator.post(withdraw, data=form).status_code == 422


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": " № "}, "Введіть номер рішення."),
        ({"starts": (TODAY - timedelta(days=1)).isoformat()}, "Оберіть сьогодні або пізніший день"),
        ({"starts": "12.06.2026"}, "Оберіть день"),
        ({"decided": "2099-01-01"}, "Рішення не може бути пізнішим"),
        ({"confirmation_days": "0"}, "Введіть ціле число від 3 до 90."),
        ({"acceptance_working_days": "1.5"}, "Введіть ціле число від 1 до 30."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays_typed(
    database: Database, town: Hromada, coordinator: FlaskClient, change: dict[str, str], said: str
) -> None:
    refused = _send(coordinator, **change)
    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="30"' in refused.text or "confirmation_days" in change
    assert _terms(database, town, datetime.now(UTC)) == HromadaTerms()


def test_accepting_later_than_answering_is_refused(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Category).values(legal_days=15, name_uk="Яма"))
    refused = _send(coordinator, acceptance_working_days="11")
    assert refused.status_code == 422
    assert "відповісти треба за 15 днів, наприклад для виду «Яма»" in refused.text
    assert _send(coordinator, acceptance_working_days="10").status_code == 303


@pytest.mark.parametrize(("working", "calendar"), [(1, 3), (5, 7), (6, 10), (10, 14), (11, 17)])
def test_working_days_begun_before_a_weekend_last_longest(working: int, calendar: int) -> None:
    assert longest_days(working) == calendar


def test_two_who_record_at_once_see_each_others_terms(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    stale = form_on(coordinator, PAGE, PAGE)
    assert _send(coordinator).status_code == 303
    late = coordinator.post(PAGE, data=stale | GOOD | {"confirmation_days": "20"})
    assert late.status_code == 409
    assert "Тим часом збережено: 30 календарних днів" in late.text
    assert 'value="20"' in late.text
    assert _terms(database, town, datetime.now(UTC)) == HromadaTerms(2, 5, 30, 20, 7)
    assert _send(coordinator, confirmation_days="20").status_code == 303
