"""Merges duplicates: the original borrows their supporters and subscriptions until it is undone.

A duplicate keeps its own; the original has a copy of each, once for each person, with its source.
So undoing a merge deletes the copies, and no second record of what was moved is needed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, text, update
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.statuses import Status
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.sql import run

# One merge at a time in a hromada: two concurrent ones could otherwise make a cycle.
_LOCK_MERGES = text(
    "SELECT pg_advisory_xact_lock(1668641901, CAST(entered_hromada() % 2147483647 AS int))"
)

_SUPPORTERS_OUT = text("""
DELETE FROM supporter AS s
WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id AND s.from_report_id IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM report AS r WHERE r.id = s.from_report_id AND r.duplicate_of_id = :report_id)
RETURNING 1
""")
_SUPPORTERS_IN = text("""
INSERT INTO supporter (hromada_id, report_id, person_key, created_at, from_report_id)
SELECT DISTINCT ON (s.person_key)
    s.hromada_id, CAST(:report_id AS bigint), s.person_key, s.created_at, s.report_id
FROM report AS r
JOIN supporter AS s ON s.hromada_id = r.hromada_id AND s.report_id = r.id
WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id AND s.from_report_id IS NULL
ORDER BY s.person_key, s.created_at, s.report_id
ON CONFLICT DO NOTHING
RETURNING 1
""")
_SUBSCRIPTIONS_OUT = text("""
DELETE FROM subscription AS s USING subscription AS source, report AS r
WHERE s.hromada_id = :hromada_id AND s.report_id = :report_id
  AND source.hromada_id = s.hromada_id AND source.id = s.source_id
  AND r.hromada_id = s.hromada_id AND r.id = source.report_id
  AND r.duplicate_of_id IS DISTINCT FROM :report_id
RETURNING s.email
""")


def lock_merge(session: Session, *numbers: int) -> dict[int, Report]:
    """Return the reports of these numbers, locked, by number.

    With them the originals that they point to; other merges wait until the transaction ends.
    """
    session.execute(_LOCK_MERGES)
    named = select(Report.id).where(Report.number.in_(numbers))
    originals = select(Report.duplicate_of_id).where(Report.number.in_(numbers))
    reports = session.scalars(
        select(Report)
        .where(or_(Report.id.in_(named), Report.id.in_(originals)))
        .order_by(Report.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {report.number: report for report in reports}


def root_original(reports: dict[int, Report], report: Report, number: int) -> Report:
    """Return the report with this number or, if it is a duplicate, its original.

    Raises Rejected if there is none, or if it would be the report itself.
    """
    if number == report.number:
        raise Rejected.on("original", "A report cannot repeat itself. Name another number.")
    named = reports.get(number)
    if named is None:
        raise Rejected.on("original", "There is no report with this number in this hromada.")
    if named.status != Status.DUPLICATE or named.duplicate_of_id is None:
        return named
    if named.duplicate_of_id == report.id:
        raise Rejected.on(
            "original", "№ %(number)s is itself a duplicate. Name its original.", number=number
        )
    return next(each for each in reports.values() if each.id == named.duplicate_of_id)


def merge_into(session: Session, report: Report, original: Report, *, now: datetime) -> list[str]:
    """Point the report and its duplicates to the original, and borrow their subscriptions there.

    Return the addresses subscribed through duplicates of the report, now to the original.
    """
    session.execute(
        update(Report)
        .where(
            Report.hromada_id == report.hromada_id,
            or_(Report.id == report.id, Report.duplicate_of_id == report.id),
        )
        .values(duplicate_of_id=original.id)
    )
    carried = _sync_borrowed(session, report, now=now)
    _sync_borrowed(session, original, now=now)
    return carried


def carried_readers(session: Session, original: Report, carried: Sequence[str]) -> list[int]:
    """Return the subscriptions to the original of the addresses that ``merge_into`` returned.

    The original's own reporter is left out: a reporter's letter has the private link of a report.
    """
    hearing = select(Subscription.id).where(
        Subscription.hromada_id == original.hromada_id,
        Subscription.report_id == original.id,
        Subscription.email.in_(carried),
        Subscription.kind == "follower",
        Subscription.confirmed_at.is_not(None),
        Subscription.ended_at.is_(None),
    )
    return list(session.scalars(hearing))


def undo_merge(session: Session, report: Report, *, now: datetime) -> None:
    """Undo ``merge_into``: restore the report's duplicates, supporters and subscriptions."""
    original_id = report.duplicate_of_id
    if original_id is None:
        return
    report.duplicate_of_id = None
    session.flush()
    for duplicate in _duplicates_from(session, report, original_id):
        duplicate.duplicate_of_id = report.id
    session.flush()
    _sync_borrowed(session, session.get_one(Report, original_id), now=now)
    _sync_borrowed(session, report, now=now)


def _duplicates_from(session: Session, report: Report, original_id: int) -> list[Report]:
    """Return those of the original's duplicates that came to it with this report."""
    marked = (
        select(ReportEvent.details["original"].as_integer())
        .where(ReportEvent.report_id == Report.id, ReportEvent.action == "duplicate")
        .order_by(ReportEvent.id.desc())
        .limit(1)
        .correlate(Report)
        .scalar_subquery()
    )
    rows = select(Report).where(
        Report.hromada_id == report.hromada_id,
        Report.duplicate_of_id == original_id,
        marked == report.number,
    )
    return list(session.scalars(rows.order_by(Report.id).with_for_update()))


def _sync_borrowed(session: Session, report: Report, *, now: datetime) -> list[str]:
    """Sync the report's borrowed supporters and subscriptions with its present duplicates.

    Return the addresses of the subscriptions removed.
    """
    ids: dict[str, Any] = {"hromada_id": report.hromada_id, "report_id": report.id}
    removed = len(session.execute(_SUPPORTERS_OUT, ids).all())
    added = len(session.execute(_SUPPORTERS_IN, ids).all())
    report.supporters += added - removed
    removed_emails = session.scalars(_SUBSCRIPTIONS_OUT, ids).all()
    run(session, "reports/borrow_subscriptions", **ids, now=now)
    session.flush()
    return list(removed_emails)
