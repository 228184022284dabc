"""Questions to residents have a term: what is not answered lapses with notice, and can go on."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.deadlines import after_days
from app.domain.errors import WrongState
from app.domain.roles import Role
from app.models.accounts import RoleGrant
from app.models.outbox import Outbox
from app.models.places import Body, Hromada, HromadaSetting
from app.models.reports import Report, ReportEvent
from app.operations.casework.auto_close import close_unanswered, expire_questions
from app.operations.casework.moderation import ask_reporter, mark_duplicate, unmerge_report
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from app.operations.reports.resident import Reply, ReporterProof, return_report, supply_details
from tests.builders import (
    LONG_AGO,
    NOON,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
)

DAY = timedelta(days=1)
OPERATOR = Actor(Role.OPERATOR)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def moderator(session: Session, hromada: Hromada) -> Actor:
    return a_grant(session, hromada, Role.MODERATOR)


@pytest.fixture
def asked(session: Session, hromada: Hromada, moderator: Actor) -> Report:
    report = a_report(session, hromada, email="olena@example.org")
    ask_reporter(session, StaffCommand(report.number, moderator, NOON), "Який будинок?")
    return report


def by_link(report: Report) -> ReporterProof:
    return ReporterProof(own_reports=frozenset({report.public_id}))


def kinds(session: Session, action: str) -> list[str]:
    event = select(ReportEvent.id).filter_by(action=action).order_by(ReportEvent.id.desc()).limit(1)
    key = f"event:{session.scalar(event)}:%"
    return sorted(session.scalars(select(Outbox.kind).where(Outbox.key.like(key))))


def test_a_question_has_a_term(session: Session, asked: Report) -> None:
    assert asked.reply_due_at == after_days(NOON, 14)


def test_a_hromada_sets_how_long_it_waits(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    values = {"name": "reply_days", "valid_from": LONG_AGO, "value": "30"}
    session.add(HromadaSetting(hromada_id=hromada.id, **values))
    report = a_report(session, hromada)
    ask_reporter(session, StaffCommand(report.number, moderator, NOON), "Який будинок?")
    assert report.reply_due_at == after_days(NOON, 30)


@pytest.mark.parametrize(("now", "status"), [(14, "needs_info"), (15, "rejected")])
def test_a_question_lapses_by_the_clock_with_a_letter(
    session: Session, asked: Report, now: int, status: str
) -> None:
    lapsed = expire_questions(session, now=NOON + now * DAY)
    assert (asked.status, lapsed) == (status, status == "rejected")
    if lapsed:
        assert (asked.closed_at, asked.reply_due_at) == (NOON + now * DAY, None)
        assert kinds(session, "expire") == ["step"]
        assert expire_questions(session, now=NOON + now * DAY) == 0


def test_an_answer_in_time_stops_the_clock_and_is_told_to_who_asked(
    session: Session, hromada: Hromada, asked: Report
) -> None:
    a_grant(session, hromada, Role.MODERATOR, email="other@pokrov.example")
    supply_details(session, asked.number, by_link(asked), reply=Reply("П'ятий"), now=NOON + DAY)
    assert (asked.status, asked.reply_due_at) == ("submitted", None)
    assert kinds(session, "supply") == ["step-to-staff"]
    assert expire_questions(session, now=NOON + 20 * DAY) == 0


def test_if_who_asked_has_left_every_moderator_hears(
    session: Session, hromada: Hromada, asked: Report, moderator: Actor
) -> None:
    for name in ("one", "two"):
        a_grant(session, hromada, Role.MODERATOR, email=f"{name}@pokrov.example")
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == moderator.account_id))
    supply_details(session, asked.number, by_link(asked), reply=Reply("П'ятий"), now=NOON + DAY)
    assert kinds(session, "supply") == ["step-to-staff"] * 2


def test_a_late_answer_brings_the_report_back_with_a_new_term(
    session: Session, asked: Report
) -> None:
    expire_questions(session, now=NOON + 15 * DAY)
    now = NOON + 40 * DAY
    supply_details(session, asked.number, by_link(asked), reply=Reply("П'ятий"), now=now)
    assert (asked.status, asked.closed_at) == ("submitted", None)
    assert _in_future(asked.moderation_due_at, now)


def test_after_thirty_days_more_it_is_refused_in_words(session: Session, asked: Report) -> None:
    expire_questions(session, now=NOON + 15 * DAY)
    with pytest.raises(WrongState, match="report the problem again"):
        supply_details(
            session, asked.number, by_link(asked), reply=Reply("Так"), now=NOON + 46 * DAY
        )


def test_what_a_moderator_rejected_is_not_brought_back(
    session: Session, hromada: Hromada, moderator: Actor
) -> None:
    report = a_report(session, hromada, steps=[("reject", moderator)])
    with pytest.raises(WrongState, match="moderator"):
        supply_details(session, report.number, by_link(report), reply=Reply("Ось"), now=NOON)


def test_a_question_that_was_merged_away_does_not_lapse_as_it_comes_back(
    session: Session, hromada: Hromada, asked: Report, moderator: Actor
) -> None:
    original = a_public_report(session, hromada)
    mark_duplicate(session, StaffCommand(asked.number, moderator, NOON), original.number)
    later = NOON + 30 * DAY
    unmerge_report(session, StaffCommand(asked.number, moderator, later), note="")
    assert (asked.status, asked.reply_due_at) == ("needs_info", after_days(later, 14))
    assert expire_questions(session, now=later) == 0


@pytest.mark.parametrize("steps", [["accept"], ["accept", "start"], ["accept", "plan"]])
def test_a_repeat_is_marked_and_unmarked_while_it_is_open(
    session: Session, hromada: Hromada, moderator: Actor, steps: list[str]
) -> None:
    original = a_public_report(session, hromada)
    report = a_public_report(session, hromada)
    officer = a_grant(session, hromada, Role.OFFICER, session.get_one(Body, report.body_id))
    for step in steps:
        take_step(session, report, step, StepContext(officer, NOON))
    before = (report.status, report.answer_due_at, report.accepted_at, report.planned_for)
    mark_duplicate(session, StaffCommand(report.number, moderator, NOON), original.number)
    assert report.status == "duplicate"
    unmerge_report(session, StaffCommand(report.number, moderator, NOON + DAY), note="")
    assert (
        report.status,
        report.answer_due_at,
        report.accepted_at,
        report.planned_for,
    ) == before


def test_silence_can_be_broken_for_thirty_days(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    for action in ("accept", "solve"):
        take_step(session, report, action, StepContext(OPERATOR, NOON))
    closed = NOON + 15 * DAY
    assert close_unanswered(session, now=closed) == 1
    with pytest.raises(WrongState, match="30 days"):
        return_report(
            session, report.number, by_link(report), reply=Reply("Ні"), now=closed + 31 * DAY
        )
    now = closed + 29 * DAY
    return_report(session, report.number, by_link(report), reply=Reply("Ні, яма є"), now=now)
    assert (report.status, report.closed_at) == ("in_progress", None)
    assert _in_future(report.answer_due_at, now)
    assert events_of(session, report)[-2:] == ["lapse", "return"]


def test_only_the_clock_lets_a_question_lapse(session: Session, asked: Report) -> None:
    take_step(session, asked, "expire", StepContext(SYSTEM, NOON))
    assert asked.status == "rejected"


def _in_future(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now
