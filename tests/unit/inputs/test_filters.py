"""What the address of a map may ask for, and what it may not."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.inputs.filters import NO_FILTERS, Filters, parse_filters
from gis.report_filter import EVERYTHING

KYIV = ZoneInfo("Europe/Kyiv")


def parsed(*pairs: tuple[str, str]) -> Filters:
    return parse_filters(MultiDict(pairs))


def test_an_empty_form_asks_for_everything() -> None:
    blank = [
        (name, "")
        for name in ("status", "category", "district", "body", "from", "to", "q", "bbox", "after")
    ]
    assert parsed(*blank) == NO_FILTERS
    assert NO_FILTERS.report_filter == EVERYTHING
    assert not NO_FILTERS.narrowed


def test_a_colour_stands_for_its_public_statuses() -> None:
    assert parsed(("status", "open")).report_filter.statuses == ("published", "routed")
    assert parsed(("status", "open"), ("status", "planned")).report_filter.statuses == (
        "planned", "published", "routed",
    )  # fmt: skip


def test_of_a_state_beside_its_outcomes_only_these_are_meant() -> None:
    assert parsed(("status", "closed"), ("status", "confirmed")).report_filter.statuses == (
        "confirmed",
    )
    claimed = parsed(("status", "open"), ("status", "progress"), ("status", "solved"))
    assert claimed.report_filter.statuses == ("published", "routed", "solved")
    assert parsed(("status", "closed")).report_filter.statuses == (
        "confirmed", "lapsed", "not_solved",
    )  # fmt: skip


def test_what_is_not_resolved_comes_first() -> None:
    begun = NO_FILTERS.unfinished_first
    assert begun.status == ("open", "progress")
    assert "solved" in (begun.report_filter.statuses or ())
    chosen = parsed(("status", "closed"))
    assert chosen.unfinished_first == chosen


def test_a_status_that_is_never_public_finds_nothing() -> None:
    assert parsed(("status", "submitted")).report_filter.statuses == ()


def test_days_are_whole_in_kyiv() -> None:
    wanted = parsed(("from", "2026-03-29"), ("to", "2026-03-29")).report_filter
    assert wanted.since == datetime(2026, 3, 29, tzinfo=KYIV)
    assert wanted.until == datetime(2026, 3, 30, tzinfo=KYIV)


def test_wildcards_are_words() -> None:
    assert parsed(("q", "100%_\\")).report_filter.words == "%100\\%\\_\\\\%"


def test_a_report_is_found_by_its_number() -> None:
    assert parsed(("q", "№ 247")).words == "247"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "burning"),
        ("category", "a b"),
        ("category", "x" * 65),
        ("district", "'; DROP TABLE report"),
        ("body", "\x00"),
        ("from", "yesterday"),
        ("from", "2026-02-30"),
        ("to", "1999-12-31"),
        ("to", "2100-01-01"),
        ("q", "я" * 101),
        ("bbox", "nan,47,35,48"),
        ("bbox", "34,47,inf,48"),
        ("bbox", "35,47,34,48"),
        ("bbox", "34,47,35"),
        ("bbox", "a,b,c,d"),
        ("after", "-1"),
        ("after", "1.5"),
        ("after", "9" * 19),
        ("after", "٣"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(Rejected) as refused:
        parsed((name, value))
    assert list(refused.value.fields) == [name]


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Rejected) as refused:
        parsed(("status", "x"), ("bbox", "x"), ("from", "x"))
    assert set(refused.value.fields) == {"status", "bbox", "from"}


def test_the_last_day_does_not_precede_the_first() -> None:
    with pytest.raises(Rejected) as refused:
        parsed(("from", "2026-05-02"), ("to", "2026-05-01"))
    assert list(refused.value.fields) == ["to"]


def test_nul_and_bidi_are_no_words() -> None:
    assert parsed(("q", "я\x00м\u202eа")).words == "яма"


def test_the_query_is_read_back_the_same() -> None:
    filters = parsed(
        ("status", "open"), ("status", "solved"), ("category", "roads"), ("district", "centr"),
        ("body", "udg"), ("from", "2026-01-01"), ("to", "2026-02-01"), ("q", "яма & co"),
        ("bbox", "34.1,47.5,34.2,47.75"), ("after", "17"),
    )  # fmt: skip
    again = parse_filters(MultiDict(filters.pairs()))
    assert again == filters
    assert filters.first == date(2026, 1, 1)


def test_a_link_may_change_one_name() -> None:
    filters = parsed(("status", "open"), ("after", "17"))
    assert filters.query("after", bbox="1,2,3,4") == "status=open&bbox=1%2C2%2C3%2C4"
