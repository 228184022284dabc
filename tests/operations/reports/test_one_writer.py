"""Events, and letters about them, have one writer, however a report comes and goes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.moderation import HideReason
from app.domain.roles import Role
from app.models.places import Body, Hromada
from app.models.reports import Report, ReportEvent
from app.operations.casework.moderation import hide_report, mark_duplicate, publish_report
from app.operations.casework.office import OfficerCommand, accept_report, answer_solved
from app.operations.casework.reminders import remind
from app.operations.casework.staff_commands import StaffCommand
from app.operations.importing.reports.importing import import_reports
from app.operations.notices.announcing import NewNotice, announce, end_notice, lock_notice
from app.operations.notices.answering import solve_explained
from app.operations.reports.events import Actor
from app.operations.reports.resident import ReporterProof, confirm_report
from app.sql import load
from tests.builders import NOON, a_grant, a_public_report, a_report, a_working_hromada, square
from tests.fenced import a_job
from tests.files import a_csv
from tests.values import present
from tools.demo_town import reports as demo_reports
from tools.demo_town.histories import Cast, Demo

ROOT = Path(__file__).parents[3]
# The parts that every statement which writes them has in it.
INSERT_EVENTS = load("reports/_events").text
INSERT_OUTBOX = load("outbox/_insert").text
STEP_LETTERS = load("outbox/_step_letters").text
LATER = NOON + timedelta(hours=1)


@contextmanager
def written(session: Session) -> Iterator[list[tuple[str, str]]]:
    """Collect the statements that write meanwhile, with their values."""
    engine = session.get_bind()
    seen: list[tuple[str, str]] = []

    def note(
        _conn: object, _cursor: object, statement: str, values: object, *_rest: object
    ) -> None:
        if re.search("insert into|update|delete", statement, re.IGNORECASE):
            seen.append((statement, str(values)))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _writes(table: str, statement: str) -> re.Match[str] | None:
    return re.search(rf"insert\s+into\s+{table}\b", statement, re.IGNORECASE)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


def _casework(session: Session, hromada: Hromada) -> Actor:
    moderator = a_grant(session, hromada, Role.MODERATOR)
    body = session.scalars(select(Body)).one()
    officer = a_grant(session, hromada, Role.OFFICER, body)
    first, second = (a_report(session, hromada, email=f"{n}@example.org") for n in range(2))
    work = OfficerCommand(first.number, officer, LATER, body_ids=frozenset({body.id}))
    publish_report(session, StaffCommand(first.number, moderator, LATER))
    accept_report(session, work)
    answer_solved(session, work, answer="Готово.")
    confirm_report(
        session, first.number, ReporterProof(own_reports=frozenset({first.public_id})), now=LATER
    )
    mark_duplicate(
        session,
        StaffCommand(second.number, moderator, LATER),
        a_public_report(session, hromada).number,
    )
    hiding = StaffCommand(first.number, moderator, LATER)
    hide_report(session, hiding, HideReason.MISTAKE, note="Помилка.")
    remind(session, now=NOON + timedelta(days=4))
    return officer


def _notice(session: Session, hromada: Hromada, officer: Actor) -> None:
    report = a_public_report(session, hromada, email="n@example.org", now=LATER)
    new = NewNotice(
        title=("Немає води", "No water"),
        words=("Ремонт.", "Repairs."),
        area=square(34.04, 47.64, 0.02),
        starts_at=NOON,
    )
    number = announce(session, new, now=NOON)
    notice = lock_notice(session, number)
    bodies = {present(report.body_id)}
    assert solve_explained(session, notice, officer, body_ids=bodies, answer="Є.", now=LATER)
    end_notice(session, notice, now=LATER)


def _import(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    path = a_csv(
        tmp_path,
        "id,created,closed,title,content,status,type,lat,lon",
        "1,2024-05-01 10:00,,Яма,Глибока,open,roads.pothole,47.65,34.05",
        "2,2024-05-01 10:00,2024-06-01 10:00,Яма,Глибока,closed,roads.pothole,47.65,34.05",
    )
    import_reports(session, a_job(path, NOON))


def _demo(session: Session, hromada: Hromada, monkeypatch: pytest.MonkeyPatch) -> None:
    body = session.scalars(select(Body)).one()
    people = [
        a_grant(session, hromada, Role.COORDINATOR),
        a_grant(session, hromada, Role.MODERATOR, email="m@example.org"),
        a_grant(session, hromada, Role.OFFICER, body, email="o@example.org"),
    ]
    steps = ("publish", "route", "forward", "accept", "plan", "solve", "return", "refuse")
    story = {
        "id": 1,
        "lon": 34.05,
        "lat": 47.65,
        "category": "roads.pothole",
        "description": "Яма.",
        "has_email": True,
        "days_ago": 40,
        "minutes": 600,
        "timeline": [
            {"action": a, "days_after": n + 1, "note": "На цей рік коштів немає."}
            for n, a in enumerate(steps)
        ],
    }
    monkeypatch.setattr(demo_reports, "document", lambda _name: [story])
    coordinator, moderator, officer = (present(person.account_id) for person in people)
    cast = Cast(moderator, coordinator, {body.id: officer})
    demo = Demo(session, hromada.id, cast, NOON + timedelta(days=60), lambda kind, seed: "key")
    assert demo_reports.add_reports(demo, advance=lambda _: None) == 1
    report = session.scalars(select(Report).order_by(Report.id.desc()).limit(1)).one()
    assert (report.status, report.planned_for) == ("not_solved", None)
    assert present(report.accepted_at) > present(report.routed_at)


def test_no_other_statement_writes_events_or_their_letters(
    session: Session, hromada: Hromada, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with written(session) as seen:
        officer = _casework(session, hromada)
        _notice(session, hromada, officer)
        _import(session, hromada, tmp_path)
        _demo(session, hromada, monkeypatch)
    events = [statement for statement, _ in seen if _writes("report_event", statement)]
    owing = [(statement, values) for statement, values in seen if _writes("outbox", statement)]
    # A submission, the recorder, a load; and what is owed for other reasons.
    assert len(set(events)) == 3
    assert all(INSERT_EVENTS in statement for statement in events)
    assert all(INSERT_OUTBOX in statement for statement, _ in owing)
    for statement, values in owing:
        if INSERT_EVENTS in statement:
            assert STEP_LETTERS in statement
        else:
            assert not re.search(r"'(step|body)'|\"kind\": \"(step|body)\"", statement + values)


def test_a_step_is_one_statement(session: Session, hromada: Hromada) -> None:
    report = a_public_report(session, hromada, email="me@example.org")
    officer = a_grant(session, hromada, Role.OFFICER, session.scalars(select(Body)).one())
    bodies = frozenset({present(report.body_id)})
    command = OfficerCommand(report.number, officer, LATER, body_ids=bodies)
    with written(session) as seen:
        accept_report(session, command)
    assert len([one for one, _ in seen if "FOR UPDATE" not in one]) == 1
    assert (
        session.scalars(select(ReportEvent.action).order_by(ReportEvent.id)).all()[-1] == "accept"
    )


@pytest.mark.parametrize("table", ["report_event", "outbox"])
def test_the_source_has_one_writer(table: str) -> None:
    model = {"report_event": "ReportEvent", "outbox": "Outbox"}[table]
    writes = re.compile(rf"(?i:insert\s+into\s+{table}\b)|(?:insert|upsert|add)\({model}\b")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("app", "gis", "tools", "seeds")
        for suffix in ("py", "sql")
        for path in (ROOT / folder).rglob(f"*.{suffix}")
        for _ in writes.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(found) == 1, found
