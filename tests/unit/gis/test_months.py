"""A period is split into whole months and the days around them, none lost, none twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gis.map.facets import KYIV, Months

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001 - UTC below
    lambda moment: moment.replace(tzinfo=UTC)
)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=KYIV)


def test_whole_months_have_no_edges() -> None:
    found = Months.within(day(2026, 1, 1), day(2026, 4, 1))
    assert found == Months(2026 * 12, 2026 * 12 + 3, ())


def test_days_around_whole_months_are_edges() -> None:
    found = Months.within(day(2026, 1, 20), day(2026, 3, 5))
    assert (found.first, found.end) == (2026 * 12 + 1, 2026 * 12 + 2)
    assert found.edges == (
        (day(2026, 1, 20), day(2026, 2, 1)),
        (day(2026, 3, 1), day(2026, 3, 5)),
    )


def test_within_one_month_there_are_only_days() -> None:
    found = Months.within(day(2026, 1, 10), day(2026, 1, 20))
    assert found.first == found.end
    assert found.edges == ((day(2026, 1, 10), day(2026, 1, 20)),)


def test_an_open_side_stays_open() -> None:
    assert Months.within(None, day(2026, 2, 1)) == Months(None, 2026 * 12 + 1, ())
    assert Months.within(None, None) == Months()


@given(moments, moments)
def test_the_pieces_are_the_period(one: datetime, other: datetime) -> None:
    since, until = sorted((one, other))
    found = Months.within(since, until)
    assert found.first is not None
    assert found.end is not None
    months = [(start(m), start(m + 1)) for m in range(found.first, found.end)]
    pieces = sorted([*months, *found.edges])
    assert sum((b - a for a, b in pieces), timedelta()) == until - since
    if pieces:
        assert (pieces[0][0], pieces[-1][1]) == (since, until)
    assert all(before[1] == after[0] for before, after in pairwise(pieces))


def start(month: int) -> datetime:
    # In UTC: sums of local times would count the hours that clocks skip.
    return day(month // 12, month % 12 + 1, 1).astimezone(UTC)
