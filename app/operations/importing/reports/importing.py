"""Imports reports into one hromada, or each into the hromada that contains it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import ARRAY, String, any_, literal, select
from sqlalchemy.orm import Session

from app.db import enter_hromada, hromada_of
from app.models.reports import Report
from app.operations.importing.files.loading import Rows
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.files.sifting import sift
from app.operations.importing.files.sources import Job
from app.operations.importing.reports.hromadas import (
    ReportHromada,
    hromadas_of_rows,
    sort_reports,
)
from app.operations.importing.reports.rows import (
    ImportedStatus,
    ReportRow,
    known_status,
    load_reports,
    parse_row,
)
from app.operations.importing.reports.writing import CategorizedReport, write_reports
from gis.files.faults import Fault

_MOST_NAMED = 10


def import_reports(session: Session, job: Job) -> Summary:
    """Import the file's reports into the entered hromada, placed and routed.

    Raises ImportRefused if any row is refused, unless such may be skipped. A row imported from the
    same file before is known by its id, and left unchanged.
    """
    return _import(session, job, hromada_of(session))


def import_reports_everywhere(session: Session, job: Job) -> Summary:
    """Import each of the file's reports into the hromada that contains it."""
    return _import(session, job, None)


def _import(session: Session, job: Job, within: int | None) -> Summary:
    loaded = load_reports(job)
    job.progress.step(f"Checking {len(loaded.cells)} reports")
    parsed = [row for cells in loaded.cells if (row := parse_row(cells, job.path, job.now))]
    _refuse_repeated(parsed)
    found = hromadas_of_rows(session, parsed, within)
    by_hromada = sort_reports(session, parsed, found, job, everywhere=within is None)
    sifted = sift(job, loaded, _faults(loaded))
    taken = {
        hromada_id: [report for report in reports if not report.row.cells.faults]
        for hromada_id, reports in by_hromada.items()
    }
    tally = _write(session, job, taken)
    return Summary(
        "reports",
        job.path.name,
        len(loaded.cells),
        tally,
        notes=[*loaded.notes, *_hromada_notes(taken, found)],
        warnings=_warnings([report.row for reports in taken.values() for report in reports]),
        refusals=sifted.refusals,
    )


def _refuse_repeated(rows: Sequence[ReportRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.key in first:
            row.cells.fault(
                "duplicate-id",
                f"its id is that of line {first[row.key]} too: an id is used once in a file",
            )
        first.setdefault(row.key, row.cells.number)


def _faults(loaded: Rows) -> list[Fault]:
    """Return one fault for each row, of its first kind, with all reasons."""
    return [
        Fault(
            cells.number,
            cells.label,
            cells.faults[0].kind,
            "; ".join(fault.reason for fault in cells.faults),
        )
        for cells in loaded.cells
        if cells.faults
    ]


def _write(
    session: Session, job: Job, taken: Mapping[int, Sequence[CategorizedReport]]
) -> ImportTally:
    total = sum(len(reports) for reports in taken.values())
    job.progress.step("Writing", total)
    new = 0
    for hromada_id, reports in taken.items():
        enter_hromada(session, hromada_id)
        known = _known_keys(session, reports)
        fresh = [report for report in reports if report.row.key not in known]
        write_reports(session, fresh, now=job.now, progress=job.progress)
        job.progress.advance(len(reports) - len(fresh))
        new += len(fresh)
    return ImportTally(new=new, unchanged=total - new)


def _known_keys(session: Session, reports: Sequence[CategorizedReport]) -> set[str]:
    keys = [report.row.key for report in reports]
    return {
        key
        for key in session.scalars(
            select(Report.idempotency_key).where(
                Report.idempotency_key == any_(literal(keys, ARRAY(String)))
            )
        )
        if key
    }


def _hromada_notes(
    taken: Mapping[int, Sequence[CategorizedReport]], found: Mapping[int, ReportHromada]
) -> list[str]:
    rows = [report.row for reports in taken.values() for report in reports]
    by_name = Counter(found[row.cells.number].name_uk for row in rows)
    notes = [f"into {sum(map(bool, taken.values()))} hromadas: {_named(by_name)}"] if rows else []
    near = [row for row in rows if found[row.cells.number].away_m > 0]
    return notes + [
        f"line {row.cells.number} ({row.cells.label}) lies in no hromada, and is taken by the "
        f"nearest: {found[row.cells.number].name_uk}, "
        f"{found[row.cells.number].away_m:,.0f} m away"
        for row in near
    ]


def _warnings(rows: Sequence[ReportRow]) -> list[str]:
    unknown = Counter(
        raw for row in rows if (raw := row.cells.raw("status")) and not known_status(raw)
    )
    waiting = [str(row.cells.number) for row in rows if row.status is ImportedStatus.WAITING]
    warnings = []
    if unknown:
        warnings.append(f"statuses not known, taken as open: {_named(unknown)}")
    if waiting:
        lines = ", ".join(waiting[:_MOST_NAMED]) + (", …" if len(waiting) > _MOST_NAMED else "")
        warnings.append(
            f"{len(waiting)} reports hold what looks like a phone number or an e-mail address, and "
            f"wait for a moderator: lines {lines}"
        )
    return warnings


def _named(counted: Counter[str]) -> str:
    named = ", ".join(f"{name} {count}" for name, count in counted.most_common(_MOST_NAMED))
    more = len(counted) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named
