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
from app.adapters.uploads import UploadFolder
from app.db import Database
from app.models.reports import ReportPhoto
from app.operations.casework.auto_close import close_unanswered, expire_questions
from app.operations.casework.moderation_reminders import remind_moderators
from app.operations.casework.reminders import remind
from app.operations.failures import (
    JobRun,
    error_code,
    forget_failure,
    is_lost,
    record_failure,
    wait_after,
)
from app.operations.notices.announcing import end_expired_notices
from app.operations.reports.retention import FILES_DAYS, purge_hromada, purge_installation
from app.operations.snapshots import keep_snapshot
from app.operations.territory.applying import bring_due_into_force
from app.operations.territory.kinds import bring_due_categories
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
    """Runs the scheduled jobs.

    A hromada in which one fails is put off, ever longer, by itself; a job that fails as a whole is
    retried at the next tick.
    """

    def __init__(self, database: Database, photos: PhotoStore, uploads: UploadFolder) -> None:
        self.database = database
        self.photos = photos
        self.uploads = uploads
        self._done_at: dict[str, datetime] = {}
        self._put_off: dict[tuple[str, int], tuple[int, datetime]] = {}

    def tick(self, now: datetime) -> None:
        """Run every job that is due."""
        for entry in TIMETABLE:
            last = self._done_at.get(entry.name)
            if last is not None and now - last < entry.every:
                continue
            try:
                entry.job(self, now)
            except SQLAlchemyError as error:
                log.warning("job failed", job=entry.name, error=error_code(error))
            else:
                self._done_at[entry.name] = now

    def run(self, stop: Event) -> None:
        """Tick every minute until ``stop`` is set."""
        while not stop.is_set():
            self.tick(datetime.now(UTC))
            stop.wait(TICK_S)

    def in_each_hromada(
        self, job: str, now: datetime, operation: Callable[[Session, int], object]
    ) -> bool:
        """Run the operation in every served hromada; return whether it was done in all.

        One that fails does not stop the others. Only a lost connection is raised.
        """
        with self.database.reading() as session:
            hromadas = served_hromadas(session)
        done = [self._try(job, now, hromada_id, operation) for hromada_id in hromadas]
        return all(done)

    def _try(
        self, job: str, now: datetime, hromada_id: int, operation: Callable[[Session, int], object]
    ) -> bool:
        failures, again_at = self._put_off.get((job, hromada_id), (0, now))
        if again_at > now:
            return False
        whole = JobRun(job, "hromada", now)
        try:
            with self.database.transaction(hromada_id) as session:
                operation(session, hromada_id)
                if failures:
                    forget_failure(session, whole, 0)
        except Exception as error:
            if is_lost(error):
                raise
            self._put_off[job, hromada_id] = (failures + 1, now + wait_after(failures + 1))
            with self.database.transaction(hromada_id) as session:
                record_failure(session, whole, 0, error)
            return False
        self._put_off.pop((job, hromada_id), None)
        return True


def _in_each_hromada(job: str, operation: Callable[..., object]) -> ScheduledJob:
    return lambda timetable, now: timetable.in_each_hromada(
        job, now, lambda session, _: operation(session, now=now)
    )


def _purge(timetable: Timetable, now: datetime) -> None:
    with timetable.database.transaction() as session:
        purge_installation(session, now=now)
    timetable.in_each_hromada("forget", now, lambda session, _: purge_hromada(session, now=now))


def _sweep_photos(timetable: Timetable, now: datetime) -> None:
    """Delete originals of no pending photo: they have the metadata that re-encoding removes.

    Nothing is deleted before every hromada has said what it waits for.
    """
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

    if timetable.in_each_hromada("sweep photos", now, collect):
        for key in old - pending:
            timetable.photos.drop_incoming(key)


def _sweep_uploads(timetable: Timetable, now: datetime) -> None:
    """Delete old files to import, also of hromadas that are served no longer."""
    timetable.uploads.sweep(now - timedelta(FILES_DAYS))


def _every_minute(job: str, operation: Callable[..., object]) -> TimetableEntry:
    return TimetableEntry(job, timedelta(minutes=1), _in_each_hromada(job, operation))


TIMETABLE = (
    _every_minute("lapse", close_unanswered),
    _every_minute("expire", expire_questions),
    _every_minute("remind", remind),
    _every_minute("remind of the queue", remind_moderators),
    _every_minute("boundaries", bring_due_into_force),
    _every_minute("categories", bring_due_categories),
    _every_minute("end notices", end_expired_notices),
    TimetableEntry(
        "statistics", timedelta(minutes=10), _in_each_hromada("statistics", keep_snapshot)
    ),
    TimetableEntry("forget", timedelta(hours=1), _purge),
    TimetableEntry("sweep photos", timedelta(hours=1), _sweep_photos),
    TimetableEntry("sweep imports", timedelta(hours=1), _sweep_uploads),
)
