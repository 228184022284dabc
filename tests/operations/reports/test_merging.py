"""A duplicate's voices are counted and written to at its original; undone, each is back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.errors import DomainError, Rejected, WrongState
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription, Supporter
from app.operations.casework.moderation import mark_duplicate, unmerge_report
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.following import support_report, withdraw_support
from app.operations.reports.subscribing import (
    confirm_subscription,
    end_subscription,
    follow_report,
)
from tests.builders import (
    NOON,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    events_of,
    typed,
)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def moderator(session: Session, hromada: Hromada) -> Actor:
    return a_grant(session, hromada, Role.MODERATOR)


@pytest.fixture
def reports(session: Session, hromada: Hromada) -> list[Report]:
    return [a_public_report(session, hromada) for _ in range(4)]


@pytest.fixture
def merge(session: Session, moderator: Actor) -> Callable[[Report, int], object]:
    return lambda report, number: mark_duplicate(
        session, StaffCommand(report.number, moderator, NOON), number
    )


@pytest.fixture
def undo(session: Session, moderator: Actor) -> Callable[[Report], object]:
    return lambda report: unmerge_report(
        session, StaffCommand(report.number, moderator, NOON), note=""
    )


def supported(session: Session, report: Report, *people: str) -> None:
    for person in people:
        support_report(session, report.number, person_key=person.encode(), now=NOON)


def voices(session: Session, report: Report) -> list[str]:
    session.refresh(report)
    keys = session.scalars(select(Supporter.person_key).filter_by(report_id=report.id)).all()
    assert report.supporters == len(keys)
    return sorted(key.decode() for key in keys)


def followed(
    session: Session, report: Report, email: str, *, confirmed: bool = True
) -> Subscription:
    follow_report(session, report.number, typed=typed(email), now=NOON)
    subscription = session.scalars(select(Subscription).filter_by(report_id=report.id, email=email))
    found = subscription.one()
    if confirmed:
        confirm_subscription(session, found.id, now=NOON)
    return found


def hearing(session: Session, report: Report) -> dict[str, tuple[str, bool]]:
    session.expire_all()
    rows = session.scalars(select(Subscription).filter_by(report_id=report.id, ended_at=None))
    return {row.email: (row.kind, row.confirmed_at is not None) for row in rows}


def test_a_person_who_supported_both_counts_once(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, *_ = reports
    supported(session, first, "ann", "bob")
    supported(session, second, "bob", "cyr")
    merge(second, first.number)
    assert voices(session, first) == ["ann", "bob", "cyr"]


def test_undone_each_report_has_what_it_had(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, *_ = reports
    supported(session, first, "ann", "bob")
    supported(session, second, "bob", "cyr")
    merge(second, first.number)
    undo(second)
    assert voices(session, first) == ["ann", "bob"]
    assert voices(session, second) == ["bob", "cyr"]


def test_a_voice_of_two_duplicates_stays_while_one_of_them_does(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, third, _ = reports
    supported(session, second, "ann")
    supported(session, third, "ann")
    merge(second, first.number)
    merge(third, first.number)
    undo(second)
    assert voices(session, first) == ["ann"]
    undo(third)
    assert voices(session, first) == []


def test_a_voice_withdrawn_from_the_original_does_not_come_back(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, *_ = reports
    supported(session, second, "ann")
    merge(second, first.number)
    withdraw_support(session, first.number, person_key=b"ann")
    undo(second)
    assert (voices(session, first), voices(session, second)) == ([], [])


def test_what_repeats_a_duplicate_repeats_its_original(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, third, _ = reports
    merge(second, first.number)
    merge(third, second.number)
    assert third.duplicate_of_id == first.id


def test_duplicates_follow_their_original_and_come_back_with_it(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, third, fourth = reports
    for report, person in zip(reports, ("ann", "bob", "cyr", "dan"), strict=True):
        supported(session, report, person)
    merge(third, second.number)
    merge(fourth, first.number)
    merge(second, first.number)
    assert third.duplicate_of_id == first.id
    assert voices(session, first) == ["ann", "bob", "cyr", "dan"]
    assert voices(session, second) == ["bob"]
    undo(second)
    assert (third.duplicate_of_id, fourth.duplicate_of_id) == (second.id, first.id)
    assert voices(session, first) == ["ann", "dan"]
    assert voices(session, second) == ["bob", "cyr"]


def test_no_ring_closes_over_a_third(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, third, _ = reports
    merge(second, first.number)
    merge(first, third.number)
    for number in (first.number, second.number):
        with pytest.raises(Rejected):
            merge(third, number)


def test_who_hears_of_a_duplicate_hears_of_its_original(
    session: Session,
    hromada: Hromada,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first = reports[0]
    second = a_public_report(session, hromada, email="olena@example.org")
    followed(session, second, "sure@example.org")
    followed(session, second, "unsure@example.org", confirmed=False)
    merge(second, first.number)
    assert hearing(session, first) == {
        "olena@example.org": ("follower", True),
        "sure@example.org": ("follower", True),
        "unsure@example.org": ("follower", False),
    }
    undo(second)
    assert hearing(session, first) == {}
    assert hearing(session, second)["olena@example.org"] == ("reporter", True)


def test_a_reporter_hears_of_the_original_once_the_own_report_is_confirmed(
    session: Session,
    hromada: Hromada,
    reports: list[Report],
    merge: Callable[[Report, int], object],
) -> None:
    """Merges ask nobody again: the letter that came with the report is the only one."""
    second = a_report(session, hromada, reporter=typed("olena@example.org"))
    own = session.scalars(select(Subscription).filter_by(report_id=second.id)).one()
    merge(second, reports[0].number)
    asked = session.scalars(text("SELECT payload FROM outbox WHERE kind = 'confirm-subscription'"))
    assert list(asked) == [{"subscription_id": own.id}]
    assert hearing(session, reports[0]) == {"olena@example.org": ("follower", False)}
    confirm_subscription(session, own.id, now=NOON)
    assert hearing(session, reports[0]) == {"olena@example.org": ("follower", True)}


def test_followers_of_a_duplicate_are_told(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, *_ = reports
    subscription = followed(session, second, "sure@example.org")
    merge(second, first.number)
    told = session.scalars(text("SELECT payload->>'subscription_id' FROM outbox WHERE kind='step'"))
    assert str(subscription.id) in set(told)


STATES = {
    "submitted": [],
    "published": [("publish", Actor(Role.OPERATOR))],
    "routed": [("publish", Actor(Role.OPERATOR)), ("route", SYSTEM)],
}
AS_IT_WAS = ("status", "published_at", "routed_at", "answer_due_at", "accept_due_at", "closed_at")


@pytest.mark.parametrize("status", STATES)
def test_undone_a_report_stands_where_it_stood(
    session: Session, hromada: Hromada, reports: list[Report], moderator: Actor, status: str
) -> None:
    report = a_report(session, hromada, steps=STATES[status], email="olena@example.org")
    before = {name: getattr(report, name) for name in (*AS_IT_WAS, "moderation_due_at")}
    assert before["status"] == status
    mark_duplicate(session, StaffCommand(report.number, moderator, NOON), reports[0].number)
    later = NOON + timedelta(days=3)
    unmerge_report(session, StaffCommand(report.number, moderator, later), note="Інша яма.")
    assert {name: getattr(report, name) for name in before} == before
    assert report.duplicate_of_id is None
    assert events_of(session, report)[-2:] == ["duplicate", "unmerge"]
    assert "olena@example.org" in told_of(session, report)


def test_those_told_of_a_merge_are_told_that_it_is_undone(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, third, _ = reports
    followed(session, second, "second@example.org")
    followed(session, third, "third@example.org")
    merge(third, second.number)
    merge(second, first.number)
    undo(second)
    assert told_of(session, second) == ["second@example.org", "third@example.org"]


def test_a_merge_is_not_undone_to_where_the_report_never_stood(
    session: Session,
    reports: list[Report],
    moderator: Actor,
    merge: Callable[[Report, int], object],
) -> None:
    first, second, *_ = reports
    merge(second, first.number)
    step = insert(ReportEvent).values(
        hromada_id=second.hromada_id,
        report_id=second.id,
        at=NOON,
        action="unmerge",
        from_status="duplicate",
        to_status="submitted",
        role="moderator",
        account_id=moderator.account_id,
    )
    with pytest.raises(DBAPIError, match="was not submitted"), session.begin_nested():
        session.execute(step)


def test_a_merge_is_undone_once(
    session: Session,
    reports: list[Report],
    merge: Callable[[Report, int], object],
    undo: Callable[[Report], object],
) -> None:
    first, second, *_ = reports
    merge(second, first.number)
    undo(second)
    with pytest.raises(WrongState):
        undo(second)


def told_of(session: Session, report: Report) -> list[str]:
    """The addresses that are owed a letter about the report's last step, as often as they are."""
    session.flush()
    return sorted(
        session.scalars(
            text("""
                SELECT s.email FROM outbox AS o
                JOIN subscription AS s ON s.id = CAST(o.payload ->> 'subscription_id' AS bigint)
                WHERE o.kind = 'step' AND s.ended_at IS NULL
                  AND CAST(o.payload ->> 'event_id' AS bigint) =
                    (SELECT max(id) FROM report_event WHERE report_id = :report_id)
            """),
            {"report_id": report.id},
        )
    )


