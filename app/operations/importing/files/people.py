"""What people changed on pages, where a file says otherwise: kept, or replaced and named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from app.db import enter_hromada, hromada_of, leave_hromada
from app.operations.importing.files.changes import Changes, Facts
from app.operations.importing.files.sources import Job
from gis.files.messages import FileMessage, msg

_MOST_NAMED = 10
_LONGEST_VALUE = 60
# Columns of ours whose file column has another name, or that follow another one.
_IN_FILES = {
    "parent_id": "group_uk",
    "default_body_id": "body",
    "wants_photo": "photo",
    "personal": "personal_data",
}
_VALUES_NOT_TOLD = frozenset({"boundary", "parent_id", "default_body_id", "valid_from"})

# The latest entry of each column of each row decides who set it last; see DirectoryChange.
_BY_PEOPLE = text("""
SELECT latest.subject_id, latest.name FROM (
    SELECT DISTINCT ON (c.subject_id, set_.name) c.subject_id, set_.name, c.actor_id
    FROM directory_change AS c CROSS JOIN LATERAL jsonb_object_keys(c.after) AS set_ (name)
    WHERE c.hromada_id = :hromada_id AND c.subject = :subject AND c.subject_id = ANY(:ids)
    ORDER BY c.subject_id, set_.name, c.id DESC
) AS latest WHERE latest.actor_id IS NOT NULL
""")

# The journal has hashes of outlines: see trace_directory() in migrations/sql.
_OUTLINE_LEFT = text("""
SELECT c.before ->> 'boundary' = md5(ST_GeomFromEWKB(decode(:boundary, 'hex'))::bytea)
FROM directory_change AS c
WHERE c.hromada_id = :hromada_id AND c.subject = 'hromada' AND c.after ->> 'boundary' IS NOT NULL
ORDER BY c.id DESC LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class OfPeople:
    """The changes that are made, with what is said of those that people made before."""

    changes: Changes
    notes: list[str]
    warnings: list[str]


def set_by_people(session: Session, subject: str, ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return (id, column) of what was last set by an account, in the entered hromada.

    ``subject`` is a table of the journal of the directory. What the command line set last, or
    nobody has changed since the journal began, is not among them.
    """
    asked = {"hromada_id": hromada_of(session), "subject": subject, "ids": list(ids)}
    return {(row.subject_id, row.name) for row in session.execute(_BY_PEOPLE, asked)}


def respect_people(
    session: Session, job: Job, subject: str, changes: Changes, known: Mapping[str, RowMapping]
) -> OfPeople:
    """Drop what would overwrite people's values; where the job replaces them, name them instead."""
    by_people = set_by_people(session, subject, [facts["id"] for facts in changes.updates])
    return _divided(job, changes, by_people, _by_id(known))


def respect_people_of_hromadas(
    session: Session, job: Job, changes: Changes, known: Mapping[str, RowMapping]
) -> OfPeople:
    """Do the same for hromadas themselves: the journal of each is read inside it.

    An outline that was exactly the file's, and was changed since, is kept whoever changed it:
    ``import outline`` is meant to last.
    """
    by_people: set[tuple[int, str]] = set()
    for facts in changes.updates:
        enter_hromada(session, facts["id"])
        by_people |= set_by_people(session, "hromada", [facts["id"]])
        if _outline_left(session, facts):
            by_people.add((facts["id"], "boundary"))
    leave_hromada(session)
    return _divided(job, changes, by_people, _by_id(known))


def _outline_left(session: Session, facts: Facts) -> bool:
    """Return whether the latest outline took the place of the one that the file has."""
    if "boundary" not in facts:
        return False
    asked = {"hromada_id": facts["id"], "boundary": facts["boundary"]}
    return bool(session.scalar(_OUTLINE_LEFT, asked))


def _by_id(known: Mapping[str, RowMapping]) -> dict[int, RowMapping]:
    return {row["id"]: row for row in known.values()}


def _divided(
    job: Job, changes: Changes, by_people: set[tuple[int, str]], rows: Mapping[int, RowMapping]
) -> OfPeople:
    met = [
        (facts, name)
        for facts in changes.updates
        for name, value in facts.items()
        # The key comes with each row, and is no change.
        if (facts["id"], name) in by_people and rows[facts["id"]][name] != value
    ]
    if not met:
        return OfPeople(changes, [], [])
    told = [_change(rows[facts["id"]], facts, name) for facts, name in met]
    if job.choices.replace_changed:
        return OfPeople(changes, [], replaced_note(told))
    kept = {(facts["id"], name) for facts, name in met}
    return OfPeople(_without(changes, kept), kept_note(told), [])


def _without(changes: Changes, kept: set[tuple[int, str]]) -> Changes:
    left = [
        {name: value for name, value in facts.items() if (facts["id"], name) not in kept}
        for facts in changes.updates
    ]
    # The id and the key alone are no change.
    updates = [facts for facts in left if len(facts) > _KEYS]
    unchanged = changes.unchanged + len(left) - len(updates)
    return replace(changes, updates=updates, unchanged=unchanged)


_KEYS = 2


def kept_note(told: Sequence[str]) -> list[str]:
    """Say how many values are kept, and name the first."""
    count = msg("values that people changed here and that are kept: %(count)s", count=len(told))
    return [count.asking("replace", "--replace-changed takes the file's"), *_first(told)]


def replaced_note(told: Sequence[str]) -> list[str]:
    """Say how many values are replaced, and name the first."""
    count = msg(
        "values that people changed here and that the file replaces: %(count)s",
        count=len(told),
    )
    return [count, *_first(told)]


def _change(row: RowMapping, facts: Facts, name: str) -> FileMessage:
    column = _IN_FILES.get(name, name)
    if name in _VALUES_NOT_TOLD:
        return msg("%(name)s: %(column)s", name=row["name_uk"], column=column)
    return msg(
        "%(name)s: %(column)s, known “%(known)s”, in the file “%(given)s”",
        name=row["name_uk"],
        column=column,
        known=_short(row[name]),
        given=_short(facts[name]),
    )


def _short(value: Any) -> str | FileMessage:  # noqa: ANN401 - any column
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    told = "" if value is None else str(value)
    return told if len(told) <= _LONGEST_VALUE else f"{told[: _LONGEST_VALUE - 1]}…"


def _first(told: Sequence[str]) -> list[str]:
    more = len(told) - _MOST_NAMED
    rest = [msg("… and %(more)s more of this kind", more=more)] if more > 0 else []
    return [*told[:_MOST_NAMED], *rest]
