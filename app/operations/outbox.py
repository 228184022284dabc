"""Queues letters, photos and imports in the outbox, in the transaction that causes them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.sql import run

MAIL = "mail"
# Letters that somebody sits and waits for: no backlog may delay them.
MAIL_FIRST = "mail-first"
PHOTOS = "photos"
IMPORTS = "imports"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A task to do once: ``key`` is unique, ``payload`` has ids only."""

    key: str
    queue: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(
    session: Session, entries: Sequence[OutboxEntry], *, now: datetime, of_hromada: bool = True
) -> int:
    """Queue the entries, due at once; those not ``of_hromada`` are the installation's own.

    Returns how many are new: a key is queued once.
    """
    if not entries:
        return 0
    hromada_id = hromada_of(session) if of_hromada else None
    rows = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False)
    queued = run(session, "outbox/enqueue", hromada_id=hromada_id, entries=rows, now=now)
    return cast("CursorResult[Any]", queued).rowcount
