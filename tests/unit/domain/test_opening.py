"""What must be there before a hromada opens."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.opening import FIRST, OpeningFacts, OpeningStep, Readiness, missing_steps, readiness
from tests.builders import NOON

READY = OpeningFacts(
    outline_parts=1,
    outline_m2=4e8,
    drawn=True,
    ground=(),
    lacking=(),
    addresses=6_214,
    districts=15,
    overlaps=0,
    bodies=23,
    bodies_without_email=0,
    categories=82,
    groups=14,
    without_body=0,
    areas=3,
    uncovered=0,
    uncovered_km2=0.0,
    moderators=2,
    moderators_seen=1,
    terms=3,
    terms_decided=3,
    decision="Рішення № 15 від 12.06.2026",
    decided_from=NOON,
    letter_sent_at=NOON,
    letter_arrived_at=NOON,
    introduction=False,
    contacts=False,
    logo=False,
    about=False,
)


def test_what_may_come_later_keeps_nobody_from_opening() -> None:
    assert missing_steps(READY) == ()
    assert readiness(OpeningStep.LOGO, READY) is Readiness.OPTIONAL


def test_a_hromada_without_districts_is_lawful_and_one_with_overlapping_ones_is_not() -> None:
    none = replace(READY, districts=0)
    assert readiness(OpeningStep.DISTRICTS, none) is Readiness.OPTIONAL
    assert missing_steps(none) == ()
    assert missing_steps(replace(READY, overlaps=1)) == (OpeningStep.DISTRICTS,)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"outline_parts": 0}, OpeningStep.OUTLINE),
        ({"drawn": False}, OpeningStep.BASEMAP),
        ({"bodies": 0}, OpeningStep.BODIES),
        ({"bodies_without_email": 4}, OpeningStep.BODIES),
        ({"without_body": 1}, OpeningStep.CATEGORIES),
        ({"uncovered": 7}, OpeningStep.AREAS),
        ({"moderators_seen": 0}, OpeningStep.MODERATOR),
        ({"terms_decided": 2}, OpeningStep.TERMS),
        ({"letter_arrived_at": None}, OpeningStep.MAIL),
    ],
)
def test_each_thing_needed_is_named(change: dict[str, Any], step: OpeningStep) -> None:
    assert missing_steps(replace(READY, **change)) == (step,)


def test_an_empty_hromada_lacks_all_that_is_needed() -> None:
    empty = replace(READY, categories=0, bodies=0, drawn=False, moderators_seen=0)
    empty = replace(empty, terms_decided=0, letter_arrived_at=None, outline_parts=0, districts=0)
    assert set(missing_steps(empty)) == set(FIRST) - {OpeningStep.DISTRICTS}
