"""Says how a file's own words for categories and statuses were understood."""

from collections import Counter
from collections.abc import Sequence

from app.operations.importing.files.cells import Cells
from app.operations.importing.reports.rows import ReportRow
from app.operations.importing.reports.statuses import ImportedStatus
from app.operations.importing.reports.writing import CategorizedReport
from gis.files.messages import msg

_MOST_NAMED = 10
_LONGEST_WORD = 60


def unknown_words(cells: Sequence[Cells]) -> str:
    """Return one sentence on all statuses and categories that are not known; '' if all are."""
    statuses = Counter(_word(row, "status") for row in cells if _has(row, "unknown-status"))
    kinds = Counter(
        _word(row, "subcategory") or _word(row, "category")
        for row in cells
        if _has(row, "unknown-category")
    )
    told = [
        message
        for words, message in (
            (statuses, msg("statuses not known: %(words)s", words=named(statuses, most=100))),
            (kinds, msg("categories not known: %(words)s", words=named(kinds, most=100))),
        )
        if words
    ]
    return (
        msg("%(these)s; %(this)s", these=told[0], this=told[1])
        if len(told) == 2
        else (told[0] if told else "")
    )


def notes_on_words(taken: Sequence[CategorizedReport]) -> list[str]:
    """Return notes on what the words of the reports taken were understood to mean."""
    statuses = Counter(
        f"{_word(each.row.cells, 'status')} → {each.row.stated}"
        for each in taken
        if each.row.cells.raw("status")
    )
    kinds = Counter(
        f"{each.row.kinds[0][:_LONGEST_WORD]} → {each.kind.code}"
        for each in taken
        if each.row.kinds and each.row.kinds[0] != each.kind.code
    )
    without = sum(not each.row.cells.raw("status") for each in taken)
    notes: list[str] = []
    if statuses:
        notes.append(msg("statuses: %(words)s", words=named(statuses)))
    if without:
        notes.append(msg("reports without a status, taken as open: %(count)s", count=without))
    if kinds:
        notes.append(msg("categories: %(words)s", words=named(kinds)))
    return notes


def warnings_on(rows: Sequence[ReportRow]) -> list[str]:
    """Return warnings on reports that wait for a moderator."""
    set_aside = [row for row in rows if row.stated is ImportedStatus.WAITING]
    contacts = [
        row
        for row in rows
        if row.status is ImportedStatus.WAITING and row.stated is not ImportedStatus.WAITING
    ]
    warnings: list[str] = []
    if contacts:
        warnings.append(
            msg(
                "%(count)s reports hold what looks like a phone number, an e-mail address or "
                "other personal data, and wait for a moderator: lines %(lines)s",
                count=len(contacts),
                lines=_lines(contacts),
            )
        )
    if set_aside:
        warnings.append(
            msg(
                "%(count)s reports were set aside or closed without a solution, and wait for a "
                "moderator: lines %(lines)s",
                count=len(set_aside),
                lines=_lines(set_aside),
            )
        )
    return warnings


def named(counted: Counter[str], most: int = _MOST_NAMED) -> str:
    """Return words with their counts, the most frequent first."""
    named = ", ".join(f"{name} {count}" for name, count in counted.most_common(most))
    return f"{named}, …" if len(counted) > most else named


def _word(row: Cells, column: str) -> str:
    return row.raw(column)[:_LONGEST_WORD]


def _has(row: Cells, kind: str) -> bool:
    return any(fault.kind == kind for fault in row.faults)


def _lines(rows: Sequence[ReportRow]) -> str:
    numbers = [str(row.cells.number) for row in rows]
    return ", ".join(numbers[:_MOST_NAMED]) + (", …" if len(numbers) > _MOST_NAMED else "")
