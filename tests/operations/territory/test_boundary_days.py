"""Changes of boundaries have their days: looked at, waited for, withdrawn, one after another."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Rejected, WrongState
from app.models.boundaries import BoundaryDraft
from app.models.places import Area, Category, Hromada
from app.models.reports import ReportEvent
from app.operations.reports.events import Actor
from app.operations.territory.applying import bring_due_into_force, withdraw
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.draft_fingerprint import draft_fingerprint
from app.queries.territory.draft_outcome import areas_around
from app.queries.territory.drafts import AREAS, draft_of, drafts_of
from app.queries.territory.what_if import area_changes
from gis.geometry import Point
from tests.builders import NOON, a_body, a_public_report
from tests.operations.territory.boundary_changes import (
    LATER,
    a_drawing,
    body_of,
    carry_out,
    name_of,
)
from tests.values import present


def test_other_words_are_withdrawn_as_any_change(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    draft_id = a_drawing(session, town, "west", 34.0, 34.05, name_uk="Захід")
    carry_out(session, draft_id, coordinator, starts_at=LATER)
    withdraw(session, draft_id, now=NOON)
    assert name_of(session, town, "west", LATER) == "Зона west"


def test_a_name_corrected_since_the_look_is_a_conflict(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    seen = draft_fingerprint(session, AREAS, at=NOON)
    session.execute(text("UPDATE area SET name_uk = 'Захід' WHERE code = 'west'"))
    draft_id = a_drawing(session, town, "west", 34.0, 34.05, name_uk="Захід 2")
    with pytest.raises(Conflict):
        carry_out(session, draft_id, coordinator, seen=seen)


@pytest.mark.parametrize("code", ["west", "default"])
def test_a_body_that_takes_no_reports_since_the_look_is_a_conflict(
    session: Session, town: Hromada, coordinator: Actor, code: str
) -> None:
    default = a_body(session, town, "default")
    pothole = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
    pothole.default_body_id = default.id
    session.flush()
    seen = draft_fingerprint(session, AREAS, at=NOON)
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    session.execute(text("UPDATE body SET active = false WHERE code = :code"), {"code": code})
    with pytest.raises(Conflict):
        carry_out(session, draft_id, coordinator, seen=seen)


def test_another_default_body_since_the_look_is_a_conflict(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    default = a_body(session, town, "default")
    seen = draft_fingerprint(session, AREAS, at=NOON)
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    pothole = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
    pothole.default_body_id = default.id
    session.flush()
    with pytest.raises(Conflict):
        carry_out(session, draft_id, coordinator, seen=seen)


def test_a_change_of_a_later_day_counts_from_that_day(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    carry_out(
        session, a_drawing(session, town, "east", 34.035, 34.06), coordinator, starts_at=LATER
    )
    assert bring_due_into_force(session, now=NOON + timedelta(days=1)) == 0
    assert body_of(session, report) == "west"
    assert bring_due_into_force(session, now=LATER) == 1
    assert body_of(session, report) == "east"
    assert bring_due_into_force(session, now=LATER) == 0
    last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert (last.action, last.role) == ("forward", "system")


def test_of_two_changes_of_one_day_each_moves_its_own_reports(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    west = a_public_report(session, town, point=Point(34.01, 47.65))
    east = a_public_report(session, town, point=Point(34.09, 47.65))
    for code in ("third", "fourth"):
        a_body(session, town, code)
    follow = a_drawing(session, town, "west", 34.0, 34.05, body="third")
    stay = a_drawing(session, town, "east", 34.05, 34.1, body="fourth")
    carry_out(session, follow, coordinator, starts_at=LATER)
    carry_out(session, stay, coordinator, starts_at=LATER, reroutes=False)
    assert bring_due_into_force(session, now=LATER) == 2
    assert (body_of(session, west), body_of(session, east)) == ("third", "east")
    assert session.get_one(BoundaryDraft, follow).outcome["numbers"] == [west.number]


def test_what_two_changes_of_one_day_both_say_moves_with_the_first(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    a_body(session, town, "third")
    given = {"name_uk": "Нова", "body": "third", "categories": ("roads.pothole",), "priority": "5"}
    drafts = [a_drawing(session, town, code, 34.0, 34.02, **given) for code in ("one", "two")]
    for draft_id in drafts:
        carry_out(session, draft_id, coordinator, starts_at=LATER)
    bring_due_into_force(session, now=LATER)
    assert body_of(session, report) == "third"
    outcomes = [session.get_one(BoundaryDraft, draft_id).outcome for draft_id in drafts]
    assert [outcome["numbers"] for outcome in outcomes] == [[report.number], []]


def _ended_and_drawn_again(session: Session, town: Hromada, actor: Actor) -> tuple[int, int]:
    """Apply two changes of one day: of the whole, without west; then west again, smaller."""
    whole = a_drawing(session, town, "east", 34.0, 34.1)
    session.get_one(BoundaryDraft, whole).whole = True
    session.flush()
    again = a_drawing(session, town, "west", 34.0, 34.02)
    carry_out(session, whole, actor, starts_at=LATER)
    carry_out(session, again, actor, starts_at=LATER, reroutes=False)
    return whole, again


def test_what_another_change_ends_sooner_is_not_withdrawn(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    drafts = []
    for starts_at in (LATER + timedelta(days=1), LATER):
        draft_id = a_drawing(session, town, "east", 34.05, 34.1)
        session.get_one(BoundaryDraft, draft_id).whole = True
        session.flush()
        carry_out(session, draft_id, coordinator, starts_at=starts_at, reroutes=False)
        drafts.append(draft_id)
    with pytest.raises(WrongState, match="withdraw that one first"):
        withdraw(session, drafts[0], now=NOON)
    assert [held.code for held in areas_in_force(session, at=LATER)] == ["east"]


def _decided(session: Session, town: Hromada, draft_id: int) -> dict[str, tuple[int | None, ...]]:
    """Return which versions a change has replaced by which."""
    card = draft_of(session, draft_id).card
    changes = area_changes(*areas_around(session, card, starts_at=present(card.starts_at)))
    return {
        change.code: tuple(held.version if held else None for held in (change.before, change.after))
        for change in changes
    }


def test_an_area_that_one_change_ends_and_the_next_draws_again_is_told_so(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    assert session.get_one(BoundaryDraft, again).outcome["ended"] == {}
    assert _decided(session, town, whole) == {"east": (1, 2), "west": (1, None)}
    assert _decided(session, town, again) == {"west": (None, 2)}
    bring_due_into_force(session, now=LATER)
    assert body_of(session, report) == "east"


def test_what_was_over_is_not_brought_back_from_an_older_account(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    west = session.scalars(select(Area).where(Area.code == "west", Area.version == 1)).one()
    draft = session.get_one(BoundaryDraft, again)
    draft.outcome = draft.outcome | {"ended": {str(west.id): LATER.isoformat()}}
    session.flush()
    assert _decided(session, town, whole) == {"east": (1, 2), "west": (1, None)}
    assert _decided(session, town, again) == {"west": (None, 2)}


def test_nothing_is_applied_to_the_past(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    with pytest.raises(Rejected):
        carry_out(session, draft_id, coordinator, starts_at=NOON - timedelta(days=1))


def test_a_second_change_must_begin_after_one_that_waits(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    first, second = (a_drawing(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    carry_out(session, first, coordinator, starts_at=LATER)
    with pytest.raises(Rejected):
        carry_out(session, second, coordinator)


def test_areas_that_changed_since_the_look_are_a_conflict(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    seen = draft_fingerprint(session, AREAS, at=LATER)
    first, second = (a_drawing(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    carry_out(session, first, coordinator, now=NOON)
    with pytest.raises(Conflict):
        carry_out(session, second, coordinator, starts_at=LATER, seen=seen)


def test_a_look_at_the_day_knows_what_begins_before_it(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    first, second = (a_drawing(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    carry_out(session, first, coordinator, starts_at=LATER)
    even_later = LATER + timedelta(days=1)
    seen = draft_fingerprint(session, AREAS, at=even_later)
    carry_out(session, second, coordinator, starts_at=even_later, seen=seen)


def test_what_has_not_begun_can_be_withdrawn(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    before = draft_fingerprint(session, AREAS, at=LATER)
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    carry_out(session, draft_id, coordinator, starts_at=LATER)
    assert draft_fingerprint(session, AREAS, at=LATER) != before
    withdraw(session, draft_id, now=NOON)
    assert draft_fingerprint(session, AREAS, at=LATER) == before
    assert drafts_of(session)[0].waits
    carry_out(session, draft_id, coordinator, starts_at=LATER)


def test_what_has_begun_or_is_built_on_is_not_withdrawn(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    first, second = (a_drawing(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    carry_out(session, first, coordinator, starts_at=LATER)
    carry_out(session, second, coordinator, starts_at=LATER + timedelta(days=1))
    with pytest.raises(WrongState):
        withdraw(session, first, now=NOON)
    with pytest.raises(WrongState):
        withdraw(session, second, now=LATER + timedelta(days=2))
    withdraw(session, second, now=NOON)
    withdraw(session, first, now=NOON)


def test_what_ended_an_area_that_was_drawn_again_is_not_withdrawn(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    with pytest.raises(WrongState, match="withdraw that one first"):
        withdraw(session, whole, now=NOON)
    assert name_of(session, town, "west", NOON) == "Зона west"
    withdraw(session, again, now=NOON)
    withdraw(session, whole, now=NOON)
    in_force = areas_in_force(session, at=LATER)
    assert [(held.code, held.version) for held in in_force] == [("west", 1), ("east", 1)]


def test_what_kept_no_account_of_itself_is_undone_by_a_new_change(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    carry_out(session, draft_id, coordinator, starts_at=LATER)
    session.get_one(BoundaryDraft, draft_id).outcome = {}
    session.flush()
    with pytest.raises(WrongState, match="A new change can undo it"):
        withdraw(session, draft_id, now=NOON)
