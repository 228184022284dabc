"""One broken thing stops nobody: it is named, waits ever longer, and the others go on."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.adapters.storage import PhotosInMemory
from app.adapters.uploads import UploadFolder
from app.db import Database
from app.domain.roles import Role
from app.jobs import timetable
from app.jobs.timetable import Timetable
from app.models.failures import JobFailure
from app.models.places import Hromada
from app.operations.accounts.accounts import Grant
from app.operations.failures import FIRST_WAIT, LONGEST_WAIT, JobRun, for_each, wait_after
from app.operations.reports.retention import OF_HROMADA, purge_hromada
from app.queries.failures import job_failures
from tests.builders import (
    NOON,
    a_hromada,
    a_public_report,
    a_working_hromada,
)
from tests.web.staff import signed_in

JOB = JobRun("try", "report", NOON)
DAY = timedelta(days=1)


def fail(statement: str) -> Callable[[Session], None]:
    def run(session: Session) -> None:
        session.execute(text(statement))

    return run


def cannot(_session: Session) -> None:
    raise KeyError("somebody@example.org")


@pytest.mark.parametrize(
    ("breaking", "code"),
    [
        (fail("SELECT 1 / 0"), "DataError 22012"),
        (fail("INSERT INTO report_event DEFAULT VALUES"), "IntegrityError 23514"),
        (fail("SELECT 1 FROM nowhere"), "ProgrammingError 42P01"),
        (fail("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"), "OperationalError 57014"),
        (cannot, "KeyError"),
    ],
)
def test_what_fails_is_named_and_the_rest_is_done(
    session: Session, breaking: Callable[[Session], object], code: str
) -> None:
    a_hromada(session)
    seen = []

    def act(number: int) -> bool:
        session.execute(text("UPDATE hromada SET zoom = zoom + 1"))
        seen.append(number)
        if number == 2:
            breaking(session)
        return True

    assert for_each(session, JOB, [1, 2, 3], int, act) == 2
    assert seen == [1, 2, 3]
    (failure,) = job_failures(session)
    assert (failure.job, failure.subject, failure.number, failure.error) == (
        "try",
        "report",
        2,
        code,
    )
    assert failure.next_at == NOON + FIRST_WAIT


def test_a_lost_connection_is_everybodys(session: Session) -> None:
    a_hromada(session)

    def lose(_number: int) -> bool:
        raise OperationalError("x", {}, Exception("gone"), connection_invalidated=True)

    with pytest.raises(OperationalError):
        for_each(session, JOB, [1], int, lose)


def test_what_fails_is_tried_ever_later_until_it_succeeds(session: Session) -> None:
    a_hromada(session)
    tried = []

    def act(number: int) -> bool:
        tried.append(number)
        if len(tried) < 4:
            raise ValueError
        return True

    moment = NOON
    for attempts in (1, 2, 3):
        assert for_each(session, JOB._replace(now=moment), [7], int, act) == 0
        early = moment + wait_after(attempts) - timedelta(seconds=1)
        assert for_each(session, JOB._replace(now=early), [7], int, act) == 0
        assert len(tried) == attempts
        moment += wait_after(attempts)
    assert for_each(session, JOB._replace(now=moment), [7], int, act) == 1
    assert job_failures(session) == []
    assert wait_after(99) == LONGEST_WAIT


def test_broken_ones_take_no_places_of_the_others(session: Session) -> None:
    a_hromada(session)

    def act(number: int) -> bool:
        if number <= 5:
            raise ValueError
        return True

    job = JOB._replace(most=5)
    assert for_each(session, job, range(1, 9), int, act) == 0
    later = job._replace(now=NOON + timedelta(seconds=60))
    assert for_each(session, later, range(1, 9), int, act) == 3


def test_failures_that_are_over_are_forgotten(session: Session) -> None:
    a_hromada(session)
    for_each(session, JOB, [1], int, lambda _: 1 / 0)
    purge_hromada(session, now=NOON + DAY)
    assert len(job_failures(session)) == 1
    purge_hromada(session, now=NOON + DAY + FIRST_WAIT + timedelta(seconds=1))
    assert job_failures(session) == []


def test_a_rule_of_retention_that_fails_stops_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_hromada(session)
    broken = (("broken", 1, "DELETE FROM nowhere"), *OF_HROMADA)
    monkeypatch.setattr("app.operations.reports.retention.OF_HROMADA", broken)
    assert purge_hromada(session, now=NOON).keys() == {rule[0] for rule in OF_HROMADA}
    assert [one.number for one in job_failures(session)] == [1]


@pytest.fixture
def broken_town(database: Database, owner_engine: Engine) -> tuple[Hromada, int, int]:
    """Two reports due for reminding; the first has lost its events."""
    with database.transaction() as session:
        town = a_working_hromada(session)
        broken, sound = (a_public_report(session, town) for _ in range(2))
        numbers = broken.number, sound.number
        lost = broken.id
    with owner_engine.begin() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("DELETE FROM report_event WHERE report_id = :id"), {"id": lost})
    return town, *numbers


def test_one_inconsistent_report_does_not_stop_a_hromada(
    database: Database, broken_town: tuple[Hromada, int, int], tmp_path: Path
) -> None:
    town, broken, sound = broken_town
    clock = Timetable(database, PhotosInMemory(), UploadFolder(tmp_path))
    with database.reading(town.id) as session:
        due = session.execute(text("SELECT max(accept_due_at) FROM report")).scalar_one()
    for minute in range(3):
        clock.tick(due + timedelta(minutes=minute))
    with database.reading(town.id) as session:
        (failure,) = job_failures(session)
        assert (failure.job, failure.number, failure.attempts) == ("remind", broken, 2)
        reminded = text(
            "SELECT DISTINCT r.number FROM report_event AS e JOIN report AS r ON r.id = e.report_id"
            " WHERE e.action = 'remind'"
        )
        assert session.scalars(reminded).all() == [sound]


def test_the_coordinator_and_the_operator_see_it(
    app: Flask, client: FlaskClient, database: Database, broken_town: tuple[Hromada, int, int]
) -> None:
    town, broken, _sound = broken_town
    with database.transaction(town.id) as session:
        for_each(session, JobRun("remind", "report", NOON), [broken], int, lambda _: 1 / 0)
    grant = Grant(town.id, "c@pokrov.example", Role.COORDINATOR)
    page = signed_in(client, database, grant).get("/pokrov/coordination").text
    assert f'href="/pokrov/reports/{broken}"' in page
    assert "без нагадування, хоча строк добігає кінця" in page
    assert "ZeroDivisionError" not in page
    listed = app.test_cli_runner().invoke(args=["failures", "--json"])
    (told,) = json.loads(listed.output)
    assert (told["number"], told["error"]) == (broken, "ZeroDivisionError")
    assert str(broken) in app.test_cli_runner().invoke(args=["failures"]).output
    assert 'job_failures{job="remind"} 1.0' in app.test_client().get("/metrics").text


def test_another_hromada_sees_nothing_of_it(
    database: Database, broken_town: tuple[Hromada, int, int]
) -> None:
    town, broken, _sound = broken_town
    with database.transaction(town.id) as session:
        for_each(session, JOB, [broken], int, lambda _: 1 / 0)
    with database.transaction() as session:
        a_hromada(session, "other")
        assert job_failures(session) == []


def test_a_hromada_in_which_a_job_fails_is_put_off_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with database.transaction() as session:
        ids = [a_hromada(session, slug).id for slug in ("one", "two")]
    asked: list[int] = []

    def operation(session: Session, *, now: object) -> None:
        entered = session.scalar(text("SELECT entered_hromada()"))
        asked.append(int(entered or 0))
        if entered == ids[0]:
            session.execute(text("SELECT 1 / 0"))

    entry = timetable._every_minute("try", operation)
    monkeypatch.setattr(timetable, "TIMETABLE", (entry,))
    clock = Timetable(database, PhotosInMemory(), UploadFolder(tmp_path))
    for minute in range(5):
        clock.tick(NOON + timedelta(minutes=minute))
    assert [asked.count(each) for each in ids] == [2, 5]
    with database.reading(ids[0]) as session:
        (failure,) = session.scalars(select(JobFailure)).all()
        assert (failure.subject, failure.attempts) == ("hromada", 2)
