"""Until when a resident may object, and what is said afterwards."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.errors import WrongState
from app.domain.objections import (
    OBJECTION_DAYS,
    Standing,
    check_objection,
    last_moment,
    open_to_reporter,
    standing_after,
)
from app.domain.statuses import Status
from tests.builders import NOON

IN_TIME = NOON + timedelta(days=OBJECTION_DAYS)
TOO_LATE = IN_TIME + timedelta(days=1)


def standing(status: Status, **given: Any) -> Standing:
    return Standing(status, **({"answered_at": NOON, "closed_at": NOON} | given))


@pytest.mark.parametrize(
    ("status", "action"),
    [
        (Status.NOT_SOLVED, "appeal"),
        (Status.LAPSED, "return"),
        (Status.LAPSED, "confirm"),
        (Status.REJECTED, "supply"),
    ],
)
def test_a_resident_has_thirty_days_to_speak(status: Status, action: str) -> None:
    asked = standing(status, expired=True)
    check_objection(asked, action, IN_TIME)
    assert action in open_to_reporter(asked, IN_TIME)
    with pytest.raises(WrongState, match="30 days"):
        check_objection(asked, action, TOO_LATE)
    assert action not in open_to_reporter(asked, TOO_LATE)


@pytest.mark.parametrize("action", ["confirm", "return"])
def test_what_the_body_claims_is_answered_until_the_clock_closes_it(action: str) -> None:
    check_objection(standing(Status.SOLVED, closed_at=None), action, TOO_LATE)


def test_a_refusal_is_appealed_once() -> None:
    again = standing(Status.NOT_SOLVED, appealed=True)
    assert open_to_reporter(again, NOON) == frozenset()
    with pytest.raises(WrongState, match="already"):
        check_objection(again, "appeal", NOON)


def test_an_appeal_that_waits_is_not_repeated_in_other_words() -> None:
    with pytest.raises(WrongState, match="already"):
        check_objection(standing(Status.APPEALED, appealed=True), "appeal", NOON)


def test_what_a_moderator_rejected_is_no_open_question() -> None:
    asked = standing(Status.REJECTED)
    assert open_to_reporter(asked, NOON) == frozenset()
    with pytest.raises(WrongState, match="moderator"):
        check_objection(asked, "supply", NOON)


@pytest.mark.parametrize(
    ("steps", "expired"),
    [
        (["submit", "ask", "expire"], True),
        (["submit", "reject"], False),
        (["submit", "ask", "expire", "supply", "reject"], False),
        (["submit", "reject", "reconsider", "ask", "expire"], True),
    ],
)
def test_the_last_of_the_refusals_to_publish_counts(steps: list[str], expired: bool) -> None:
    assert standing_after("rejected", None, NOON, steps).expired is expired


@pytest.mark.parametrize(
    ("status", "since"),
    [
        (Status.NOT_SOLVED, NOON),
        (Status.LAPSED, NOON + timedelta(days=2)),
        (Status.SOLVED, None),
        (Status.IN_PROGRESS, None),
    ],
)
def test_the_days_are_counted_from_the_answer_or_the_close(
    status: Status, since: datetime | None
) -> None:
    end = last_moment(standing(status, closed_at=NOON + timedelta(days=2)))
    days = (end - since).days if end and since else None
    assert days == (OBJECTION_DAYS if since else None)
