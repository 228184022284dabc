"""A notice that is not over can change: reports, history and letters follow."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected, WrongState
from app.models.notices import NoticeVersion
from app.models.places import Hromada
from app.operations.notices.announcing import end_notice, lock_notice
from app.operations.notices.changing import NoticeChange, change_notice
from app.queries.notices.notices import codes_explained, notice_past
from tests.builders import NOON, a_category, a_report, a_working_hromada, square
from tests.operations.notices.test_notices import (
    HOUR,
    OUTSIDE,
    a_notice,
    covers,
    explaining,
    followed,
    linked,
    owed,
)

ELSEWHERE = square(34.08, 47.68, 0.02)
SAME = NoticeChange(
    title=("Немає води", "No water"),
    words=("Ремонт магістралі.", "Repairs of the main."),
    decision="",
    starts_at=NOON - HOUR,
    ends_at=NOON + 5 * HOUR,
    categories=(),
)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def notice(session: Session, hromada: Hromada) -> int:
    return a_notice(session, hromada)


def changed(
    session: Session, hromada: Hromada, notice: int, *, now: datetime = NOON, **sides: Any
) -> tuple[str, ...]:
    locked = lock_notice(session, notice)
    return change_notice(session, locked, replace(SAME, **sides), now=now)


def test_the_same_again_is_no_change(session: Session, hromada: Hromada, notice: int) -> None:
    followed(session, hromada, notice, "sure@example.org")
    area = square(34.04, 47.64, 0.02)
    assert changed(session, hromada, notice, area=area) == ()
    assert session.scalars(select(NoticeVersion)).all() == []
    assert owed(session, "notice-changed") == []


def test_what_it_said_before_stays(session: Session, hromada: Hromada, notice: int) -> None:
    assert changed(session, hromada, notice, ends_at=NOON + 9 * HOUR) == ("end",)
    words = ("Ремонт затягнувся.", "It takes longer.")
    assert changed(session, hromada, notice, ends_at=NOON + 9 * HOUR, words=words) == ("words",)
    latest, first = notice_past(session, notice)
    assert (first.sides, first.ends_at) == (["end"], NOON + 5 * HOUR)
    assert (latest.sides, latest.words.uk) == (["words"], "Ремонт магістралі.")


def test_a_longer_notice_explains_what_comes_later(
    session: Session, hromada: Hromada, notice: int
) -> None:
    late = NOON + 6 * HOUR
    assert explaining(session, hromada, at=late) == []
    changed(session, hromada, notice, ends_at=NOON + 9 * HOUR)
    assert explaining(session, hromada, at=late) == [notice]


def test_another_area_lets_go_and_takes_in(session: Session, hromada: Hromada, notice: int) -> None:
    a_report(session, hromada)
    there = a_report(session, hromada, point=OUTSIDE)
    changed(session, hromada, notice, area=ELSEWHERE)
    assert linked(session, notice) == {there.id}
    assert explaining(session, hromada, point=OUTSIDE) == [notice]
    assert explaining(session, hromada) == []


def test_another_area_stays_inside_the_hromada(
    session: Session, hromada: Hromada, notice: int
) -> None:
    with pytest.raises(Rejected) as refused:
        changed(session, hromada, notice, area=square(30.5, 50.4, 0.1))
    assert "area" in refused.value.fields
    across = square(34.08, 47.68, 0.1)
    assert changed(session, hromada, notice, area=across) == ("area",)
    assert covers(session, notice, ELSEWHERE)
    assert changed(session, hromada, notice, area=across) == ()


def test_other_kinds_let_go_and_take_in(session: Session, hromada: Hromada, notice: int) -> None:
    a_category(session, hromada, "light.lamp")
    pothole = a_report(session, hromada)
    changed(session, hromada, notice, categories=("light",))
    assert linked(session, notice) == set()
    assert codes_explained(session, notice) == ["light"]
    changed(session, hromada, notice, categories=("roads",))
    assert linked(session, notice) == {pothole.id}
    assert changed(session, hromada, notice) == ("kinds",)


def test_those_who_follow_hear_of_each_change_once(
    session: Session, hromada: Hromada, notice: int
) -> None:
    sure = followed(session, hromada, notice, "sure@example.org")
    followed(session, hromada, notice, "unsure@example.org", confirmed=False)
    changed(session, hromada, notice, ends_at=NOON + 6 * HOUR)
    changed(session, hromada, notice, ends_at=NOON + 7 * HOUR)
    changed(session, hromada, notice, ends_at=NOON + 8 * HOUR, notify=False)
    told = [row.payload["notice_subscription_id"] for row in owed(session, "notice-changed")]
    assert told == [sure, sure]


def test_a_beginning_changes_only_before_it_comes(session: Session, hromada: Hromada) -> None:
    ahead = a_notice(session, hromada, starts_at=NOON + HOUR)
    assert changed(session, hromada, ahead, starts_at=NOON + 2 * HOUR) == ("beginning",)
    with pytest.raises(Rejected) as refused:
        changed(session, hromada, ahead, now=NOON + 3 * HOUR, starts_at=NOON + 4 * HOUR)
    assert "starts_at" in refused.value.fields


def test_an_unknown_kind_changes_nothing(session: Session, hromada: Hromada, notice: int) -> None:
    with pytest.raises(Rejected):
        changed(session, hromada, notice, categories=("nothing.such",))
    assert session.scalars(select(NoticeVersion)).all() == []


def test_what_is_over_does_not_change(session: Session, hromada: Hromada, notice: int) -> None:
    with pytest.raises(WrongState):
        changed(session, hromada, notice, now=NOON + 5 * HOUR, words=("Інше.", ""))
    end_notice(session, lock_notice(session, notice), now=NOON)
    with pytest.raises(WrongState):
        changed(session, hromada, notice, words=("Інше.", ""))
