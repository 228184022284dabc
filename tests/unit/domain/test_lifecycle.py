from functools import partial
from itertools import product

import pytest

from app.domain.errors import NotAllowed, WrongState
from app.domain.lifecycle import STEPS, advance, open_actions
from app.domain.roles import RIGHTS, STAFF, Permission, Role, may
from app.domain.statuses import COLOUR_OF, OPEN, PUBLIC, TAKEN_UP, Colour, Status


def test_only_the_resident_confirms_or_returns() -> None:
    assert advance(Status.SOLVED, "confirm", Role.RESIDENT) is Status.CONFIRMED
    assert advance(Status.SOLVED, "return", Role.RESIDENT) is Status.IN_PROGRESS
    for action in ("confirm", "return"):
        with pytest.raises(NotAllowed):
            advance(Status.SOLVED, action, Role.OFFICER)


def test_silence_closes_only_by_the_clock_and_is_not_the_residents_word() -> None:
    assert advance(Status.SOLVED, "lapse", Role.SYSTEM) is Status.LAPSED
    with pytest.raises(NotAllowed):
        advance(Status.SOLVED, "lapse", Role.OFFICER)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SOLVED, Status.LAPSED}))
def test_nothing_unsolved_is_confirmed(status: Status) -> None:
    with pytest.raises(WrongState):
        advance(status, "confirm", Role.RESIDENT)


def test_every_status_can_be_reached() -> None:
    assert {step.to for step in STEPS.values() if step.to} == set(Status)


def test_only_the_residents_word_is_final() -> None:
    by_people = {
        at
        for step in STEPS.values()
        if step.to or step.undoes
        for at, roles in step.roles.items()
        if roles != {Role.SYSTEM}
    }
    assert set(Status) - by_people == {Status.CONFIRMED}


def test_a_refusal_is_appealed_by_the_resident_and_judged_by_the_coordinator() -> None:
    assert advance(Status.NOT_SOLVED, "appeal", Role.RESIDENT) is Status.APPEALED
    assert advance(Status.APPEALED, "uphold", Role.COORDINATOR) is Status.NOT_SOLVED
    assert advance(Status.APPEALED, "overrule", Role.COORDINATOR) is Status.IN_PROGRESS
    for status, action, role in (
        (Status.NOT_SOLVED, "appeal", Role.OFFICER),
        (Status.APPEALED, "uphold", Role.OFFICER),
        (Status.APPEALED, "overrule", Role.RESIDENT),
    ):
        with pytest.raises(NotAllowed):
            advance(status, action, role)


@pytest.mark.parametrize("status", sorted(TAKEN_UP))
def test_what_is_taken_up_can_still_be_forwarded(status: Status) -> None:
    assert advance(status, "forward", Role.OFFICER) is Status.ROUTED
    with pytest.raises(NotAllowed):
        advance(status, "forward", Role.MODERATOR)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_a_repeat_is_marked_while_it_is_open(status: Status) -> None:
    assert advance(status, "duplicate", Role.MODERATOR) is Status.DUPLICATE


def test_an_answer_is_corrected_where_it_stands() -> None:
    for status in (Status.SOLVED, Status.PLANNED, Status.NOT_SOLVED):
        assert advance(status, "correct", Role.OFFICER) is status
    with pytest.raises(WrongState):
        advance(Status.CONFIRMED, "correct", Role.OFFICER)


def test_the_table_is_closed() -> None:
    outcomes: set[Status | type[Exception]] = set()
    for status, action, role in product(Status, STEPS, Role):
        try:
            outcomes.add(advance(status, action, role))
        except (WrongState, NotAllowed) as refusal:
            outcomes.add(type(refusal))
    assert outcomes == {*Status, WrongState, NotAllowed}


def test_what_is_undone_can_have_been_done() -> None:
    for step in STEPS.values():
        if step.undoes:
            assert set(step.roles) == {STEPS[step.undoes].to}


def test_only_a_moderator_undoes_a_merge_and_only_of_a_duplicate() -> None:
    unmerge = partial(advance, action="unmerge", back_to=Status.ROUTED)
    assert unmerge(Status.DUPLICATE, role=Role.MODERATOR) is Status.ROUTED
    with pytest.raises(NotAllowed):
        unmerge(Status.DUPLICATE, role=Role.OFFICER)
    with pytest.raises(WrongState):
        unmerge(Status.REJECTED, role=Role.MODERATOR)


def test_a_deed_leads_nowhere_whatever_is_undone_beside_it() -> None:
    hidden = advance(Status.DUPLICATE, "hide", Role.MODERATOR, back_to=Status.ROUTED)
    assert hidden is Status.DUPLICATE


def test_every_status_has_its_colour_and_what_is_public_was_published() -> None:
    assert set(COLOUR_OF) == set(Status)
    assert not PUBLIC & {Status.SUBMITTED, Status.NEEDS_INFO, Status.REJECTED, Status.DUPLICATE}
    # What a body says it has done is in work until somebody else agrees.
    assert COLOUR_OF[Status.SOLVED] is Colour.PROGRESS


def test_a_reader_may_change_nothing() -> None:
    assert all(not open_actions(status, frozenset({Role.READER})) for status in Status)
    with pytest.raises(NotAllowed):
        advance(Status.ROUTED, "hide", Role.READER)


def test_every_action_has_its_rights_and_staff_read_statistics() -> None:
    assert set(RIGHTS) == set(Permission)
    assert all(may(frozenset({role}), Permission.SEE_STATISTICS) for role in STAFF)
    assert not may(frozenset({Role.ANONYMOUS, Role.RESIDENT}), Permission.SEE_STATISTICS)
