"""Imports a hromada's categories: leaves keyed by code, and the groups that they name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.domain.categories import EMERGENCY_LEVELS, FLAGS, MOST_DAYS, MOST_HOURS
from app.models.places import Body, Category
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.changes import Facts, compare, known_rows, stated, write
from app.operations.importing.files.columns import column
from app.operations.importing.files.fitting import warn_absent
from app.operations.importing.files.loading import load_table
from app.operations.importing.files.outcome import NO_PROGRESS, ImportTally, Summary
from app.operations.importing.files.sifting import faults_of, sift
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.category_flags import (
    flag_notes,
    reports_off_map,
    toggled_flags,
)
from gis.files.faults import Fault
from gis.files.messages import FileMessage, msg

# The initial categories of a hromada.
DEFAULT_SET = Path(__file__).parents[4] / "seeds" / "categories.csv"

COLUMNS = (
    column("code код", required=True),
    column("group код_групи", required=True),
    column("group_uk група", required=True),
    column("group_en"),
    column("name_uk name назва", required=True),
    column("name_en назва_англійською"),
    column("body орган"),
    column("emergency"),
    column("hotline гаряча_лінія"),
    column("target_hours строк_у_годинах"),
    column("legal_days строк_у_днях"),
    column("basis підстава"),
    *(column(f"{theirs} {ours}" if ours != theirs else ours) for ours, theirs in FLAGS.items()),
    column("active діє"),
    # For people who read the file; not stored.
    column("body_uk"),
    column("alt_body"),
    column("alt_body_uk"),
)

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


@dataclass(frozen=True, slots=True)
class _Leaf:
    row: Cells
    facts: Facts
    group: Facts
    body: str


def import_categories(session: Session, job: Job) -> Summary:
    """Import every category of the file into the entered hromada, or raise ImportRefused."""
    loaded = load_table(job, COLUMNS)
    parsed = [_leaf(row, position) for position, row in enumerate(loaded.cells, start=1)]
    known = known_rows(session, Category, "code", *_COMPARED)
    faults = [*faults_of(loaded.cells, "code"), *_ambiguous(parsed, known)]
    sifted = sift(job, loaded, faults)
    leaves = sifted.of(parsed)
    bodies = _ids(session, Body)
    groups = _write_groups(session, leaves, known)
    group_ids = _ids(session, Category)
    changes = compare(
        [_linked(leaf, group_ids, bodies) for leaf in leaves],
        known,
        key="code",
        completed=lambda facts: {"hromada_id": hromada_of(session)} | _NEW | facts,
    )
    toggled = toggled_flags(changes.updates)
    before = reports_off_map(session, toggled)
    write(session, Category, changes, job.progress)
    marks = flag_notes(before, reports_off_map(session, toggled))
    codes = {leaf.facts["code"] for leaf in leaves} | {leaf.group["code"] for leaf in leaves}
    return Summary(
        "categories",
        job.path.name,
        len(parsed),
        changes.tally,
        notes=[*loaded.notes, _group_note(groups), *marks],
        refusals=sifted.refusals,
        warnings=[
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


def _leaf(row: Cells, position: int) -> _Leaf:
    facts = {
        "code": row.code("code"),
        "name_uk": row.text("name_uk", required=True),
        "name_en": row.text("name_en") or translit(row.text("name_uk")),
        "emergency": row.whole("emergency", most=max(EMERGENCY_LEVELS)),
        "hotline": row.text("hotline"),
        "target_hours": row.whole("target_hours", most=MOST_HOURS),
        "legal_days": row.whole("legal_days", most=MOST_DAYS),
        "basis": row.text("basis"),
        "position": position,
    }
    flags = {ours: row.flag(theirs) for ours, theirs in FLAGS.items() if row.raw(theirs)}
    if row.raw("active"):
        flags["active"] = row.flag("active")
    group = {
        "code": row.code("group"),
        "name_uk": row.text("group_uk", required=True),
        "name_en": row.text("group_en") or translit(row.text("group_uk")),
    }
    return _Leaf(row, stated(facts) | flags, group, row.text("body"))


def _ambiguous(leaves: Sequence[_Leaf], known: Mapping[str, RowMapping]) -> list[Fault]:
    """Return a fault for each code that is both a group and a category."""
    groups = {leaf.group["code"] for leaf in leaves}
    groups |= {code for code, row in known.items() if row["parent_id"] is None}
    known_leaves = {code for code, row in known.items() if row["parent_id"] is not None}
    faults = []
    for leaf in leaves:
        for code, others, role in (
            (leaf.facts["code"], groups, msg("a group")),
            (leaf.group["code"], known_leaves, msg("a category")),
        ):
            if code in others:
                reason = msg(
                    "%(code)r is %(role)s already: one code cannot be both", code=code, role=role
                )
                faults.append(Fault(leaf.row.number, leaf.row.label, "bad-code", reason))
    return faults


def _write_groups(
    session: Session,
    leaves: Sequence[_Leaf],
    known: Mapping[str, RowMapping],
) -> ImportTally:
    groups: dict[str, Facts] = {}
    for leaf in leaves:
        groups.setdefault(leaf.group["code"], leaf.group | {"position": len(groups) + 1})
    changes = compare(
        list(groups.values()),
        known,
        key="code",
        completed=lambda facts: {"hromada_id": hromada_of(session)} | facts,
    )
    write(session, Category, changes, NO_PROGRESS)
    return changes.tally


def _ids(session: Session, table: type[Body] | type[Category]) -> dict[str, int]:
    return dict(session.execute(select(table.code, table.id)).all())


def _linked(leaf: _Leaf, groups: Mapping[str, int], bodies: Mapping[str, int]) -> Facts:
    links = {"parent_id": groups[leaf.group["code"]], "default_body_id": bodies.get(leaf.body)}
    return leaf.facts | stated(links)


def _group_note(tally: ImportTally) -> FileMessage:
    return msg("groups: %(new)s new, %(changed)s changed, %(unchanged)s unchanged", **asdict(tally))


def _without_body(leaves: Sequence[_Leaf], bodies: Mapping[str, int]) -> list[str]:
    lacking = Counter(leaf.body for leaf in leaves if leaf.body and leaf.body not in bodies)
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
