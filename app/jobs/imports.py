"""Opens, checks and takes uploaded files: one task at a time, its end and effect in one commit."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.adapters.boundary_files import FencedFiles
from app.db import Database, enter_hromada, hromada_of
from app.domain.errors import Unavailable
from app.domain.roles import Permission, Role, may
from app.fence.protocol import OPERATOR
from app.jobs.delivery.consumer import process_batch
from app.models.accounts import RoleGrant
from app.models.imports import ImportFile
from app.models.outbox import Outbox
from app.operations.acting import act_as, lock_directory
from app.operations.failures import is_lost
from app.operations.importing.files.refusals import write_refusals
from app.operations.importing.files.sources import Job
from app.operations.uploads.kinds import KINDS, UploadKind
from app.operations.uploads.opening import open_file
from app.operations.uploads.running import ImportOutcome, take_file, try_file
from app.operations.uploads.stated import Stated
from app.operations.uploads.states import ImportState, settle
from app.queries.uploads import UploadedFile, uploaded_file
from app.services import services
from app.texts.imports import import_text
from gis.files.faults import Fault
from gis.files.messages import message_to_json, msg

# The database is busy, not the file wrong: a lock, a deadlock, a conflict of transactions.
_BUSY = frozenset({"55P03", "40P01", "40001"})
_REPORT_EVERY_S = 0.5
# Of the file of refused rows, which is Ukrainian as its readers are.
_HEADINGS = ("Рядок у файлі", "Чому не взято")

log = logging.getLogger(__name__)


class RowProgress:
    """Notes the progress of a task in the file's row, in transactions of their own."""

    def __init__(self, database: Database, hromada_id: int, task: UploadedFile) -> None:
        self._database = database
        self._hromada_id = hromada_id
        self._task = task
        self._values: dict[str, Any] = {"step": "", "done": 0, "total": None}
        self._noted_at = 0.0

    def step(self, title: str, total: int | None = None) -> None:
        """Begin a step of the work."""
        self._values = {"step": title.split(" ", 1)[0].lower(), "done": 0, "total": total}
        self._note()

    def advance(self, count: int = 1) -> None:
        """Count what is done, and note it now and then."""
        self._values["done"] += count
        if time.monotonic() - self._noted_at >= _REPORT_EVERY_S:
            self._note()

    def _note(self) -> None:
        self._noted_at = time.monotonic()
        with self._database.transaction(self._hromada_id, wakes=False) as session:
            session.execute(
                update(ImportFile)
                .where(ImportFile.id == self._task.id, ImportFile.run == self._task.run)
                .values(self._values)
            )


def run_imports(batch: list[list[int | None]]) -> None:
    """Process a batch of the imports queue."""
    process_batch(services().database, run_import, batch)


def run_import(session: Session, row: Outbox) -> Callable[[], None] | None:
    """Do the task of an entry, unless the file was put aside or asked for again since."""
    file = uploaded_file(session, row.payload["import_id"])
    if file.run != row.payload["run"] or file.state not in _TASKS:
        return None
    path = services().uploads.path(file.storage_key)
    if path is None or not _may_still(session, file.id):
        settle(
            session, file.id, file.run, ImportState.FAILED, outcome=_GONE if path is None else _LEFT
        )
        return None
    progress = RowProgress(services().database, hromada_of(session), file)
    reader = FencedFiles(services().fence, OPERATOR)
    stated = Stated.of(file.options)
    job = Job(path, datetime.now(UTC), progress, stated.read_options, reader)
    try:
        with session.begin_nested():
            _TASKS[ImportState(file.state)](session, file, job, stated)
    except Exception as error:
        if is_lost(error) or _is_busy(error):
            raise
        log.exception("import %s failed", file.id)
        settle(session, file.id, file.run, ImportState.FAILED, outcome=_BROKEN)
    return None


def _failure(message: str) -> dict[str, Any]:
    return {"taken": False, "reason": message_to_json(message)}


_GONE = _failure(msg("the file is deleted: files are kept for some days; upload it again"))
_LEFT = _failure(msg("whoever asked for it is no longer a coordinator of this hromada"))
_BROKEN = _failure(
    msg("something broke on our side, and nothing was changed; it is recorded: try again later")
)


def _is_busy(error: Exception) -> bool:
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None) in _BUSY
    return isinstance(error, Unavailable)


