"""Moderators' decisions about supports that came in a burst."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import WrongState
from app.domain.supports import SupportState
from app.models.reports import Report
from app.models.subscriptions import Supporter
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import take_step
from app.operations.reports.merging import lock_merge, sync_borrowed
from app.operations.reports.support_rows import counted


def accept_supports(session: Session, command: StaffCommand) -> None:
    """Count the supports that wait for a check; raise WrongState if none do.

    The supporters of a duplicate count for its original, too.
    """
    reports = lock_merge(session, command.number)
    report = lock_case(session, command)
    settled = _settle(session, report, SupportState.COUNTED)
    report.supporters += len(settled)
    report.confirmed_supporters += counted(settled).confirmed
    take_step(session, report, "vouch", command.context(details={"supports": len(settled)}))
    for original in reports.values():
        if original.id == report.duplicate_of_id:
            sync_borrowed(session, original, now=command.now)


def refuse_supports(session: Session, command: StaffCommand) -> None:
    """Leave the supports that wait for a check uncounted; raise WrongState if none do."""
    report = lock_case(session, command)
    settled = _settle(session, report, SupportState.REFUSED)
    take_step(session, report, "discount", command.context(details={"supports": len(settled)}))


def _settle(session: Session, report: Report, state: SupportState) -> Sequence[Row[str, str]]:
    """Give the suspected supports their state; those accepted burden no network any more."""
    values: dict[str, Any] = {"state": state}
    if state is SupportState.COUNTED:
        values["network_key"] = None
    rows = session.execute(
        update(Supporter)
        .where(
            Supporter.hromada_id == hromada_of(session),
            Supporter.report_id == report.id,
            Supporter.state == SupportState.SUSPECTED,
        )
        .values(values)
        .returning(Supporter.kind, Supporter.state)
        .execution_options(synchronize_session=False)
    ).all()
    if not rows:
        raise WrongState("No supports of this report wait for a check any more.")
    return rows
