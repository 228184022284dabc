"""Imports areas of responsibility, keyed by code: a changed one becomes a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Body, Category
from app.operations.importing.files.fitting import (
    warn_absent,
    warn_outside,
    wholly_outside,
)
from app.operations.importing.files.loading import Boundaries
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.files.people import kept_note, replaced_note, set_by_people
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.area_rows import COLUMNS, AreaRow, Vocabulary, area_rows
from app.operations.importing.territory.area_territory import ground_of, load_places, placed
from app.operations.importing.territory.area_versions import (
    Version,
    content_of,
    end_version,
    insert_version,
    latest_versions,
    rename_version,
)
from app.operations.importing.territory.codes_by_name import KnownNames, fill_codes
from app.operations.importing.territory.kind_names import KindNames
from app.queries.territory.areas_in_force import outline_of
from gis.files.faults import Fault
from gis.files.messages import msg


def import_areas(session: Session, job: Job) -> Summary:
    """Import every area of the file into the entered hromada, or raise ImportRefused.

    Another polygon, body, priority or set of categories makes a new version, valid from the date
    in the file if that is later than the old version's, else from now; the old version ends then.
    What people changed on pages is kept, unless the job replaces it.
    """
    file = parse_areas(session, job)
    planned = [_plan(row, file.known.get(row.code), job.now) for row in file.rows]
    late = [fault for fault in planned if isinstance(fault, Fault)]
    sifted = sift(job, file.loaded, [*file.faults, *late])
    plans = [plan for plan in sifted.of(planned) if isinstance(plan, _Plan)]
    people = _respecting(session, job, plans)
    tally = _write(session, people.plans, job)
    loaded = file.loaded.kept(sifted.keep)
    return Summary(
        "areas",
        job.path.name,
        len(file.rows),
        tally,
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=[*loaded.notes, *people.notes],
        refusals=sifted.refusals,
        warnings=[
            *people.warnings,
            *warn_outside(loaded, outline_of(session)),
            *warn_absent([row.code for row in file.rows], file.known.keys(), msg("areas")),
        ],
    )


@dataclass(frozen=True, slots=True)
class AreaFile:
    """A file's areas, with faults and warnings; ``known`` are the latest versions by code."""

    loaded: Boundaries
    rows: list[AreaRow]
    faults: list[Fault]
    warnings: list[str]
    known: Mapping[str, Version]


def parse_areas(session: Session, job: Job) -> AreaFile:
    """Read the file against the entered hromada's outline, districts, bodies and categories."""
    known = latest_versions(session)
    read = load_places(job, COLUMNS)
    fill_codes(read.cells, _named(known, job.now))
    ground = ground_of(session, job, known)
    loaded, wholes = placed(read, ground)
    rows = area_rows(loaded, wholes, _vocabulary(session, known))
    faults = [
        *loaded.judged.faults,
        *wholly_outside(loaded, ground.outline),
        *faults_of(loaded.cells, "code"),
    ]
    # A refused shape cannot be compared with the outline.
    warnings = [] if faults else warn_outside(loaded, ground.outline)
    return AreaFile(loaded, rows, faults, warnings, known)


def _named(known: Mapping[str, Version], now: datetime) -> dict[str, dict[str, object]]:
    """Return the known areas as rows of names; one that has ended gives way to one in force."""
    return {
        code: {
            "id": version.id,
            "code": code,
            "name_uk": version.words["name_uk"],
            "active": version.valid_to is None or version.valid_to > now,
        }
        for code, version in known.items()
    }


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do with a row: ``start`` is set if it makes a new version."""

    row: AreaRow
    known: Version | None
    start: datetime | None
    words: Mapping[str, str]


# Columns whose change is a new version.
_CONTENT = frozenset({"boundary", "body_id", "everything", "categories", "priority"})


def _plan(row: AreaRow, known: Version | None, now: datetime) -> "_Plan | Fault":
    if known is None:
        return _Plan(row, None, row.valid_from or now, {})
    ended = known.valid_to is not None and known.valid_to <= now
    # A polygon that is the outline says not that the area no longer follows it.
    same_place = known.whole_hromada or not row.whole_hromada
    if content_of(row) == known.content and same_place and not ended:
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


class _Respected(NamedTuple):
    plans: list[_Plan]
    notes: list[str]
    warnings: list[str]


def _respecting(session: Session, job: Job, plans: list[_Plan]) -> _Respected:
    """Keep versions and words that people made on pages, or name those that are replaced."""
    ids = [plan.known.id for plan in plans if plan.known]
    by_people = set_by_people(session, "area", ids)
    met = [plan for plan in plans if _made_by_people(plan, by_people)]
    names = [plan.row.label for plan in met]
    if not met or job.choices.replace_changed:
        return _Respected(plans, [], replaced_note(names) if met else [])
    kept = [_Plan(plan.row, plan.known, None, {}) if plan in met else plan for plan in plans]
    return _Respected(kept, kept_note(names), [])


def _made_by_people(plan: _Plan, by_people: set[tuple[int, str]]) -> bool:
    if plan.known is None:
        return False
    changed = _CONTENT if plan.start is not None else plan.words.keys()
    return any((plan.known.id, name) in by_people for name in changed)


def _vocabulary(session: Session, known: Mapping[str, Version]) -> Vocabulary:
    bodies = session.execute(select(Body.id, Body.code, Body.name_uk, Body.active)).mappings()
    kinds = session.execute(
        select(Category.id, Category.code, Category.name_uk, Category.parent_id, Category.active)
    ).mappings()
    priorities = {code: version.content[-1] for code, version in known.items()}
    return Vocabulary(KnownNames.of(bodies), KindNames.of(kinds.all()), priorities)
