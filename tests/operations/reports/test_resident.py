"""What the person who reported may still do, and nobody else."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, WrongState
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.resident import (
    Reply,
    ReporterProof,
    confirm_report,
    return_report,
    supply_details,
)
from tests.builders import NOON, a_grant, a_report, a_working_hromada, an_account, events_of

OPERATOR = Actor(Role.OPERATOR)
TO_SOLVED = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("solve", OPERATOR)]


def a_solved_report(session: Session, **given: Any) -> Report:
    return a_report(session, a_working_hromada(session), steps=TO_SOLVED, **given)


def by_link(report: Report) -> ReporterProof:
    return ReporterProof(own_reports=frozenset({report.public_id}))


def last_event(session: Session, report: Report) -> ReportEvent:
    return session.scalars(
        select(ReportEvent)
        .where(ReportEvent.report_id == report.id)
        .order_by(ReportEvent.id.desc())
        .limit(1)
    ).one()


def test_the_holder_of_the_private_link_confirms(session: Session) -> None:
    report = a_solved_report(session)
    confirm_report(session, report.number, by_link(report), now=NOON)
    assert (report.status, report.closed_at) == ("confirmed", NOON)


def test_the_account_that_reported_confirms(session: Session) -> None:
    account = an_account(session)
    report = a_solved_report(session, account_id=account.id)
    confirm_report(session, report.number, ReporterProof(account_id=account.id), now=NOON)
    assert last_event(session, report).account_id == account.id


@pytest.mark.parametrize(
    "claim",
    [
        ReporterProof(),
        ReporterProof(account_id=987),
        ReporterProof(own_reports=frozenset({uuid.uuid4()})),
    ],
)
def test_only_the_reporter_confirms(session: Session, claim: ReporterProof) -> None:
    report = a_solved_report(session)
    with pytest.raises(NotFound):
        confirm_report(session, report.number, claim, now=NOON)
    assert report.status == "solved"


def test_an_anonymous_report_is_nobodys_by_account(session: Session) -> None:
    report = a_solved_report(session)
    assert report.account_id is None
    assert not ReporterProof(account_id=None).covers(account_id=None, public_id=report.public_id)


def test_it_cannot_be_confirmed_twice(session: Session) -> None:
    report = a_solved_report(session)
    confirm_report(session, report.number, by_link(report), now=NOON)
    with pytest.raises(WrongState):
        confirm_report(session, report.number, by_link(report), now=NOON)
    assert events_of(session, report).count("confirm") == 1


def test_a_returned_report_is_in_progress_again(session: Session) -> None:
    report = a_solved_report(session)
    return_report(session, report.number, by_link(report), reply=Reply("Досі темно"), now=NOON)
    assert (report.status, report.answered_at) == ("in_progress", None)


def test_the_reason_of_a_return_is_for_staff_the_step_for_all(session: Session) -> None:
    report = a_solved_report(session)
    return_report(session, report.number, by_link(report), reply=Reply("Досі темно"), now=NOON)
    event = last_event(session, report)
    assert (event.public, event.note, event.details) == (True, "", {"words": "Досі темно"})


def test_photos_of_a_return_wait_hidden(session: Session) -> None:
    report = a_solved_report(session, photos=("firstkey",))
    reply = Reply("Досі темно", ("secondkey", "thirdkey"))
    return_report(session, report.number, by_link(report), reply=reply, now=NOON)
    rows = session.execute(
        select(ReportPhoto.storage_key, ReportPhoto.position, ReportPhoto.hidden_at).order_by(
            ReportPhoto.position
        )
    ).all()
    assert rows == [("firstkey", 0, None), ("secondkey", 1, NOON), ("thirdkey", 2, NOON)]
    assert session.query(Outbox).filter_by(queue="photos").count() == 3


def test_details_bring_the_report_back_to_the_queue(session: Session) -> None:
    hromada = a_working_hromada(session)
    moderator = a_grant(session, hromada, Role.MODERATOR)
    report = a_report(session, hromada, steps=[("ask", moderator)])
    reply = Reply("Біля будинку 5", ("onephoto1",))
    supply_details(session, report.number, by_link(report), reply=reply, now=NOON)
    assert report.status == "submitted"
    assert not last_event(session, report).public
    assert session.query(ReportPhoto).one().hidden_at is None


def test_details_are_supplied_only_when_asked_for(session: Session) -> None:
    report = a_report(session, a_working_hromada(session))
    with pytest.raises(WrongState):
        supply_details(session, report.number, by_link(report), reply=Reply("Ось"), now=NOON)


def test_another_hromadas_report_does_not_exist(session: Session) -> None:
    report = a_solved_report(session)
    a_working_hromada(session, "bucha")
    with pytest.raises(NotFound):
        confirm_report(session, report.number, by_link(report), now=NOON)
