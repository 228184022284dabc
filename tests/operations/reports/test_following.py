"""Supporters are counted once; letters go only to those who have confirmed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, WrongState
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.reports import Report
from app.models.subscriptions import Subscription, Supporter
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.following import support_report, withdraw_support
from app.operations.reports.subscribing import (
    confirm_subscription,
    end_subscription,
    follow_report,
    subscribed_report,
)
from tests.builders import NOON, a_public_report, a_report, a_working_hromada, typed

OPERATOR = Actor(Role.OPERATOR)
ME, ANOTHER = b"me", b"another"


@pytest.fixture
def report(session: Session) -> Report:
    return a_public_report(session, a_working_hromada(session))


def support(session: Session, report: Report, person: bytes = ME) -> int:
    return support_report(session, report.number, person_key=person, now=NOON)


def withdraw(session: Session, report: Report, person: bytes = ME) -> int:
    return withdraw_support(session, report.number, person_key=person)


def follow(
    session: Session, report: Report, email: str = "a@example.org", now: datetime = NOON
) -> None:
    follow_report(session, report.number, typed=typed(email), now=now)


def letters(session: Session) -> Sequence[str]:
    return session.scalars(
        select(Outbox.key).where(Outbox.kind == "confirm-subscription").order_by(Outbox.id)
    ).all()


def the_subscription(session: Session) -> Subscription:
    session.expire_all()
    return session.query(Subscription).one()


def test_everybody_counts_once(session: Session, report: Report) -> None:
    assert [support(session, report), support(session, report)] == [1, 1]
    assert support(session, report, ANOTHER) == 2
    assert session.query(Supporter).count() == 2


def test_support_can_be_taken_back_once(session: Session, report: Report) -> None:
    support(session, report)
    support(session, report, ANOTHER)
    assert [withdraw(session, report), withdraw(session, report)] == [1, 1]
    assert withdraw(session, report, b"nobody") == 1


def test_what_is_not_public_is_neither_supported_nor_followed(session: Session) -> None:
    report = a_report(session, a_working_hromada(session))
    for deed in (support, withdraw, follow):
        with pytest.raises(NotFound):
            deed(session, report)


def test_a_closed_report_needs_no_support(session: Session) -> None:
    steps = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("solve", OPERATOR)]
    report = a_report(session, a_working_hromada(session), steps=steps)
    with pytest.raises(WrongState):
        support(session, report)


def test_another_hromadas_report_is_not_there(session: Session, report: Report) -> None:
    a_working_hromada(session, "bucha")
    with pytest.raises(NotFound):
        support_report(session, report.number, person_key=ME, now=NOON)


def test_a_wish_owes_one_letter_that_asks_to_confirm(session: Session, report: Report) -> None:
    follow(session, report)
    follow(session, report, now=NOON + timedelta(minutes=10))
    assert len(letters(session)) == 1
    assert the_subscription(session).confirmed_at is None


def test_a_letter_that_was_lost_can_be_asked_for_again_later(
    session: Session, report: Report
) -> None:
    follow(session, report)
    follow(session, report, now=NOON + timedelta(hours=1))
    assert len(letters(session)) == 2


def test_who_hears_already_gets_no_second_letter(session: Session, report: Report) -> None:
    follow(session, report)
    wish = the_subscription(session)
    confirm_subscription(session, wish.id, now=NOON)
    follow(session, report, now=NOON + timedelta(days=1))
    assert len(letters(session)) == 1
    assert the_subscription(session).confirmed_at == NOON


def test_confirming_twice_keeps_the_first_time(session: Session, report: Report) -> None:
    follow(session, report)
    wish = the_subscription(session)
    for at in (NOON, NOON + timedelta(days=1)):
        assert confirm_subscription(session, wish.id, now=at) == report.number
    assert the_subscription(session).confirmed_at == NOON


def test_who_has_left_must_confirm_anew(session: Session, report: Report) -> None:
    follow(session, report)
    wish = the_subscription(session)
    confirm_subscription(session, wish.id, now=NOON)
    assert end_subscription(session, wish.id, now=NOON) == report.number
    follow(session, report, now=NOON + timedelta(days=1))
    again = the_subscription(session)
    assert (again.confirmed_at, again.ended_at) == (None, None)


def test_an_old_link_does_not_bring_back_who_has_left(session: Session, report: Report) -> None:
    follow(session, report)
    wish = the_subscription(session)
    end_subscription(session, wish.id, now=NOON)
    confirm_subscription(session, wish.id, now=NOON)
    assert the_subscription(session).confirmed_at is None


def test_the_reporter_stays_the_reporter(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada, email="me@example.org")
    follow(session, report, "me@example.org")
    assert the_subscription(session).kind == "reporter"
    assert letters(session) == []


def test_a_reporter_who_left_may_follow_after_confirming(session: Session) -> None:
    report = a_public_report(session, a_working_hromada(session), email="me@example.org")
    end_subscription(session, the_subscription(session).id, now=NOON)
    follow(session, report, "me@example.org")
    again = the_subscription(session)
    assert (again.kind, again.confirmed_at, again.ended_at) == ("follower", None, None)


def test_a_subscription_of_another_hromada_is_not_there(session: Session, report: Report) -> None:
    follow(session, report)
    wish = the_subscription(session)
    a_working_hromada(session, "bucha")
    for deed in (confirm_subscription, end_subscription):
        with pytest.raises(NotFound):
            deed(session, wish.id, now=NOON)
    with pytest.raises(NotFound):
        subscribed_report(session, wish.id)
