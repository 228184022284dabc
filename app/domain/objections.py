"""Until when a resident may still speak of the own report, once somebody else has had their say.

An answer stands for a month in which its reporter may object: appeal a refusal, return what was
closed in silence. A question that was not answered in time may still be answered that long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.deadlines import after_days
from app.domain.errors import Message, WrongState
from app.domain.lifecycle import open_actions
from app.domain.roles import Role
from app.domain.statuses import Status

OBJECTION_DAYS = 30

_RESIDENT = frozenset({Role.RESIDENT})
_ONCE = Message(
    "You have appealed this refusal already: it is appealed once, and the coordinator decides."
)
_NOT_EXPIRED = Message("A moderator has decided about this report: the question is closed.")
_TOO_LATE = {
    Status.NOT_SOLVED: Message(
        "A refusal can be appealed within %(days)s days of the answer, and they are over. If the "
        "problem is still there, report it again."
    ),
    Status.LAPSED: Message(
        "A closed report can be confirmed or returned within %(days)s days, and they are over. If "
        "the problem is still there, report it again."
    ),
    Status.REJECTED: Message(
        "The question could be answered within %(days)s days of its term, and they are over. "
        "Please report the problem again."
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether the reporter may still speak.

    ``appealed``: a refusal was appealed before. ``expired``: it was not published because
    a question had no answer in time.
    """

    status: Status
    answered_at: datetime | None
    closed_at: datetime | None
    appealed: bool = False
    expired: bool = False


def standing_after(
    status: str, answered_at: datetime | None, closed_at: datetime | None, steps: Sequence[str]
) -> Standing:
    """Return the standing of a report after these steps, in order."""
    judged = [step for step in steps if step in ("reject", "expire")]
    return Standing(
        Status(status), answered_at, closed_at, "appeal" in steps, judged[-1:] == ["expire"]
    )


def last_moment(standing: Standing) -> datetime | None:
    """Return until when the reporter may speak; None if no day of this rule ends it."""
    since = standing.answered_at if standing.status is Status.NOT_SOLVED else standing.closed_at
    return after_days(since, OBJECTION_DAYS) if standing.status in _TOO_LATE and since else None


def reason_to_refuse(standing: Standing, action: str, now: datetime) -> Message | None:
    """Return why the reporter may no longer take this step, or None if they may."""
    if action == "appeal" and standing.appealed:
        return _ONCE
    if action not in open_actions(standing.status, _RESIDENT):
        return None  # the rules of the steps refuse it
    if standing.status is Status.REJECTED and not standing.expired:
        return _NOT_EXPIRED
    end = last_moment(standing)
    return _TOO_LATE[standing.status] if end and now > end else None


def check_objection(standing: Standing, action: str, now: datetime) -> None:
    """Raise WrongState if it is too late for the step, or it was taken before."""
    if reason := reason_to_refuse(standing, action, now):
        raise WrongState(reason.text, days=OBJECTION_DAYS)


def open_to_reporter(standing: Standing, now: datetime) -> frozenset[str]:
    """Return the steps to another status that the reporter may take now."""
    return frozenset(
        action
        for action in open_actions(standing.status, _RESIDENT)
        if reason_to_refuse(standing, action, now) is None
    )
