"""Steps of an uploaded file: received, opened, checked, taken; the worker does each task once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, cast

from sqlalchemy import insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.models.imports import ImportFile
from app.operations.outbox import IMPORTS, OutboxEntry, enqueue
from app.operations.uploads.stated import Stated

MOST_WAITING = 20


class ImportState(StrEnum):
    """Where a file stands; those in ``RUNNING`` wait for the worker."""

    OPENING = "opening"
    OPENED = "opened"
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"
    TAKEN = "taken"
    FAILED = "failed"
    DISCARDED = "discarded"


RUNNING = frozenset({ImportState.OPENING, ImportState.CHECKING, ImportState.TAKING})
ENDED = frozenset({ImportState.TAKEN, ImportState.DISCARDED})
_CHANGEABLE = frozenset({ImportState.OPENED, ImportState.CHECKED, ImportState.FAILED})


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """An uploaded file, stored under ``storage_key``."""

    kind: str
    name: str
    storage_key: str
    size: int


class Act(NamedTuple):
    """Who acts, when, and on which run of the file: that of the page they saw."""

    account_id: int | None
    now: datetime
    run: int = 0


def refuse_too_many(session: Session) -> None:
    """Raise Rejected while too many files of the hromada wait for a decision."""
    waiting = select(ImportFile.id).where(
        ImportFile.hromada_id == hromada_of(session), ImportFile.state.not_in(ENDED)
    )
    if len(session.scalars(waiting.limit(MOST_WAITING)).all()) >= MOST_WAITING:
        raise Rejected.on(
            "file",
            "%(count)s files wait for your decision. Take some of them or put them aside first.",
            count=MOST_WAITING,
        )


def receive(session: Session, file: ReceivedFile, stated: Stated, act: Act) -> int:
    """Record a stored file and have it opened; return its id."""
    import_id = session.scalar(
        insert(ImportFile)
        .values(
            hromada_id=hromada_of(session),
            kind=file.kind,
            name=file.name,
            storage_key=file.storage_key,
            size=file.size,
            options=stated.as_dict(),
            created_at=act.now,
            created_by=act.account_id,
            changed_at=act.now,
            changed_by=act.account_id,
        )
        .returning(ImportFile.id)
    )
    _enqueue(session, int(import_id or 0), 1, act.now)
    return int(import_id or 0)


def ask(session: Session, import_id: int, state: ImportState, act: Act, **values: Any) -> None:  # noqa: ANN401 - columns
    """Give the worker a task: ``state`` opening, checking or taking.

    Raises Conflict if the page was of an earlier run, WrongState if the file is being worked on or
    is decided.
    """
    file = _locked(session, import_id)
    if file.run != act.run:
        raise Conflict(
            "This file was checked again in another window. Look at what is written now."
        )
    ready = (
        file.state == ImportState.CHECKED
        if state == ImportState.TAKING
        else file.state in _CHANGEABLE
    )
    if not ready:
        raise WrongState("This file is being worked on, or is decided already.")
    _change(file, state, act)
    file.step, file.done, file.total = "", 0, None
    for name, value in values.items():
        setattr(file, name, value)
    file.run += 1
    session.flush()
    _enqueue(session, import_id, file.run, act.now)


def put_aside(session: Session, import_id: int, act: Act) -> str:
    """Discard a file that is not taken, whatever the worker does; return its storage key."""
    file = _locked(session, import_id)
    if file.state in ENDED:
        raise WrongState("This file is being worked on, or is decided already.")
    _change(file, ImportState.DISCARDED, act)
    file.run += 1
    return file.storage_key


def settle(
    session: Session, import_id: int, run: int, state: ImportState, **values: object
) -> bool:
    """Record what a task has brought; return whether the file still waited for it."""
    settled = session.execute(
        update(ImportFile)
        .where(ImportFile.id == import_id, ImportFile.run == run, ImportFile.state.in_(RUNNING))
        .values(state=state, **values)
    )
    return bool(cast("CursorResult[Any]", settled).rowcount)


def _locked(session: Session, import_id: int) -> ImportFile:
    file = session.scalars(
        select(ImportFile).where(ImportFile.id == import_id).with_for_update()
    ).one_or_none()
    if file is None:
        raise NotFound("There is no such file in this hromada.")
    return file


def _change(file: ImportFile, state: ImportState, act: Act) -> None:
    file.state, file.changed_at, file.changed_by = state, act.now, act.account_id


def _enqueue(session: Session, import_id: int, run: int, now: datetime) -> None:
    payload = {"import_id": import_id, "run": run}
    entry = OutboxEntry(f"import:{import_id}:{run}", IMPORTS, "import", payload)
    enqueue(session, [entry], now=now)
