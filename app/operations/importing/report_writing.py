"""Writes imported reports of one hromada in bulk: placed, routed, with their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, text
from sqlalchemy.orm import Session

from app.domain.deadlines import Clocks, Term
from app.domain.routing import Candidate, Decision, Reach, decide
from app.models.reports import Report, ReportEvent
from app.operations.clocks import clocks_of
from app.operations.importing.changes import Facts
from app.operations.importing.outcome import Progress
from app.operations.importing.report_kinds import Kind
from app.operations.importing.report_lives import Life, Terms, life_of
from app.operations.importing.report_rows import ReportRow
from gis import sql

BATCH = 1_000
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
_CHECK_LATER = text("SET CONSTRAINTS ALL DEFERRED")


@dataclass(frozen=True, slots=True)
class Sorted:
    """A report with its kind found."""

    row: ReportRow
    kind: Kind


def write_reports(
    session: Session,
    hromada_id: int,
    reports: Sequence[Sorted],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    """Insert reports into the entered hromada, batch by batch, and let the database judge them."""
    clocks = clocks_of(session, hromada_id, now=now)
    for start in range(0, len(reports), BATCH):
        batch = reports[start : start + BATCH]
        placed = _placed(session, hromada_id, batch, now)
        lives = [
            _life(report, decision, clocks, now)
            for report, (_place, decision) in zip(batch, placed, strict=True)
        ]
        rows = [
            _facts(report, place, decision) | life.columns | {"updated_at": now}
            for report, (place, decision), life in zip(batch, placed, lives, strict=True)
        ]
        ids = session.scalars(
            insert(Report).returning(Report.id, sort_by_parameter_order=True),
            [{"hromada_id": hromada_id, **row} for row in rows],
        ).all()
        _write_events(session, hromada_id, ids, lives)
        progress.advance(len(batch))
    # Before another hromada is entered: its eyes would not see these reports.
    session.execute(_CHECK_NOW)
    session.execute(_CHECK_LATER)


def _placed(
    session: Session, hromada_id: int, batch: Sequence[Sorted], now: datetime
) -> list[tuple[Row[Any], Decision]]:
    places = sql.run(
        session.connection(),
        "placements",
        hromada_id=hromada_id,
        lons=[report.row.point.lon for report in batch],
        lats=[report.row.point.lat for report in batch],
        category_ids=[report.kind.id for report in batch],
        at=now,
    ).all()
    return [
        (place, decide([_candidate(c) for c in place.candidates], report.kind.default_body_id))
        for place, report in zip(places, batch, strict=True)
    ]


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(**{**row, "reach": Reach(row["reach"])})


def _life(report: Sorted, decision: Decision, clocks: Clocks, now: datetime) -> Life:
    terms = Terms(clocks, Term(report.kind.target_hours, report.kind.legal_days))
    return life_of(report.row, terms, routed=decision.body_id is not None, now=now)


def _facts(report: Sorted, place: Row[Any], decision: Decision) -> Facts:
    return {
        "category_id": report.kind.id,
        "point": report.row.point.ewkt(),
        "address": report.row.address,
        "description": report.row.words,
        "public_text": report.row.words,
        "channel": "import",
        "district_id": place.district_id,
        "body_id": decision.body_id,
        "area_id": decision.area_id,
        "routing": decision.reasons(),
        "sensitive": place.masked or report.kind.hide_on_map,
        "submitted_at": report.row.created,
        "idempotency_key": report.row.key,
        "idempotency_digest": report.row.digest,
    }


def _write_events(
    session: Session, hromada_id: int, ids: Sequence[int], lives: Sequence[Life]
) -> None:
    """Write every report's first step, then every second one, and so on: each must follow one."""
    longest = max(len(life.events) for life in lives)
    for step in range(longest):
        session.execute(
            insert(ReportEvent),
            [
                {"hromada_id": hromada_id, "report_id": report_id, **life.events[step]}
                for report_id, life in zip(ids, lives, strict=True)
                if step < len(life.events)
            ],
        )
