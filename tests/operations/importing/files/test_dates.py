"""Dates as people and spreadsheets write them; without a zone they are Kyiv's."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from app.operations.importing.files.dates import DateOrders, NoDate, moment_of

WINTER = datetime(2025, 12, 31, 7, 5, tzinfo=UTC)
MIDNIGHT = datetime(2025, 12, 30, 22, tzinfo=UTC)

SAME_MOMENT = {
    WINTER: [
        "2025-12-31 09:05", "2025-12-31T09:05", "2025-12-31T09:05:00", "2025-12-31 9:05",
        "2025-12-31T09:05:00+02:00", "2025-12-31T07:05:00Z", "2025-12-31 07:05:00+00:00",
        "2025-12-31 09:05:00.000", "2025/12/31 09:05:00", "2025.12.31 09:05",
        "31.12.2025 9:05", "31.12.2025 09:05:00", "31.12.2025, 09:05", "31.12.25 9:05",
        "31. 12. 2025 9:05", "31.12.2025 р. 9:05", "31.12.2025 року о 9:05",
        "31/12/2025 9:05", "31-12-2025 09:05", "12/31/2025 9:05 AM", "31/12/2025 9:05 дп",
        "31 грудня 2025 9:05", "31 грудня 2025 року, 9:05", "31 грудня 2025 р. о 09:05",
        "31 декабря 2025 9:05", "31 Dec 2025 09:05", "31-Dec-2025 9:05",
        "December 31, 2025 9:05 AM",
        "Dec 31, 2025 9:05 a.m.", "31.12.2025 09:05 EET", "31.12.2025 07:05 UTC",
        "1767164700000",
    ],
    MIDNIGHT: [
        "2025-12-31", "20251231", "31.12.2025", "31.12.25", "31/12/2025", "12/31/2025",
        "31 грудня 2025", "31 грудня 2025 р.", "31 ГРУДНЯ 2025 року", "December 31, 2025", "46022",
        "46022,0", "31.12.2025 00:00", "12/31/2025 12:00 AM",
    ],
    datetime(2025, 12, 31, 10, 5, tzinfo=UTC): ["12/31/2025 12:05 PM", "31.12.2025 12:05 пп"],
    datetime(2025, 12, 31, 19, 5, tzinfo=UTC): ["12/31/2025 9:05 PM", "31.12.2025 9:05 пп"],
    datetime(2025, 12, 31, 7, 4, 54, tzinfo=UTC): ["46022,3784", "46022.3784"],
    datetime(2025, 6, 30, 6, 5, tzinfo=UTC): ["2025-06-30 09:05", "30 червня 2025 9:05",
                                              "30.06.2025 09:05 EEST"],
    # Clocks went forward at 03:00: half past three was not, and counts on from the old time.
    datetime(2025, 3, 30, 0, 30, tzinfo=UTC): ["30.03.2025 02:30"],
    datetime(2025, 3, 30, 1, 30, tzinfo=UTC): ["30.03.2025 03:30", "30.03.2025 04:30"],
    # Clocks went back at 04:00: half past three came twice, and the first time is meant.
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC): ["26.10.2025 03:30"],
    datetime(2025, 10, 26, 2, 30, tzinfo=UTC): ["26.10.2025 04:30"],
}  # fmt: skip
NONE = [
    "yesterday", "31.02.2025", "2025-13-01", "31/31/2025", "32 грудня 2025", "31 нього 2025",
    "31.12.2025 25:00", "31.12.2025 9:75", "13/31/2025 13:00 PM", "0:05", "2025", "46022,3784,1",
    "12345", "99999", "1", "31.12", "31 грудня", "№ 46022",
]  # fmt: skip


def read(raw: str, column: Sequence[str] = (), **asked: bool) -> tuple[datetime, list[str]]:
    notes: list[str] = []
    orders = DateOrders([{"created": each} for each in (raw, *column)], notes, **asked)
    return orders.moment("created", raw), notes


@pytest.mark.parametrize(
    ("raw", "moment"), [(raw, moment) for moment, raws in SAME_MOMENT.items() for raw in raws]
)
def test_a_moment_is_read_however_it_is_written(raw: str, moment: datetime) -> None:
    assert read(raw)[0].astimezone(UTC) == moment


@pytest.mark.parametrize("raw", NONE)
def test_what_is_no_date_is_refused(raw: str) -> None:
    with pytest.raises(NoDate, match=r"created .* is no date") as refused:
        read(raw)
    assert refused.value.kind == "bad-date"


@pytest.mark.parametrize("raw", ["03/04/2025", "3-4-2025", "03/04/2025 9:05"])
def test_a_date_that_may_be_two_is_asked_for(raw: str) -> None:
    with pytest.raises(NoDate, match=r"may be day and month.*--dates") as refused:
        read(raw)
    assert refused.value.kind == "ambiguous-date"


@pytest.mark.parametrize(
    ("others", "month"),
    [(["25/12/2025"], 4), (["12/25/2025"], 3), (["04/04/2025", "", "31/01/2025"], 4)],
)
def test_other_rows_settle_it_and_it_is_said(others: list[str], month: int) -> None:
    moment, notes = read("03/04/2025", others)
    assert moment.month == month
    assert "dates with slashes are read as" in notes[0]


def test_rows_that_disagree_settle_nothing() -> None:
    with pytest.raises(NoDate, match="may be day and month"):
        read("03/04/2025", ["25/12/2025", "12/25/2025"])
    assert read("25/12/2025", ["12/25/2025"])[0].day == 25
    assert read("12/25/2025", ["25/12/2025"])[0].day == 25


def test_a_statement_settles_it() -> None:
    assert read("03/04/2025", month_first=True)[0].month == 3
    assert read("03/04/2025", month_first=False)[0].month == 4
    with pytest.raises(NoDate, match="is no date"):
        read("25/12/2025", month_first=True)


def test_the_same_day_and_month_is_one_date() -> None:
    assert read("04/04/2025")[0].day == 4


def test_a_spreadsheets_number_is_said_once_a_column() -> None:
    notes: list[str] = []
    orders = DateOrders([], notes)
    for raw in ("46022", "46023,5"):
        orders.moment("created", raw)
    assert notes == ["created: a number such as 46022 is a spreadsheet's date, 2025-12-31 00:00"]


def test_a_dotted_date_has_its_day_first() -> None:
    assert moment_of("03.04.2025", "created").month == 4
