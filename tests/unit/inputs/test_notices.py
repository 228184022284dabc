"""What staff send to announce: bad input is a table of cases."""

from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.inputs.notices import NoticeInput, parse_notice
from tests.values import present

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOOD = {
    "title_uk": "Немає води",
    "words_uk": "Ремонт магістралі.",
    "everything": "1",
    "area": "{}",
}


def parsed(**fields: str) -> NoticeInput:
    return parse_notice(MultiDict(GOOD | fields), None, now=NOW)


def faults_of(**fields: str) -> set[str]:
    with pytest.raises(Rejected) as refused:
        parsed(**fields)
    return set(refused.value.fields)


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "2025-11-20T11:59",
        "2031-11-21T14:00",
        "9999-12-31T23:59-12:00",
    ],
)
def test_a_beginning_is_from_a_year_ago_to_five_years_ahead(moment: str) -> None:
    assert faults_of(starts_at=moment) == {"starts_at"}


@pytest.mark.parametrize("moment", ["2025-11-21T14:00", "2031-11-18T14:00"])
def test_a_beginning_within_them_is_taken(moment: str) -> None:
    assert parsed(starts_at=moment).starts_at.isoformat()[:10] == moment[:10]


@pytest.mark.parametrize("moment", ["2036-11-21T14:00", "9999-12-31T23:59"])
def test_an_end_is_at_most_ten_years_ahead(moment: str) -> None:
    assert faults_of(ends_at=moment) == {"ends_at"}
    assert parsed(ends_at="2036-11-16T14:00").ends_at


def test_a_title_is_one_line_and_words_keep_theirs() -> None:
    wish = parsed(title_uk="Немає\r\nводи", title_en="No\nwater", words_uk="До ночі.\r\nТак.")
    assert (wish.title_uk, wish.title_en) == ("Немає води", "No water")
    assert wish.words_uk == "До ночі.\nТак."


def test_the_end_is_compared_by_the_clock_of_the_world_where_kyivs_springs() -> None:
    """At 03:00 on this night Kyiv's clocks go to 04:00: half past three is half past four."""
    spring = "2027-03-28T"
    assert faults_of(starts_at=f"{spring}03:30", ends_at=f"{spring}04:10") == {"ends_at"}
    wish = parsed(starts_at=f"{spring}02:50", ends_at=f"{spring}04:10")
    assert (present(wish.ends_at) - wish.starts_at).total_seconds() == 20 * 60


def test_a_notice_may_last_through_the_hour_that_comes_twice() -> None:
    wish = parsed(starts_at="2027-10-31T02:50", ends_at="2027-10-31T04:10")
    assert (present(wish.ends_at) - wish.starts_at).total_seconds() == 140 * 60
