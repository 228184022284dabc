"""Writes imported reports of one hromada in bulk: placed, routed, with their events."""

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
from app.operations.importing.reports.histories import imported_history
from app.operations.importing.reports.rows import ReportRow
from app.operations.reports.loading import load_reports
from app.operations.reports.recording import History
from app.operations.terms import terms_of
from app.queries.territory.routing_many import PointBatch, RoutedPoint, place_many

BATCH = 2_000
_CHECK_NOW = text("SET CONSTRAINTS ALL IMMEDIATE")
_CHECK_LATER = text("SET CONSTRAINTS ALL DEFERRED")


@dataclass(frozen=True, slots=True)
class CategorizedReport:
    """A report with its category."""

    row: ReportRow
    kind: ImportableCategory


def write_reports(
    session: Session,
    reports: Sequence[CategorizedReport],
    *,
    now: datetime,
    progress: Progress,
) -> None:
    """Insert reports into the entered hromada, in batches; the database checks them."""
    clocks = terms_of(session, now=now)
    placed = place_many(session, _spots(reports), at=now)
    for start in range(0, len(reports), BATCH):
        batch = zip(reports[start : start + BATCH], placed[start : start + BATCH], strict=True)
        histories = [
            (_facts(report, place), _history(report, place, clocks, now)) for report, place in batch
        ]
        load_reports(session, histories)
        progress.advance(len(histories))
    # Before another hromada is entered, which could not see these reports.
    session.execute(_CHECK_NOW)
    session.execute(_CHECK_LATER)


def _spots(reports: Sequence[CategorizedReport]) -> PointBatch:
    return PointBatch(
        np.asarray([report.row.point.lon for report in reports], dtype=float),
        np.asarray([report.row.point.lat for report in reports], dtype=float),
        [report.kind.id for report in reports],
    )


def _history(
    report: CategorizedReport, place: RoutedPoint, clocks: HromadaTerms, now: datetime
) -> History:
    term = Term(report.kind.target_hours, report.kind.legal_days)
    routed = place.decision.body_id is not None
    return imported_history(report.row, clocks, term, routed=routed, now=now)


def _facts(report: CategorizedReport, place: RoutedPoint) -> Facts:
    return {
        "idempotency_key": report.row.key,
        "idempotency_digest": f"\\x{report.row.digest.hex()}",
        "point": report.row.point.ewkt(),
        "address": report.row.address,
        "description": report.row.words,
        "public_text": report.row.words,
        "locale": "uk",
        "supporters": 0,
        "confirmed_supporters": 0,
        "channel": "import",
        "category_id": report.kind.id,
        "district_id": place.district_id,
        "body_id": place.decision.body_id,
        "area_id": place.decision.area_id,
        "routing": _reasons(place.decision),
        "sensitive": place.masked or report.kind.hide_on_map,
        "submitted_at": report.row.created,
    }


# Many reports share a decision, and so its reasons.
@lru_cache(maxsize=10_000)
def _reasons(decision: Decision) -> dict[str, Any]:
    return decision.reasons()
