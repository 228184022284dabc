"""Imports what a table says of districts: names, population, decisions; never their outlines."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from app.models.places import District
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.changes import Facts, compare, known_rows, write
from app.operations.importing.files.columns import FileColumn
from app.operations.importing.files.fitting import warn_absent
from app.operations.importing.files.loading import load_table
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.people import respect_people
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.codes_by_name import fill_codes
from app.operations.importing.territory.district_rows import COMPARED, VERSIONED, district_facts
from gis.files.messages import msg


def import_district_words(session: Session, job: Job, columns: Sequence[FileColumn]) -> Summary:
    """Change the districts that a table names by code or by name, or raise ImportRefused."""
    loaded = load_table(job, columns)
    known = known_rows(session, District, "code", *COMPARED)
    fill_codes(loaded.cells, known)
    _refuse_unknown(loaded.cells, known)
    parsed = [district_facts(row) for row in loaded.cells]
    sifted = sift(job, loaded, faults_of(loaded.cells, "code"))
    rows = sifted.of(parsed)
    people = respect_people(
        session, job, "district", compare(rows, known, key="code", completed=_unchanged), known
    )
    for facts in people.changes.updates:
        if VERSIONED & facts.keys():
            facts.setdefault("valid_from", job.now)
    write(session, District, people.changes, job.progress)
    return Summary(
        "districts",
        job.path.name,
        len(parsed),
        people.changes.tally,
        notes=[*loaded.notes, *people.notes],
        warnings=[
            *people.warnings,
            *warn_absent([facts["code"] for facts in rows], known.keys(), msg("districts")),
        ],
        refusals=sifted.refusals,
    )


def _refuse_unknown(cells: Sequence[Cells], known: Mapping[str, RowMapping]) -> None:
    for row in cells:
        code = row.raw("code")
        if code and code not in known:
            reason = msg("there is no such district: a new one comes with its polygon, in a layer")
            row.fault("unknown-district", reason)


def _unchanged(facts: Facts) -> Facts:
    return facts
