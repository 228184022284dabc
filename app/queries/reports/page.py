"""A report's own page: the report, its timeline and photos."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.domain.lifecycle import PRIVATE
from app.domain.names import Name, from_row
from app.domain.supports import NOBODY, SupporterIdentity
from app.sql import run

# The log is append-only: private actions that it once recorded as public are filtered out here.
_STEPS = text("""
SELECT at, action, from_status, to_status, role, note,
       public AND action <> ALL(:private) AS public, details
FROM report_event
WHERE hromada_id = :hromada_id AND report_id = :report_id
ORDER BY id
LIMIT 500
""")

_PHOTOS = text("""
SELECT storage_key AS key, kind, state, width, height, hidden_at IS NOT NULL AS hidden
FROM report_photo
WHERE hromada_id = :hromada_id AND report_id = :report_id AND state <> 'refused'
ORDER BY kind DESC, position, id
LIMIT 50
""")

_PHOTO = text("""
SELECT r.public AND p.hidden_at IS NULL AS public, r.public_id, r.account_id
FROM report_photo AS p
JOIN report AS r ON r.id = p.report_id
WHERE p.hromada_id = :hromada_id AND p.storage_key = :key AND p.state = 'ready'
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """A report as the API returns it, with the names of its category, district and body.

    ``lon``, ``lat`` are EPSG:4326. ``duplicate_of`` is the original's number if that is public.
    """

    number: int
    public_id: uuid.UUID
    status: str
    colour: str
    category: str
    name: Name
    lon: float
    lat: float
    address: str
    public_text: str
    district: str | None
    district_name: Name
    body: str | None
    body_name: Name
    submitted_at: datetime
    updated_at: datetime
    answer_due_at: datetime | None
    duplicate_of: int | None = None
    supporters: int = 0
    confirmed_supporters: int = 0
    planned_for: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(ReportCard):
    """A report in full.

    ``repeats`` is the original's number, public or not, for staff. An open report's answer is
    overdue after ``late_after``: of a planned one not before its day is over. ``asked_address`` is
    the reporter's, until it is confirmed. ``support_state`` and ``support_kind`` are the reader's
    own; ``perhaps_repeated``: the sender said the same lately.
    """

    id: int
    public: bool
    hidden_at: datetime | None
    sensitive: bool
    repeats: int | None
    group_name: Name
    emergency: int
    hotline: str
    basis: str
    routing: dict[str, Any]
    body_phone: str | None
    account_id: int | None
    support_state: str | None
    support_kind: str | None
    perhaps_repeated: bool
    written_to: bool
    asked_address: str
    published_at: datetime | None
    closed_at: datetime | None
    moderation_due_at: datetime | None
    accept_due_at: datetime | None
    answered_at: datetime | None
    reply_due_at: datetime | None
    appeal_due_at: datetime | None
    late_after: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """An event of a report. ``details`` are for staff and for the resident."""

    at: datetime
    action: str
    from_status: str | None
    to_status: str | None
    role: str
    note: str
    public: bool
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PagePhoto:
    """A photo of a report; only a ``ready`` one has an image."""

    key: str
    kind: str
    state: str
    width: int | None
    height: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class PhotoOwner:
    """Who may see a photo: everybody if ``public``, else those who may see its report."""

    public: bool
    public_id: uuid.UUID
    account_id: int | None


def report_page(session: Session, number: int, *, reader: SupporterIdentity = NOBODY) -> ReportPage:
    """Return the report, public or not; raise NotFound if there is none of this number."""
    keys = {"keys": list(reader.keys), "device_keys": list(reader.device_keys)}
    values = {"hromada_id": hromada_of(session), "number": number}
    row = run(session, "reports/page", **values, **keys).one_or_none()
    if row is None:
        raise no_such_report()
    return from_row(ReportPage, row._mapping)


def no_such_report() -> NotFound:
    """Return the error for a report that does not exist or that the reader may not see."""
    return NotFound("There is no such report in this hromada, or it is not public.")


def timeline(session: Session, report_id: int) -> tuple[TimelineStep, ...]:
    """Return the report's events, the oldest first."""
    of_report = {"hromada_id": hromada_of(session), "report_id": report_id}
    rows = session.execute(_STEPS, of_report | {"private": list(PRIVATE)})
    return tuple(TimelineStep(**row._mapping) for row in rows)


def photos_of(session: Session, report_id: int) -> tuple[PagePhoto, ...]:
    """Return the report's photos except refused ones, those of the problem first."""
    rows = session.execute(_PHOTOS, {"hromada_id": hromada_of(session), "report_id": report_id})
    return tuple(PagePhoto(**row._mapping) for row in rows)


def owner_of_photo(session: Session, key: str) -> PhotoOwner:
    """Return who may see the photo; raise NotFound if it is not ready."""
    row: Row[Any] | None = session.execute(
        _PHOTO, {"hromada_id": hromada_of(session), "key": key}
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such photo.")
    return PhotoOwner(**row._mapping)
