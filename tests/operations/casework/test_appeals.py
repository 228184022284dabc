"""A refusal is appealed once, judged by a coordinator; what was said is corrected, not erased."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.deadlines import after_working_days, end_of_day
from app.domain.errors import NotAllowed, NotFound, WrongState
from app.domain.moderation import UnsolvedReason
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.places import Body, Hromada
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.operations.casework.appeals import overrule_refusal, uphold_refusal
from app.operations.casework.office import (
    OfficerCommand,
    accept_report,
    answer_solved,
    answer_unsolved,
    correct_answer,
    forward_to_body,
    plan_work,
    start_work,
)
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import Actor
from app.operations.reports.resident import ReporterProof, appeal_report
from tests.builders import NOON, a_body, a_grant, a_public_report, a_working_hromada, events_of
from tests.values import present

WORDS = "Дорога наша: її ремонтували торік за кошти громади."
DECISION = "Дорога на балансі громади, орган має відповісти."
DAY = timedelta(days=1)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def report(session: Session, hromada: Hromada) -> Report:
    return a_public_report(session, hromada, email="olena@example.org")


@pytest.fixture
def officer(session: Session, hromada: Hromada, report: Report) -> Actor:
    return a_grant(session, hromada, Role.OFFICER, session.get_one(Body, report.body_id))


@pytest.fixture
def coordinator(session: Session, hromada: Hromada) -> Actor:
    return a_grant(session, hromada, Role.COORDINATOR)


def by_link(report: Report) -> ReporterProof:
    return ReporterProof(own_reports=frozenset({report.public_id}))


def turn(report: Report, actor: Actor, **given: Any) -> OfficerCommand:
    bodies = frozenset({report.body_id})
    return OfficerCommand(
        report.number, actor, **(dict[str, Any]({"now": NOON, "body_ids": bodies}) | given)
    )


def refuse(session: Session, report: Report, officer: Actor, **given: Any) -> None:
    accept_report(session, turn(report, officer))
    command = turn(report, officer, **given)
    answer_unsolved(session, command, UnsolvedReason.NOT_IN_POWER, answer="Дорога державна.")


def last(session: Session, report: Report) -> ReportEvent:
    of_report = select(ReportEvent).filter_by(report_id=report.id)
    return session.scalars(of_report.order_by(ReportEvent.id.desc()).limit(1)).one()


def letters_of(session: Session, report: Report) -> list[str]:
    """Kinds of the letters that the last event owes, in order."""
    key = f"event:{last(session, report).id}:%"
    return sorted(session.scalars(select(Outbox.kind).where(Outbox.key.like(key))))


def test_a_refusal_is_appealed_with_words_for_staff_only(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON + DAY)
    event = last(session, report)
    assert (event.note, event.details, event.public) == ("", {"words": WORDS}, True)
    due = after_working_days(NOON + DAY, 5)
    assert (report.status, report.appeal_due_at, report.closed_at) == ("appealed", due, None)
    assert letters_of(session, report) == ["body", "step-to-staff"]


def test_a_refusal_is_not_appealed_twice(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    uphold_refusal(session, StaffCommand(report.number, coordinator, NOON), DECISION)
    with pytest.raises(WrongState, match="already"):
        appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    assert report.status == "not_solved"


def test_a_second_refusal_of_the_same_report_is_not_appealed_either(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    overrule_refusal(session, StaffCommand(report.number, coordinator, NOON), DECISION)
    command = turn(report, officer)
    answer_unsolved(session, command, UnsolvedReason.NO_MONEY, answer="Грошей немає.")
    with pytest.raises(WrongState, match="already"):
        appeal_report(session, report.number, by_link(report), WORDS, now=NOON)


def test_the_database_keeps_one_appeal_a_report(
    session: Session, report: Report, officer: Actor
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    again = text("""
        INSERT INTO report_event (hromada_id, report_id, action, from_status, to_status, role)
        SELECT hromada_id, report_id, action, from_status, to_status, role
        FROM report_event WHERE action = 'appeal'
    """)
    with pytest.raises(DBAPIError):
        session.execute(again)


def test_after_thirty_days_a_refusal_stands(
    session: Session, report: Report, officer: Actor
) -> None:
    refuse(session, report, officer)
    with pytest.raises(WrongState, match="30 days"):
        appeal_report(session, report.number, by_link(report), WORDS, now=NOON + 31 * DAY)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON + 30 * DAY)
    assert report.status == "appealed"


def test_only_the_reporter_appeals(session: Session, report: Report, officer: Actor) -> None:
    refuse(session, report, officer)
    with pytest.raises(NotFound):
        appeal_report(session, report.number, ReporterProof(), WORDS, now=NOON)


def test_a_coordinator_leaves_the_refusal_in_force(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    uphold_refusal(session, StaffCommand(report.number, coordinator, NOON + DAY), DECISION)
    assert (report.status, report.closed_at) == ("not_solved", NOON + DAY)
    assert (report.appeal_due_at, report.answered_at) == (None, NOON)
    assert (last(session, report).note, last(session, report).public) == (DECISION, True)
    assert letters_of(session, report) == ["body", "step"]


def test_a_coordinator_undoes_the_refusal_with_a_new_term(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    late = NOON + 20 * DAY
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=late)
    overrule_refusal(session, StaffCommand(report.number, coordinator, late), DECISION)
    assert (report.status, report.answered_at) == ("in_progress", None)
    assert present(report.answer_due_at) == late + 7 * DAY
    assert letters_of(session, report) == ["body", "step"]


@pytest.mark.parametrize("decide", [uphold_refusal, overrule_refusal])
def test_the_body_that_refused_does_not_judge(
    session: Session, report: Report, officer: Actor, decide: Any
) -> None:
    refuse(session, report, officer)
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    with pytest.raises(NotAllowed):
        decide(session, turn(report, officer), DECISION)


def test_an_officer_corrects_an_answer_and_the_old_words_stay(
    session: Session, report: Report, officer: Actor
) -> None:
    accept_report(session, turn(report, officer))
    answer_solved(session, turn(report, officer), answer="Залатано на вул. Миру.")
    command = turn(report, officer, now=NOON + DAY)
    correct_answer(session, command, answer="Залатано на вул. Мирній.", photos=("after",))
    assert (report.status, report.answered_at) == ("solved", NOON)
    notes = session.scalars(select(ReportEvent.note).order_by(ReportEvent.id)).all()
    assert notes[-2:] == ["Залатано на вул. Миру.", "Залатано на вул. Мирній."]
    assert session.scalars(select(ReportPhoto.kind)).all() == ["answer"]
    assert letters_of(session, report) == ["step"]


def test_an_answer_under_appeal_or_judged_is_not_corrected(
    session: Session, report: Report, officer: Actor, coordinator: Actor
) -> None:
    refuse(session, report, officer)
    correct_answer(session, turn(report, officer), answer="Дорога Служби відновлення.")
    appeal_report(session, report.number, by_link(report), WORDS, now=NOON)
    with pytest.raises(WrongState):
        correct_answer(session, turn(report, officer), answer="Ні, все таки наша.")
    uphold_refusal(session, StaffCommand(report.number, coordinator, NOON), DECISION)
    with pytest.raises(WrongState, match="coordinator"):
        correct_answer(session, turn(report, officer), answer="Ні, все таки наша.")


def test_what_is_in_work_is_not_corrected(session: Session, report: Report, officer: Actor) -> None:
    accept_report(session, turn(report, officer))
    with pytest.raises(WrongState):
        correct_answer(session, turn(report, officer), answer="Немає що виправляти.")


@pytest.mark.parametrize("planned", [False, True])
def test_what_is_taken_up_is_forwarded(
    session: Session, hromada: Hromada, report: Report, officer: Actor, planned: bool
) -> None:
    accept_report(session, turn(report, officer))
    start_work(session, turn(report, officer), note="")
    if planned:
        plan_work(session, turn(report, officer), date(2026, 9, 1), answer="Восени.")
    later = NOON + 40 * DAY
    water = a_body(session, hromada, "water")
    forward_to_body(session, turn(report, officer, now=later), water.id, reason="Це їхня труба.")
    assert (report.status, report.body_id, report.planned_for) == ("routed", water.id, None)
    assert present(report.accept_due_at) > later
    # The plan was kept in time, so the term of the answer begins anew; a term not kept stays.
    assert (present(report.answer_due_at) > later) is planned


@pytest.mark.parametrize("day", [date(2026, 6, 3), date(2026, 9, 1)])
def test_work_that_begins_by_plan_is_not_late_at_once(
    session: Session, report: Report, officer: Actor, day: date
) -> None:
    accept_report(session, turn(report, officer))
    due = present(report.answer_due_at)
    plan_work(session, turn(report, officer), day, answer="Коли буде асфальт.")
    start_work(session, turn(report, officer, now=NOON + 50 * DAY), note="")
    assert report.answer_due_at == max(due, end_of_day(day))
    assert events_of(session, report)[-1] == "start"
