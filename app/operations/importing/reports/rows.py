"""Parses the rows of a file of reports: text, place, times and status."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.personal_data.detector import personal_data_in
from app.operations.importing.files.cells import LONGEST_TEXT, Cells, cleaned
from app.operations.importing.files.columns import column
from app.operations.importing.files.coordinates import Unusable, point_or_fault
from app.operations.importing.files.loading import Rows, load_points, load_table
from app.operations.importing.files.sources import Job
from app.operations.importing.reports.statuses import ImportedStatus, status_of
from gis.files.attributes import Row
from gis.files.messages import msg
from gis.files.tables import is_table
from gis.geometry import Point

COLUMNS = (
    column("id external_id number ід номер"),
    column("title summary subject назва тема"),
    column("description content text опис текст"),
    column("proposal пропозиція"),
    column("category type service_code service_name категорія тип"),
    column("subcategory descriptor"),
    column("status стан статус"),
    column("created created_at requested_datetime date дата"),
    column("closed closed_at resolved_at закрито"),
    column("address адреса"),
    column("lon lng long longitude довгота", required=True),
    column("lat latitude широта", required=True),
)

_FIRST_DAY = datetime(1991, 8, 24, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of the file, with a usable place."""

    cells: Cells
    key: str
    words: str
    kinds: tuple[str, ...]
    point: Point
    created: datetime
    closed: datetime | None
    # As the file says, and as it is taken: personal data make it wait.
    stated: ImportedStatus
    status: ImportedStatus
    address: str
    digest: bytes


def load_reports(job: Job) -> Rows:
    """Load a table with longitude and latitude, or a file of points."""
    if is_table(job.path.name):
        return load_table(job, COLUMNS, _label)
    return load_points(job, COLUMNS, _label, lambda: job.geometry.features(job.path, job.asked))


def _label(row: Row) -> str:
    words = cleaned(str(row.get("title") or row.get("description") or ""))[:60]
    named = f"id {row['id']}" if row.get("id") else ""
    return ", ".join(part for part in (named, words) if part)


def parse_row(row: Cells, job: Job) -> ReportRow | None:
    """Parse one row; None if its place cannot be used. Faults are collected in the row."""
    point = point_or_fault(row.raw("lon"), row.raw("lat"))
    if isinstance(point, Unusable):
        row.fault(point.kind, point.reason)
        return None
    words, kinds = _words(row), _kinds(row)
    created = _within(row, "created", row.moment("created"), (_FIRST_DAY, job.now)) or job.now
    closed = _within(row, "closed", row.moment("closed"), (created, job.now))
    address = row.text("address")
    stated = _stated(row, closed, job.choices.status_words)
    digest = hashlib.sha256(
        "\0".join([words, *kinds, repr(point), row.raw("created")]).encode()
    ).digest()
    return ReportRow(
        cells=row,
        key=f"import:{stem_of(job.path)}:{row.raw('id') or digest.hex()[:16]}",
        words=words,
        kinds=kinds,
        point=point,
        created=created,
        closed=closed,
        stated=stated,
        status=ImportedStatus.WAITING if personal_data_in(f"{words}\n{address}") else stated,
        address=address,
        digest=digest,
    )


def stem_of(path: Path) -> str:
    """Return the file's name without extensions: the same for a.csv and a.csv.gz."""
    return path.name.split(".")[0]


def _words(row: Cells) -> str:
    parts = [row.text("title"), row.text("description", longest=LONGEST_TEXT)]
    parts += [row.text("proposal", longest=LONGEST_TEXT)]
    if not any(parts):
        parts = [row.text("category"), row.text("subcategory")]
    words = "\n\n".join(dict.fromkeys(part for part in parts if part))
    if not words:
        row.fault("no-words", msg("neither title nor description nor category: nothing to show"))
    return words


def _kinds(row: Cells) -> tuple[str, ...]:
    """Return the file's names of the category, the most specific first."""
    return tuple(kind for kind in (row.text("subcategory"), row.text("category")) if kind)


def _within(
    row: Cells, name: str, moment: datetime | None, period: tuple[datetime, datetime]
) -> datetime | None:
    first, last = period
    if moment is not None and not first <= moment <= last:
        row.fault(
            "bad-date",
            msg(
                "%(column)s %(given)r is not between %(first)s and %(last)s",
                column=name,
                given=row.raw(name),
                first=f"{first:%Y-%m-%d}",
                last=f"{last:%Y-%m-%d}",
            ),
        )
        return None
    return moment


def _stated(row: Cells, closed: datetime | None, own_words: Mapping[str, str]) -> ImportedStatus:
    """Return what the file's status means; a word that is not known is a fault, never public."""
    raw = row.text("status")
    status = status_of(raw, own_words)
    if status is None:
        row.fault(
            "unknown-status",
            msg("the status %(given)r is not known", given=raw[:80]).asking(
                "status", "say what it means by --status-map FILE: open, closed or waiting"
            ),
        )
        return ImportedStatus.WAITING
    return ImportedStatus.CLOSED if closed and status is ImportedStatus.OPEN else status
