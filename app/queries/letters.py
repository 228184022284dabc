"""What letters are written from: the report, the event, the recipient."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row

_REPORT = """
    h.slug, h.name_uk AS hromada_uk, h.name_en AS hromada_en, h.kind AS hromada_kind,
    h.hotline AS hromada_hotline, h.contact_email AS hromada_email,
    h.contact_phone AS hromada_phone, h.logo_key AS hromada_logo_key,
    r.id AS report_id, r.number, r.public_id, r.status, r.sensitive, r.hidden_at, r.published_at,
    r.address, r.public_text, ST_X(r.point) AS lon, ST_Y(r.point) AS lat,
    r.moderation_due_at, r.accept_due_at, r.answer_due_at, r.answered_at, r.planned_for,
    r.reply_due_at, r.appeal_due_at,
    EXISTS (
        SELECT FROM report_event AS p WHERE p.report_id = r.id AND p.action = 'appeal'
    ) AS appealed,
    c.name_uk AS category_uk, c.name_en AS category_en,
    coalesce(b.name_uk, '') AS body_uk, coalesce(b.name_en, '') AS body_en,
    o.number AS original_number, coalesce(o.public, false) AS original_public
"""
_AROUND = """
JOIN hromada AS h ON h.id = r.hromada_id
JOIN category AS c ON c.hromada_id = r.hromada_id AND c.id = r.category_id
LEFT JOIN body AS b ON b.hromada_id = r.hromada_id AND b.id = r.body_id
LEFT JOIN report AS o ON o.hromada_id = r.hromada_id AND o.id = r.duplicate_of_id
"""
# The interpolated columns are constants.
_OF_STEP = text(f"""
SELECT {_REPORT}, e.action, e.note, e.details, e.at, e.public
FROM report_event AS e JOIN report AS r ON r.hromada_id = e.hromada_id AND r.id = e.report_id
{_AROUND}
WHERE e.id = :event_id
""")  # noqa: S608
_OF_REPORT = text(f"SELECT {_REPORT} FROM report AS r {_AROUND} WHERE r.id = :report_id")  # noqa: S608

_PLACE = text("""
SELECT name_uk, name_en, kind, hotline, contact_email AS email, contact_phone AS phone,
    logo_key
FROM hromada WHERE id = :hromada_id
""")
_FOLLOWER = text("""
SELECT id, report_id, email, kind, locale, confirmed_at, supports
FROM subscription WHERE id = :subscription_id AND ended_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class LetterPlace:
    """The hromada that a letter comes from, how it is reached; ``logo_key`` '' for our own mark."""

    name: Name
    kind: str
    hotline: str
    email: str
    phone: str
    logo_key: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report as letters show it; ``lon``, ``lat`` are EPSG:4326."""

    slug: str
    hromada_name: Name
    hromada_kind: str
    hromada_hotline: str
    hromada_email: str
    hromada_phone: str
    hromada_logo_key: str
    report_id: int
    number: int
    public_id: uuid.UUID
    status: str
    sensitive: bool
    hidden_at: datetime | None
    published_at: datetime | None
    address: str
    public_text: str
    lon: float
    lat: float
    moderation_due_at: datetime | None
    accept_due_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    planned_for: date | None
    reply_due_at: datetime | None
    appeal_due_at: datetime | None
    appealed: bool
    category_name: Name
    body_name: Name
    original_number: int | None
    original_public: bool

    @property
    def place(self) -> LetterPlace:
        """Return the hromada that letters about the report come from."""
        return LetterPlace(
            self.hromada_name,
            self.hromada_kind,
            self.hromada_hotline,
            self.hromada_email,
            self.hromada_phone,
            self.hromada_logo_key,
        )

    @property
    def shareable(self) -> bool:
        """Return whether people other than the reporter and the body may be notified."""
        return self.published_at is not None and self.hidden_at is None and not self.sensitive


@dataclass(frozen=True, slots=True)
class StepFacts:
    """An event of a report: ``note`` is public, ``details`` are internal."""

    report: ReportFacts
    action: str
    note: str
    details: dict[str, Any]
    at: datetime
    public: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """An active subscription; ``supports`` if confirming it also gives a support."""

    id: int
    report_id: int
    email: str
    kind: str
    locale: str
    confirmed_at: datetime | None
    supports: bool = False


def step_of(session: Session, event_id: int) -> StepFacts:
    """Return the event with the current state of its report."""
    given = dict(session.execute(_OF_STEP, {"event_id": event_id}).one()._mapping)
    step = {name: given.pop(name) for name in ("action", "note", "details", "at", "public")}
    return StepFacts(report=from_row(ReportFacts, given), **step)


def report_facts(session: Session, report_id: int) -> ReportFacts:
    """Return the current state of the report."""
    row = session.execute(_OF_REPORT, {"report_id": report_id}).one()
    return from_row(ReportFacts, row._mapping)


def letter_place(session: Session) -> LetterPlace:
    """Return the entered hromada as letters name it."""
    row = session.execute(_PLACE, {"hromada_id": hromada_of(session)}).one()
    return from_row(LetterPlace, row._mapping)


def recipient_of(session: Session, subscription_id: int) -> Recipient | None:
    """Return the recipient, or None if the subscription has ended."""
    row = session.execute(_FOLLOWER, {"subscription_id": subscription_id}).one_or_none()
    return Recipient(**row._mapping) if row else None
