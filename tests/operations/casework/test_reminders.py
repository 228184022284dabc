"""What the passing of time does: closes, reminds, forgets; each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Row, func, select, text, update
from sqlalchemy.orm import Session

from app.adapters.storage import PhotosInMemory, new_key
from app.adapters.uploads import UploadFolder
from app.db import Database
from app.domain.roles import Role
from app.jobs.timetable import ORPHAN_AFTER, TIMETABLE, Timetable
from app.models.accounts import AccountSession, SignInRequest
from app.models.outbox import Outbox
from app.models.places import Body, Hromada, HromadaSetting
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.operations.casework.auto_close import close_unanswered
from app.operations.casework.reminders import remind, stage_of
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.events import Actor, StepContext, take_step
from app.operations.reports.retention import purge_hromada, purge_installation
from app.queries.casework.reminders import OpenTerm
from tests.builders import (
    LONG_AGO,
    NOON,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    an_account,
    events_of,
)
from tests.values import present

OPERATOR = Actor(Role.OPERATOR)
DAY = timedelta(days=1)


def days(number: float) -> datetime:
    return NOON + timedelta(days=number)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


def a_solved_report(session: Session, hromada: Hromada) -> Report:
    report = a_public_report(session, hromada)
    for action in ("accept", "solve"):
        take_step(session, report, action, StepContext(OPERATOR, NOON))
    return report


def reminders(session: Session) -> list[tuple[str, str, str]]:
    """Stage and recipient of every reminder owed, in order."""
    rows = session.scalars(select(Outbox).where(Outbox.kind == "reminder").order_by(Outbox.id))
    return [
        (
            row.payload["clock"],
            row.payload["stage"],
            "account" if "account_id" in row.payload else "body",
        )
        for row in rows
    ]


def test_silence_closes_after_the_set_days(session: Session, hromada: Hromada) -> None:
    report = a_solved_report(session, hromada)
    # Until the end of the fourteenth day in Kyiv.
    assert close_unanswered(session, now=days(14)) == 0
    assert report.status == "solved"
    assert close_unanswered(session, now=days(14.5)) == 1
    assert (report.status, report.closed_at) == ("lapsed", days(14.5))
    assert events_of(session, report)[-1] == "lapse"


def test_silence_closes_once(session: Session, hromada: Hromada) -> None:
    a_solved_report(session, hromada)
    assert [close_unanswered(session, now=days(20)) for _ in range(2)] == [1, 0]


def test_a_hromada_sets_its_own_days(session: Session, hromada: Hromada) -> None:
    a_solved_report(session, hromada)
    session.add(
        HromadaSetting(
            hromada_id=hromada.id, name="confirmation_days", valid_from=LONG_AGO, value="30"
        )
    )
    session.flush()
    assert close_unanswered(session, now=days(20)) == 0
    assert close_unanswered(session, now=days(31)) == 1


@pytest.mark.parametrize("action", ["confirm", "return"])
def test_an_answer_is_not_overtaken_by_time(
    session: Session, hromada: Hromada, action: str
) -> None:
    report = a_solved_report(session, hromada)
    take_step(session, report, action, StepContext(Actor(Role.RESIDENT), days(1)))
    assert close_unanswered(session, now=days(20)) == 0


def test_time_does_not_reach_into_another_hromada(session: Session, hromada: Hromada) -> None:
    report = a_solved_report(session, hromada)
    a_working_hromada(session, "nikopol")
    assert close_unanswered(session, now=days(20)) == 0
    session.refresh(hromada)
    session.execute(text("SELECT set_config('app.hromada_id', :id, true)"), {"id": str(hromada.id)})
    assert report.status == "solved"


TERM = OpenTerm(1, "answer", due_at=days(8), began_at=NOON)
SHORT = OpenTerm(1, "answer", due_at=NOON + timedelta(hours=4), began_at=NOON)


@pytest.mark.parametrize(
    ("term", "now", "stage"),
    [
        (TERM, days(6.9), None),
        (TERM, days(7), "before"),
        (TERM, days(8), "due"),
        (TERM, days(9), "head"),
        (TERM, days(11), "coordinator"),
        (TERM, days(17.9), "coordinator"),
        (TERM, days(18), None),
        (SHORT, NOON + timedelta(hours=2.9), None),
        (SHORT, NOON + timedelta(hours=3), "before"),
        (SHORT, NOON + timedelta(hours=4), "due"),
    ],
)
def test_stages_of_a_term(term: OpenTerm, now: datetime, stage: str | None) -> None:
    reached = stage_of(term, now)
    assert (reached.name if reached else None) == stage


def test_each_stage_reminds_once_and_the_right_people(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    body = session.get_one(Body, report.body_id)
    for role, of in ((Role.OFFICER, body), (Role.COORDINATOR, None)):
        a_grant(session, hromada, role, of)
    due = present(report.accept_due_at)
    for moment in (due - DAY / 2, due - DAY / 4, due, due + DAY, due + 3 * DAY):
        remind(session, now=moment)
    acceptance = [found[1:] for found in reminders(session) if found[0] == "acceptance"]
    assert acceptance == [
        ("before", "account"),
        ("due", "account"),
        ("head", "body"),
        ("coordinator", "account"),
    ]


def test_only_the_latest_of_the_stages_passed_reminds(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    remind(session, now=present(report.accept_due_at) + 4 * DAY)
    stages = [stage for clock, stage, _ in reminders(session) if clock == "acceptance"]
    assert stages == ["coordinator"]


def test_a_body_without_officers_is_reminded_itself(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    remind(session, now=present(report.accept_due_at))
    assert ("acceptance", "due", "body") in reminders(session)


def test_a_report_forwarded_anew_is_reminded_of_anew(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    coordinator = a_grant(session, hromada, Role.COORDINATOR)
    first = present(report.accept_due_at)
    remind(session, now=first)
    take_step(session, report, "forward", StepContext(coordinator, first))
    remind(session, now=present(report.accept_due_at))
    due = [1 for clock, stage, _ in reminders(session) if (clock, stage) == ("acceptance", "due")]
    assert len(due) == 2


@pytest.mark.parametrize("steps", [["accept", "solve"], ["accept", "start", "solve"]])
def test_what_is_answered_is_not_reminded_of(
    session: Session, hromada: Hromada, steps: list[str]
) -> None:
    report = a_public_report(session, hromada)
    for action in steps:
        take_step(session, report, action, StepContext(OPERATOR, NOON))
    assert remind(session, now=present(report.answer_due_at)) == 0


def test_what_is_hidden_is_not_reminded_of(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    report.hidden_at = NOON
    session.flush()
    assert remind(session, now=present(report.accept_due_at)) == 0
    report.hidden_at = None
    session.flush()
    assert remind(session, now=present(report.accept_due_at)) == 1


def a_planned_report(session: Session, hromada: Hromada, *, after_days: int) -> Report:
    """A report whose officer has promised the work for the day so many days after NOON."""
    report = a_public_report(session, hromada)
    officer = a_grant(session, hromada, Role.OFFICER, session.get_one(Body, report.body_id))
    take_step(session, report, "accept", StepContext(officer, NOON))
    report.planned_for = days(after_days).date()
    take_step(session, report, "plan", StepContext(officer, NOON))
    return report


def test_a_plan_is_reminded_of_by_its_day_and_not_by_the_term(
    session: Session, hromada: Hromada
) -> None:
    report = a_planned_report(session, hromada, after_days=40)
    assert remind(session, now=present(report.answer_due_at) + DAY) == 0
    # The day ends in Kyiv at 21:00 UTC, nine hours after noon.
    over = days(40) + timedelta(hours=9)
    for moment in (over - DAY, over - timedelta(minutes=1), over, over + DAY):
        remind(session, now=moment)
    assert reminders(session) == [
        ("plan", "before", "account"),
        ("plan", "due", "account"),
        ("plan", "head", "body"),
    ]


def test_a_plan_for_a_day_within_the_term_has_the_term(session: Session, hromada: Hromada) -> None:
    report = a_planned_report(session, hromada, after_days=2)
    assert remind(session, now=days(4)) == 0
    remind(session, now=present(report.answer_due_at))
    assert reminders(session) == [("plan", "due", "account")]


def test_a_returned_report_is_not_planned_any_more(session: Session, hromada: Hromada) -> None:
    report = a_planned_report(session, hromada, after_days=40)
    take_step(session, report, "solve", StepContext(OPERATOR, days(40)))
    take_step(session, report, "return", StepContext(Actor(Role.RESIDENT), days(41)))
    assert report.planned_for is None


def test_a_reminder_is_not_for_the_public(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada)
    before = report.updated_at
    remind(session, now=present(report.accept_due_at))
    event = session.scalars(select(ReportEvent).where(ReportEvent.action == "remind")).one()
    assert event.public is False
    assert report.updated_at == before


def test_what_is_settled_or_never_confirmed_is_forgotten(
    session: Session, hromada: Hromada
) -> None:
    report = a_report(session, hromada, email="ivanna@example.org")
    for email, made_at in (("old@example.org", NOON), ("new@example.org", days(5))):
        session.add(
            Subscription(
                hromada_id=hromada.id,
                report_id=report.id,
                email=email,
                kind="follower",
                created_at=made_at,
            )
        )
    enqueue(session, [OutboxEntry("waits:1", MAIL, "step")], now=NOON)
    session.execute(update(Outbox).where(Outbox.key != "waits:1").values(done_at=NOON))
    session.flush()
    purge_hromada(session, now=days(31))
    assert session.scalars(select(Outbox.key)).all() == ["waits:1"]
    emails = session.scalars(select(Subscription.email).order_by(Subscription.email)).all()
    assert emails == ["ivanna@example.org"]


def test_addresses_are_forgotten_ninety_days_after_the_close(
    session: Session, hromada: Hromada
) -> None:
    report = a_report(session, hromada, email="ivanna@example.org")
    take_step(
        session, report, "reject", StepContext(a_grant(session, hromada, Role.MODERATOR), NOON)
    )
    for now, left in ((days(89), 1), (days(91), 0)):
        purge_hromada(session, now=now)
        assert session.scalar(select(func.count()).select_from(Subscription)) == left


def test_old_sign_ins_are_forgotten(session: Session) -> None:
    account = an_account(session)
    for at in (NOON, days(3)):
        session.add(SignInRequest(email="a@example.org", created_at=at))
        session.add(
            AccountSession(
                token_hash=str(at).encode(), account_id=account.id, created_at=NOON, expires_at=at
            )
        )
    session.flush()
    purge_installation(session, now=days(2.5))
    assert session.scalars(select(SignInRequest.created_at)).all() == [days(3)]
    assert session.scalars(select(AccountSession.expires_at)).all() == [days(3)]


def test_the_clock_walks_every_served_hromada(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        for slug in ("pokrov", "nikopol"):
            a_solved_report(session, a_working_hromada(session, slug))
        a_solved_report(session, a_working_hromada(session, "closed"))
        session.execute(text("UPDATE hromada SET served = false WHERE slug = 'closed'"))
    clock = Timetable(database, PhotosInMemory(), UploadFolder(tmp_path))
    for _ in range(2):
        clock.tick(days(20))
    found: dict[str, str] = {}
    for hromada_id, slug in _hromadas(database):
        with database.reading(hromada_id) as session:
            found[slug] = session.scalars(select(Report.status)).one()
    assert found == {"pokrov": "lapsed", "nikopol": "lapsed", "closed": "solved"}


def test_nothing_comes_oftener_than_its_interval(database: Database, tmp_path: Path) -> None:
    clock = Timetable(database, PhotosInMemory(), UploadFolder(tmp_path))
    clock.tick(NOON)
    done = dict(clock._done_at)
    clock.tick(NOON + timedelta(seconds=59))
    assert clock._done_at == done
    assert done.keys() == {entry.name for entry in TIMETABLE}


def test_originals_that_nobody_waits_for_are_deleted(database: Database, tmp_path: Path) -> None:
    waiting, orphan = new_key(), new_key()
    photos = PhotosInMemory()
    for key in (waiting, orphan):
        photos.keep_incoming(key, b"original")
    with database.transaction() as session:
        a_report(session, a_working_hromada(session), photos=(waiting,))
    kept_at = photos.originals[orphan][0]
    Timetable(database, photos, UploadFolder(tmp_path)).tick(kept_at + ORPHAN_AFTER / 2)
    assert len(photos.originals) == 2
    Timetable(database, photos, UploadFolder(tmp_path)).tick(kept_at + ORPHAN_AFTER * 2)
    assert list(photos.originals) == [waiting]


def _hromadas(database: Database) -> Sequence[Row[int, str]]:
    with database.reading() as session:
        return session.execute(text("SELECT id, slug FROM hromada ORDER BY id")).all()
