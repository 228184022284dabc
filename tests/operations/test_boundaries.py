"""Boundaries that change: what would move, what moves, and what stays as it was decided."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.domain.roles import Role
from app.models.history import BoundaryDraft, DistrictVersion
from app.models.outbox import Outbox
from app.models.places import Area, Category, District
from app.models.reports import ReportEvent
from app.operations.boundaries.applying import (
    Application,
    apply_draft,
    bring_due_into_force,
    withdraw,
)
from app.operations.boundaries.drafting import Drawn, Wish, discard, draft_drawn, draft_file
from app.operations.events import SYSTEM, Actor
from app.operations.importing.outcome import ImportRefused
from app.operations.importing.sources import Job
from app.queries.boundary_drafts import AREAS, draft_of, drafts_of
from app.queries.boundary_outcome import areas_around
from app.queries.boundary_state import state_of
from app.queries.claims import holdings
from app.queries.what_if import area_changes, proposed_holdings, what_if
from app.queries.what_if_districts import districts_what_if
from gis.geometry import Point
from tests.builders import (
    NOON,
    a_body,
    a_category,
    a_district,
    a_grant,
    a_hromada,
    a_public_report,
    a_report,
    an_area,
    events_of,
)

OPERATOR = Actor(Role.OPERATOR)
LATER = NOON + timedelta(days=30)


@pytest.fixture
def town(session):
    """West is of one body, east of another; they meet at 34.05."""
    hromada = a_hromada(session)
    pothole = a_category(session, hromada)
    west, east = a_body(session, hromada, "west"), a_body(session, hromada, "east")
    an_area(session, west, pothole, code="west", boundary=_half(34.0, 34.05))
    an_area(session, east, pothole, code="east", boundary=_half(34.05, 34.1))
    return hromada


@pytest.fixture
def coordinator(session, town):
    return a_grant(session, town, Role.COORDINATOR)


def _half(west, east):
    ring = f"{west} 47.6,{east} 47.6,{east} 47.7,{west} 47.7,{west} 47.6"
    return f"SRID=4326;MULTIPOLYGON((({ring})))"


def rectangle(west, east):
    ring = [[west, 47.6], [east, 47.6], [east, 47.7], [west, 47.7], [west, 47.6]]
    return {"type": "Polygon", "coordinates": [ring]}


def _drawn(session, town, code, west, east, **given):
    drawn = Drawn(code, json.dumps(rectangle(west, east)), **given)
    return draft_drawn(session, town.id, drawn, Wish("areas", "drawn"), now=NOON)


def _difference(session, town, draft_id, at=NOON):
    draft = draft_of(session, town.id, draft_id)
    before = holdings(session, town.id, at=at)
    after = proposed_holdings(before, draft)
    return what_if(session, town.id, before, after, tolerance_m=10)


def _apply(session, draft_id, actor, *, starts_at=NOON, reroutes=True, now=NOON, seen=None):
    application = Application(starts_at, reroutes, "Рішення № 7", seen)
    apply_draft(session, draft_id, application, actor, now=now)
    session.expire_all()


def _body(session, report):
    session.refresh(report)
    return session.execute(
        text("SELECT code FROM body WHERE id = :id"), {"id": report.body_id}
    ).scalar_one_or_none()


def test_a_drawn_polygon_keeps_what_else_is_known_of_the_area(session, town):
    (row,) = draft_of(session, town.id, _drawn(session, town, "west", 34.0, 34.07)).rows
    known = {holding.code: holding for holding in holdings(session, town.id, at=NOON)}["west"]
    assert (row.name_uk, row.body_id) == (known.name_uk, known.body_id)
    assert set(row.category_ids) == set(known.category_ids)


def test_a_new_area_needs_its_words_body_and_categories(session, town):
    with pytest.raises(ImportRefused, match="missing-value"):
        _drawn(session, town, "north", 34.0, 34.07)
    given = {"name_uk": "Північ", "body": "east", "categories": ("roads",)}
    assert _drawn(session, town, "north", 34.0, 34.07, **given)


def test_the_difference_tells_who_moves_and_which_overlap_opens(session, town):
    moves = a_public_report(session, town, point=Point(34.04, 47.65))
    a_public_report(session, town, point=Point(34.01, 47.65))
    found = _difference(session, town, _drawn(session, town, "east", 34.03, 34.1))
    # The larger of two equals does not win: nobody moves, but the overlap is told.
    assert found.moves == ()
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(False, True)]
    assert found.areas[0].what == ("boundary",)
    shrunk = _difference(session, town, _drawn(session, town, "east", 34.035, 34.06))
    assert [(move.number, move.fate) for move in shrunk.moves] == [(moves.number, "forward")]
    assert {(turn.gap, turn.opens) for turn in shrunk.turns} == {(True, True), (False, True)}


def test_the_same_polygon_again_is_no_change(session, town):
    found = _difference(session, town, _drawn(session, town, "east", 34.05, 34.1))
    assert (found.areas, found.moves, found.turns) == ((), (), ())


def test_other_words_alone_are_a_change_from_its_day(session, town, coordinator):
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    given = {"name_uk": "Захід", "decision": "Рішення № 9"}
    draft_id = _drawn(session, town, "west", 34.0, 34.05, **given)
    found = _difference(session, town, draft_id)
    (change,) = found.areas
    assert change.what == ("words",)
    assert [(word.field, word.before, word.after) for word in change.words] == [
        ("name_uk", "Зона west", "Захід"),
        ("decision", "Рішення № 1", "Рішення № 9"),
    ]
    assert (found.moves, found.turns) == ((), ())
    _apply(session, draft_id, coordinator, starts_at=LATER)
    before, after = _name(session, town, "west", NOON), _name(session, town, "west", LATER)
    assert (before, after) == ("Зона west", "Захід")
    bring_due_into_force(session, town.id, now=LATER)
    assert events_of(session, report)[-1] == "route"


def test_other_words_are_withdrawn_as_any_change(session, town, coordinator):
    draft_id = _drawn(session, town, "west", 34.0, 34.05, name_uk="Захід")
    _apply(session, draft_id, coordinator, starts_at=LATER)
    withdraw(session, draft_id, now=NOON)
    assert _name(session, town, "west", LATER) == "Зона west"


def test_an_empty_word_leaves_what_is_known_of_an_area_alone(session, town, coordinator, tmp_path):
    session.execute(text("UPDATE area SET name_en = 'West' WHERE code = 'west'"))
    same = _areas_file(session, town, tmp_path, 34.0, 34.05)
    assert _difference(session, town, same).areas == ()
    smaller = _areas_file(session, town, tmp_path, 34.0, 34.04)
    assert _difference(session, town, smaller).areas[0].what == ("boundary",)
    _apply(session, smaller, coordinator)
    west = {held.code: held for held in holdings(session, town.id, at=NOON)}["west"]
    assert (west.version, west.name_en, west.decision) == (2, "West", "Рішення № 1")


def _areas_file(session, town, folder, west, east):
    facts = {"code": "west", "name_uk": "Зона west", "body": "west", "categories": "roads.pothole"}
    feature = {"type": "Feature", "properties": facts, "geometry": rectangle(west, east)}
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return draft_file(session, town.id, Job(path, NOON), Wish("areas", "file"))


def _name(session, town, code, at):
    return {held.code: held.name_uk for held in holdings(session, town.id, at=at)}[code]


def test_a_name_corrected_since_the_look_is_a_conflict(session, town, coordinator):
    seen = state_of(session, town.id, AREAS, at=NOON)
    session.execute(text("UPDATE area SET name_uk = 'Захід' WHERE code = 'west'"))
    draft_id = _drawn(session, town, "west", 34.0, 34.05, name_uk="Захід 2")
    with pytest.raises(Conflict):
        _apply(session, draft_id, coordinator, seen=seen)


@pytest.mark.parametrize("code", ["west", "default"])
def test_a_body_that_takes_no_reports_since_the_look_is_a_conflict(
    session, town, coordinator, code
):
    default = a_body(session, town, "default")
    pothole = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
    pothole.default_body_id = default.id
    session.flush()
    seen = state_of(session, town.id, AREAS, at=NOON)
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    session.execute(text("UPDATE body SET active = false WHERE code = :code"), {"code": code})
    with pytest.raises(Conflict):
        _apply(session, draft_id, coordinator, seen=seen)


def test_another_default_body_since_the_look_is_a_conflict(session, town, coordinator):
    default = a_body(session, town, "default")
    seen = state_of(session, town.id, AREAS, at=NOON)
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    pothole = session.scalars(select(Category).where(Category.code == "roads.pothole")).one()
    pothole.default_body_id = default.id
    session.flush()
    with pytest.raises(Conflict):
        _apply(session, draft_id, coordinator, seen=seen)


def test_a_gap_that_closes_is_told(session, town):
    given = {"name_uk": "Все", "body": "east", "categories": ("*",)}
    session.execute(text("UPDATE area SET valid_to = :now WHERE code = 'west'"), {"now": NOON})
    found = _difference(session, town, _drawn(session, town, "all", 34.0, 34.1, **given))
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(True, False)]


def test_an_area_given_to_a_body_that_takes_no_reports_leaves_a_gap(session, town):
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    a_body(session, town, "idle", active=False)
    found = _difference(session, town, _drawn(session, town, "west", 34.0, 34.05, body="idle"))
    assert found.areas[0].what == ("body",)
    assert [(turn.gap, turn.opens) for turn in found.turns] == [(True, True)]
    assert [(move.number, move.fate) for move in found.moves] == [(report.number, "stay")]


def test_what_a_whole_file_lacks_ends(session, town, coordinator):
    draft_id = _drawn(session, town, "west", 34.0, 34.1)
    session.get_one(BoundaryDraft, draft_id).whole = True
    session.flush()
    _apply(session, draft_id, coordinator)
    assert [holding.code for holding in holdings(session, town.id, at=NOON)] == ["west"]


def test_applying_makes_versions_and_rewrites_no_old_routing(session, town, coordinator):
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    before = (report.body_id, report.area_id, report.routing)
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator, reroutes=False)
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
def test_an_open_report_follows_if_it_is_wished(session, town, coordinator, steps, event):
    report = a_report(session, town, point=Point(34.04, 47.65), steps=steps)
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator)
    assert _body(session, report) == "east"
    assert report.routing["winner"]["area_version"] == 2
    assert events_of(session, report)[-1] == event
    last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert (last.role, last.account_id) == ("coordinator", coordinator.account_id)
    assert last.details["from"] != last.details["to"]
    assert (last.note == "Рішення № 7") is (event == "forward")


def test_the_new_body_and_the_reporter_get_letters(session, town, coordinator):
    a_public_report(session, town, point=Point(34.04, 47.65), email="i@example.org")
    session.execute(text("DELETE FROM outbox"))
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator)
    kinds = session.scalars(select(Outbox.kind).order_by(Outbox.kind)).all()
    assert kinds == ["body", "step"]


def test_work_that_has_begun_stays_where_it_is(session, town, coordinator):
    steps = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("start", OPERATOR)]
    report = a_report(session, town, point=Point(34.04, 47.65), steps=steps)
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator)
    assert _body(session, report) == "west"


def test_what_was_forwarded_by_hand_stays_unless_its_own_place_changes(session, town, coordinator):
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    other = a_body(session, town, "other")
    report.body_id = other.id
    session.flush()
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator)
    assert _body(session, report) == "other"


def test_a_change_of_a_later_day_counts_from_that_day(session, town, coordinator):
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    _apply(session, _drawn(session, town, "east", 34.035, 34.06), coordinator, starts_at=LATER)
    assert bring_due_into_force(session, town.id, now=NOON + timedelta(days=1)) == 0
    assert _body(session, report) == "west"
    assert bring_due_into_force(session, town.id, now=LATER) == 1
    assert _body(session, report) == "east"
    assert bring_due_into_force(session, town.id, now=LATER) == 0
    last = session.scalars(select(ReportEvent).order_by(ReportEvent.id.desc()).limit(1)).one()
    assert (last.action, last.role) == ("forward", "system")


def test_of_two_changes_of_one_day_each_moves_its_own_reports(session, town, coordinator):
    west = a_public_report(session, town, point=Point(34.01, 47.65))
    east = a_public_report(session, town, point=Point(34.09, 47.65))
    for code in ("third", "fourth"):
        a_body(session, town, code)
    follow = _drawn(session, town, "west", 34.0, 34.05, body="third")
    stay = _drawn(session, town, "east", 34.05, 34.1, body="fourth")
    _apply(session, follow, coordinator, starts_at=LATER)
    _apply(session, stay, coordinator, starts_at=LATER, reroutes=False)
    assert bring_due_into_force(session, town.id, now=LATER) == 2
    assert (_body(session, west), _body(session, east)) == ("third", "east")
    assert session.get_one(BoundaryDraft, follow).outcome["numbers"] == [west.number]


def test_what_two_changes_of_one_day_both_say_moves_with_the_first(session, town, coordinator):
    report = a_public_report(session, town, point=Point(34.01, 47.65))
    a_body(session, town, "third")
    given = {"name_uk": "Нова", "body": "third", "categories": ("roads.pothole",), "priority": "5"}
    drafts = [_drawn(session, town, code, 34.0, 34.02, **given) for code in ("one", "two")]
    for draft_id in drafts:
        _apply(session, draft_id, coordinator, starts_at=LATER)
    bring_due_into_force(session, town.id, now=LATER)
    assert _body(session, report) == "third"
    outcomes = [session.get_one(BoundaryDraft, draft_id).outcome for draft_id in drafts]
    assert [outcome["numbers"] for outcome in outcomes] == [[report.number], []]


def _ended_and_drawn_again(session, town, actor):
    """Apply two changes of one day: of the whole, without west; then west again, smaller."""
    whole = _drawn(session, town, "east", 34.0, 34.1)
    session.get_one(BoundaryDraft, whole).whole = True
    session.flush()
    again = _drawn(session, town, "west", 34.0, 34.02)
    _apply(session, whole, actor, starts_at=LATER)
    _apply(session, again, actor, starts_at=LATER, reroutes=False)
    return whole, again


def test_what_another_change_ends_sooner_is_not_withdrawn(session, town, coordinator):
    drafts = []
    for starts_at in (LATER + timedelta(days=1), LATER):
        draft_id = _drawn(session, town, "east", 34.05, 34.1)
        session.get_one(BoundaryDraft, draft_id).whole = True
        session.flush()
        _apply(session, draft_id, coordinator, starts_at=starts_at, reroutes=False)
        drafts.append(draft_id)
    with pytest.raises(WrongState, match="withdraw that one first"):
        withdraw(session, drafts[0], now=NOON)
    assert [held.code for held in holdings(session, town.id, at=LATER)] == ["east"]


def _decided(session, town, draft_id):
    """Return which versions a change has replaced by which."""
    card = draft_of(session, town.id, draft_id).card
    changes = area_changes(*areas_around(session, town.id, card, starts_at=card.starts_at))
    return {
        change.code: tuple(held and held.version for held in (change.before, change.after))
        for change in changes
    }


def test_an_area_that_one_change_ends_and_the_next_draws_again_is_told_so(
    session, town, coordinator
):
    report = a_public_report(session, town, point=Point(34.04, 47.65))
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    assert session.get_one(BoundaryDraft, again).outcome["ended"] == {}
    assert _decided(session, town, whole) == {"east": (1, 2), "west": (1, None)}
    assert _decided(session, town, again) == {"west": (None, 2)}
    bring_due_into_force(session, town.id, now=LATER)
    assert _body(session, report) == "east"


def test_what_was_over_is_not_brought_back_from_an_older_account(session, town, coordinator):
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    west = session.scalars(select(Area).where(Area.code == "west", Area.version == 1)).one()
    draft = session.get_one(BoundaryDraft, again)
    draft.outcome = draft.outcome | {"ended": {str(west.id): LATER.isoformat()}}
    session.flush()
    assert _decided(session, town, whole) == {"east": (1, 2), "west": (1, None)}
    assert _decided(session, town, again) == {"west": (None, 2)}


def test_many_reports_follow_by_the_clock(session, town, coordinator, monkeypatch):
    monkeypatch.setattr("app.operations.boundaries.applying.AT_ONCE", 1)
    reports = [a_public_report(session, town, point=Point(34.04, 47.65)) for _ in range(2)]
    draft_id = _drawn(session, town, "east", 34.035, 34.06)
    _apply(session, draft_id, coordinator)
    assert [_body(session, report) for report in reports] == ["west", "west"]
    new = holdings(session, town.id, at=NOON)
    assert {held.code: held.version for held in new}["east"] == 2, "what is reported now is routed"
    assert bring_due_into_force(session, town.id, now=NOON + timedelta(minutes=1)) == 1
    assert [_body(session, report) for report in reports] == ["east", "east"]
    assert session.get_one(BoundaryDraft, draft_id).outcome["forward"] == 2


def test_nothing_is_applied_to_the_past(session, town, coordinator):
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    with pytest.raises(Rejected):
        _apply(session, draft_id, coordinator, starts_at=NOON - timedelta(days=1))


def test_a_second_change_must_begin_after_one_that_waits(session, town, coordinator):
    first, second = (_drawn(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    _apply(session, first, coordinator, starts_at=LATER)
    with pytest.raises(Rejected):
        _apply(session, second, coordinator)


def test_a_draft_is_decided_once(session, town, coordinator):
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    discard(session, draft_id, now=NOON)
    with pytest.raises(WrongState):
        _apply(session, draft_id, coordinator)
    assert not drafts_of(session, town.id)[0].waits


def test_areas_that_changed_since_the_look_are_a_conflict(session, town, coordinator):
    seen = state_of(session, town.id, AREAS, at=LATER)
    first, second = (_drawn(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    _apply(session, first, coordinator, now=NOON)
    with pytest.raises(Conflict):
        _apply(session, second, coordinator, starts_at=LATER, seen=seen)


def test_a_look_at_the_day_knows_what_begins_before_it(session, town, coordinator):
    first, second = (_drawn(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    _apply(session, first, coordinator, starts_at=LATER)
    even_later = LATER + timedelta(days=1)
    seen = state_of(session, town.id, AREAS, at=even_later)
    _apply(session, second, coordinator, starts_at=even_later, seen=seen)


def test_what_has_not_begun_can_be_withdrawn(session, town, coordinator):
    before = state_of(session, town.id, AREAS, at=LATER)
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    _apply(session, draft_id, coordinator, starts_at=LATER)
    assert state_of(session, town.id, AREAS, at=LATER) != before
    withdraw(session, draft_id, now=NOON)
    assert state_of(session, town.id, AREAS, at=LATER) == before
    assert drafts_of(session, town.id)[0].waits
    _apply(session, draft_id, coordinator, starts_at=LATER)


def test_what_has_begun_or_is_built_on_is_not_withdrawn(session, town, coordinator):
    first, second = (_drawn(session, town, "east", west, 34.1) for west in (34.03, 34.04))
    _apply(session, first, coordinator, starts_at=LATER)
    _apply(session, second, coordinator, starts_at=LATER + timedelta(days=1))
    with pytest.raises(WrongState):
        withdraw(session, first, now=NOON)
    with pytest.raises(WrongState):
        withdraw(session, second, now=LATER + timedelta(days=2))
    withdraw(session, second, now=NOON)
    withdraw(session, first, now=NOON)


def test_what_ended_an_area_that_was_drawn_again_is_not_withdrawn(session, town, coordinator):
    whole, again = _ended_and_drawn_again(session, town, coordinator)
    with pytest.raises(WrongState, match="withdraw that one first"):
        withdraw(session, whole, now=NOON)
    assert _name(session, town, "west", NOON) == "Зона west"
    withdraw(session, again, now=NOON)
    withdraw(session, whole, now=NOON)
    in_force = holdings(session, town.id, at=LATER)
    assert [(held.code, held.version) for held in in_force] == [("west", 1), ("east", 1)]


def test_what_kept_no_account_of_itself_is_undone_by_a_new_change(session, town, coordinator):
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    _apply(session, draft_id, coordinator, starts_at=LATER)
    session.get_one(BoundaryDraft, draft_id).outcome = {}
    session.flush()
    with pytest.raises(WrongState, match="A new change can undo it"):
        withdraw(session, draft_id, now=NOON)


def test_another_hromadas_draft_is_not_there(session, town):
    draft_id = _drawn(session, town, "east", 34.03, 34.1)
    other = a_hromada(session, "other")
    with pytest.raises(NotFound):
        draft_of(session, other.id, draft_id)
    with pytest.raises(NotFound):
        discard(session, draft_id, now=NOON)


def districts_file(folder, **districts):
    features = [
        {"type": "Feature", "properties": {"code": code, "name_uk": f"Район {code}"}, "geometry": g}
        for code, g in districts.items()
    ]
    path = folder / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return Job(path, NOON)


def test_districts_are_compared_applied_and_kept_in_versions(session, town, coordinator, tmp_path):
    a_district(session, town, "one", boundary=_half(34.0, 34.05))
    a_district(session, town, "two", boundary=_half(34.05, 34.1))
    report = a_report(session, town, point=Point(34.04, 47.65))
    job = districts_file(tmp_path, one=rectangle(34.0, 34.03), two=rectangle(34.03, 34.09))
    draft_id = draft_file(session, town.id, job, Wish("districts", "file"))
    rows = draft_of(session, town.id, draft_id).rows
    found = districts_what_if(session, town.id, rows, whole=False, at=NOON, tolerance_m=10)
    (shift,) = found.shifts
    assert (shift.from_name.code, shift.to_name.code, shift.reports) == ("one", "two", 1)
    assert (found.before.m2("gap"), found.after.m2("gap") > 0) == (0, True)
    _apply(session, draft_id, coordinator)
    session.refresh(report)
    assert session.get_one(District, report.district_id).code == "two"
    versions = session.execute(
        select(DistrictVersion.version, DistrictVersion.valid_to)
        .join(District, District.id == DistrictVersion.district_id)
        .where(District.code == "two")
        .order_by(DistrictVersion.version)
    ).all()
    assert versions == [(1, NOON), (2, None)]


def test_other_words_of_a_district_are_a_difference(session, town, tmp_path):
    known = {"name_uk": "Старий", "kind": "район", "population": 900}
    a_district(session, town, "one", boundary=_half(34.0, 34.05), **known)
    report = a_report(session, town, point=Point(34.04, 47.65))
    report.district_id = None
    session.flush()
    job = districts_file(tmp_path, one=rectangle(34.0, 34.05))
    draft_id = draft_file(session, town.id, job, Wish("districts", "file"))
    rows = draft_of(session, town.id, draft_id).rows
    found = districts_what_if(session, town.id, rows, whole=False, at=NOON, tolerance_m=10)
    (change,) = found.districts
    assert change.what == ("words",)
    # What the file does not say stays.
    assert [(word.field, word.before, word.after) for word in change.words] == [
        ("name_uk", "Старий", "Район one")
    ]
    assert found.shifts == ()


def test_districts_of_a_later_day_wait_for_it(session, town, coordinator, tmp_path):
    a_district(session, town, "one")
    job = districts_file(tmp_path, one=rectangle(34.0, 34.03))
    draft_id = draft_file(session, town.id, job, Wish("districts", "file"))
    _apply(session, draft_id, coordinator, starts_at=LATER)
    count = select(DistrictVersion.version).order_by(DistrictVersion.version.desc()).limit(1)
    assert session.scalar(count) == 1
    bring_due_into_force(session, town.id, now=LATER)
    assert session.scalar(count) == 2
