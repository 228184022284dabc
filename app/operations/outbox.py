"""Writes down what the program owes, in the transaction that causes it."""

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

# The one text that writes obligations; the statement gives them as ``debt``. What is owed already
# is owed once: that is what its key is for.
OWE = """
    INSERT INTO outbox (hromada_id, key, queue, kind, payload, created_at, next_at)
    SELECT hromada_id, key, queue, kind, payload, at, at FROM debt
    ON CONFLICT (key) DO NOTHING
"""
# What ``heard`` of an event is owed: of several events of a report each reader hears of the last.
STEP_LETTERS = """
    SELECT DISTINCT ON (report_id, reader, reader_id)
        hromada_id, 'event:' || id || ':' || reader || ':' || reader_id AS key, 'mail' AS queue,
        CASE reader WHEN 'body' THEN 'body' ELSE 'step' END AS kind,
        jsonb_build_object('event_id', id, reader || '_id', reader_id) AS payload, at
    FROM heard
    ORDER BY report_id, reader, reader_id, id DESC
"""
_ENQUEUE = text(f"""
WITH debt AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, given.*, CAST(:now AS timestamptz) AS at
    FROM jsonb_to_recordset(CAST(:debts AS jsonb)) AS given (
        key text, queue text, kind text, payload jsonb
    )
)
{OWE}
""")  # noqa: S608 - the pieces are ours


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One thing to do once: ``key`` makes it once, ``payload`` holds ids only."""

    key: str
    queue: str
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(
    session: Session, debts: Sequence[OutboxEntry], *, now: datetime, of_hromada: bool = True
) -> None:
    """Write the debts down, due at once; those not ``of_hromada`` are the installation's own."""
    if debts:
        hromada_id = hromada_of(session) if of_hromada else None
        rows = json.dumps([asdict(debt) for debt in debts], ensure_ascii=False)
        session.execute(_ENQUEUE, {"hromada_id": hromada_id, "debts": rows, "now": now})
