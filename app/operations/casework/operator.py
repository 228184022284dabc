"""The operator's command-line action, for drills and for bodies not yet on board."""

from sqlalchemy.orm import Session

from app.domain.errors import WrongState
from app.domain.statuses import Status
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import SYSTEM, StepContext, take_steps

# The permitted steps from each public open status to "solved".
_PATHS: dict[Status, tuple[str, ...]] = {
    Status.PUBLISHED: ("route", "accept", "start", "solve"),
    Status.ROUTED: ("accept", "start", "solve"),
    Status.ACCEPTED: ("start", "solve"),
    Status.IN_PROGRESS: ("solve",),
    Status.PLANNED: ("solve",),
}


def solve_report(session: Session, command: StaffCommand, answer: str) -> tuple[str, ...]:
    """Answer that the report is solved, with the steps still missing; return the steps taken.

    Raises WrongState for a report that is not public and open, or has no body.
    """
    report = lock_case(session, command)
    path = _PATHS.get(Status(report.status), ())
    if not path:
        raise WrongState(
            "This report is “%(status)s”: only a public open one is solved.", status=report.status
        )
    if "route" in path and report.body_id is None:
        raise WrongState("No body has this report: a moderator or coordinator chooses one.")
    contexts = {"route": StepContext(SYSTEM, command.now), "solve": command.context(answer)}
    steps = [(action, contexts.get(action, command.context())) for action in path]
    take_steps(session, report, steps)
    return path