def _may_still(session: Session, import_id: int) -> bool:
    """Return whether the one who asked for the task still is a coordinator."""
    asked_by = select(ImportFile.changed_by).where(ImportFile.id == import_id)
    roles = select(RoleGrant.role).where(
        RoleGrant.hromada_id == hromada_of(session),
        RoleGrant.account_id == asked_by.scalar_subquery(),
    )
    held = frozenset(Role(each) for each in session.scalars(roles))
    return may(held, Permission.COORDINATE)


def _open(session: Session, file: UploadedFile, job: Job, stated: Stated) -> None:
    opened = open_file(session, job, KINDS[file.kind], stated)
    settle(session, file.id, file.run, ImportState.OPENED, opened=opened)


def _check(session: Session, file: UploadedFile, job: Job, stated: Stated) -> None:
    kind = KINDS[file.kind]
    opened = open_file(session, job, kind, stated)
    if "reason" in opened:
        settle(session, file.id, file.run, ImportState.OPENED, opened=opened)
        return
    if missing := _missing(kind, opened):
        lacking = {"taken": False, "missing": missing}
        settle(session, file.id, file.run, ImportState.CHECKED, opened=opened, outcome=lacking)
        return
    trial = session.begin_nested()
    outcome = try_file(session, _chosen(_locking(session, job), kind, stated, opened), kind)
    trial.rollback()
    _keep_refusals(file, outcome)
    settle(session, file.id, file.run, ImportState.CHECKED, opened=opened, outcome=outcome.json)


def _missing(kind: UploadKind, opened: Mapping[str, Any]) -> list[str]:
    """Return our columns that must be in the file and are not."""
    also = kind.source.needed_in_tables if opened.get("table") else frozenset()
    needed = [
        spec.name
        for spec in kind.columns
        if (spec.required or spec.name in also) and spec.name in opened["ours"]
    ]
    return [name for name in needed if name not in opened["columns_by_ours"]]


def _take(session: Session, file: UploadedFile, job: Job, stated: Stated) -> None:
    """Take the file; what was put aside meanwhile is undone."""
    taking = session.begin_nested()
    hromada_id = hromada_of(session)
    kind, by = KINDS[file.kind], _author(session, file.id)
    act_as(session, by)
    chosen = _chosen(_locking(session, job), kind, stated, file.opened)
    outcome = take_file(session, chosen, kind, whole=stated.whole, by=by)
    enter_hromada(session, hromada_id)
    _keep_refusals(file, outcome)
    if outcome.refused:
        taking.rollback()
        settle(session, file.id, file.run, ImportState.CHECKED, outcome=outcome.json)
    elif not settle(session, file.id, file.run, ImportState.TAKEN, outcome=outcome.json):
        taking.rollback()


def _locking(session: Session, job: Job) -> Job:
    """Return the job with a reader after which nobody else writes into the hromada's directory.

    Not before: an extract is read for minutes, and editors wait for the lock.
    """
    lock = partial(lock_directory, session)
    return replace(job, reader=FencedFiles(services().fence, OPERATOR, then=lock))


def _chosen(job: Job, kind: UploadKind, stated: Stated, opened: Mapping[str, Any]) -> Job:
    """Return the job with what is stated; refused rows are left out where a part can be taken."""
    headings = opened.get("columns", ())
    in_part = not kind.draft_of(job.path.name)
    return replace(job, choices=stated.choices(headings, skip_refused=in_part))


def _author(session: Session, import_id: int) -> int | None:
    return session.scalar(select(ImportFile.changed_by).where(ImportFile.id == import_id))


def _keep_refusals(file: UploadedFile, outcome: ImportOutcome) -> None:
    target = services().uploads.refused_path(file.storage_key)
    if outcome.refusals is None:
        target.unlink(missing_ok=True)
    else:
        write_refusals(target, outcome.refusals, headings=_HEADINGS, facts=_refusal, separator=";")


def _refusal(faults: Sequence[Fault]) -> tuple[object, ...]:
    with force_locale("uk"):
        return faults[0].number, "; ".join(import_text(fault.reason) for fault in faults)


_TASKS: dict[ImportState, Callable[[Session, UploadedFile, Job, Stated], None]] = {
    ImportState.OPENING: _open,
    ImportState.CHECKING: _check,
    ImportState.TAKING: _take,
}
