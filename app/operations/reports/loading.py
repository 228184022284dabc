"""Loads reports that have lived already, with their events and without letters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.reports.recording import COLUMNS, LIVES, History, as_json

_COLUMNS = ", ".join(
    [
        *("idempotency_key", "idempotency_digest", "point", "address", "description"),
        *("public_text", "locale", "channel", "category_id", "district_id", "sensitive"),
        *("supporters", "submitted_at", *COLUMNS),
    ]
)
# Many travel as one document and are planned once: as a list of VALUES, 27 parameters a row,
# PostgreSQL took four times as long to read it as to do it.
_LOAD = text(f"""
WITH given AS MATERIALIZED (
    SELECT nextval('report_id_seq') AS report_id, r.n AS place, r.events, facts.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS r (n int, columns jsonb, events jsonb)
    CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS report), r.columns) AS facts
),

made AS (
    INSERT INTO report (id, hromada_id, {_COLUMNS})
    SELECT report_id, :hromada_id, {_COLUMNS} FROM given ORDER BY place
    RETURNING id, hromada_id
),

lived AS (
    SELECT made.hromada_id, given.report_id, given.events
    FROM made
    JOIN given ON given.report_id = made.id
),

{LIVES}

SELECT report_id FROM given ORDER BY place
""")  # noqa: S608 - the pieces are ours


def load_reports(session: Session, reports: Sequence[tuple[dict[str, Any], History]]) -> list[int]:
    """Insert reports of the entered hromada: facts and lives; return the ids.

    The database judges every event; nobody is written to. Every column has its value in one or
    the other; what is left out is empty.
    """
    rows = [
        {"n": n, "columns": facts | history.columns, "events": history.events}
        for n, (facts, history) in enumerate(reports)
    ]
    return list(
        session.scalars(_LOAD, {"hromada_id": hromada_of(session), "reports": as_json(rows)})
    )
