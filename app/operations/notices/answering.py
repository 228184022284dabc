"""Answers every report that a notice explains, by the permitted steps of an officer."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.statuses import Status
from app.models.notices import Notice, ReportNotice
from app.models.reports import Report
from app.operations.reports.events import Actor, StepContext, history_of, no_due_date
from app.operations.reports.recording import record

# The steps of an officer from each status to the answer.
_PATHS: dict[Status, tuple[str, ...]] = {
    Status.ROUTED: ("accept", "solve"),
    Status.ACCEPTED: ("solve",),
    Status.IN_PROGRESS: ("solve",),
    Status.PLANNED: ("solve",),
}
SOLVABLE = tuple(_PATHS)


def solve_explained(
    session: Session,
    notice: Notice,
    actor: Actor,
    *,
    body_ids: Collection[int],
    answer: str,
    now: datetime,
) -> int:
    """Answer as solved every open report that the notice explains and these bodies have.

    Each reporter can still confirm or return. Returns how many were answered.
    """
    reports = _lock_explained(session, notice, body_ids)
    step = StepContext(actor, now, details={"notice": notice.id})
    contexts = {"solve": replace(step, note=answer)}
    histories = {}
    for status in {at for _, at in reports}:
        steps = [(action, contexts.get(action, step)) for action in _PATHS[status]]
        histories[status] = history_of(status, steps, no_due_date)
    if reports:
        record(session, {id_: histories[at] for id_, at in reports})
    return len(reports)


def _lock_explained(
    session: Session, notice: Notice, body_ids: Collection[int]
) -> list[tuple[int, Status]]:
    rows = (
        select(Report.id, Report.status)
        .join(ReportNotice, ReportNotice.report_id == Report.id)
        .where(
            ReportNotice.hromada_id == notice.hromada_id,
            ReportNotice.notice_id == notice.id,
            Report.hromada_id == notice.hromada_id,
            Report.body_id.in_(body_ids),
            Report.status.in_(SOLVABLE),
            Report.hidden_at.is_(None),
        )
        .order_by(Report.id)
        .with_for_update(of=Report)
    )
    return [(row.id, Status(row.status)) for row in session.execute(rows)]
