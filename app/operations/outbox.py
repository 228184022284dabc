"""Queues letters and photos in the outbox, in the transaction that causes them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of

MAIL = "mail"
PHOTOS = "photos"

# The only INSERT into the outbox; the statement provides the rows as ``entry``. The key keeps an
# entry from being queued twice.
INSERT_OUTBOX = """
    INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
    SELECT hromada_id, key, queue, kind, payload, at, at FROM entry
    ON CONFLICT (key) DO NOTHING
"""
# The letters of ``recipient``: of several events of a report each reader gets the last.
STEP_LETTERS = """
    SELECT DISTINCT ON (report_id, reader, reader_id)
        hromada_id, 'event:' || id || ':' || reader || ':' || reader_id AS key, 'mail' AS queue,
        CASE reader WHEN 'body' THEN 'body' ELSE 'step' END AS kind,
        jsonb_build_object('event_id', id, reader || '_id', reader_id) AS payload, at
    FROM recipient
    ORDER BY report_id, reader, reader_id, id DESC
"""
_ENQUEUE = text(f"""
WITH entry AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, new.*, CAST(:now AS timestamptz) AS at
    FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS new (
        key text, queue text, kind text, payload jsonb
    )
)
{INSERT_OUTBOX}
""")  # noqa: S608 - the pieces are ours


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A task to do once: ``key`` is unique, ``payload`` has ids only."""

    key: str
    queue: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(
    session: Session, entries: Sequence[OutboxEntry], *, now: datetime, of_hromada: bool = True
) -> None:
    """Queue the entries, due at once; those not ``of_hromada`` are the installation's own."""
    if entries:
        hromada_id = hromada_of(session) if of_hromada else None
        rows = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False)
        session.execute(_ENQUEUE, {"hromada_id": hromada_id, "entries": rows, "now": now})
