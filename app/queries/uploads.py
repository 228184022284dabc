"""Uploaded files of a hromada: one with all that is known of it, or the last of a kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.models.accounts import Account
from app.models.imports import ImportFile

MOST = 100


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file with its state, options, what was found in it and what came of it."""

    id: int
    kind: str
    name: str
    storage_key: str
    size: int
    state: str
    run: int
    options: dict[str, Any]
    opened: dict[str, Any]
    outcome: dict[str, Any]
    step: str
    done: int
    total: int | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PastImport:
    """A line of the list of imports."""

    id: int
    kind: str
    name: str
    state: str
    new: int
    changed: int
    refused: int
    changed_at: datetime
    author: str | None


def uploaded_file(session: Session, import_id: int) -> UploadedFile:
    """Return a file of the entered hromada; raise NotFound if there is none."""
    columns = (getattr(ImportFile, name) for name in UploadedFile.__slots__)
    row = session.execute(
        select(*columns).where(
            ImportFile.hromada_id == hromada_of(session), ImportFile.id == import_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such file in this hromada.")
    return UploadedFile(*row)


def past_imports(session: Session, kind: str | None = None) -> list[PastImport]:
    """Return the last files of the hromada, the newest first; ``kind`` None is every kind."""
    numbers = (
        func.coalesce(ImportFile.outcome[name].as_integer(), 0)
        for name in ("new", "changed", "refused_count")
    )
    rows = (
        select(
            ImportFile.id, ImportFile.kind, ImportFile.name, ImportFile.state, *numbers,
            ImportFile.changed_at, Account.email,
        )
        .outerjoin(Account, Account.id == ImportFile.changed_by)
        .where(ImportFile.hromada_id == hromada_of(session))
        .order_by(ImportFile.id.desc())
        .limit(MOST)
    )  # fmt: skip
    if kind is not None:
        rows = rows.where(ImportFile.kind == kind)
    return [PastImport(*row) for row in session.execute(rows)]
