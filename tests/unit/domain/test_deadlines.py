from datetime import UTC, datetime

import pytest

from app.domain.deadlines import (
    KYIV,
    Clock,
    HromadaTerms,
    Term,
    after_days,
    after_working_days,
    answer_due,
    term_end,
)


def kyiv(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=KYIV)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        # Monday.
        (kyiv(2026, 6, 1, 12), 1, kyiv(2026, 6, 2, 23, 59, 59)),
        # Friday: the weekend does not count.
        (kyiv(2026, 6, 5, 18), 1, kyiv(2026, 6, 8, 23, 59, 59)),
        (kyiv(2026, 6, 6, 9), 3, kyiv(2026, 6, 10, 23, 59, 59)),
        # A day that was a holiday in peace: under martial law people work.
        (kyiv(2026, 8, 23, 12), 1, kyiv(2026, 8, 24, 23, 59, 59)),
        # Late evening in Kyiv is another day in UTC.
        (datetime(2026, 6, 1, 21, 30, tzinfo=UTC), 1, kyiv(2026, 6, 3, 23, 59, 59)),
    ],
)
def test_working_days(start: datetime, days: int, due: datetime) -> None:
    assert after_working_days(start, days) == due


@pytest.mark.parametrize(
    ("start", "due_utc"),
    [
        # Over the change to summer time (29 March 2026) and back (25 October 2026).
        (kyiv(2026, 3, 28, 12), datetime(2026, 3, 30, 20, 59, 59, tzinfo=UTC)),
        (kyiv(2026, 10, 24, 12), datetime(2026, 10, 26, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_days_end_by_the_clock_on_the_wall(start: datetime, due_utc: datetime) -> None:
    assert after_days(start, 2) == due_utc


def test_the_answer_is_due_by_the_category_but_never_later_than_the_law() -> None:
    start = kyiv(2026, 6, 1, 12)
    assert answer_due(start, Term(target_hours=6, legal_days=15)) == kyiv(2026, 6, 1, 18)
    late = answer_due(start, Term(target_hours=2160, legal_days=30))
    assert late == kyiv(2026, 7, 1, 23, 59, 59)


def test_a_category_without_legal_days_keeps_its_own_hours() -> None:
    start = kyiv(2026, 6, 1, 12)
    assert answer_due(start, Term(target_hours=2, legal_days=0)) == kyiv(2026, 6, 1, 14)


def test_a_term_never_ends_as_it_begins() -> None:
    start = kyiv(2026, 6, 1, 12)
    assert answer_due(start, Term(target_hours=0, legal_days=0)) == kyiv(2026, 6, 1, 13)


@pytest.mark.parametrize("clock", [Clock.MODERATION, Clock.ACCEPTANCE])
@pytest.mark.parametrize("hours", [0, 2, 24, 720])
def test_publication_and_acceptance_end_no_later_than_the_answer(clock: Clock, hours: int) -> None:
    start, term = kyiv(2026, 6, 1, 12), Term(target_hours=hours, legal_days=15)
    assert start < term_end(clock, start, HromadaTerms(), term) <= answer_due(start, term)
