"""Moves reports along their life: every step is an event, and the event causes the letters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.deadlines import Term, after_working_days, answer_due
from app.domain.errors import NotFound
from app.domain.lifecycle import PRIVATE, Status, advance, permitted, undone_by
from app.domain.roles import Role
from app.models.places import Category
from app.models.reports import Report, ReportEvent
from app.operations.outbox import owe_letters
from app.operations.terms import terms_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in what capacity."""

    role: Role
    account_id: int | None = None


SYSTEM = Actor(Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Deed:
    """The circumstances of a step: who, when, the public words, and what only the log keeps."""

    actor: Actor
    now: datetime
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    public: bool = True


# Which times a step sets (True) or clears (False).
_STAMPS: dict[str, dict[str, bool]] = {
    "publish": {"published_at": True},
    "reject": {"closed_at": True},
    "duplicate": {"closed_at": True},
    "reconsider": {"closed_at": False},
    "unmerge": {"closed_at": False},
    "route": {"routed_at": True},
    "forward": {"routed_at": True, "accepted_at": False},
    "accept": {"accepted_at": True},
    "solve": {"answered_at": True},
    "refuse": {"answered_at": True, "closed_at": True},
    "confirm": {"closed_at": True},
    "lapse": {"closed_at": True},
    "return": {"answered_at": False, "planned_for": False},
}


def lock_report(session: Session, number: int) -> Report:
    """Return the entered hromada's report of this number, locked till the transaction ends.

    Raises NotFound, the same for a report of another hromada and for none.
    """
    report = session.scalars(
        select(Report).where(Report.number == number).with_for_update()
    ).one_or_none()
    if report is None:
        raise NotFound("There is no such report in this hromada.")
    return report


def take_step(session: Session, report: Report, action: str, deed: Deed) -> ReportEvent:
    """Move the report by ``action``; raise WrongState or NotAllowed if its life refuses."""
    after = advance(Status(report.status), action, deed.actor.role)
    return _move(session, report, action, deed, after)


def undo_step(session: Session, report: Report, action: str, deed: Deed) -> ReportEvent:
    """Move the report back to where the step that ``action`` undoes found it; raise likewise.

    What it has lived through stays: when it was published and routed, and until when it is due.
    """
    undone = undone_by(Status(report.status), action, deed.actor.role)
    found = session.scalars(
        select(ReportEvent.from_status)
        .where(ReportEvent.report_id == report.id, ReportEvent.action == undone)
        .order_by(ReportEvent.id.desc())
        .limit(1)
    ).one()
    return _move(session, report, action, deed, Status(found or ""))


def _move(session: Session, report: Report, action: str, deed: Deed, after: Status) -> ReportEvent:
    event = _record(session, report, action, deed, (Status(report.status), after))
    report.status = after
    for column, set_it in _STAMPS.get(action, {}).items():
        setattr(report, column, deed.now if set_it else None)
    _start_clocks(session, report, action, deed.now)
    report.updated_at = deed.now
    session.flush()
    owe_letters(session, report, event)
    return event


def record_deed(session: Session, report: Report, action: str, deed: Deed) -> ReportEvent:
    """Record a deed that leaves the status alone; raise NotAllowed if the role may not do it."""
    permitted(action, deed.actor.role)
    status = Status(report.status)
    event = _record(session, report, action, deed, (status, status))
    report.updated_at = deed.now
    session.flush()
    owe_letters(session, report, event)
    return event


def _record(
    session: Session, report: Report, action: str, deed: Deed, course: tuple[Status, Status]
) -> ReportEvent:
    insertion = (
        insert(ReportEvent)
        .values(
            hromada_id=report.hromada_id,
            report_id=report.id,
            at=deed.now,
            action=action,
            from_status=course[0],
            to_status=course[1],
            role=deed.actor.role,
            account_id=deed.actor.account_id,
            note=deed.note,
            public=deed.public and action not in PRIVATE,
            details=dict(deed.details),
        )
        .returning(ReportEvent)
    )
    # Before the report changes: the database judges an officer by the body in charge till now.
    with session.no_autoflush:
        return session.scalars(insertion).one()


def _start_clocks(session: Session, report: Report, action: str, now: datetime) -> None:
    if action in {"route", "forward"}:
        clocks = terms_of(session, report.hromada_id, now=now)
        report.accept_due_at = after_working_days(now, clocks.acceptance_working_days)
    if action == "publish":
        category = session.get_one(Category, report.category_id)
        term = Term(category.target_hours, category.legal_days)
        report.answer_due_at = answer_due(now, term)
