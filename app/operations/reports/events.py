"""Takes reports through the steps of their lifecycle: each is an event, which causes letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.domain.deadlines import Clock, Term, answer_due, term_end
from app.domain.errors import NotFound
from app.domain.lifecycle import STEPS, advance
from app.domain.roles import Role
from app.domain.statuses import Status
from app.models.places import Category
from app.models.reports import Report, ReportEvent
from app.operations.reports.recording import History, record
from app.operations.terms import terms_of


@dataclass(frozen=True, slots=True)
class Actor:
    """An acting account, with the role in which it acts."""

    role: Role
    account_id: int | None = None


SYSTEM = Actor(Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class StepContext:
    """The actor, time, public note and private details of a step.

    ``changes`` are columns of the report that it sets besides its own times and terms.
    """

    actor: Actor
    now: datetime
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)


NewStep = tuple[str, StepContext]


def history_of(
    status: Status | None,
    steps: Sequence[NewStep],
    due: Callable[[Clock, datetime], datetime | None],
    *,
    back_to: Status | None = None,
) -> History:
    """Return the history of the steps from this status; raise WrongState or NotAllowed.

    ``due`` returns the end of a term that starts at a time; ``back_to`` is as in ``advance``.
    """
    events: list[dict[str, Any]] = []
    columns: dict[str, Any] = {}
    for n, (action, context) in enumerate(steps):
        after = advance(status, action, context.actor.role, back_to=back_to)
        step = STEPS[action]
        event = {"n": n, "at": context.now, "action": action, "from_status": status}
        event |= {"to_status": after, "role": context.actor.role, "note": context.note}
        event |= {"account_id": context.actor.account_id, "details": dict(context.details)}
        events.append(event | {"public": step.public})
        columns["status"] = after
        columns |= dict.fromkeys(step.clears) | dict.fromkeys(step.stamps, context.now)
        columns |= {clock: due(clock, context.now) for clock in step.starts}
        columns |= {"updated_at": context.now} if step.updates else {}
        columns |= context.changes
        status = after
    return History(events, columns)


def take_step(session: Session, report: Report, action: str, context: StepContext) -> int:
    """Take a locked report through one step; return the event's id; raise as ``take_steps``."""
    return take_steps(session, report, [(action, context)])


def take_steps(
    session: Session,
    report: Report,
    steps: Sequence[NewStep],
    *,
    extra_subscriptions: Sequence[int] = (),
) -> int:
    """Take a locked report through the steps; return the id of the last event.

    Raises WrongState or NotAllowed as ``advance`` does.
    """
    due = partial(due_date, session, report)
    undone = [step.undoes for action, _ in steps if (step := STEPS.get(action)) and step.undoes]
    back_to = _status_before(session, report, undone[0]) if undone else None
    history = history_of(Status(report.status), steps, due, back_to=back_to)
    events = record(session, {report.id: history}, extra_subscriptions=extra_subscriptions)
    for column, value in history.columns.items():
        set_committed_value(report, column, value)
    session.expire(report, ["colour", "public"])
    return events[-1]


def no_due_date(_clock: Clock, _start: datetime) -> None:
    """Return no due date: for steps that start no clock, and for reports imported as closed."""


def lock_report(session: Session, number: int) -> Report:
    """Return the entered hromada's report of this number, locked until the transaction ends.

    Raises NotFound, for a report of another hromada as well.
    """
    report = session.scalars(
        select(Report).where(Report.number == number).with_for_update()
    ).one_or_none()
    if report is None:
        raise NotFound("There is no such report in this hromada.")
    return report


def _status_before(session: Session, report: Report, action: str) -> Status | None:
    """Return the status from before the last step of this name."""
    found = session.scalar(
        select(ReportEvent.from_status)
        .where(ReportEvent.report_id == report.id, ReportEvent.action == action)
        .order_by(ReportEvent.id.desc())
        .limit(1)
    )
    return Status(found) if found else None


def due_date(session: Session, report: Report, clock: Clock, start: datetime) -> datetime:
    """Return the end of a term of the report that begins at ``start``.

    An acceptance ends no later than an answer whose term began earlier and still runs.
    """
    category = session.get_one(Category, report.category_id)
    term = Term(category.target_hours, category.legal_days, category.accept_hours)
    if clock is Clock.ANSWER:
        return answer_due(start, term)
    due = term_end(clock, start, terms_of(session, now=start), term)
    answer = report.answer_due_at
    if clock is Clock.ACCEPTANCE and report.published_at and answer and answer > start:
        return min(due, answer)
    return due