def test_those_of_a_duplicates_duplicate_are_told_of_the_second_merge(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, third, _ = reports
    followed(session, third, "third@example.org")
    followed(session, third, "both@example.org")
    followed(session, third, "unsure@example.org", confirmed=False)
    followed(session, second, "second@example.org")
    followed(session, first, "both@example.org")
    merge(third, second.number)
    merge(second, first.number)
    assert told_of(session, second) == [
        "both@example.org",
        "second@example.org",
        "third@example.org",
    ]


def test_a_reporter_who_confirmed_once_is_told_of_the_second_merge(
    session: Session,
    hromada: Hromada,
    reports: list[Report],
    merge: Callable[[Report, int], object],
) -> None:
    first, second, *_ = reports
    third = a_public_report(session, hromada, reporter=typed("olena@example.org"))
    merge(third, second.number)
    loan = session.scalars(select(Subscription).filter_by(report_id=second.id)).one()
    confirm_subscription(session, loan.id, now=NOON)
    merge(second, first.number)
    assert hearing(session, first) == {"olena@example.org": ("follower", True)}
    assert told_of(session, second) == ["olena@example.org"]


def test_an_originals_reporter_gets_no_private_link_of_what_repeats_it(
    session: Session,
    hromada: Hromada,
    reports: list[Report],
    merge: Callable[[Report, int], object],
) -> None:
    _, second, third, _ = reports
    first = a_public_report(session, hromada, email="olena@example.org")
    followed(session, third, "olena@example.org")
    merge(third, second.number)
    merge(second, first.number)
    assert told_of(session, second) == []


def test_an_address_that_waits_is_confirmed_for_the_original_too(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, *_ = reports
    waiting = followed(session, second, "late@example.org", confirmed=False)
    merge(second, first.number)
    confirm_subscription(session, waiting.id, now=NOON)
    assert hearing(session, first)["late@example.org"] == ("follower", True)


def test_who_says_stop_to_the_duplicate_hears_no_more_of_the_original(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, *_ = reports
    subscription = followed(session, second, "sure@example.org")
    merge(second, first.number)
    end_subscription(session, subscription.id, now=NOON)
    assert hearing(session, first) == {}


def test_who_said_stop_to_the_original_is_not_written_to_again(
    session: Session, reports: list[Report], merge: Callable[[Report, int], object]
) -> None:
    first, second, *_ = reports
    enough = followed(session, first, "sure@example.org")
    end_subscription(session, enough.id, now=NOON)
    followed(session, second, "sure@example.org")
    merge(second, first.number)
    assert hearing(session, first) == {}


def test_crossing_merges_make_no_ring(database: Database) -> None:
    """Two moderators name each other's report as the original, at the same moment."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        who = a_grant(session, hromada, Role.MODERATOR)
        pair = [a_public_report(session, hromada).number for _ in range(2)]
        hromada_id = hromada.id

    def crossing(at: int) -> bool:
        try:
            with database.transaction(hromada_id) as session:
                mark_duplicate(session, StaffCommand(pair[at], who, NOON), pair[1 - at])
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(crossing, (0, 1)))
    assert sorted(done) == [False, True]
    with database.reading() as session:
        enter_hromada(session, hromada_id)
        pointing = session.scalars(select(Report.duplicate_of_id).order_by(Report.number)).all()
    assert sum(each is not None for each in pointing) == 1
