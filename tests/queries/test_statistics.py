from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.roles import Role
from app.inputs.statistics import Measure, Period, parse_selection
from app.operations.reports.events import SYSTEM, Actor
from app.queries.statistics import Tables, months_of, stuck_reports, tables_of
from app.queries.territory.hromadas import enter_by_name
from gis.geometry import Point
from gis.report_filter import ReportFilter
from tests.builders import (
    NOON,
    a_body,
    a_category,
    a_district,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    an_area,
    square,
)
from tests.values import present

EVER = ReportFilter(until=NOON + timedelta(days=365))
TODAY = date(2026, 6, 1)
LATER = NOON + timedelta(days=200)


def tables(session: Session, slug: str = "pokrov", filters: ReportFilter = EVER) -> Tables:
    return tables_of(session, enter_by_name(session, slug), filters, now=NOON)


def test_every_district_has_a_line_even_without_reports(session: Session) -> None:
    hromada = a_hromada(session)
    for name in ("Яр", "Єдність", "Центр"):
        a_district(session, hromada, code=name, name_uk=name)
    found = tables(session).districts
    assert [line.name.uk for line in found.lines] == ["Єдність", "Центр", "Яр"]
    assert (found.rest.numbers.received, found.total.numbers.received) == (0, 0)


def test_a_hromada_without_districts_has_its_reports_outside_them(session: Session) -> None:
    hromada = a_hromada(session)
    an_area(session, a_body(session, hromada), a_category(session, hromada))
    a_public_report(session, hromada)
    found = tables(session).districts
    assert (list(found.lines), found.rest.numbers.received) == ([], 1)


def test_all_reports_in_one_district(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_district(session, hromada, "far", name_uk="Яр", boundary=square(34.3, 47.6, 0.01))
    for _ in range(3):
        a_public_report(session, hromada)
    found = tables(session).districts
    assert [line.numbers.received for line in found.lines] == [3, 0]
    assert found.total.numbers.received == 3


def test_per_thousand_needs_a_population(session: Session) -> None:
    hromada = a_hromada(session, population=None)
    a_district(session, hromada, population=500)
    a_district(session, hromada, "b", boundary=square(34.3, 47.6, 0.01))
    an_area(session, a_body(session, hromada), a_category(session, hromada))
    a_public_report(session, hromada)
    found = tables(session)
    assert {line.per_thousand for line in found.districts.lines} == {2.0, None}
    assert found.districts.total.per_thousand is None
    assert found.unpopulated == 1


def test_reports_of_nobody_stand_beside_the_bodies(session: Session) -> None:
    hromada = a_hromada(session)
    a_category(session, hromada)
    a_report(session, hromada, steps=[("publish", Actor(Role.OPERATOR))])
    assert tables(session).bodies.rest.numbers.received == 1


@pytest.mark.parametrize(("field", "side"), [("category", "categories"), ("body", "bodies")])
def test_a_choice_that_the_hromada_does_not_have_is_refused(
    session: Session, field: str, side: str
) -> None:
    a_working_hromada(session)
    asked: dict[str, Any] = {"until": NOON, side: ("nothing",)}
    with pytest.raises(Rejected) as refusal:
        tables(session, filters=ReportFilter(**asked))
    assert list(refusal.value.fields) == [field]


def test_an_old_districts_line_shows_only_where_it_has_reports(session: Session) -> None:
    hromada = a_working_hromada(session)
    old = a_district(session, hromada, "old", name_uk="Старий", valid_to=NOON)
    assert len(tables(session).districts.lines) == 1
    a_public_report(session, hromada).district_id = old.id
    session.flush()
    assert [line.current for line in tables(session).districts.lines] == [False, True]


def test_empty_months_are_in_the_trend(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada)
    months = months_of(session, EVER, first=None, last=TODAY)
    assert len(months) == 24
    assert months[-1].starts == date(2026, 6, 1)
    assert [month.received for month in months] == [0] * 23 + [1]


@pytest.mark.parametrize(
    ("first", "number"),
    [(TODAY, 12), (date(2025, 1, 15), 18), (date(2015, 1, 1), 24), (None, 24)],
)
def test_the_trend_is_a_year_long_at_least_and_two_at_most(
    session: Session, first: date | None, number: int
) -> None:
    a_hromada(session)
    assert len(months_of(session, EVER, first=first, last=TODAY)) == number


def test_a_month_begins_at_midnight_in_kyiv(session: Session) -> None:
    hromada = a_working_hromada(session)
    # 31 May, 21:30 UTC is 1 June, 0:30 in Kyiv.
    a_public_report(session, hromada, now=NOON - timedelta(hours=14, minutes=30))
    months = months_of(session, EVER, first=TODAY, last=TODAY)
    assert [month.received for month in months[-2:]] == [0, 1]


def test_the_longest_overdue_come_first(session: Session) -> None:
    hromada = a_working_hromada(session)
    newer = a_public_report(session, hromada)
    older = a_public_report(session, hromada, now=NOON - timedelta(days=3))
    found = stuck_reports(session, EVER, now=LATER)
    assert [report.number for report in found] == [older.number, newer.number]


def test_what_is_answered_or_has_time_is_not_stuck(session: Session) -> None:
    hromada = a_working_hromada(session)
    operator = Actor(Role.OPERATOR)
    steps = [("publish", operator), ("route", SYSTEM), ("accept", operator), ("solve", operator)]
    a_report(session, hromada, steps=steps)
    open_still = a_public_report(session, hromada, point=Point(34.06, 47.66))
    assert stuck_reports(session, EVER, now=NOON) == []
    found = stuck_reports(session, EVER, now=LATER)
    assert [report.number for report in found] == [open_still.number]


def test_another_hromadas_stuck_reports_are_not_listed(session: Session) -> None:
    a_public_report(session, a_working_hromada(session, "bucha"))
    a_working_hromada(session)
    assert stuck_reports(session, EVER, now=LATER) == []


def test_a_selection_is_90_days_of_everything_unless_asked_otherwise() -> None:
    usual = parse_selection({}, today=TODAY)
    assert (usual.measure, usual.period) == (Measure.RECEIVED, Period.QUARTER)
    assert (usual.last - present(usual.first)).days == 89
    assert usual.query() == {"measure": "received", "period": "90d"}


def test_a_day_is_a_day_in_kyiv() -> None:
    selection = parse_selection({"from": "2026-03-29", "to": "2026-03-29"}, today=TODAY)
    filters = selection.report_filter
    # The clock goes forward that night: the day has 23 hours.
    assert present(filters.until).timestamp() - present(filters.since).timestamp() == 23 * 3600


def test_own_dates_go_before_a_preset() -> None:
    asked = parse_selection({"from": "2026-01-01", "period": "30d"}, today=TODAY)
    assert (asked.period, asked.first, asked.last) == (Period.CUSTOM, date(2026, 1, 1), TODAY)
    assert asked.query()["from"] == "2026-01-01"
    assert asked.over(Period.ALL) == {"measure": "received", "period": "all"}


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "0001-01-01"}, "to"),
        ({"to": "9999-12-31"}, "to"),
        ({"from": "2026-05-02", "to": "2026-05-01"}, "to"),
        ({"measure": "rating"}, "measure"),
        ({"period": "week"}, "period"),
        ({"category": "x" * 81}, "category"),
        ({"category": "roads\x00"}, "category"),
        ({"body": "a\nb"}, "body"),
    ],
)
def test_what_cannot_be_used_is_named(args: dict[str, str], field: str) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_selection(args, today=TODAY)
    assert list(refusal.value.fields) == [field]
