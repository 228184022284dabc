"""Writes the refused rows of a file into another, each with its reason, to be corrected."""

import csv
import re
import stat
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from app.operations.importing.files.outcome import Refusals
from gis.files.faults import Fault

_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
# A spreadsheet takes such a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refusals_folder(path: Path, otherwise: Path) -> Path:
    """Return the folder of the file, or ``otherwise`` if that is not writable.

    The folder's mode counts, even for the superuser.
    """
    writable = path.absolute().parent.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    return path.absolute().parent if writable else otherwise


HEADINGS = ("refused_line", "refused_kind", "refused_reason")


def _facts(faults: Sequence[Fault]) -> tuple[object, ...]:
    return faults[0].number, faults[0].kind, "; ".join(fault.reason for fault in faults)


def write_refusals(
    target: Path,
    refusals: Refusals,
    *,
    headings: Sequence[str] = HEADINGS,
    facts: Callable[[Sequence[Fault]], Sequence[object]] = _facts,
    separator: str = ",",
) -> None:
    """Write each refused row as it was, after what is wrong; a spreadsheet opens it as UTF-8.

    ``facts`` are of all faults of a row, under ``headings``. Excel in Ukraine parts columns at
    semicolons alone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow([*headings, *refusals.columns])
        for number, faults in groupby(refusals.faults, key=lambda fault: fault.number):
            row = refusals.rows[number]
            cells = [safe_cell(_text(row.get(column, ""))) for column in refusals.columns]
            writer.writerow([*(safe_cell(str(fact)) for fact in facts(list(faults))), *cells])


def _text(value: str | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else value


def safe_cell(cell: str) -> str:
    """Return a cell of CSV that no spreadsheet takes for a formula; grid_of_text reads it back."""
    if cell.lstrip("'").startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
