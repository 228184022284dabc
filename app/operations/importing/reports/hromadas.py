"""Finds the hromada of every report, and its category there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.operations.importing.files.outcome import ImportRefused
from app.operations.importing.files.sources import Job
from app.operations.importing.reports.categories import ImportableCategories, importable_categories
from app.operations.importing.reports.rows import ReportRow
from app.operations.importing.reports.writing import CategorizedReport
from app.operations.importing.territory.categories import adopt_default_categories
from gis import sql

# How far out of every hromada a point may lie and still be taken by the nearest: outlines of the
# coast are generalised by a kilometre and more.
NEAR_M = 2_000.0
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user asks of an import of reports.

    ``hromada_id`` None means every hromada; ``own_words`` and ``fallback`` say which category is
    meant; ``skip_refused`` takes the good rows though others are refused.
    """

    hromada_id: int | None
    own_words: Mapping[str, str] = field(default_factory=dict)
    fallback: str | None = None
    skip_refused: bool = False


@dataclass(frozen=True, slots=True)
class ReportHromada:
    """The hromada that takes a report, and how far out of it the point lies."""

    hromada_id: int
    name_uk: str
    away_m: float


def hromadas_of_rows(
    session: Session, rows: Sequence[ReportRow], wishes: ImportOptions
) -> dict[int, ReportHromada]:
    """Return each row's hromada by the row's number; a row without one gets a fault."""
    found: dict[int, ReportHromada] = {}
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        places = sql.run(
            session.connection(),
            "routing/hromadas_of_points",
            lons=[row.point.lon for row in batch],
            lats=[row.point.lat for row in batch],
            preferred=wishes.hromada_id,
            near_m=NEAR_M if wishes.hromada_id is None else 0.0,
        ).all()
        for row, place in zip(batch, places, strict=True):
            if _taken(row, place, wishes.hromada_id):
                found[row.cells.number] = ReportHromada(
                    place.hromada_id, place.name_uk, place.away_m
                )
    return found


def _taken(row: ReportRow, place: Row[Any], wanted: int | None) -> bool:
    where = f"{row.point.lon:g}, {row.point.lat:g}"
    if place.hromada_id is None:
        row.cells.fault("in-no-hromada", f"{where} lies in no hromada that we know: move the point")
    elif wanted is not None and place.hromada_id != wanted:
        row.cells.fault(
            "outside-hromada",
            f"{where} lies in another hromada, {place.name_uk} ({place.katottg}): import it there, "
            "or the whole file by “import reports all”",
        )
    else:
        return True
    return False


def sort_reports(
    session: Session,
    rows: Sequence[ReportRow],
    found: Mapping[int, ReportHromada],
    job: Job,
    wishes: ImportOptions,
) -> dict[int, list[CategorizedReport]]:
    """Return the reports of each hromada with their kinds; a row without one gets a fault.

    Where every hromada takes its own, one without categories begins with the default set.
    """
    by_hromada: dict[int, list[ReportRow]] = defaultdict(list)
    for row in rows:
        if row.cells.number in found:
            by_hromada[found[row.cells.number].hromada_id].append(row)
    job.progress.step("Sorting by hromada and category", len(by_hromada))
    sorted_ = {}
    for hromada_id, inside in sorted(by_hromada.items()):
        enter_hromada(session, hromada_id)
        if wishes.hromada_id is None:
            adopt_default_categories(session, now=job.now)
        kinds = importable_categories(session, wishes.own_words, wishes.fallback)
        _check_wishes(kinds, job)
        sorted_[hromada_id] = _with_kinds(inside, kinds)
        job.progress.advance()
    return sorted_


def _with_kinds(rows: Sequence[ReportRow], kinds: ImportableCategories) -> list[CategorizedReport]:
    found = []
    for row in rows:
        kind = kinds.find(row.kinds)
        if kind is None:
            words = " / ".join(row.kinds)[:80]
            row.cells.fault(
                "unknown-category",
                f"no category is meant by {words!r}: say which by --category-map FILE, or one for "
                "all such rows by --category CODE",
            )
        else:
            found.append(CategorizedReport(row, kind))
    return found


def _check_wishes(kinds: ImportableCategories, job: Job) -> None:
    wanted = set(kinds.own_words.values()) | ({kinds.fallback} if kinds.fallback else set())
    if unknown := sorted(code for code in wanted if code not in kinds.by_code):
        raise ImportRefused(
            job.path,
            f"no category with the code {', '.join(unknown)} in the hromada: take one of "
            "“import categories”, a leaf, not a group",
        )
