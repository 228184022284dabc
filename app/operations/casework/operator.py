"""What the operator does from the command line: for drills, and for bodies not yet on board."""

from sqlalchemy.orm import Session

from app.domain.errors import WrongState
from app.domain.statuses import Status
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import SYSTEM, StepContext, take_step

# The lawful way from each public open state to "solved", a step at a time.
_WAY_TO_SOLVED: dict[Status, str] = {
    Status.PUBLISHED: "route",
    Status.ROUTED: "accept",
    Status.ACCEPTED: "start",
    Status.IN_PROGRESS: "solve",
    Status.PLANNED: "solve",
}


def solve_report(session: Session, command: StaffCommand, answer: str) -> tuple[str, ...]:
    """Answer that the report is solved, taking the steps still lacking; return the steps taken.

    Raises WrongState for a report that is not public and open, or that no body has.
    """
    report = lock_case(session, command)
    taken: list[str] = []
    while (step := _WAY_TO_SOLVED.get(Status(report.status))) is not None:
        if step == "route" and report.body_id is None:
            raise WrongState("No body has this report: a moderator or coordinator chooses one.")
        context = StepContext(SYSTEM, command.now) if step == "route" else command.context()
        take_step(session, report, step, command.context(answer) if step == "solve" else context)
        taken.append(step)
    if not taken:
        raise WrongState(
            "This report is “%(status)s”: only a public open one is solved.", status=report.status
        )
    return tuple(taken)
