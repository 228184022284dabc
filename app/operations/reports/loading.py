"""Loads reports that have lived already, with their events and without letters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.operations.reports.recording import EVENTS, STEP_ROW, as_json

# Many travel as one document and are planned once: as a list of VALUES, 27 parameters a row,
# PostgreSQL took four times as long to read it as to do it.
_LOAD = text(f"""
WITH given AS MATERIALIZED (
    SELECT nextval('report_id_seq') AS id, r.*
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        n int, key text, digest text, lon float8, lat float8, address text, words text,
        locale text, channel text, category_id bigint, district_id bigint, body_id bigint,
        area_id bigint, routing jsonb, sensitive boolean, supporters int, status text,
        submitted_at timestamptz, published_at timestamptz, routed_at timestamptz,
        accepted_at timestamptz, answered_at timestamptz, closed_at timestamptz,
        hidden_at timestamptz, planned_for date, moderation_due_at timestamptz,
        accept_due_at timestamptz, answer_due_at timestamptz, updated_at timestamptz, events jsonb
    )
),

made AS (
    INSERT INTO report (
        id, hromada_id, idempotency_key, idempotency_digest, point, address, description,
        public_text, locale, channel, category_id, district_id, body_id, area_id, routing,
        sensitive, supporters, status, submitted_at, published_at, routed_at, accepted_at,
        answered_at, closed_at, hidden_at, planned_for, moderation_due_at, accept_due_at,
        answer_due_at, updated_at
    )
    SELECT
        id, :hromada_id, key, decode(digest, 'hex'), ST_SetSRID(ST_MakePoint(lon, lat), 4326),
        address, words, words, coalesce(locale, 'uk'), channel, category_id, district_id, body_id,
        area_id, routing, sensitive, coalesce(supporters, 0), status, submitted_at, published_at,
        routed_at, accepted_at, answered_at, closed_at, hidden_at, planned_for, moderation_due_at,
        accept_due_at, answer_due_at, updated_at
    FROM given ORDER BY n
    RETURNING id, hromada_id
),

step AS (
    SELECT made.hromada_id, made.id AS report_id, life.n, life.at, life.action,
        life.from_status, life.to_status, life.role, life.account_id, life.note, life.public,
        life.details
    FROM made
    JOIN given ON given.id = made.id
    CROSS JOIN LATERAL jsonb_to_recordset(given.events) AS life ({STEP_ROW})
),

{EVENTS}

SELECT id FROM given ORDER BY n
""")  # noqa: S608 - the pieces are ours


def load_reports(session: Session, hromada_id: int, reports: Sequence[dict[str, Any]]) -> list[int]:
    """Insert reports of the entered hromada, each with its columns and ``events``; return the ids.

    The database judges every event; nobody is written to.
    """
    rows = [{"n": n} | report for n, report in enumerate(reports)]
    return list(session.scalars(_LOAD, {"hromada_id": hromada_id, "rows": as_json(rows)}))
