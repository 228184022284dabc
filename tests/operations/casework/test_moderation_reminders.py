"""Moderators are reminded of their terms: of many reports by one letter, of danger at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.categories import EMERGENCY_LEVELS, endangers_life
from app.domain.deadlines import KYIV
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.places import Category, Hromada
from app.models.reports import Report, ReportEvent
from app.operations.casework.moderation_reminders import moderation_stage, remind_moderators
from app.operations.reports.events import StepContext, take_step
from app.queries.casework import queues
from app.queries.casework.moderation_terms import ModerationTerm, waiting_queue
from tests.builders import NOON, a_category, a_grant, a_report, a_working_hromada
from tests.values import present

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# NOON is a Monday: a report of that day is to be read by the end of Tuesday.
MORNING = datetime(2026, 6, 2, 9, tzinfo=KYIV)
END = datetime(2026, 6, 2, 23, 59, 59, tzinfo=KYIV)
TERM = ModerationTerm(1, END, NOON, endangers=False)
SHORT = ModerationTerm(1, NOON + HOUR, NOON, endangers=True)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def moderators(session: Session, hromada: Hromada) -> list[int | None]:
    emails = [f"{name}@pokrov.example" for name in ("one", "two")]
    return [a_grant(session, hromada, Role.MODERATOR, email=e).account_id for e in emails]


def letters(session: Session) -> list[dict[str, Any]]:
    owed = select(Outbox.payload).where(Outbox.kind == "queue-reminder").order_by(Outbox.id)
    return list(session.scalars(owed))


@pytest.mark.parametrize(
    ("term", "now", "stage"),
    [
        (TERM, MORNING - timedelta(minutes=1), None),
        (TERM, MORNING, "before"),
        (TERM, END, "due"),
        (TERM, datetime(2026, 6, 4, 9, tzinfo=KYIV), "late"),
        (TERM, datetime(2026, 6, 6, 9, tzinfo=KYIV), "coordinator"),
        (TERM, datetime(2026, 6, 14, 9, tzinfo=KYIV), None),
        (SHORT, NOON + HOUR * 0.7, None),
        (SHORT, NOON + HOUR * 0.75, "before"),
        (SHORT, NOON + HOUR, "due"),
        (SHORT, MORNING - HOUR, "due"),
        (SHORT, MORNING, "late"),
    ],
)
def test_stages_of_the_queue(term: ModerationTerm, now: datetime, stage: str | None) -> None:
    reached = moderation_stage(term, now)
    assert (reached.name if reached else None) == stage


def test_one_letter_tells_of_many_reports(
    session: Session, hromada: Hromada, moderators: list[int | None]
) -> None:
    for n in range(5):
        a_report(session, hromada, now=NOON + n * HOUR)
    assert remind_moderators(session, now=MORNING) == 5
    assert letters(session) == [{"stage": "before", "account_id": one} for one in moderators]
    assert remind_moderators(session, now=MORNING + HOUR) == 0
    assert len(letters(session)) == 2


def test_every_stage_is_told_once_and_at_last_to_the_coordinator(
    session: Session, hromada: Hromada, moderators: list[int | None]
) -> None:
    coordinator = a_grant(session, hromada, Role.COORDINATOR).account_id
    a_report(session, hromada)
    for hour in range(24 * 6):
        remind_moderators(session, now=MORNING + hour * HOUR)
    told = [(one["stage"], one["account_id"]) for one in letters(session)]
    assert told == [
        *[(stage, one) for stage in ("before", "due", "late") for one in moderators],
        ("coordinator", coordinator),
    ]


def test_what_endangers_life_does_not_wait_for_the_hour(
    session: Session, hromada: Hromada, moderators: list[int | None]
) -> None:
    a_report(session, hromada)
    remind_moderators(session, now=MORNING)
    a_category(session, hromada, "heat.gas", emergency=2, target_hours=1, legal_days=0)
    smell = a_report(session, hromada, category="heat.gas", now=MORNING)
    assert smell.moderation_due_at == MORNING + HOUR
    assert remind_moderators(session, now=MORNING + timedelta(minutes=50)) == 1
    assert len(letters(session)) == 4


def test_without_moderators_the_hromada_itself_is_written_to(
    session: Session, hromada: Hromada
) -> None:
    a_report(session, hromada)
    remind_moderators(session, now=MORNING)
    assert letters(session) == [{"stage": "before", "hromada_id": hromada.id}]


@pytest.mark.parametrize("gone", ["read", "hidden"])
def test_what_does_not_wait_is_not_reminded_of(
    session: Session, hromada: Hromada, moderators: list[int | None], gone: str
) -> None:
    report = a_report(session, hromada)
    moderator = a_grant(session, hromada, Role.MODERATOR)
    action = "reject" if gone == "read" else "hide"
    take_step(session, report, action, StepContext(moderator, NOON))
    assert remind_moderators(session, now=MORNING) == 0
    assert letters(session) == []


def test_a_report_that_comes_back_has_a_new_term(
    session: Session, hromada: Hromada, moderators: list[int | None]
) -> None:
    report = a_report(session, hromada)
    remind_moderators(session, now=END)
    moderator = a_grant(session, hromada, Role.MODERATOR)
    for action in ("reject", "reconsider"):
        take_step(session, report, action, StepContext(moderator, END))
    remind_moderators(session, now=present(report.moderation_due_at))
    stages = session.scalars(
        select(ReportEvent.details["stage"].astext).where(ReportEvent.action == "remind")
    ).all()
    assert stages == ["due", "due"]


def test_a_letter_names_danger_first_and_counts_the_rest(
    session: Session, hromada: Hromada
) -> None:
    a_category(session, hromada, "light.pole", hazard=True, hotline="101")
    for _ in range(12):
        a_report(session, hromada)
    danger = a_report(session, hromada, category="light.pole", now=NOON + HOUR)
    queue = waiting_queue(session, now=END + HOUR)
    assert (queue.waiting, queue.late, len(queue.first)) == (13, 13, 10)
    assert (queue.first[0].number, queue.first[0].endangers) == (danger.number, True)
    assert not any(one.endangers for one in queue.first[1:])


def test_the_rule_of_danger_is_the_databases(session: Session, hromada: Hromada) -> None:
    asked = text("SELECT category_endangers(:level, :hazard, :hotline)")
    for level in EMERGENCY_LEVELS:
        for hazard in (False, True):
            for hotline in ("", "101"):
                values = {"level": level, "hazard": hazard, "hotline": hotline}
                rule = endangers_life(level, hazard=hazard, hotline=hotline)
                assert session.scalar(asked, values) is rule


def test_the_plan_of_the_queue_reads_the_waiting_only(session: Session, hromada: Hromada) -> None:
    """The waiting are found by the index of the queues, however many reports there are."""
    category = session.query(Category).filter_by(code="roads.pothole").one()
    session.execute(
        text("""
        INSERT INTO report (hromada_id, status, category_id, point, description, public_text,
            submitted_at, updated_at)
        SELECT :hromada, 'confirmed', :category, ST_SetSRID(ST_MakePoint(34.05, 47.65), 4326),
               'Яма', 'Яма', now(), now()
        FROM generate_series(1, 3000)
        """),
        {"hromada": hromada.id, "category": category.id},
    )
    a_report(session, hromada)
    session.execute(text("ANALYZE report"))
    statement = (
        queues._entries()
        .where(
            Report.hromada_id == hromada.id,
            queues._moderation_tabs(NOON)["waiting"][0],
        )
        .order_by(*queues._order("waiting"))
        .limit(51)
    )
    compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    plan = "\n".join(session.scalars(text(f"EXPLAIN {compiled}")))
    assert "report_queue_idx" in plan
    assert "Seq Scan on report " not in plan
