"""Answers at once every report that a notice explains: one officer's deed, lawful step by step."""

from collections.abc import Collection
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.domain.lifecycle import Status, advance
from app.models.notices import Notice, ReportNotice
from app.models.reports import Report
from app.operations.reports.events import Actor

# How an officer gets from where a report stands to its answer.
_WAYS: dict[Status, tuple[str, ...]] = {
    Status.ROUTED: ("accept", "solve"),
    Status.ACCEPTED: ("solve",),
    Status.IN_PROGRESS: ("solve",),
    Status.PLANNED: ("solve",),
}
SOLVABLE = tuple(_WAYS)

_EVENTS = text("""
INSERT INTO report_event
    (hromada_id, report_id, at, action, from_status, to_status, role, account_id, note, details)
SELECT :hromada_id, each, :now, :action, :before, :after, :role, :account_id, :note,
       jsonb_build_object('notice', CAST(:notice_id AS bigint))
FROM unnest(CAST(:ids AS bigint[])) AS each
""")
# As each step owes them: the reporter always hears, followers of what everybody sees.
_LETTERS = text("""
INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
SELECT e.hromada_id, 'event:' || e.id || ':subscription:' || s.id, 'mail', 'step',
       jsonb_build_object('event_id', e.id, 'subscription_id', s.id), :now, :now
FROM report_event AS e
JOIN report AS r ON r.hromada_id = e.hromada_id AND r.id = e.report_id
JOIN subscription AS s ON s.hromada_id = e.hromada_id AND s.report_id = e.report_id
WHERE e.hromada_id = :hromada_id AND e.report_id = ANY(CAST(:ids AS bigint[]))
  AND e.action = 'solve' AND e.at = :now AND e.details @> jsonb_build_object('notice',
      CAST(:notice_id AS bigint))
  AND s.ended_at IS NULL
  AND (s.kind = 'reporter' OR (s.confirmed_at IS NOT NULL AND r.public))
ON CONFLICT (key) DO NOTHING
""")


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

    The resident of each still says whether it is so. Returns how many were answered.
    """
    reports = _lock_explained(session, notice, body_ids)
    values = {
        "hromada_id": notice.hromada_id,
        "notice_id": notice.id,
        "now": now,
        "role": actor.role,
        "account_id": actor.account_id,
    }
    for status, way in _WAYS.items():
        ids = [id_ for id_, at in reports if at == status]
        if ids:
            _walk(session, (status, way), actor, values | {"ids": ids}, answer=answer)
    ids = [id_ for id_, _ in reports]
    if ids:
        session.execute(_LETTERS, values | {"ids": ids})
    return len(ids)


def _lock_explained(
    session: Session, notice: Notice, body_ids: Collection[int]
) -> list[tuple[int, str]]:
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
    return [(row.id, row.status) for row in session.execute(rows)]


def _walk(
    session: Session,
    course: tuple[Status, tuple[str, ...]],
    actor: Actor,
    values: dict[str, Any],
    *,
    answer: str,
) -> None:
    """Write the events of each step for all reports at once, then where they stand now."""
    start, way = course
    stands = [start]
    for action in way:
        stands.append(advance(stands[-1], action, actor.role))
    for action, (before, after) in zip(way, pairwise(stands), strict=True):
        step = {"action": action, "before": before, "after": after}
        session.execute(_EVENTS, values | step | {"note": answer if action == "solve" else ""})
    now = values["now"]
    changes = {"status": stands[-1], "answered_at": now, "updated_at": now}
    if "accept" in way:
        changes["accepted_at"] = now
    session.execute(
        update(Report)
        .where(Report.hromada_id == values["hromada_id"], Report.id.in_(values["ids"]))
        .values(changes)
        .execution_options(synchronize_session=False)
    )
