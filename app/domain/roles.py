"""Roles in a hromada, and the permissions of each, in one table."""

from enum import StrEnum


class Role(StrEnum):
    """The capacity in which someone acts. A person may have several, in several hromadas."""

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


class Permission(StrEnum):
    """What a page or a button requires; every route names one."""

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

RIGHTS: dict[Permission, frozenset[Role]] = {
    Permission.SEE: _EVERYONE,
    Permission.REPORT: _EVERYONE,
    Permission.SUPPORT: _EVERYONE,
    Permission.FOLLOW: _EVERYONE,
    Permission.SIGN_IN: _EVERYONE,
    # The holder of a report's private link acts as its resident without an account.
    Permission.OWN_REPORT: _EVERYONE,
    Permission.OWN_ACCOUNT: _SIGNED_IN,
    Permission.MODERATE: frozenset({Role.MODERATOR}),
    Permission.ANSWER: frozenset({Role.OFFICER}),
    Permission.COORDINATE: frozenset({Role.COORDINATOR}),
    # A coordinator for the hromada, an officer for the own body.
    Permission.ANNOUNCE: frozenset({Role.COORDINATOR, Role.OFFICER}),
    Permission.SEE_STATISTICS: STAFF,
    Permission.MONITOR: _EVERYONE,
}


def may(roles: frozenset[Role], action: Permission) -> bool:
    """Return whether any of the roles has the permission."""
    return bool(roles & RIGHTS[action])
