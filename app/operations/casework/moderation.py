"""Moderators' decisions: publish, reject, ask, mark as duplicate, hide."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.deadlines import Clock
from app.domain.errors import WrongState
from app.domain.moderation import (
    HideReason,
    RejectReason,
    check_original,
)
from app.domain.personal_data.decisions import UNDECIDED, PersonalDecision
from app.domain.statuses import Status
from app.models.reports import Report
from app.operations.casework.personal_data import steps_of_decision
from app.operations.casework.staff_commands import (
    StaffCommand,
    acting_body,
    lock_case,
    takes_reports,
)
from app.operations.placing import decide_again
from app.operations.reports.events import SYSTEM, StepContext, due_date, take_step, take_steps
from app.operations.reports.merging import (
    carried_readers,
    lock_merge,
    merge_into,
    root_original,
    undo_merge,
)


def publish_report(
    session: Session,
    command: StaffCommand,
    *,
    body_id: int | None = None,
    personal: PersonalDecision = UNDECIDED,
) -> Status:
    """Put the report on the map and hand it to its body at once; return its status.

    Personal data in it are blacked out or let be as ``personal`` says; raises Rejected where it
    says nothing of them.

    ``body_id`` is the moderator's own choice; without it the body proposed at submission gets
    the report; if none was proposed, it stays published without a body. If the proposed body
    no longer takes reports, the body is decided again.
    """
    report = lock_case(session, command)
    steps = list(steps_of_decision(session, report, command, decision=personal))
    context = _publish_context(session, report, command)
    proposed = context.changes.get("body_id", report.body_id)
    if personal.kept:
        context = replace(context, details={**context.details, "kept": sorted(personal.kept)})
    steps.append(("publish", context))
    if body_id is not None and body_id != proposed:
        steps.append(("route", _choice_of_body(session, command, proposed, body_id)))
    elif proposed is not None:
        steps.append(("route", StepContext(SYSTEM, command.now)))
    take_steps(session, report, steps)
    return Status(report.status)


def _publish_context(session: Session, report: Report, command: StaffCommand) -> StepContext:
    if report.body_id is None or takes_reports(session, report.body_id):
        return command.context()
    decision = decide_again(session, report, now=command.now)
    return command.context(
        details={"idle": report.body_id},
        changes={
            "body_id": decision.body_id,
            "area_id": decision.area_id,
            "routing": decision.reasons(),
        },
    )


def route_report(session: Session, command: StaffCommand, body_id: int) -> None:
    """Hand a published report without a body to the one that was chosen."""
    report = lock_case(session, command)
    take_step(session, report, "route", _choice_of_body(session, command, report.body_id, body_id))


def _choice_of_body(
    session: Session, command: StaffCommand, proposed: int | None, body_id: int
) -> StepContext:
    body = acting_body(session, body_id)
    return command.context(
        details={"from": proposed, "to": body.id}, changes={"body_id": body.id, "area_id": None}
    )


def reject_report(
    session: Session, command: StaffCommand, reason: RejectReason, *, note: str
) -> None:
    """Refuse to publish; the note gives the reporter the reason."""
    take_step(
        session,
        lock_case(session, command),
        "reject",
        command.context(note, details={"reason": reason}),
    )


def ask_reporter(session: Session, command: StaffCommand, question: str) -> None:
    """Ask the reporter for details; the report waits for the answer."""
    take_step(session, lock_case(session, command), "ask", command.context(question))


def mark_duplicate(session: Session, command: StaffCommand, original: int) -> None:
    """Close the report as one that repeats the report with the number ``original``.

    A duplicate's number stands for its original. The supporters and subscribers of the report
    and of its own duplicates count for the original from now on.
    """
    reports = lock_merge(session, command.number, original)
    report = lock_case(session, command)
    first = root_original(reports, report, original)
    check_original(
        Status(first.status),
        first.number,
        hidden=first.hidden_at is not None,
        sensitive=first.sensitive,
    )
    carried = merge_into(session, report, first, now=command.now)
    context = command.context(details={"original": first.number})
    readers = carried_readers(session, first, carried)
    take_steps(session, report, [("duplicate", context)], extra_subscriptions=readers)


def unmerge_report(session: Session, command: StaffCommand, *, note: str) -> None:
    """Undo a merge: restore the report's status, supporters, subscribers, times and terms.

    Those who had a letter about the merge get one; the note is for the log. A question whose term
    ran out meanwhile has a new one.
    """
    lock_merge(session, command.number)
    report = lock_case(session, command)
    undo_merge(session, report, now=command.now)
    changes: dict[str, object] = {}
    if report.reply_due_at and report.reply_due_at < command.now:
        changes["reply_due_at"] = due_date(session, report, Clock.REPLY, command.now)
    details = {"words": note} if note else {}
    take_step(session, report, "unmerge", command.context(details=details, changes=changes))


def reconsider_report(session: Session, command: StaffCommand, *, note: str) -> None:
    """Put a rejected report back into the queue, with a new term."""
    report = lock_case(session, command)
    take_step(session, report, "reconsider", command.context(note))


def hide_report(session: Session, command: StaffCommand, reason: HideReason, *, note: str) -> None:
    """Take the report off every public page; raise WrongState if it is hidden already."""
    report = lock_case(session, command)
    if report.hidden_at is not None:
        raise WrongState("This report is hidden already.")
    take_step(session, report, "hide", command.context(note, details={"reason": reason}))


def unhide_report(
    session: Session,
    command: StaffCommand,
    *,
    note: str,
    personal: PersonalDecision = UNDECIDED,
) -> None:
    """Show a hidden report again; raise WrongState if it is not hidden.

    Raises Rejected as ``publish_report`` does.
    """
    report = lock_case(session, command)
    if report.hidden_at is None:
        raise WrongState("This report is not hidden.")
    steps = list(steps_of_decision(session, report, command, decision=personal))
    details = {"kept": sorted(personal.kept)} if personal.kept else {}
    take_steps(session, report, [*steps, ("unhide", command.context(note, details=details))])
