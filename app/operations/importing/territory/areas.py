"""Imports areas of responsibility, keyed by code: a changed one becomes a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Body, Category
from app.operations.importing.files.fitting import (
    warn_absent,
    warn_outside,
    wholly_outside,
)
from app.operations.importing.files.loading import Boundaries, load_boundaries
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.area_rows import COLUMNS, AreaRow, Vocabulary, area_rows
from app.operations.importing.territory.area_versions import (
    Version,
    content_of,
    end_version,
    insert_version,
    latest_versions,
    rename_version,
)
from app.queries.territory.areas_in_force import outline_of
from gis.files.faults import Fault
from gis.files.messages import msg


def import_areas(session: Session, job: Job) -> Summary:
    """Import every area of the file into the entered hromada, or raise ImportRefused.

    Another polygon, body, priority or set of categories makes a new version, valid from the date
    in the file if that is later than the old version's, else from now; the old version ends then.
    """
    file = parse_areas(session, job)
    known = latest_versions(session)
    planned = [_plan(row, known.get(row.code), job.now) for row in file.rows]
    late = [fault for fault in planned if isinstance(fault, Fault)]
    sifted = sift(job, file.loaded, [*file.faults, *late])
    tally = _write(session, [p for p in sifted.of(planned) if isinstance(p, _Plan)], job)
    loaded = file.loaded.kept(sifted.keep)
    return Summary(
        "areas",
        job.path.name,
        len(file.rows),
        tally,
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=loaded.notes,
        refusals=sifted.refusals,
        warnings=[
            *warn_outside(loaded, outline_of(session)),
            *warn_absent([row.code for row in file.rows], known.keys(), msg("areas")),
        ],
    )


@dataclass(frozen=True, slots=True)
class AreaFile:
    """A file's areas, with faults and warnings."""

    loaded: Boundaries
    rows: list[AreaRow]
    faults: list[Fault]
    warnings: list[str]


def parse_areas(session: Session, job: Job) -> AreaFile:
    """Read the file against the entered hromada's outline, bodies and categories."""
    loaded = load_boundaries(job, COLUMNS)
    outline = outline_of(session)
    rows = area_rows(loaded, _vocabulary(session))
    faults = [
        *loaded.judged.faults,
        *wholly_outside(loaded, outline),
        *faults_of(loaded.cells, "code"),
    ]
    # A refused shape cannot be compared with the outline.
    warnings = [] if faults else warn_outside(loaded, outline)
    return AreaFile(loaded, rows, faults, warnings)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do with a row: ``start`` is set if it makes a new version."""

    row: AreaRow
    known: Version | None
    start: datetime | None
    words: Mapping[str, str]


def _plan(row: AreaRow, known: Version | None, now: datetime) -> "_Plan | Fault":
    if known is None:
        return _Plan(row, None, row.valid_from or now, {})
    ended = known.valid_to is not None and known.valid_to <= now
    if content_of(row) == known.content and not ended:
        stated = {name: text for name, text in row.words.items() if text}
        return _Plan(row, known, None, dict(stated.items() - known.words.items()))
    dated = row.valid_from is not None and row.valid_from > known.valid_from
    start = row.valid_from if dated and row.valid_from else now
    if start <= known.valid_from:
        return Fault(
            row.number,
            row.label,
            "bad-date",
            msg(
                "it has changed, but its known version only begins to count on %(day)s: give a "
                "later valid_from",
                day=f"{known.valid_from:%Y-%m-%d}",
            ),
        )
    return _Plan(row, known, start, {})


def _write(session: Session, plans: Sequence[_Plan], job: Job) -> ImportTally:
    job.progress.step("Writing", len(plans))
    new = changed = 0
    for plan in plans:
        if plan.start is not None:
            number = plan.known.number + 1 if plan.known else 1
            if plan.known:
                end_version(session, plan.known, at=plan.start)
            insert_version(session, plan.row, number=number, start=plan.start)
        elif plan.words and plan.known:
            rename_version(session, plan.known, plan.words)
        new += plan.known is None
        changed += plan.known is not None and bool(plan.start or plan.words)
        job.progress.advance()
    return ImportTally(new, changed, len(plans) - new - changed)


def _vocabulary(session: Session) -> Vocabulary:
    return Vocabulary(
        dict(session.execute(select(Body.code, Body.id)).all()),
        dict(session.execute(select(Category.code, Category.id)).all()),
    )
