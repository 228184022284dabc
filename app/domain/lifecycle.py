"""The life of a report: who may move it from one status to the next.

The same table is kept in the database (``report_transition``), which refuses what it refuses.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from app.domain.errors import NotAllowed, WrongState
from app.domain.roles import Role
from app.domain.statuses import Status


class Step(NamedTuple):
    """Where a step leads and in what capacity it may be taken."""

    to: Status
    roles: frozenset[Role]


class Undoing(NamedTuple):
    """A step that leads back to where the report stood before the undone one; who may take it."""

    undoes: str
    roles: frozenset[Role]


_Admitting = TypeVar("_Admitting", Step, Undoing)

_RESIDENT = frozenset({Role.RESIDENT, Role.VERIFIED})
_MODERATOR = frozenset({Role.MODERATOR})
_OFFICER = frozenset({Role.OFFICER})
# The operator's command line may publish and solve, for drills and for bodies not yet on board.
_OFFICER_OR_OPERATOR = frozenset({Role.OFFICER, Role.OPERATOR})

TRANSITIONS: dict[tuple[Status, str], Step] = {
    (Status.SUBMITTED, "publish"): Step(
        Status.PUBLISHED, frozenset({Role.MODERATOR, Role.OPERATOR})
    ),
    (Status.SUBMITTED, "reject"): Step(Status.REJECTED, _MODERATOR),
    (Status.SUBMITTED, "ask"): Step(Status.NEEDS_INFO, _MODERATOR),
    (Status.SUBMITTED, "duplicate"): Step(Status.DUPLICATE, _MODERATOR),
    (Status.NEEDS_INFO, "supply"): Step(Status.SUBMITTED, _RESIDENT),
    (Status.NEEDS_INFO, "publish"): Step(Status.PUBLISHED, _MODERATOR),
    (Status.NEEDS_INFO, "reject"): Step(Status.REJECTED, _MODERATOR),
    (Status.REJECTED, "reconsider"): Step(Status.SUBMITTED, _MODERATOR),
    (Status.PUBLISHED, "route"): Step(
        Status.ROUTED, frozenset({Role.SYSTEM, Role.MODERATOR, Role.COORDINATOR})
    ),
    (Status.PUBLISHED, "duplicate"): Step(Status.DUPLICATE, _MODERATOR),
    (Status.ROUTED, "duplicate"): Step(Status.DUPLICATE, _MODERATOR),
    (Status.ROUTED, "accept"): Step(Status.ACCEPTED, _OFFICER_OR_OPERATOR),
    # The program forwards where boundaries have changed, and the coordinator wished it so.
    (Status.ROUTED, "forward"): Step(
        Status.ROUTED, frozenset({Role.OFFICER, Role.COORDINATOR, Role.MODERATOR, Role.SYSTEM})
    ),
    (Status.ACCEPTED, "forward"): Step(
        Status.ROUTED, frozenset({Role.OFFICER, Role.COORDINATOR, Role.SYSTEM})
    ),
    (Status.ACCEPTED, "start"): Step(Status.IN_PROGRESS, _OFFICER_OR_OPERATOR),
    (Status.IN_PROGRESS, "solve"): Step(Status.SOLVED, _OFFICER_OR_OPERATOR),
    (Status.IN_PROGRESS, "refuse"): Step(Status.NOT_SOLVED, _OFFICER),
    (Status.IN_PROGRESS, "plan"): Step(Status.PLANNED, _OFFICER),
    (Status.PLANNED, "start"): Step(Status.IN_PROGRESS, _OFFICER_OR_OPERATOR),
    (Status.PLANNED, "solve"): Step(Status.SOLVED, _OFFICER_OR_OPERATOR),
    (Status.PLANNED, "refuse"): Step(Status.NOT_SOLVED, _OFFICER),
    # A matter settled on the spot needs no separate "started".
    (Status.ACCEPTED, "solve"): Step(Status.SOLVED, _OFFICER_OR_OPERATOR),
    (Status.ACCEPTED, "refuse"): Step(Status.NOT_SOLVED, _OFFICER),
    (Status.ACCEPTED, "plan"): Step(Status.PLANNED, _OFFICER),
    # Only the person who asked can say that it is really done ...
    (Status.SOLVED, "confirm"): Step(Status.CONFIRMED, _RESIDENT),
    (Status.SOLVED, "return"): Step(Status.IN_PROGRESS, _RESIDENT),
    # ... or their silence for the set number of days.
    (Status.SOLVED, "lapse"): Step(Status.CONFIRMED, frozenset({Role.SYSTEM})),
}

# A merge is undone whole: nothing of it is decided, published or reckoned anew.
UNDOINGS: dict[tuple[Status, str], Undoing] = {
    (Status.DUPLICATE, "unmerge"): Undoing("duplicate", _MODERATOR),
}

# Deeds that leave the status as it is, in whatever status the report stands.
DEEDS: dict[str, frozenset[Role]] = {
    "hide": frozenset({Role.MODERATOR, Role.COORDINATOR, Role.OPERATOR}),
    "unhide": frozenset({Role.MODERATOR, Role.COORDINATOR, Role.OPERATOR}),
    "redact": _MODERATOR,
    "note": frozenset({Role.OFFICER, Role.MODERATOR}),
    "photo": frozenset({Role.SYSTEM, Role.OFFICER}),
    "remind": frozenset({Role.SYSTEM}),
    # Boundaries changed before the report was published: another body is proposed.
    "reroute": frozenset({Role.COORDINATOR, Role.SYSTEM}),
}

# Between moderator and reporter alone, however public the report becomes.
PRIVATE = frozenset({"ask", "reject"})

# A report's first event: nothing came before it.
SUBMIT = "submit"
SUBMITTERS = frozenset(
    {Role.ANONYMOUS, Role.RESIDENT, Role.VERIFIED, Role.OPERATOR, Role.COORDINATOR}
)


def advance(status: Status, action: str, role: Role) -> Status:
    """Return the status after ``action``; raise WrongState or NotAllowed."""
    return _admitted(TRANSITIONS, status, action, role).to


def undone_by(status: Status, action: str, role: Role) -> str:
    """Name the step that ``action`` undoes; raise WrongState or NotAllowed."""
    return _admitted(UNDOINGS, status, action, role).undoes


def permitted(action: str, role: Role) -> None:
    """Raise NotAllowed unless the role may do this deed, which changes no status."""
    if role not in DEEDS.get(action, frozenset()):
        raise NotAllowed("Your role does not allow this step.", role=role, action=action)


def open_actions(status: Status, roles: frozenset[Role]) -> frozenset[str]:
    """Name the steps that any of the roles may take from this status."""
    tables: tuple[Mapping[tuple[Status, str], Step | Undoing], ...] = (TRANSITIONS, UNDOINGS)
    return frozenset(
        action
        for table in tables
        for (at, action), step in table.items()
        if at is status and roles & step.roles
    )


def _admitted(
    table: Mapping[tuple[Status, str], _Admitting], status: Status, action: str, role: Role
) -> _Admitting:
    try:
        step = table[status, action]
    except KeyError:
        raise WrongState(
            "This report is already “%(status)s”: that can no longer be done. Reload the page.",
            status=status,
            action=action,
        ) from None
    if role not in step.roles:
        raise NotAllowed("Your role does not allow this step.", role=role, action=action)
    return step
