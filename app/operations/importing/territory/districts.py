"""Imports a hromada's districts, keyed by code or name; reports are assigned by the new borders."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import shapely
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.models.places import District
from app.operations.importing.files.changes import Facts, compare, known_rows, write
from app.operations.importing.files.fitting import (
    warn_absent,
    warn_outside,
    warn_overlaps,
    wholly_outside,
)
from app.operations.importing.files.loading import Boundaries, hex_ewkb, load_boundaries
from app.operations.importing.files.outcome import Refusals, Summary
from app.operations.importing.files.people import respect_people
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.codes_by_name import fill_codes
from app.operations.importing.territory.district_rows import (
    COLUMNS,
    COMPARED,
    VERSIONED,
    district_facts,
)
from app.operations.importing.territory.district_words import import_district_words
from app.queries.territory.areas_in_force import outline_of
from gis import sql
from gis.files.messages import msg
from gis.files.projection import Shapes
from gis.files.tables import is_table

_NAMED = (District.id, District.code, District.name_uk)
# One INSERT takes many rows: each must name the same columns.
_NEW = {"kind": "", "population": None, "decision": ""}


def import_districts(session: Session, job: Job) -> Summary:
    """Import every district of the file into the entered hromada, or raise ImportRefused.

    A table changes the words of known districts alone.
    """
    if is_table(job.path.name):
        return import_district_words(session, job, COLUMNS)
    read, loaded, rows, refusals = parse_districts(session, job)
    known = known_rows(session, District, "code", *COMPARED)
    labels = dict(zip((f["code"] for f in rows), label_points(loaded.judged.shapes), strict=True))
    changes = compare(
        rows,
        known,
        key="code",
        completed=lambda facts: (
            {"hromada_id": hromada_of(session), "valid_from": job.now}
            | _NEW
            | {"name_en": translit(facts["name_uk"]), "label_point": labels[facts["code"]]}
            | facts
        ),
    )
    people = respect_people(session, job, "district", changes, known)
    _complete_updates(people.changes.updates, labels, job)
    write(session, District, people.changes, job.progress)
    return Summary(
        "districts",
        job.path.name,
        read,
        people.changes.tally,
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=[*loaded.notes, *people.notes, *_place_reports(session, job)],
        warnings=[
            *people.warnings,
            *warn_outside(loaded, outline_of(session)),
            *warn_overlaps(loaded),
            *warn_absent([facts["code"] for facts in rows], known.keys(), msg("districts")),
        ],
        refusals=refusals,
    )


def _complete_updates(updates: list[Facts], labels: Mapping[str, str], job: Job) -> None:
    """Give changed outlines their label points, and new versions the time from which they count."""
    for facts in updates:
        facts |= {"label_point": labels[facts["code"]]} if "boundary" in facts else {}
        if VERSIONED & facts.keys():
            facts.setdefault("valid_from", job.now)


class DistrictFile(NamedTuple):
    """A file's districts: how many it has, those that are kept, and those that are not."""

    read: int
    loaded: Boundaries
    rows: list[Facts]
    refusals: Refusals | None


def parse_districts(session: Session, job: Job) -> DistrictFile:
    """Read the file's districts, or raise ImportRefused."""
    loaded = load_boundaries(job, COLUMNS)
    outside = wholly_outside(loaded, outline_of(session))
    fill_codes(loaded.cells, known_rows(session, District, "code", *_NAMED))
    rows = [
        district_facts(row, boundary)
        for row, boundary in zip(loaded.cells, loaded.ewkb, strict=True)
    ]
    faults = [*loaded.judged.faults, *outside, *faults_of(loaded.cells, "code")]
    sifted = sift(job, loaded, faults)
    return DistrictFile(len(rows), loaded.kept(sifted.keep), sifted.of(rows), sifted.refusals)


def label_points(shapes: Shapes) -> list[str]:
    """Return the middle of the largest circle inside each district, where its name fits best."""
    circles = shapely.maximum_inscribed_circle(shapes)
    return hex_ewkb(np.asarray(shapely.get_point(circles, 0)))


def _place_reports(session: Session, job: Job) -> list[str]:
    job.progress.step("Placing reports in their districts")
    moved = sql.run(
        session.connection(),
        "routing/redistrict",
        hromada_id=hromada_of(session),
        at=job.now,
    ).rowcount
    return [msg("%(count)s reports came to another district", count=moved)] if moved else []
