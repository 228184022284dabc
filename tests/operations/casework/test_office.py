from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.errors import Conflict, NotAllowed, NotFound, Rejected, WrongState
from app.domain.moderation import HideReason, UnsolvedReason
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.operations.casework.office import (
    OfficerCommand,
    accept_report,
    add_public_note,
    answer_solved,
    answer_unsolved,
    forward_to_body,
    plan_work,
    start_work,
)
from app.operations.casework.staff_commands import last_human_event
from app.operations.reports.events import Actor, StepContext, take_step
from tests.builders import (
    NOON,
    a_body,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
)
from tests.values import present

ANSWER = "Яму залатано гарячим асфальтом."


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def report(session: Session, hromada: Hromada) -> Report:
    return a_public_report(session, hromada, email="olena@example.org")


@pytest.fixture
def officer(session: Session, hromada: Hromada, report: Report) -> Actor:
    body = session.get_one(type(a_body(session, hromada, "spare")), report.body_id)
    return a_grant(session, hromada, Role.OFFICER, body)


def _turn(report: Report, actor: Actor, **given: Any) -> OfficerCommand:
    bodies = frozenset({report.body_id})
    return OfficerCommand(
        report.number, actor, **(dict[str, Any]({"now": NOON, "body_ids": bodies}) | given)
    )


def _last(session: Session, report: Report) -> ReportEvent:
    return session.scalars(
        select(ReportEvent).filter_by(report_id=report.id).order_by(ReportEvent.id.desc()).limit(1)
    ).one()


def test_from_acceptance_to_an_answer_with_a_photo(
    session: Session, report: Report, officer: Actor
) -> None:
    accept_report(session, _turn(report, officer))
    start_work(session, _turn(report, officer), note="Бригада виїхала.")
    answer_solved(session, _turn(report, officer), answer=ANSWER, photos=["a" * 32])
    assert (report.status, report.answered_at) == ("solved", NOON)
    assert events_of(session, report)[-3:] == ["accept", "start", "solve"]
    photo = session.scalars(select(ReportPhoto)).one()
    assert (photo.kind, photo.state) == ("answer", "pending")
    owed = session.scalar(text("SELECT queue FROM outbox WHERE kind = 'photo'"))
    assert owed == "photos"


def test_an_answer_without_a_solution_names_its_reason(
    session: Session, report: Report, officer: Actor
) -> None:
    accept_report(session, _turn(report, officer))
    answer_unsolved(session, _turn(report, officer), UnsolvedReason.PRIVATE, answer=ANSWER)
    assert (report.status, _last(session, report).details) == ("not_solved", {"reason": "private"})


def test_a_plan_names_a_day_to_come(session: Session, report: Report, officer: Actor) -> None:
    accept_report(session, _turn(report, officer))
    plan_work(session, _turn(report, officer), date(2026, 7, 1), answer=ANSWER)
    assert (report.status, report.planned_for) == ("planned", date(2026, 7, 1))


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2020, 1, 1), date(2036, 1, 1)])
def test_a_plan_is_neither_for_today_nor_for_the_next_decade(
    session: Session, report: Report, officer: Actor, day: date
) -> None:
    accept_report(session, _turn(report, officer))
    with pytest.raises(Rejected) as refused:
        plan_work(session, _turn(report, officer), day, answer=ANSWER)
    assert "planned_for" in refused.value.fields


def test_the_day_of_a_plan_is_counted_in_kyiv(
    session: Session, report: Report, officer: Actor
) -> None:
    # 23:30 in Kyiv is still the first of June; half an hour later the second is today.
    late = NOON + timedelta(hours=8, minutes=30)
    accept_report(session, _turn(report, officer))
    command = _turn(report, officer, now=late + timedelta(minutes=31))
    with pytest.raises(Rejected):
        plan_work(session, command, date(2026, 6, 2), answer=ANSWER)
    plan_work(session, _turn(report, officer, now=late), date(2026, 6, 2), answer=ANSWER)


def test_a_forwarded_report_is_the_other_bodys(
    session: Session, hromada: Hromada, report: Report, officer: Actor
) -> None:
    other = a_body(session, hromada, "water")
    command = _turn(report, officer)
    accept_report(session, command)
    forward_to_body(session, command, other.id, reason="Це люк водоканалу.")
    event = _last(session, report)
    assert (report.status, report.body_id, report.area_id) == ("routed", other.id, None)
    assert (report.accepted_at, event.note) == (None, "Це люк водоканалу.")
    assert event.details["to"] == other.id
    letters = session.scalars(
        text("SELECT key FROM outbox WHERE payload->>'event_id' = :id ORDER BY key"),
        {"id": str(event.id)},
    ).all()
    assert f"event:{event.id}:body:{other.id}" in letters
    with pytest.raises(NotFound):
        accept_report(session, command)


def test_a_report_is_not_forwarded_to_where_it_is(
    session: Session, report: Report, officer: Actor
) -> None:
    with pytest.raises(Rejected):
        forward_to_body(session, _turn(report, officer), present(report.body_id), reason="Так.")


def test_another_bodys_report_does_not_exist_for_an_officer(
    session: Session, hromada: Hromada, report: Report
) -> None:
    water = a_body(session, hromada, "water")
    stranger = a_grant(session, hromada, Role.OFFICER, water)
    command = _turn(report, stranger, body_ids=frozenset({water.id}))
    for deed in (
        accept_report,
        lambda s, t: start_work(s, t, note=""),
        lambda s, t: answer_solved(s, t, answer=ANSWER),
        lambda s, t: add_public_note(s, t, ANSWER),
        lambda s, t: forward_to_body(s, t, water.id, reason="Наше."),
    ):
        with pytest.raises(NotFound):
            deed(session, command)
    assert events_of(session, report)[-1] == "route"


def test_another_hromadas_report_does_not_exist_for_an_officer(
    session: Session, report: Report, officer: Actor
) -> None:
    enter_hromada(session, a_working_hromada(session, "other").id)
    with pytest.raises(NotFound):
        accept_report(session, _turn(report, officer))


def test_a_report_that_awaits_moderation_is_not_in_the_office(
    session: Session, hromada: Hromada, officer: Actor
) -> None:
    waiting = a_report(session, hromada)
    with pytest.raises(NotFound):
        add_public_note(session, _turn(waiting, officer), ANSWER)


def test_what_has_changed_meanwhile_is_a_conflict(
    session: Session, report: Report, officer: Actor
) -> None:
    seen = last_human_event(session, report)
    accept_report(session, _turn(report, officer, seen=seen))
    with pytest.raises(Conflict):
        accept_report(session, _turn(report, officer, seen=seen))
    with pytest.raises(WrongState):
        accept_report(session, _turn(report, officer))
    assert events_of(session, report).count("accept") == 1


def test_nothing_is_answered_before_it_is_accepted(
    session: Session, report: Report, officer: Actor
) -> None:
    with pytest.raises(WrongState):
        answer_solved(session, _turn(report, officer), answer=ANSWER)


def test_officers_do_not_hide(session: Session, report: Report, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        take_step(session, report, "hide", StepContext(officer, NOON, note=HideReason.MISTAKE))
