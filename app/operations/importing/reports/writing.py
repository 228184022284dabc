"""Writes imported reports of one hromada in bulk: placed, routed, with their events."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.deadlines import HromadaTerms, Term
from app.domain.routing import Decision
from app.operations.importing.files.changes import Facts
from app.operations.importing.files.outcome import Progress
from app.operations.importing.reports.categories import ImportableCategory
from app.operations.importing.reports.histories import ReportHistory, ReportTerms, history_of
from app.operations.importing.reports.rows import ReportRow
from app.operations.terms import terms_of
from app.queries.territory.routing_many import Placed, Spots, place_many

BATCH = 2_000
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
_CHECK_LATER = text("SET CONSTRAINTS ALL DEFERRED")

# A batch travels as one document and is planned once: as a list of VALUES, 27 parameters a row,
# PostgreSQL took four times as long to read it as to do it. A report's events go in by its order
# of steps, because the trigger that judges each looks at the one before.
_WRITE = text("""
WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        n int, key text, digest text, lon float8, lat float8, address text, words text,
        category_id bigint, district_id bigint, body_id bigint, area_id bigint, routing jsonb,
        sensitive boolean, status text, submitted_at timestamptz, published_at timestamptz,
        routed_at timestamptz, accepted_at timestamptz, answered_at timestamptz,
        closed_at timestamptz, moderation_due_at timestamptz, accept_due_at timestamptz,
        answer_due_at timestamptz, events jsonb
    )
),

made AS (
    INSERT INTO report (
        hromada_id, idempotency_key, idempotency_digest, point, address, description, public_text,
        channel, category_id, district_id, body_id, area_id, routing, sensitive, status,
        submitted_at, published_at, routed_at, accepted_at, answered_at, closed_at,
        moderation_due_at, accept_due_at, answer_due_at, updated_at
    )
    SELECT
        :hromada_id, key, decode(digest, 'hex'), ST_SetSRID(ST_MakePoint(lon, lat), 4326), address,
        words, words, 'import', category_id, district_id, body_id, area_id, routing, sensitive,
        status, submitted_at, published_at, routed_at, accepted_at, answered_at, closed_at,
        moderation_due_at, accept_due_at, answer_due_at, :now
    FROM given
    ORDER BY n
    RETURNING id, idempotency_key
)

INSERT INTO report_event (
    hromada_id, report_id, at, action, from_status, to_status, role, details
)
SELECT
    :hromada_id, made.id, step.at, step.action, step.from_status, step.to_status, step.role,
    jsonb_build_object('imported', true)
FROM made
JOIN given ON given.key = made.idempotency_key
CROSS JOIN LATERAL jsonb_to_recordset(given.events) AS step (
    step int, at timestamptz, action text, from_status text, to_status text, role text
)
ORDER BY given.n, step.step
""")


@dataclass(frozen=True, slots=True)
class Sorted:
    """A report with its kind found."""

    row: ReportRow
    kind: ImportableCategory


def write_reports(
    session: Session,
    hromada_id: int,
    reports: Sequence[Sorted],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    """Insert reports into the entered hromada, batch by batch, and let the database judge them."""
    clocks = terms_of(session, hromada_id, now=now)
    placed = place_many(session, hromada_id, _spots(reports), at=now)
    for start in range(0, len(reports), BATCH):
        batch = zip(reports[start : start + BATCH], placed[start : start + BATCH], strict=True)
        rows = [
            {"n": n} | _facts(report, place) | _lived(_life(report, place.decision, clocks, now))
            for n, (report, place) in enumerate(batch)
        ]
        session.execute(
            _WRITE,
            {
                "hromada_id": hromada_id,
                "rows": json.dumps(rows, ensure_ascii=False, default=datetime.isoformat),
                "now": now,
            },
        )
        progress.advance(len(rows))
    # Before another hromada is entered: its eyes would not see these reports.
    session.execute(_CHECK_NOW)
    session.execute(_CHECK_LATER)


def _spots(reports: Sequence[Sorted]) -> Spots:
    return Spots(
        np.asarray([report.row.point.lon for report in reports], dtype=float),
        np.asarray([report.row.point.lat for report in reports], dtype=float),
        [report.kind.id for report in reports],
    )


def _life(report: Sorted, decision: Decision, clocks: HromadaTerms, now: datetime) -> ReportHistory:
    terms = ReportTerms(clocks, Term(report.kind.target_hours, report.kind.legal_days))
    return history_of(report.row, terms, routed=decision.body_id is not None, now=now)


def _lived(life: ReportHistory) -> Facts:
    return life.columns | {
        "events": [{"step": step} | event for step, event in enumerate(life.events)]
    }


def _facts(report: Sorted, place: Placed) -> Facts:
    return {
        "key": report.row.key,
        "digest": report.row.digest.hex(),
        "lon": report.row.point.lon,
        "lat": report.row.point.lat,
        "address": report.row.address,
        "words": report.row.words,
        "category_id": report.kind.id,
        "district_id": place.district_id,
        "body_id": place.decision.body_id,
        "area_id": place.decision.area_id,
        "routing": _reasons(place.decision),
        "sensitive": place.masked or report.kind.hide_on_map,
        "submitted_at": report.row.created,
    }


# Many reports share a decision, and what it says of its reasons.
@lru_cache(maxsize=10_000)
def _reasons(decision: Decision) -> dict[str, Any]:
    return decision.reasons()
