"""Public statistics: who said that it is solved, what few cases do not tell, when it is counted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models.counts import StatisticsSnapshot
from app.models.places import Body, District, Hromada
from app.models.reports import Report
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.operations.snapshots import keep_snapshot, make_snapshot
from app.queries.snapshots import FEWEST_CASES, Outcomes, Snapshot, latest_snapshot, still_overdue
from tests.builders import NOON, a_grant, a_public_report, a_report, a_working_hromada
from tests.values import present

LATER = NOON + timedelta(days=60)
# In Kyiv, summer time.
BEFORE_SIX, AT_SIX = datetime(2026, 6, 2, 2, 59, tzinfo=UTC), datetime(2026, 6, 2, 3, tzinfo=UTC)


@pytest.fixture
def town(session: Session) -> Hromada:
    return a_working_hromada(session)


def counted(session: Session, now: datetime = LATER) -> Snapshot:
    session.flush()
    make_snapshot(session, now=now)
    return present(latest_snapshot(session))


def ended(session: Session, town: Hromada, *actions: str) -> Report:
    """A public report carried on by its body, then by its reporter or by the clock."""
    report = a_public_report(session, town)
    officer = a_grant(session, town, Role.OFFICER, session.query(Body).one(),
                      email=f"o{report.number}@pokrov.example")  # fmt: skip
    by = {"confirm": Actor(Role.RESIDENT), "lapse": SYSTEM}
    for day, action in enumerate(("accept", *actions), 1):
        context = StepContext(by.get(action, officer), NOON + timedelta(days=day))
        take_step(session, report, action, context)
    return report


def test_each_outcome_is_counted_as_who_said_so(session: Session, town: Hromada) -> None:
    ended(session, town, "solve", "confirm")
    ended(session, town, "solve", "lapse")
    ended(session, town, "solve")
    ended(session, town, "refuse")
    a_public_report(session, town)
    total = counted(session).total
    assert (total.word, total.silent, total.claimed, total.refused) == (1, 1, 1, 1)
    # What the body says it has done is not resolved, and each report is in one part of the bar.
    assert (total.received, total.waiting, total.unresolved, total.overdue) == (5, 1, 2, 1)


def test_only_what_is_public_is_counted(session: Session, town: Hromada) -> None:
    a_report(session, town)
    hidden = a_public_report(session, town)
    hidden.hidden_at = LATER
    sensitive = a_public_report(session, town)
    sensitive.sensitive = True
    session.flush()
    assert counted(session).total == Outcomes()


def test_districts_and_bodies_have_their_own_lines(session: Session, town: Hromada) -> None:
    a_public_report(session, town)
    snapshot = counted(session)
    assert [line.name.uk for line in snapshot.districts] == [session.query(District).one().name_uk]
    body = session.query(Body).one()
    assert present(snapshot.body(body.id)).outcomes.unresolved == 1
    assert snapshot.body(body.id + 1) is None


def test_of_few_cases_no_share_and_no_usual_time_is_told() -> None:
    few = Outcomes(received=FEWEST_CASES - 1, in_time=9, judged=19, answered=19, days=3.0)
    many = Outcomes(received=FEWEST_CASES, in_time=10, judged=20, answered=20, days=3.0)
    assert (few.few, few.in_time_share, few.usual_days) == (True, None, None)
    assert (many.few, many.in_time_share, many.usual_days) == (False, 0.5, 3.0)


def test_what_was_hidden_since_is_not_listed(session: Session, town: Hromada) -> None:
    report = a_public_report(session, town)
    body = session.query(Body).one()
    numbers = counted(session).overdue[body.id]
    assert numbers == [report.number]
    assert [one.number for one in still_overdue(session, body.id, numbers, now=LATER)] == numbers
    session.execute(update(Report).values(hidden_at=LATER))
    assert still_overdue(session, body.id, numbers, now=LATER) == []


def test_a_months_confirmations_are_counted(session: Session, town: Hromada) -> None:
    ended(session, town, "solve", "confirm")
    ended(session, town, "solve", "lapse")
    snapshot = counted(session)
    assert snapshot.confirmed_in(NOON.date().replace(day=1)) == 1
    assert snapshot.confirmed_in(LATER.date().replace(day=1)) == 0


def test_it_is_counted_once_a_day_from_six_on(session: Session, town: Hromada) -> None:
    assert not keep_snapshot(session, now=BEFORE_SIX)
    assert keep_snapshot(session, now=AT_SIX)
    assert not keep_snapshot(session, now=AT_SIX + timedelta(hours=1))
    assert keep_snapshot(session, now=AT_SIX + timedelta(days=1))
    assert session.scalar(select(func.count()).select_from(StatisticsSnapshot)) == 2


def test_old_days_are_not_kept(session: Session, town: Hromada) -> None:
    for day in range(12):
        make_snapshot(session, now=AT_SIX + timedelta(days=day))
    assert session.scalar(select(func.count()).select_from(StatisticsSnapshot)) == 9
