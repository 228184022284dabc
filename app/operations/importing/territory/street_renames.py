"""Imports former names of a hromada's streets, so that search by the old one finds the new."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import column
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.files.sources import Job, load_table, refuse_faults
from app.sql import run

COLUMNS = (
    column("old former old_name стара", required=True),
    column("new present new_name нова", required=True),
    column("kind type тип"),
    column("since date дата"),
    # To distinguish streets of one name for readers; search finds both.
    column("district район"),
    column("district_old"),
)
# The word put before a name without one, by kind.
_KINDS = {
    "street": "вулиця",
    "lane": "провулок",
    "avenue": "проспект",
    "boulevard": "бульвар",
    "square": "площа",
    "slope": "узвіз",
    "embankment": "набережна",
    "impasse": "тупик",
    "highway": "шосе",
    "passage": "проїзд",
    "alley": "алея",
    "": "вулиця",
}
# In "Піонерський (Таромське)" the brackets are a place, not part of the name.
_WHERE = re.compile(r"\s*\([^)]*\)")

_WITHOUT_ADDRESSES = text("""
SELECT count(DISTINCT f.street_uk) FROM street_name AS f
WHERE f.hromada_id = :hromada_id AND f.former AND NOT EXISTS (
    SELECT FROM street_name AS c
    WHERE c.hromada_id = :hromada_id AND NOT c.former AND c.sound = f.street_sound)
""")


@dataclass(frozen=True, slots=True)
class _Renaming:
    old: str
    new: str
    since: date | None


def import_renames(session: Session, job: Job) -> Summary:
    """Import former names of streets into the entered hromada, or raise ImportRefused.

    A street need not have addresses yet. Renamed objects other than streets are left out.
    """
    loaded = load_table(job, COLUMNS)
    known = [row for row in loaded.cells if row.text("kind").lower() in _KINDS]
    renamings = [_renaming(row) for row in known]
    refuse_faults(job.path, [fault for row in loaded.cells for fault in row.faults])
    job.progress.step("Writing")
    row = run(
        session,
        "territory/take_renames",
        hromada_id=hromada_of(session),
        news=[each.new for each in renamings],
        olds=[each.old for each in renamings],
        sinces=[each.since for each in renamings],
    ).one()
    notes = [*loaded.notes]
    if others := len(loaded.cells) - len(known):
        notes.append(f"{others:,} name no kind of street ({', '.join(filter(None, _KINDS))})")
    if waiting := session.scalar(_WITHOUT_ADDRESSES, {"hromada_id": hromada_of(session)}):
        notes.append(f"{waiting:,} renamed streets have no address here yet")
    tally = ImportTally(row.new, row.changed, len(renamings) - row.new - row.changed)
    return Summary("renamed streets", job.path.name, len(loaded.cells), tally, notes=notes)


def take_former_names(session: Session, pairs: Iterable[tuple[str, str]]) -> int:
    """Take (present, former) names of streets; return how many there are."""
    full = {(new, _full(old, _kind_in(new))) for new, old in pairs}
    given = sorted(pair for pair in full if pair[0] != pair[1])
    run(
        session,
        "territory/take_renames",
        hromada_id=hromada_of(session),
        news=[new for new, _old in given],
        olds=[old for _new, old in given],
        sinces=[None] * len(given),
    )
    return len(given)


def _kind_in(name: str) -> str:
    """Return the word for the kind of street within its name, else that of a usual street."""
    words = name.lower().split()
    return next((word for word in _KINDS.values() if word in words), _KINDS[""])


def _renaming(row: Cells) -> _Renaming:
    kind = _KINDS[row.text("kind").lower()]
    since = row.moment("since")
    return _Renaming(
        old=_full(row.text("old", required=True), kind),
        new=_full(row.text("new", required=True), kind),
        since=since.date() if since else None,
    )


def _full(name: str, kind: str) -> str:
    """Return the name with a word for its kind, without the place in brackets."""
    bare = _WHERE.sub("", name).strip()
    has_kind = any(word in bare.lower().split() for word in _KINDS.values())
    return bare if has_kind or not bare else f"{kind} {bare}"
