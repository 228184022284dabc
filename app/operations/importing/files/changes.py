"""Compares a file with the database, so that a repeated import changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.base import Base
from app.operations.importing.files.outcome import ImportTally, Progress

Facts = dict[str, Any]
BATCH = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to insert, and rows to update by ``id`` (with their key); the rest is unchanged."""

    inserts: list[Facts]
    updates: list[Facts]
    unchanged: int

    @property
    def tally(self) -> ImportTally:
        """Return the counts."""
        return ImportTally(len(self.inserts), len(self.updates), self.unchanged)


def stated(facts: Mapping[str, Any]) -> Facts:
    """Drop empty cells: they leave the known values unchanged."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


def known_rows(
    session: Session, table: type[Base], key: str, *columns: InstrumentedAttribute[Any]
) -> dict[str, RowMapping]:
    """Return the rows in view by ``key``; a boundary comes as hexadecimal EWKB."""
    chosen = [
        func.ST_AsHEXEWKB(column).label(column.key) if column.key == "boundary" else column
        for column in columns
    ]
    rows = session.execute(select(*chosen).select_from(table)).mappings()
    return {row[key]: row for row in rows}


def compare(
    given: Sequence[Facts],
    known: Mapping[str, RowMapping],
    *,
    key: str,
    completed: Callable[[Facts], Facts],
) -> Changes:
    """Divide rows into new, changed and unchanged; ``completed`` adds a new row's defaults."""
    inserts, updates, unchanged = [], [], 0
    for facts in given:
        row = known.get(facts[key])
        if row is None:
            inserts.append(completed(facts))
            continue
        if different := {name: value for name, value in facts.items() if row[name] != value}:
            updates.append({"id": row["id"], key: facts[key], **different})
        else:
            unchanged += 1
    return Changes(inserts, updates, unchanged)


def write(session: Session, table: type[Base], changes: Changes, progress: Progress) -> None:
    """Insert and update in batches."""
    progress.step("Writing", len(changes.inserts) + len(changes.updates))
    for batch in batches(changes.inserts):
        session.execute(insert(table), batch)
        progress.advance(len(batch))
    for batch in batches(changes.updates):
        session.execute(update(table), batch)
        progress.advance(len(batch))


def batches(rows: Sequence[Facts], size: int = BATCH) -> Iterator[list[Facts]]:
    """Yield the rows in lists of at most ``size``."""
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])
