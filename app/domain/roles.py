"""Who people are to a hromada, and what each may do: one table, role by action."""

from enum import StrEnum


class Role(StrEnum):
    """In what capacity someone acts. A person may hold several, in several hromadas."""

    ANONYMOUS = "anonymous"
    RESIDENT = "resident"
    VERIFIED = "verified"
    MODERATOR = "moderator"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    READER = "reader"
    OPERATOR = "operator"
    SYSTEM = "system"


GRANTABLE = frozenset({Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER, Role.OPERATOR})
STAFF = frozenset({Role.MODERATOR, Role.OFFICER, Role.COORDINATOR, Role.READER})


class Action(StrEnum):
    """What a page or a button does; every route names one."""

    SEE = "see"
    REPORT = "report"
    SUPPORT = "support"
    FOLLOW = "follow"
    SIGN_IN = "sign-in"
    OWN_ACCOUNT = "own-account"
    OWN_REPORT = "own-report"
    MODERATE = "moderate"
    ANSWER = "answer"
    COORDINATE = "coordinate"
    ANNOUNCE = "announce"
    SEE_STATISTICS = "see-statistics"
    MONITOR = "monitor"


_EVERYONE = frozenset(Role) - {Role.SYSTEM}
_SIGNED_IN = _EVERYONE - {Role.ANONYMOUS}

RIGHTS: dict[Action, frozenset[Role]] = {
    Action.SEE: _EVERYONE,
    Action.REPORT: _EVERYONE,
    Action.SUPPORT: _EVERYONE,
    Action.FOLLOW: _EVERYONE,
    Action.SIGN_IN: _EVERYONE,
    # The holder of a report's private link acts as its resident without an account.
    Action.OWN_REPORT: _EVERYONE,
    Action.OWN_ACCOUNT: _SIGNED_IN,
    Action.MODERATE: frozenset({Role.MODERATOR}),
    Action.ANSWER: frozenset({Role.OFFICER}),
    Action.COORDINATE: frozenset({Role.COORDINATOR}),
    # A coordinator for the hromada, an officer for the own body.
    Action.ANNOUNCE: frozenset({Role.COORDINATOR, Role.OFFICER}),
    Action.SEE_STATISTICS: STAFF,
    Action.MONITOR: _EVERYONE,
}


def may(roles: frozenset[Role], action: Action) -> bool:
    """Say whether any of the roles carries the right."""
    return bool(roles & RIGHTS[action])
