"""Every kind of import: what its files hold, and one way to run it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.operations.importing.files.columns import (
    NO_CHOICES,
    ColumnChoices,
    FileColumn,
    Suggestion,
    suggest,
)
from app.operations.importing.files.memory import (
    remember_columns,
    remember_words,
    remembered_columns,
    with_remembered_words,
)
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.sources import Job
from app.operations.importing.reports import rows as report_rows
from app.operations.importing.reports.importing import import_reports, import_reports_everywhere
from app.operations.importing.territory import (
    addresses,
    area_rows,
    areas,
    basemap,
    bodies,
    categories,
    category_rows,
    district_rows,
    districts,
    hromadas,
    outline,
    street_renames,
)
from app.operations.importing.territory.area_territory import TERRITORY


@dataclass(frozen=True, slots=True)
class ImportKind:
    """What is imported by a subject's name.

    ``tables`` and ``shapes`` say which files it takes, ``needed_in_tables`` which columns a table
    must have where a layer has polygons instead; ``within`` is false where the files are of
    many hromadas, and nothing is remembered; ``has_words``: of categories and statuses.
    """

    subject: str
    columns: Sequence[FileColumn]
    work: Callable[[Session, Job], Summary]
    tables: bool = False
    needed_in_tables: frozenset[str] = frozenset()
    shapes: bool = False
    within: bool = True
    has_words: bool = False


_KINDS = (
    ImportKind("hromadas", hromadas.COLUMNS, hromadas.import_hromadas, shapes=True, within=False),
    ImportKind("outline", outline.COLUMNS, outline.import_outline, shapes=True),
    ImportKind(
        "districts",
        district_rows.COLUMNS,
        districts.import_districts,
        tables=True,
        shapes=True,
    ),
    ImportKind("bodies", bodies.COLUMNS, bodies.import_bodies, tables=True),
    ImportKind(
        "areas",
        area_rows.COLUMNS,
        areas.import_areas,
        tables=True,
        needed_in_tables=frozenset({TERRITORY}),
        shapes=True,
    ),
    ImportKind("categories", category_rows.COLUMNS, categories.import_categories, tables=True),
    ImportKind("basemap", (), basemap.import_basemap),
    ImportKind(
        "addresses", addresses.COLUMNS, addresses.import_addresses, tables=True, shapes=True
    ),
    ImportKind("renames", street_renames.COLUMNS, street_renames.import_renames, tables=True),
    ImportKind(
        "reports", report_rows.COLUMNS, import_reports, tables=True, shapes=True, has_words=True
    ),
)
KINDS: Mapping[str, ImportKind] = {kind.subject: kind for kind in _KINDS}
REPORTS_EVERYWHERE = replace(KINDS["reports"], work=import_reports_everywhere, within=False)
BASEMAPS_EVERYWHERE = ImportKind("basemap", (), basemap.import_basemaps, within=False)


def run_import(session: Session, kind: ImportKind, job: Job) -> Summary:
    """Import a file into the entered hromada, or raise ImportRefused.

    How earlier files named our columns, and what their words meant, is used where nothing is
    stated; what is stated is remembered.
    """
    if not kind.within:
        return kind.work(session, job)
    stated = job.choices
    recalled = replace(stated, columns=_recalling(session, kind, stated.columns))
    if kind.has_words:
        recalled = with_remembered_words(session, recalled)
    summary = kind.work(session, replace(job, choices=recalled))
    remember_columns(session, kind.subject, stated.columns, now=job.now)
    if kind.has_words:
        remember_words(session, stated, now=job.now)
    return summary


def suggested_columns(
    session: Session,
    kind: ImportKind,
    found: Sequence[str],
    stated: ColumnChoices = NO_CHOICES,
) -> Suggestion:
    """Propose which of a file's headings holds each of our columns, by names and by memory."""
    return suggest(found, kind.columns, _recalling(session, kind, stated))


def _recalling(session: Session, kind: ImportKind, stated: ColumnChoices) -> ColumnChoices:
    if not kind.within:
        return stated
    return replace(stated, remembered=remembered_columns(session, kind.subject))
