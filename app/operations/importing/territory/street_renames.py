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
from app.operations.importing.files.loading import load_table
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.files.sifting import sift
from app.operations.importing.files.sources import Job
from app.sql import run
from gis.files.messages import Amount, msg

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
    known = [row.text("kind").lower() in _KINDS for row in loaded.cells]
    parsed = [
        _renaming(row) if named else None for row, named in zip(loaded.cells, known, strict=True)
    ]
    sifted = sift(job, loaded, [fault for row in loaded.cells for fault in row.faults])
    renamings = [each for each in sifted.of(parsed) if each]
    job.progress.step("Writing")
    row = run(
        session,
        "territory/take_renames",
        hromada_id=hromada_of(session),
        news=[each.new for each in renamings],
        olds=[each.old for each in renamings],
        sinces=[each.since for each in renamings],
    ).one()
    tally = ImportTally(row.new, row.changed, len(renamings) - row.new - row.changed)
    return Summary(
        "renamed streets",
        job.path.name,
        len(loaded.cells),
        tally,
        notes=[*loaded.notes, *_left_out(known.count(False)), *_without_addresses(session)],
        refusals=sifted.refusals,
    )


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


def _left_out(count: int) -> list[str]:
    kinds = ", ".join(filter(None, _KINDS))
    note = msg("%(count)s name no kind of street (%(kinds)s)", count=Amount(count, 0), kinds=kinds)
    return [note] if count else []


def _without_addresses(session: Session) -> list[str]:
    waiting = session.scalar(_WITHOUT_ADDRESSES, {"hromada_id": hromada_of(session)})
    note = msg("%(count)s renamed streets have no address here yet", count=Amount(waiting or 0, 0))
    return [note] if waiting else []


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
