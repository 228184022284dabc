"""Decides what becomes of refused rows: nothing is taken, or all the others are."""

from collections.abc import Sequence
from itertools import compress
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.operations.importing.files.cells import Cells
from app.operations.importing.files.loading import Rows
from app.operations.importing.files.outcome import ImportRefused, Refusals
from app.operations.importing.files.sources import Job
from gis.files.faults import Fault
from gis.files.messages import msg

# By name, not by PEP 695: the program runs on Python 3.11.
R = TypeVar("R", bound=Rows)
T = TypeVar("T")


class Sifted(NamedTuple):
    """Which rows are kept, and those that are not, if any."""

    keep: list[bool]
    refusals: Refusals | None

    def of(self, listed: Sequence[T]) -> list[T]:
        """Return what belongs to the rows that are kept."""
        return list(compress(listed, self.keep))


def sift(job: Job, loaded: Rows, faults: Sequence[Fault], reason: str = "") -> Sifted:
    """Return which rows are good; raise ImportRefused unless the others may be skipped.

    It is refused, too, if none is good: nothing would be taken. ``reason`` says of all rows
    together what each fault says of one.
    """
    if not faults:
        return Sifted([True] * len(loaded.cells), None)
    ordered = sorted(faults, key=lambda fault: fault.number)
    refusals = Refusals(ordered, loaded.headings, loaded.originals)
    if not job.choices.skip_refused:
        raise ImportRefused(job.path, reason, refusals=refusals, notes=loaded.notes)
    refused = {fault.number for fault in faults}
    keep = [row.number not in refused for row in loaded.cells]
    if not any(keep):
        nothing = msg("every row of it is refused, so that nothing is left to take")
        raise ImportRefused(job.path, nothing, refusals=refusals, notes=loaded.notes)
    return Sifted(keep, refusals)


def refuse_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Raise ImportRefused if there is any fault."""
    if faults:
        raise ImportRefused(path, faults=sorted(faults, key=lambda fault: fault.number))


def faults_of(cells: Sequence[Cells], key: str) -> list[Fault]:
    """Return the faults of the rows, and of those whose code an earlier row has already."""
    first: dict[str, int] = {}
    faults = [fault for row in cells for fault in row.faults]
    for row in cells:
        code = row.raw(key)
        if code and code in first:
            reason = msg(
                "%(column)s %(given)r is that of number %(first)s too: a code is used once",
                column=key,
                given=code,
                first=first[code],
            )
            faults.append(Fault(row.number, row.label, "duplicate-code", reason))
        first.setdefault(code, row.number)
    return faults
