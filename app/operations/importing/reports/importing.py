"""Imports reports into one hromada, or each into the hromada that contains it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce

from sqlalchemy import ARRAY, String, any_, literal, select
from sqlalchemy.orm import Session

from app.db import enter_hromada, hromada_of
from app.models.reports import Report
from app.operations.importing.files.loading import Rows
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.sifting import sift
from app.operations.importing.files.sources import Job
from app.operations.importing.reports.hromadas import (
    ReportHromada,
    hromadas_of_rows,
    sort_reports,
)
from app.operations.importing.reports.rows import ReportRow, load_reports, parse_row
from app.operations.importing.reports.statuses import wrong_statuses
from app.operations.importing.reports.words import (
    named,
    notes_on_words,
    unknown_words,
    warnings_on,
)
from app.operations.importing.reports.writing import CategorizedReport, write_reports
from gis.files.faults import Fault
from gis.files.messages import Amount, joined, msg


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
    _check_statuses(job)
    loaded = load_reports(job)
    job.progress.step(f"Checking {len(loaded.cells)} reports")
    parsed = [row for cells in loaded.cells if (row := parse_row(cells, job))]
    _refuse_repeated(parsed)
    found = hromadas_of_rows(session, parsed, within)
    by_hromada = sort_reports(session, parsed, found, job, everywhere=within is None)
    sifted = sift(job, loaded, _faults(loaded), unknown_words(loaded.cells))
    taken = {
        hromada_id: [report for report in reports if not report.row.cells.faults]
        for hromada_id, reports in by_hromada.items()
    }
    tally = _write(session, job, taken)
    all_taken = [report for reports in taken.values() for report in reports]
    return Summary(
        "reports",
        job.path.name,
        len(loaded.cells),
        tally,
        notes=[*loaded.notes, *notes_on_words(all_taken), *_hromada_notes(taken, found)],
        warnings=warnings_on([report.row for report in all_taken]),
        refusals=sifted.refusals,
    )


def _refuse_repeated(rows: Sequence[ReportRow]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.key in first:
            row.cells.fault(
                "duplicate-id",
                msg(
                    "its id is that of line %(line)s too: an id is used once in a file",
                    line=first[row.key],
                ),
            )
        first.setdefault(row.key, row.cells.number)


def _check_statuses(job: Job) -> None:
    if wrong := wrong_statuses(job.choices.status_words):
        raise ImportRefused(
            job.path,
            msg(
                "no such status: %(given)s; ours are open, closed and waiting",
                given=", ".join(wrong),
            ),
        )


def _faults(loaded: Rows) -> list[Fault]:
    """Return one fault for each row, of its first kind, with all reasons."""
    return [
        Fault(
            cells.number,
            cells.label,
            cells.faults[0].kind,
            reduce(joined, (fault.reason for fault in cells.faults)),
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
    return [
        msg(
            "into %(count)s hromadas: %(named)s",
            count=sum(map(bool, taken.values())),
            named=named(by_name),
        ),
        *(
            msg(
                "line %(line)s (%(label)s) lies in no hromada, and is taken by the nearest: "
                "%(name)s, %(metres)s m away",
                line=row.cells.number,
                label=row.cells.label,
                name=found[row.cells.number].name_uk,
                metres=Amount(found[row.cells.number].away_m, 0),
            )
            for row in rows
            if found[row.cells.number].away_m > 0
        ),
    ]
