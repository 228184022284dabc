"""Imports a hromada's executive bodies, keyed by code, or by name where a row has none."""

from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.models.places import Body
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.changes import Facts, compare, known_rows, stated, write
from app.operations.importing.files.columns import column
from app.operations.importing.files.fitting import warn_absent
from app.operations.importing.files.loading import load_table
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.people import respect_people
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.codes_by_name import fill_codes
from gis.files.messages import msg

COLUMNS = (
    column("code код"),
    column("name_uk name назва орган організація", required=True),
    column("name_en назва_англійською"),
    column("kind type тип"),
    column("email пошта електронна_пошта ел_пошта ел_адреса електронна_адреса e_mail"),
    column("phone телефон тел"),
    column("head_email пошта_керівника"),
    column("active діє"),
    column("decision рішення"),
    column("valid_from діє_з"),
)

_COMPARED = (
    Body.id, Body.code, Body.name_uk, Body.name_en, Body.kind, Body.email, Body.phone,
    Body.head_email, Body.active, Body.decision, Body.valid_from,
)  # fmt: skip
# One INSERT takes many rows: each must name the same columns.
_NEW = dict.fromkeys(("kind", "email", "phone", "head_email", "decision"), "") | {"active": True}
# A change of these makes a new version; the database keeps the old one.
_VERSIONED = frozenset({"name_uk", "name_en", "kind", "active"})


def import_bodies(session: Session, job: Job) -> Summary:
    """Import every body of the file into the entered hromada, or raise ImportRefused."""
    loaded = load_table(job, COLUMNS)
    known = known_rows(session, Body, "code", *_COMPARED)
    fill_codes(loaded.cells, known)
    parsed = [_facts(row) for row in loaded.cells]
    sifted = sift(job, loaded, faults_of(loaded.cells, "code"))
    bodies = sifted.of(parsed)
    changes = compare(
        bodies,
        known,
        key="code",
        completed=lambda facts: (
            {"hromada_id": hromada_of(session), "valid_from": job.now}
            | _NEW
            | {"name_en": translit(facts["name_uk"])}
            | facts
        ),
    )
    people = respect_people(session, job, "body", changes, known)
    changes = people.changes
    for facts in changes.updates:
        if _VERSIONED & facts.keys():
            facts.setdefault("valid_from", job.now)
    write(session, Body, changes, job.progress)
    return Summary(
        "bodies",
        job.path.name,
        len(parsed),
        changes.tally,
        notes=[*loaded.notes, *people.notes],
        refusals=sifted.refusals,
        warnings=[
            *people.warnings,
            *warn_absent([facts["code"] for facts in bodies], known.keys(), msg("bodies")),
        ],
    )


def _facts(row: Cells) -> Facts:
    return stated(
        {
            "code": row.code("code"),
            "name_uk": row.text("name_uk", required=True),
            "name_en": row.text("name_en"),
            "kind": row.text("kind"),
            "email": row.email("email"),
            "phone": row.text("phone"),
            "head_email": row.email("head_email"),
            "active": row.flag("active", default=True) if row.raw("active") else None,
            "decision": row.text("decision"),
            "valid_from": row.moment("valid_from"),
        }
    )
