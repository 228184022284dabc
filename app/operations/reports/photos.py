"""Adds photos to an existing report; they are re-encoded before they are shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.models.reports import Report, ReportPhoto
from app.operations.outbox import PHOTOS, OutboxEntry, enqueue


def add_photos(
    session: Session,
    report: Report,
    keys: Sequence[str],
    *,
    now: datetime,
    kind: str = "problem",
    hidden_at: datetime | None = None,
) -> None:
    """Append photos to the report; ``keys`` are storage keys of stored originals."""
    if not keys:
        return
    last = select(func.coalesce(func.max(ReportPhoto.position), -1)).where(
        ReportPhoto.hromada_id == report.hromada_id, ReportPhoto.report_id == report.id
    )
    row = {"hromada_id": report.hromada_id, "report_id": report.id, "kind": kind}
    row |= {"hidden_at": hidden_at, "created_at": now}
    first = session.scalars(last).one() + 1
    photo_ids = session.scalars(
        insert(ReportPhoto).returning(ReportPhoto.id),
        [row | {"storage_key": key, "position": first + at} for at, key in enumerate(keys)],
    )
    entries = [OutboxEntry(f"photo:{id_}", PHOTOS, "photo", {"photo_id": id_}) for id_ in photo_ids]
    enqueue(session, entries, now=now)
