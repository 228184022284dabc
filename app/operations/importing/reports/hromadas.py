"""Finds the hromada of every report, and its category there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from gis.files.messages import msg

# A point so near to a hromada is assigned to it although it is in none: coastlines are generalised
# by a kilometre and more.
NEAR_M = 2_000.0
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class ReportHromada:
    """The hromada of a report, and the distance of the point from it."""

    hromada_id: int
    name_uk: str
    away_m: float


def hromadas_of_rows(
    session: Session, rows: Sequence[ReportRow], within: int | None
) -> dict[int, ReportHromada]:
    """Return each row's hromada by the row's number; a row without one gets a fault.

    ``within`` is the id of the only hromada that may be; None means every hromada.
    """
    found: dict[int, ReportHromada] = {}
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        places = sql.run(
            session.connection(),
            "routing/hromadas_of_points",
            lons=[row.point.lon for row in batch],
            lats=[row.point.lat for row in batch],
            preferred=within,
            near_m=NEAR_M if within is None else 0.0,
        ).all()
        for row, place in zip(batch, places, strict=True):
            if _taken(row, place, within):
                found[row.cells.number] = ReportHromada(
                    place.hromada_id, place.name_uk, place.away_m
                )
    return found


def _taken(row: ReportRow, place: Row[Any], wanted: int | None) -> bool:
    where = f"{row.point.lon:g}, {row.point.lat:g}"
    if place.hromada_id is None:
        row.cells.fault(
            "in-no-hromada",
            msg("%(where)s lies in no hromada that we know: move the point", where=where),
        )
    elif wanted is not None and place.hromada_id != wanted:
        row.cells.fault(
            "outside-hromada",
            msg(
                "%(where)s lies in another hromada, %(name)s (%(code)s)",
                where=where,
                name=place.name_uk,
                code=place.katottg,
            ).asking("hromada", "import it there, or the whole file by “import reports all”"),
        )
    else:
        return True
    return False


def sort_reports(
    session: Session,
    rows: Sequence[ReportRow],
    found: Mapping[int, ReportHromada],
    job: Job,
    *,
    everywhere: bool,
) -> dict[int, list[CategorizedReport]]:
    """Return the reports by hromada with their categories; a row without one gets a fault.

    In an import to every hromada, those without categories get the default ones.
    """
    by_hromada: dict[int, list[ReportRow]] = defaultdict(list)
    for row in rows:
        if row.cells.number in found:
            by_hromada[found[row.cells.number].hromada_id].append(row)
    job.progress.step("Sorting by hromada and category", len(by_hromada))
    sorted_ = {}
    for hromada_id, inside in sorted(by_hromada.items()):
        enter_hromada(session, hromada_id)
        if everywhere:
            adopt_default_categories(session, now=job.now)
        categories = importable_categories(
            session, job.choices.category_words, job.choices.fallback_category
        )
        _check_options(categories, job)
        sorted_[hromada_id] = _with_categories(inside, categories)
        job.progress.advance()
    return sorted_


def _with_categories(
    rows: Sequence[ReportRow], categories: ImportableCategories
) -> list[CategorizedReport]:
    found = []
    for row in rows:
        category = categories.find(row.kinds)
        if category is None:
            words = " / ".join(row.kinds)[:80]
            row.cells.fault(
                "unknown-category",
                msg("no category is meant by %(given)r", given=words).asking(
                    "category_words",
                    "say which by --category-map FILE, or one for all such rows by --category CODE",
                ),
            )
        else:
            found.append(CategorizedReport(row, category))
    return found


def _check_options(categories: ImportableCategories, job: Job) -> None:
    wanted = {*categories.own_words.values(), *filter(None, [categories.fallback])}
    if unknown := sorted(code for code in wanted if code not in categories.by_code):
        raise ImportRefused(
            job.path,
            msg(
                "no category with the code %(codes)s in the hromada: take a leaf, not a group",
                codes=", ".join(unknown),
            ),
        )
