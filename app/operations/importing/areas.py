"""Imports areas of responsibility, keyed by code: a changed one becomes a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Body, Category
from app.operations.importing.area_rows import COLUMNS, AreaRow, Vocabulary, area_rows
from app.operations.importing.area_versions import (
    Version,
    content_of,
    end_version,
    insert_version,
    latest_versions,
    rename_version,
)
from app.operations.importing.fitting import (
    outline_of,
    told_absent,
    told_outside,
    wholly_outside,
)
from app.operations.importing.outcome import Summary, Tally
from app.operations.importing.sources import Job, doubled, load_boundaries, refuse_faults
from gis.faults import Fault


def import_areas(session: Session, hromada_id: int, job: Job) -> Summary:
    """Take every area of the file into the entered hromada, or raise ImportRefused.

    Another polygon, body, priority or set of categories makes a new version, valid from the date
    in the file if that is later than the old version's, else from now; the old version ends then.
    """
    loaded = load_boundaries(job, COLUMNS)
    outline = outline_of(session, hromada_id)
    rows = area_rows(loaded, _vocabulary(session))
    known = latest_versions(session)
    planned = [_plan(row, known.get(row.code), job.now) for row in rows]
    refuse_faults(
        job.path,
        [
            *loaded.judged.faults,
            *wholly_outside(loaded, outline),
            *(fault for row in loaded.cells for fault in row.faults),
            *doubled(loaded.cells, lambda row: row.raw("code"), "code"),
            *(plan for plan in planned if isinstance(plan, Fault)),
        ],
    )
    tally = _write(session, hromada_id, [p for p in planned if isinstance(p, _Plan)], job)
    return Summary(
        "areas",
        job.path.name,
        len(rows),
        tally,
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=loaded.notes,
        warnings=[
            *told_outside(loaded, outline),
            *told_absent([row.code for row in rows], known.keys(), "areas"),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of a row: ``start`` is set where a new version begins."""

    row: AreaRow
    known: Version | None
    start: datetime | None
    words: Mapping[str, str]


def _plan(row: AreaRow, known: Version | None, now: datetime) -> "_Plan | Fault":
    if known is None:
        return _Plan(row, None, row.valid_from or now, {})
    ended = known.valid_to is not None and known.valid_to <= now
    if content_of(row) == known.content and not ended:
        told = {name: words for name, words in row.words.items() if words}
        return _Plan(row, known, None, dict(told.items() - known.words.items()))
    dated = row.valid_from is not None and row.valid_from > known.valid_from
    start = row.valid_from if dated and row.valid_from else now
    if start <= known.valid_from:
        return Fault(
            row.number,
            row.label,
            "bad-date",
            "it has changed, but its known version only begins to count on "
            f"{known.valid_from:%Y-%m-%d}: give a later valid_from",
        )
    return _Plan(row, known, start, {})


def _write(session: Session, hromada_id: int, plans: Sequence[_Plan], job: Job) -> Tally:
    job.progress.step("Writing", len(plans))
    new = changed = 0
    for plan in plans:
        if plan.start is not None:
            number = plan.known.number + 1 if plan.known else 1
            if plan.known:
                end_version(session, plan.known, at=plan.start)
            insert_version(session, hromada_id, plan.row, number=number, start=plan.start)
        elif plan.words and plan.known:
            rename_version(session, plan.known, plan.words)
        new += plan.known is None
        changed += plan.known is not None and bool(plan.start or plan.words)
        job.progress.advance()
    return Tally(new, changed, len(plans) - new - changed)


def _vocabulary(session: Session) -> Vocabulary:
    return Vocabulary(
        dict(session.execute(select(Body.code, Body.id)).all()),
        dict(session.execute(select(Category.code, Category.id)).all()),
    )
