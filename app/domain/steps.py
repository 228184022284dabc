"""What the rules of a step in a report's life consist of: lifecycle.py has those of each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from app.domain.deadlines import Clock
from app.domain.roles import Role
from app.domain.statuses import Status


class Audience(StrEnum):
    """Who gets a letter about a step.

    Of the moderators only the one who asked hears of the answer, as long as they moderate.
    """

    REPORTER = "reporter"
    FOLLOWERS = "followers"
    BODY = "body"
    COORDINATORS = "coordinators"
    MODERATORS = "moderators"


class Step(NamedTuple):
    """The rules of a step, or of an action that leaves the status as it is.

    ``roles`` has the roles that may take it, by status (None: before the first event). A step
    that ``undoes`` another restores the status from before that one. ``stamps``, ``clears`` and
    ``starts`` are columns of the report: times set, values cleared, terms started. Only staff and
    the reporter see a step that is not ``public``; one that ``updates`` sets ``updated_at``.
    """

    roles: Mapping[Status | None, frozenset[Role]]
    to: Status | None = None
    audiences: frozenset[Audience] = frozenset()
    undoes: str = ""
    stamps: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    starts: tuple[Clock, ...] = ()
    public: bool = True
    updates: bool = True
