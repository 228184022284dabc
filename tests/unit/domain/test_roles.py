from itertools import product

import pytest

from app.domain.errors import NotAllowed, WrongState
from app.domain.lifecycle import STEPS, advance, open_actions
from app.domain.roles import GRANTABLE, RIGHTS, STAFF, Permission, Role, may
from app.domain.statuses import Status

RESIDENTS = {Role.ANONYMOUS, Role.RESIDENT, Role.VERIFIED}


@pytest.mark.parametrize(
    ("action", "role"),
    [
        (Permission.MODERATE, Role.MODERATOR),
        (Permission.ANSWER, Role.OFFICER),
        (Permission.COORDINATE, Role.COORDINATOR),
    ],
)
def test_each_workplace_is_for_one_role(action: Permission, role: Role) -> None:
    assert {each for each in Role if may(frozenset({each}), action)} == {role}


def test_residents_enter_no_workplace() -> None:
    for action in (
        Permission.MODERATE,
        Permission.ANSWER,
        Permission.COORDINATE,
        Permission.SEE_STATISTICS,
    ):
        assert not may(frozenset(RESIDENTS), action)


def test_a_stranger_has_no_account_page() -> None:
    assert not may(frozenset({Role.ANONYMOUS}), Permission.OWN_ACCOUNT)


def test_every_action_has_its_right() -> None:
    assert set(RIGHTS) == set(Permission)


def test_roles_that_work_are_roles_that_are_granted() -> None:
    assert STAFF <= GRANTABLE
    assert not GRANTABLE & (RESIDENTS | {Role.SYSTEM})


def test_a_reader_of_the_working_group_changes_nothing() -> None:
    for action, step in STEPS.items():
        for status, roles in step.roles.items():
            assert Role.READER not in roles
            with pytest.raises(NotAllowed):
                advance(status, action, Role.READER)


def test_nobody_takes_a_step_that_is_no_step() -> None:
    for status, role in product(Status, Role):
        with pytest.raises(WrongState):
            advance(status, "rewrite", role)


def test_open_actions_are_those_that_are_admitted() -> None:
    leading = [action for action, step in STEPS.items() if step.to or step.undoes]
    for status, role in product(Status, Role):
        admitted = set()
        for action in leading:
            try:
                advance(status, action, role)
            except (WrongState, NotAllowed):
                continue
            admitted.add(action)
        assert open_actions(status, frozenset({role})) == admitted
