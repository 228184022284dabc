"""Makes the histories of imported reports: the permitted steps that led to their status."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from app.domain.deadlines import Clock, HromadaTerms, Term, term_end
from app.domain.lifecycle import STEPS, SUBMIT
from app.domain.roles import Role
from app.operations.importing.reports.rows import ReportRow
from app.operations.importing.reports.statuses import ImportedStatus
from app.operations.reports.events import (
    SYSTEM,
    Actor,
    NewStep,
    StepContext,
    history_of,
    no_due_date,
)
from app.operations.reports.recording import History

# Who takes each step of an imported report.
_OPERATOR = Actor(Role.OPERATOR)
_ACTORS = {
    SUBMIT: _OPERATOR,
    "publish": _OPERATOR,
    "route": SYSTEM,
    "accept": _OPERATOR,
    "solve": _OPERATOR,
    "lapse": SYSTEM,
}
_AT_THE_END = frozenset({"solve", "lapse"})


def imported_history(
    row: ReportRow, hromada: HromadaTerms, category: Term, *, routed: bool, now: datetime
) -> History:
    """Return the history of a report until now.

    An open one is published now, and its clocks start now. A closed one has taken every step; the
    times are set only if the file has them.
    """
    steps = [_step(row, action, now) for action in _actions(row.status, routed=routed)]
    open_due = partial(term_end, start=now, hromada=hromada, category=category)
    closed = row.status is ImportedStatus.CLOSED
    history = history_of(None, steps, no_due_date if closed else lambda clock, _: open_due(clock))
    settled = {} if row.status is ImportedStatus.WAITING else {Clock.MODERATION.value: None}
    history.columns.update(settled, updated_at=now)
    return history


def _actions(status: ImportedStatus, *, routed: bool) -> Iterator[str]:
    yield SUBMIT
    if status is ImportedStatus.WAITING:
        return
    yield "publish"
    if status is ImportedStatus.CLOSED:
        yield from ("route", "accept", "solve", "lapse")
    elif routed:
        yield "route"


def _step(row: ReportRow, action: str, now: datetime) -> NewStep:
    at: datetime | None = now
    if action == SUBMIT:
        at = row.created
    elif row.status is ImportedStatus.CLOSED:
        at = None if row.closed is None else row.closed if action in _AT_THE_END else row.created
    # The time is not known: the event has the present one, the report has none.
    unknown = {} if at else dict.fromkeys(STEPS[action].stamps)
    imported = {"imported": True}
    return action, StepContext(_ACTORS[action], at or now, details=imported, changes=unknown)
