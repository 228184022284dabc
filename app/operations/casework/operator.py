"""What the operator does from the command line: for drills, and for bodies not yet on board."""

from sqlalchemy.orm import Session

from app.domain.errors import WrongState
from app.domain.statuses import Status
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import SYSTEM, StepContext, take_steps

# The lawful way from each public open state to "solved".
_WAYS: dict[Status, tuple[str, ...]] = {
    Status.PUBLISHED: ("route", "accept", "start", "solve"),
    Status.ROUTED: ("accept", "start", "solve"),
    Status.ACCEPTED: ("start", "solve"),
    Status.IN_PROGRESS: ("solve",),
    Status.PLANNED: ("solve",),
}


def solve_report(session: Session, command: StaffCommand, answer: str) -> tuple[str, ...]:
    """Answer that the report is solved, taking the steps still lacking; return the steps taken.

    Raises WrongState for a report that is not public and open, or that no body has.
    """
    report = lock_case(session, command)
    way = _WAYS.get(Status(report.status), ())
    if not way:
        raise WrongState(
            "This report is “%(status)s”: only a public open one is solved.", status=report.status
        )
    if "route" in way and report.body_id is None:
        raise WrongState("No body has this report: a moderator or coordinator chooses one.")
    contexts = {"route": StepContext(SYSTEM, command.now), "solve": command.context(answer)}
    steps = [(action, contexts.get(action, command.context())) for action in way]
    take_steps(session, report, steps)
    return way
