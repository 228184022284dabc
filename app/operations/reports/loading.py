"""Loads reports with a history: their events are written, no letters are sent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.reports.recording import COLUMNS, INSERT_HISTORIES, History, as_json

_COLUMNS = ", ".join(
    [
        *("idempotency_key", "idempotency_digest", "point", "address", "description"),
        *("public_text", "locale", "channel", "category_id", "district_id", "sensitive"),
        *("supporters", "submitted_at", *COLUMNS),
    ]
)
# One JSON parameter for many reports, planned once: as a list of VALUES, 27 parameters a row,
# PostgreSQL took four times as long to read it as to do it.
_LOAD = text(f"""
WITH new AS MATERIALIZED (
    SELECT nextval('report_id_seq') AS report_id, r.n AS place, r.events, columns.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS r (n int, columns jsonb, events jsonb)
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS report), r.columns) AS columns
),

inserted AS (
    INSERT INTO report (id, hromada_id, {_COLUMNS})
    SELECT report_id, :hromada_id, {_COLUMNS} FROM new ORDER BY place
    RETURNING id, hromada_id
),

history AS (
    SELECT inserted.hromada_id, new.report_id, new.events
    FROM inserted
    JOIN new ON new.report_id = inserted.id
),

{INSERT_HISTORIES}

SELECT report_id FROM new ORDER BY place
""")  # noqa: S608 - the pieces are ours


def load_reports(session: Session, reports: Sequence[tuple[dict[str, Any], History]]) -> list[int]:
    """Insert reports of the entered hromada, each with columns and history; return the ids.

    The database checks every event; no letters are sent. A column missing in both is null.
    """
    rows = [
        {"n": n, "columns": columns | history.columns, "events": history.events}
        for n, (columns, history) in enumerate(reports)
    ]
    return list(
        session.scalars(_LOAD, {"hromada_id": hromada_of(session), "reports": as_json(rows)})
    )
