"""Parses the rows of a table of categories; groups and categories are known by code or by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from app.domain.categories import EMERGENCY_LEVELS, FLAGS, MOST_DAYS, MOST_HOURS
from app.operations.codes import code_for
from app.operations.importing.files.cells import Cells, cleaned
from app.operations.importing.files.changes import Facts, stated
from app.operations.importing.files.columns import column
from app.operations.importing.territory.codes_by_name import (
    KnownNames,
    folded_name,
    refuse_doubled,
    refuse_shared,
)
from gis.files.faults import Fault
from gis.files.messages import msg

COLUMNS = (
    column("code код"),
    column("group код_групи"),
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

Known = Mapping[str, RowMapping]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A category of the file, the group it names, and the code or name of its body."""

    row: Cells
    facts: Facts
    group: Facts
    body: str


def leaf_rows(cells: Sequence[Cells], known: Known) -> list[Leaf]:
    """Parse every row; codes that are not there are found by names, or made of them."""
    groups = {code: row for code, row in known.items() if row["parent_id"] is None}
    taken = {*known, *(row.raw(name) for row in cells for name in ("code", "group"))}
    _fill_groups(cells, groups, taken)
    _fill_leaves(cells, known, groups, taken)
    return [_leaf(row) for row in cells]


def ambiguous(leaves: Sequence[Leaf], known: Known) -> list[Fault]:
    """Return a fault for each code that is both a group and a category."""
    groups = {leaf.group["code"] for leaf in leaves}
    groups |= {code for code, row in known.items() if row["parent_id"] is None}
    known_leaves = {code for code, row in known.items() if row["parent_id"] is not None}
    faults = []
    for leaf in leaves:
        for code, others, role in (
            (leaf.facts.get("code"), groups, msg("a group")),
            (leaf.group["code"], known_leaves, msg("a category")),
        ):
            if code in others:
                reason = msg(
                    "%(code)r is %(role)s already: one code cannot be both", code=code, role=role
                )
                faults.append(Fault(leaf.row.number, leaf.row.label, "bad-code", reason))
    return faults


def _fill_groups(cells: Sequence[Cells], groups: Known, taken: set[str]) -> None:
    """Give each row the code and the name of its group, where one tells the other."""
    names = KnownNames.of(groups.values())
    in_file: dict[str, str] = {}
    for row in cells:
        if (code := cleaned(row.raw("group"))) and (name := cleaned(row.raw("group_uk"))):
            in_file.setdefault(folded_name(name), code)
    for row in cells:
        code, name = cleaned(row.raw("group")), cleaned(row.raw("group_uk"))
        if code:
            row.values = {**row.values, "group_uk": name or names.spelling.get(code, "")}
            continue
        if not name:
            continue
        refuse_shared(row, name, len(names.meant(name)))
        found = in_file.get(folded_name(name)) or next(iter(names.meant(name)), "")
        found = found or code_for(name, taken, otherwise="group")
        in_file.setdefault(folded_name(name), found)
        taken.add(found)
        row.values = {
            **row.values, "group": found, "group_uk": names.spelling.get(found, name)
        }  # fmt: skip


def _fill_leaves(cells: Sequence[Cells], known: Known, groups: Known, taken: set[str]) -> None:
    """Give each row without a code that of the category of its name in its group, or a new one.

    Several groups have an «Інше»: a name alone tells nothing across groups.
    """
    inside = {
        group: KnownNames.of(row for row in known.values() if row["parent_id"] == at["id"])
        for group, at in groups.items()
    }
    first: dict[tuple[str, str], int] = {}
    for row in cells:
        name, group = cleaned(row.raw("name_uk")), cleaned(row.raw("group"))
        if cleaned(row.raw("code")) or not name or not group:
            continue
        refuse_doubled(row, name, first.setdefault((group, folded_name(name)), row.number))
        names = inside.get(group, _NOBODY)
        meant = names.meant(name)
        refuse_shared(row, name, len(meant))
        code = meant[0] if meant else code_for(name, taken, prefix=f"{group}.", otherwise="kind")
        taken.add(code)
        row.values = {**row.values, "code": code, "name_uk": names.spelling.get(code, name)}


_NOBODY = KnownNames.of(())


def _leaf(row: Cells) -> Leaf:
    facts = {
        "code": row.code("code") if row.raw("code") else "",
        "name_uk": row.text("name_uk", required=True),
        "name_en": row.text("name_en"),
        "emergency": row.whole("emergency", most=max(EMERGENCY_LEVELS)),
        "hotline": row.text("hotline"),
        "target_hours": row.whole("target_hours", most=MOST_HOURS),
        "legal_days": row.whole("legal_days", most=MOST_DAYS),
        "basis": row.text("basis"),
    }
    flags = {ours: row.flag(theirs) for ours, theirs in FLAGS.items() if row.raw(theirs)}
    if row.raw("active"):
        flags["active"] = row.flag("active")
    group_name = row.text("group_uk", required=True)
    group = {
        "code": row.code("group") if group_name else row.raw("group"),
        "name_uk": group_name,
        "name_en": row.text("group_en"),
    }
    return Leaf(row, stated(facts) | flags, group, row.text("body"))
