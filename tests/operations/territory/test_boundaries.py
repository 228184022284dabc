"""Boundaries that change: what would move, what moves, and what stays as it was decided."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, WrongState
from app.domain.roles import Role
from app.models.boundaries import BoundaryDraft
from app.models.outbox import Outbox
from app.models.places import Area, Hromada
from app.models.reports import ReportEvent
from app.operations.importing.files.outcome import ImportRefused
from app.operations.reports.events import SYSTEM, Actor
from app.operations.territory.applying import bring_due_into_force
from app.operations.territory.drafting import discard
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.drafts import draft_of, drafts_of
from gis.geometry import Point
from tests.builders import NOON, a_body, a_hromada, a_public_report, a_report, events_of
from tests.operations.territory.boundary_changes import (
    LATER,
    a_drawing,
    areas_file,
    body_of,
    carry_out,
    difference_of,
    name_of,
)

OPERATOR = Actor(Role.OPERATOR)


def test_a_drawn_polygon_keeps_what_else_is_known_of_the_area(
    session: Session, town: Hromada
) -> None:
    (row,) = draft_of(session, a_drawing(session, town, "west", 34.0, 34.07)).rows
    known = {holding.code: holding for holding in areas_in_force(session, at=NOON)}["west"]
    assert (row.name_uk, row.body_id) == (known.name_uk, known.body_id)
    assert set(row.category_ids) == set(known.category_ids)


def test_a_new_area_needs_its_words_body_and_categories(session: Session, town: Hromada) -> None:
    with pytest.raises(ImportRefused, match="missing-value"):
        a_drawing(session, town, "north", 34.0, 34.07)
    given = {"name_uk": "Північ", "body": "east", "categories": ("roads",)}
    assert a_drawing(session, town, "north", 34.0, 34.07, **given)


def test_the_difference_tells_who_moves_and_which_overlap_opens(
    session: Session, town: Hromada
) -> None:
    moves = a_public_report(session, town, point=Point(34.04, 47.65))
    a_public_report(session, town, point=Point(34.01, 47.65))
    found = difference_of(session, town, a_drawing(session, town, "east", 34.03, 34.1))
    # The larger of two equals does not win: nobody moves, but the overlap is told.
    assert found.moves == ()
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(False, True)]
    assert found.areas[0].what == ("boundary",)
    shrunk = difference_of(session, town, a_drawing(session, town, "east", 34.035, 34.06))
    assert [(move.number, move.fate) for move in shrunk.moves] == [(moves.number, "forward")]
    assert {(turn.gap, turn.opens) for turn in shrunk.turns} == {(True, True), (False, True)}


def test_the_same_polygon_again_is_no_change(session: Session, town: Hromada) -> None:
    found = difference_of(session, town, a_drawing(session, town, "east", 34.05, 34.1))
    assert (found.areas, found.moves, found.turns) == ((), (), ())


def test_other_words_alone_are_a_change_from_its_day(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    given = {"name_uk": "Захід", "decision": "Рішення № 9"}
    draft_id = a_drawing(session, town, "west", 34.0, 34.05, **given)
    found = difference_of(session, town, draft_id)
    (change,) = found.areas
    assert change.what == ("words",)
    assert [(word.field, word.before, word.after) for word in change.words] == [
        ("name_uk", "Зона west", "Захід"),
        ("decision", "Рішення № 1", "Рішення № 9"),
    ]
    assert (found.moves, found.turns) == ((), ())
    carry_out(session, draft_id, coordinator, starts_at=LATER)
    before, after = name_of(session, town, "west", NOON), name_of(session, town, "west", LATER)
    assert (before, after) == ("Зона west", "Захід")
    bring_due_into_force(session, now=LATER)
    assert events_of(session, report)[-1] == "route"


def test_an_empty_word_leaves_what_is_known_of_an_area_alone(
    session: Session, town: Hromada, coordinator: Actor, tmp_path: Path
) -> None:
    session.execute(text("UPDATE area SET name_en = 'West' WHERE code = 'west'"))
    same = areas_file(session, town, tmp_path, 34.0, 34.05)
    assert difference_of(session, town, same).areas == ()
    smaller = areas_file(session, town, tmp_path, 34.0, 34.04)
    assert difference_of(session, town, smaller).areas[0].what == ("boundary",)
    carry_out(session, smaller, coordinator)
    west = {held.code: held for held in areas_in_force(session, at=NOON)}["west"]
    assert (west.version, west.name_en, west.decision) == (2, "West", "Рішення № 1")


def test_a_gap_that_closes_is_told(session: Session, town: Hromada) -> None:
    given = {"name_uk": "Все", "body": "east", "categories": ("*",)}
    session.execute(text("UPDATE area SET valid_to = :now WHERE code = 'west'"), {"now": NOON})
    found = difference_of(session, town, a_drawing(session, town, "all", 34.0, 34.1, **given))
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(True, False)]


def test_an_area_given_to_a_body_that_takes_no_reports_leaves_a_gap(
    session: Session, town: Hromada
) -> None:
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    a_body(session, town, "idle", active=False)
    found = difference_of(session, town, a_drawing(session, town, "west", 34.0, 34.05, body="idle"))
    assert found.areas[0].what == ("body",)
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(True, True)]
    assert [(move.number, move.fate) for move in found.moves] == [(report.number, "stay")]


def test_what_a_whole_file_lacks_ends(session: Session, town: Hromada, coordinator: Actor) -> None:
    draft_id = a_drawing(session, town, "west", 34.0, 34.1)
    session.get_one(BoundaryDraft, draft_id).whole = True
    session.flush()
    carry_out(session, draft_id, coordinator)
    assert [holding.code for holding in areas_in_force(session, at=NOON)] == ["west"]


def test_applying_makes_versions_and_rewrites_no_old_routing(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    before = (report.body_id, report.area_id, report.routing)
    carry_out(session, a_drawing(session, town, "east", 34.035, 34.06), coordinator, reroutes=False)
    assert (report.body_id, report.area_id, report.routing) == before
    versions = session.execute(
        select(Area.version, Area.valid_to).where(Area.code == "east").order_by(Area.version)
    ).all()
    assert versions == [(1, NOON), (2, None)]


@pytest.mark.parametrize(
    ("steps", "event"),
    [
        ([], "reroute"),
        ([("publish", OPERATOR), ("route", SYSTEM)], "forward"),
        ([("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR)], "forward"),
    ],
    ids=["not published yet", "routed", "accepted"],
)
def test_an_open_report_follows_if_it_is_wished(
    session: Session, town: Hromada, coordinator: Actor, steps: list[tuple[str, Actor]], event: str
) -> None:
    report = a_report(session, town, point=Point(34.04, 47.65), steps=steps)
    carry_out(session, a_drawing(session, town, "east", 34.035, 34.06), coordinator)
    assert body_of(session, report) == "east"
    assert report.routing["winner"]["area_version"] == 2
    assert events_of(session, report)[-1] == event
    last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert (last.role, last.account_id) == ("coordinator", coordinator.account_id)
    assert last.details["from"] != last.details["to"]
    assert (last.note == "Рішення № 7") is (event == "forward")


def test_the_new_body_and_the_reporter_get_letters(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    a_public_report(session, town, point=Point(34.04, 47.65), email="i@example.org")
    session.execute(text("DELETE FROM outbox"))
    carry_out(session, a_drawing(session, town, "east", 34.035, 34.06), coordinator)
    kinds = session.scalars(select(Outbox.kind).order_by(Outbox.kind)).all()
    assert kinds == ["body", "step"]


def test_work_that_has_begun_stays_where_it_is(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    steps = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("start", OPERATOR)]
    report = a_report(session, town, point=Point(34.04, 47.65), steps=steps)
    carry_out(session, a_drawing(session, town, "east", 34.035, 34.06), coordinator)
    assert body_of(session, report) == "west"


def test_what_was_forwarded_by_hand_stays_unless_its_own_place_changes(
    session: Session, town: Hromada, coordinator: Actor
) -> None:
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    other = a_body(session, town, "other")
    report.body_id = other.id
    session.flush()
    carry_out(session, a_drawing(session, town, "east", 34.035, 34.06), coordinator)
    assert body_of(session, report) == "other"


def test_many_reports_follow_by_the_clock(
    session: Session, town: Hromada, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.operations.territory.applying.AT_ONCE", 1)
    reports = [a_public_report(session, town, point=Point(34.04, 47.65)) for _ in range(2)]
    draft_id = a_drawing(session, town, "east", 34.035, 34.06)
    carry_out(session, draft_id, coordinator)
    assert [body_of(session, report) for report in reports] == ["west", "west"]
    new = areas_in_force(session, at=NOON)
    assert {held.code: held.version for held in new}["east"] == 2, "what is reported now is routed"
    assert bring_due_into_force(session, now=NOON + timedelta(minutes=1)) == 1
    assert [body_of(session, report) for report in reports] == ["east", "east"]
    assert session.get_one(BoundaryDraft, draft_id).outcome["forward"] == 2


def test_a_draft_is_decided_once(session: Session, town: Hromada, coordinator: Actor) -> None:
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    discard(session, draft_id, now=NOON)
    with pytest.raises(WrongState):
        carry_out(session, draft_id, coordinator)
    assert not drafts_of(session)[0].waits


def test_another_hromadas_draft_is_not_there(session: Session, town: Hromada) -> None:
    draft_id = a_drawing(session, town, "east", 34.03, 34.1)
    a_hromada(session, "other")
    with pytest.raises(NotFound):
        draft_of(session, draft_id)
    with pytest.raises(NotFound):
        discard(session, draft_id, now=NOON)
