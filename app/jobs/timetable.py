"""Scheduled jobs and their intervals; each hromada in a transaction of its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.adapters.storage import PhotoStore
from app.db import Database
from app.models.reports import ReportPhoto
from app.operations.casework.auto_close import close_unanswered
from app.operations.casework.reminders import remind
from app.operations.notices.announcing import end_expired_notices
from app.operations.reports.retention import purge_hromada, purge_installation
from app.operations.territory.applying import bring_due_into_force
from app.queries.casework.reminders import served_hromadas

TICK_S = 60.0
# An original that no photo refers to by then was left by a failed submission.
ORPHAN_AFTER = timedelta(days=1)

log = structlog.get_logger()

ScheduledJob = Callable[["Timetable", datetime], Any]


class TimetableEntry(NamedTuple):
    """A job run at intervals."""

    name: str
    every: timedelta
    job: ScheduledJob


class Timetable:
    """Runs the scheduled jobs; one that fails is retried at the next tick."""

    def __init__(self, database: Database, photos: PhotoStore) -> None:
        self.database = database
        self.photos = photos
        self._done_at: dict[str, datetime] = {}

    def tick(self, now: datetime) -> None:
        """Run every job that is due."""
        for entry in TIMETABLE:
            last = self._done_at.get(entry.name)
            if last is not None and now - last < entry.every:
                continue
            try:
                entry.job(self, now)
            except SQLAlchemyError as error:
                log.warning("clock failed", deed=entry.name, error=type(error).__name__)
            else:
                self._done_at[entry.name] = now

    def run(self, stop: Event) -> None:
        """Tick every minute until ``stop`` is set."""
        while not stop.is_set():
            self.tick(datetime.now(UTC))
            stop.wait(TICK_S)

    def in_each_hromada(self, operation: Callable[[Session, int], object]) -> None:
        """Run the operation in every served hromada; a failure does not stop the others."""
        with self.database.reading() as session:
            hromadas = served_hromadas(session)
        failed = None
        for hromada_id in hromadas:
            try:
                with self.database.transaction(hromada_id) as session:
                    operation(session, hromada_id)
            except SQLAlchemyError as error:
                log.warning("clock failed", hromada_id=hromada_id, error=type(error).__name__)
                failed = error
        if failed is not None:
            raise failed


def _in_each_hromada(operation: Callable[..., object]) -> ScheduledJob:
    return lambda timetable, now: timetable.in_each_hromada(
        lambda session, _: operation(session, now=now)
    )


def _purge(timetable: Timetable, now: datetime) -> None:
    with timetable.database.transaction() as session:
        purge_installation(session, now=now)
    timetable.in_each_hromada(lambda session, _: purge_hromada(session, now=now))


def _sweep_photos(timetable: Timetable, now: datetime) -> None:
    """Delete originals of no pending photo: they have the metadata that re-encoding removes."""
    old = set(timetable.photos.incoming_before(now - ORPHAN_AFTER))
    if not old:
        return
    pending: set[str] = set()

    def collect(session: Session, hromada_id: int) -> None:
        keys = select(ReportPhoto.storage_key).where(
            ReportPhoto.hromada_id == hromada_id,
            ReportPhoto.state == "pending",
            ReportPhoto.storage_key.in_(old),
        )
        pending.update(session.scalars(keys))

    timetable.in_each_hromada(collect)
    for key in old - pending:
        timetable.photos.drop_incoming(key)


TIMETABLE = (
    TimetableEntry("lapse", timedelta(minutes=1), _in_each_hromada(close_unanswered)),
    TimetableEntry("remind", timedelta(minutes=1), _in_each_hromada(remind)),
    TimetableEntry("boundaries", timedelta(minutes=1), _in_each_hromada(bring_due_into_force)),
    TimetableEntry("end notices", timedelta(minutes=1), _in_each_hromada(end_expired_notices)),
    TimetableEntry("forget", timedelta(hours=1), _purge),
    TimetableEntry("sweep photos", timedelta(hours=1), _sweep_photos),
)
