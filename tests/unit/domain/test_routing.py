from typing import Any

import pytest

from app.domain.routing import Candidate, Ground, Reach, decide


def an_area(area_id: int = 1, **given: Any) -> Candidate:
    return Candidate(
        **dict[str, Any](
            {
                "area_id": area_id,
                "area_code": f"a{area_id}",
                "area_version": 1,
                "area_name": "Зона",
                "body_id": area_id * 10,
                "reach": Reach.GROUP,
                "priority": 0,
                "area_m2": 1000.0,
                "decision": "",
            }
        )
        | given
    )


@pytest.mark.parametrize(
    ("loser", "winner", "rule"),
    [
        ({"reach": Reach.GROUP}, {"reach": Reach.CATEGORY}, "specificity"),
        ({"reach": Reach.EVERYTHING}, {"reach": Reach.GROUP}, "specificity"),
        ({"priority": 1}, {"priority": 2}, "priority"),
        ({"area_m2": 900.0}, {"area_m2": 899.0}, "smallest-area"),
        # Each rule is asked only when those before it are silent.
        ({"priority": 9, "area_m2": 1.0}, {"reach": Reach.CATEGORY}, "specificity"),
        ({"area_m2": 1.0}, {"priority": 1}, "priority"),
    ],
)
def test_the_order_of_the_rules(
    loser: dict[str, Reach] | dict[str, int] | dict[str, float],
    winner: dict[str, Reach] | dict[str, int] | dict[str, float],
    rule: str,
) -> None:
    decision = decide([an_area(1, **loser), an_area(2, **winner)], default_body_id=99)
    assert (decision.body_id, decision.decided_by) == (20, rule)
    assert decision.rivals == (an_area(1, **loser),)


def test_the_lowest_id_ends_a_full_tie() -> None:
    decision = decide([an_area(2), an_area(1)], default_body_id=None)
    assert (decision.area_id, decision.decided_by) == (1, "lowest-id")


def test_the_order_in_which_areas_come_decides_nothing() -> None:
    areas = [an_area(1, priority=3), an_area(2, priority=5), an_area(3, priority=4)]
    assert decide(areas, None) == decide(areas[::-1], None)


def test_without_an_area_the_default_body_answers() -> None:
    assert decide([], 7).ground is Ground.DEFAULT_BODY
    assert decide([], 7).body_id == 7


def test_without_any_body_nobody_is_named() -> None:
    assert (decide([], None).ground, decide([], None).body_id) == (Ground.NOBODY, None)


def test_reasons_can_be_kept_as_json() -> None:
    reasons = decide([an_area(1)], None).reasons()
    winner = reasons["winner"]
    assert isinstance(winner, dict)
    assert winner["reach"] == "group"
    assert reasons["decided_by"] == "only"
