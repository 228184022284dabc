"""Supports reports: everybody whom the same problem concerns counts once."""

from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, WrongState
from app.domain.statuses import Colour
from app.models.reports import Report
from app.models.subscriptions import Supporter

_WITHDRAW_FROM_DUPLICATES = text("""
WITH withdrawn AS (
    DELETE FROM supporter AS s USING report AS r
    WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id
      AND s.hromada_id = r.hromada_id AND s.report_id = r.id AND s.person_key = :person_key
    RETURNING s.report_id
)
UPDATE report SET supporters = supporters - 1
WHERE hromada_id = :hromada_id AND id IN (SELECT report_id FROM withdrawn)
""")


def support_report(session: Session, number: int, *, person_key: bytes, now: datetime) -> int:
    """Add the person to the supporters, once; return how many there are.

    Raises NotFound unless the report is public, WrongState if it is closed.
    """
    report_id, colour = public_report(session, number)
    if colour == Colour.CLOSED:
        raise WrongState("This report is closed. If the problem is back, report it anew.")
    added = session.execute(
        upsert(Supporter)
        .values(
            hromada_id=hromada_of(session),
            report_id=report_id,
            person_key=person_key,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Supporter.report_id)
    ).all()
    return _change_supporters(session, report_id, change=len(added))


def withdraw_support(session: Session, number: int, *, person_key: bytes) -> int:
    """Remove the person from the supporters; return how many are left.

    They are removed from the report's duplicates too, which are about the same problem.
    """
    report_id, _ = public_report(session, number)
    session.execute(
        _WITHDRAW_FROM_DUPLICATES,
        {"hromada_id": hromada_of(session), "report_id": report_id, "person_key": person_key},
    )
    removed = session.execute(
        delete(Supporter)
        .where(
            Supporter.hromada_id == hromada_of(session),
            Supporter.report_id == report_id,
            Supporter.person_key == person_key,
        )
        .returning(Supporter.report_id)
    ).all()
    return _change_supporters(session, report_id, change=-len(removed))


def public_report(session: Session, number: int) -> tuple[int, str]:
    """Return the public report's id and colour, locked against merges; raise NotFound."""
    row = session.execute(
        select(Report.id, Report.colour)
        .where(Report.hromada_id == hromada_of(session), Report.number == number, Report.public)
        # A merge that collects supporters waits for this, or this for the merge.
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such report in this hromada.")
    return row.id, row.colour


def _change_supporters(session: Session, report_id: int, *, change: int) -> int:
    supporters = session.scalar(
        update(Report)
        .where(Report.hromada_id == hromada_of(session), Report.id == report_id)
        .values(supporters=Report.supporters + change)
        .returning(Report.supporters)
    )
    return supporters or 0
