"""Imports a hromada's categories, keyed by code or by group and name, and their groups."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.domain.categories import FLAGS
from app.models.places import Body, Category
from app.operations.importing.files.changes import (
    Changes,
    Facts,
    compare,
    known_rows,
    stated,
    write,
)
from app.operations.importing.files.fitting import warn_absent
from app.operations.importing.files.loading import load_table
from app.operations.importing.files.outcome import NO_PROGRESS, ImportTally, Summary
from app.operations.importing.files.people import OfPeople, respect_people
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.category_flags import (
    flag_notes,
    reports_off_map,
    toggled_flags,
)
from app.operations.importing.territory.category_rows import COLUMNS, Leaf, ambiguous, leaf_rows
from app.operations.importing.territory.codes_by_name import KnownNames
from app.operations.importing.territory.ordering import new_positions
from gis.files.messages import FileMessage, msg

# The initial categories of a hromada.
DEFAULT_SET = Path(__file__).parents[4] / "seeds" / "categories.csv"

_COMPARED = (
    Category.id, Category.code, Category.parent_id, Category.name_uk, Category.name_en,
    Category.default_body_id, Category.emergency, Category.hotline, Category.target_hours,
    Category.legal_days, Category.basis, Category.wants_photo, Category.seasonal,
    Category.wartime, Category.hide_on_map, Category.personal, Category.proposal,
    Category.hazard, Category.health, Category.position, Category.active,
)  # fmt: skip
# One INSERT takes many rows: each must name the same columns.
_NEW = {
    "default_body_id": None,
    "emergency": 0,
    "hotline": "",
    "target_hours": 720,
    "legal_days": 30,
    "basis": "",
    **dict.fromkeys(FLAGS, False),
    "active": True,
}


def import_categories(session: Session, job: Job) -> Summary:
    """Import every category of the file into the entered hromada, or raise ImportRefused."""
    loaded = load_table(job, COLUMNS)
    known = known_rows(session, Category, "code", *_COMPARED)
    parsed = leaf_rows(loaded.cells, known)
    faults = [*faults_of(loaded.cells, "code"), *ambiguous(parsed, known)]
    sifted = sift(job, loaded, faults)
    leaves = sifted.of(parsed)
    bodies = _bodies(session)
    groups = _write_groups(session, job, leaves, known)
    group_ids = dict(session.execute(select(Category.code, Category.id)).all())
    linked = [_linked(leaf, group_ids, bodies) for leaf in leaves]
    changes = compare(
        _in_order(linked, known),
        known,
        key="code",
        completed=lambda facts: _completed(session, facts),
    )
    people = respect_people(session, job, "category", changes, known)
    changes = people.changes
    marks = _write_kinds(session, job, changes)
    codes = {leaf.facts["code"] for leaf in leaves} | {leaf.group["code"] for leaf in leaves}
    return Summary(
        "categories",
        job.path.name,
        len(parsed),
        changes.tally,
        notes=[*loaded.notes, *_group_notes(groups), *people.notes, *marks],
        refusals=sifted.refusals,
        warnings=[
            *groups.warnings,
            *people.warnings,
            *_without_body(leaves, bodies),
            *warn_absent(codes, known.keys(), msg("categories")),
        ],
    )


def adopt_default_categories(session: Session, *, now: datetime) -> int:
    """Import the default categories into the entered hromada, unless it has any.

    Return how many were added.
    """
    if session.scalar(select(func.count()).select_from(Category)):
        return 0
    return import_categories(session, Job(DEFAULT_SET, now)).tally.new


def _write_kinds(session: Session, job: Job, changes: Changes) -> list[str]:
    """Write the categories; return notes on the reports that their flags hide or show."""
    toggled = toggled_flags(changes.updates)
    before = reports_off_map(session, toggled)
    write(session, Category, changes, job.progress)
    return flag_notes(before, reports_off_map(session, toggled))


def _group_notes(groups: OfPeople) -> list[str]:
    return [_group_note(groups.changes.tally), *groups.notes]


def _write_groups(
    session: Session, job: Job, leaves: Sequence[Leaf], known: Mapping[str, RowMapping]
) -> OfPeople:
    groups = {leaf.group["code"]: stated(leaf.group) for leaf in reversed(leaves)}
    listed = [groups[code] for code in dict.fromkeys(leaf.group["code"] for leaf in leaves)]
    changes = compare(
        _in_order(listed, known),
        known,
        key="code",
        completed=lambda facts: (
            {"hromada_id": hromada_of(session), "name_en": translit(facts["name_uk"])} | facts
        ),
    )
    people = respect_people(session, job, "category", changes, known)
    write(session, Category, people.changes, NO_PROGRESS)
    return people


def _in_order(rows: Sequence[Facts], known: Mapping[str, RowMapping]) -> list[Facts]:
    """Return groups, or kinds of groups, with the positions that their order makes new."""
    siblings: dict[int | None, list[str]] = defaultdict(list)
    for facts in rows:
        siblings[facts.get("parent_id")].append(facts["code"])
    places: dict[str, int] = {}
    for parent_id, codes in siblings.items():
        there = {
            code: row["position"] for code, row in known.items() if row["parent_id"] == parent_id
        }
        places |= new_positions(codes, there)
    return [
        facts | {"position": places[facts["code"]]} if facts["code"] in places else facts
        for facts in rows
    ]


def _completed(session: Session, facts: Facts) -> Facts:
    name_en = translit(facts["name_uk"])
    return {"hromada_id": hromada_of(session), "name_en": name_en} | _NEW | facts


def _bodies(session: Session) -> KnownNames:
    rows = session.execute(select(Body.id, Body.code, Body.name_uk, Body.active))
    return KnownNames.of(rows.mappings())


def _linked(leaf: Leaf, groups: Mapping[str, int], bodies: KnownNames) -> Facts:
    body = _body(leaf, bodies)
    links = {"parent_id": groups[leaf.group["code"]], "default_body_id": body}
    return leaf.facts | stated(links)


def _body(leaf: Leaf, bodies: KnownNames) -> int | None:
    """Return the id of the body that a category names by code or by name, if it is one."""
    meant = bodies.meant(leaf.body) if leaf.body else ()
    return bodies.ids[meant[0]] if len(meant) == 1 else None


def _group_note(tally: ImportTally) -> FileMessage:
    return msg("groups: %(new)s new, %(changed)s changed, %(unchanged)s unchanged", **asdict(tally))


def _without_body(leaves: Sequence[Leaf], bodies: KnownNames) -> list[str]:
    lacking = Counter(leaf.body for leaf in leaves if leaf.body and _body(leaf, bodies) is None)
    if not lacking:
        return []
    named = ", ".join(f"{code} ({count})" for code, count in sorted(lacking.items()))
    return [
        msg(
            "%(count)s categories name a body that the hromada does not have, and are left without "
            "a default body: %(named)s. Import its bodies, then the categories again",
            count=lacking.total(),
            named=named,
        )
    ]
