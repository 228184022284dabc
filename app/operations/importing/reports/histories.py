"""Gives imported reports the life that led to where they stand, step by lawful step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.deadlines import HromadaTerms, Term, after_working_days, answer_due
from app.domain.lifecycle import SUBMIT, Status, advance
from app.domain.roles import Role
from app.operations.importing.files.changes import Facts
from app.operations.importing.reports.rows import Fate, ReportRow

# Who takes each step of an imported report's life.
_ACTORS = {
    "publish": Role.OPERATOR,
    "route": Role.SYSTEM,
    "accept": Role.OPERATOR,
    "solve": Role.OPERATOR,
    "lapse": Role.SYSTEM,
}
_AT_THE_END = frozenset({"solve", "lapse"})
_STAMPS = {
    "publish": "published_at",
    "route": "routed_at",
    "accept": "accepted_at",
    "solve": "answered_at",
    "lapse": "closed_at",
}


@dataclass(frozen=True, slots=True)
class ReportHistory:
    """The statuses and times that a report comes in with, and the events that tell of them."""

    columns: Facts
    events: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """What sets the deadlines of a report that is open."""

    clocks: HromadaTerms
    answer: Term


def history_of(row: ReportRow, terms: ReportTerms, *, routed: bool, now: datetime) -> ReportHistory:
    """Return the life of a report until now.

    An open one was published here now, and its clocks start now. A closed one went through all of
    it before; when is told only where the file tells it.
    """
    status = Status.SUBMITTED
    events = [_event(SUBMIT, None, status, Role.OPERATOR, row.created)]
    stamps: Facts = dict.fromkeys(_STAMPS.values())
    for action in _steps(row.fate, routed=routed):
        known = _moment(row, action)
        after = advance(status, action, _ACTORS[action])
        events.append(_event(action, status, after, _ACTORS[action], known or now))
        stamps[_STAMPS[action]] = known if row.fate is Fate.CLOSED else now
        status = after
    return ReportHistory(
        {"status": status, **stamps, **_due(row.fate, terms, routed, now)}, tuple(events)
    )


def _steps(fate: Fate, *, routed: bool) -> Iterator[str]:
    if fate is Fate.WAITING:
        return
    yield "publish"
    if fate is Fate.CLOSED:
        yield from ("route", "accept", "solve", "lapse")
    elif routed:
        yield "route"


def _moment(row: ReportRow, action: str) -> datetime | None:
    if row.closed is None or row.fate is not Fate.CLOSED:
        return None
    return row.closed if action in _AT_THE_END else row.created


def _due(fate: Fate, terms: ReportTerms, routed: bool, now: datetime) -> Facts:
    moderation = accept = answer = None
    if fate is Fate.WAITING:
        moderation = after_working_days(now, terms.clocks.moderation_working_days)
    if fate is not Fate.CLOSED:
        answer = answer_due(now, terms.answer)
    if fate is Fate.OPEN and routed:
        accept = after_working_days(now, terms.clocks.acceptance_working_days)
    return {"moderation_due_at": moderation, "accept_due_at": accept, "answer_due_at": answer}


def _event(
    action: str, before: Status | None, after: Status, role: Role, at: datetime
) -> dict[str, Any]:
    return {
        "action": action,
        "from_status": before,
        "to_status": after,
        "role": role,
        "at": at,
    }
