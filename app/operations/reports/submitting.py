"""Submits reports: one transaction writes the report, its routing, its event and its letters."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import Clock, Term, term_end
from app.domain.errors import Conflict
from app.domain.lifecycle import STEPS, SUBMIT
from app.domain.names import Name
from app.domain.roles import Role
from app.domain.statuses import COLOUR_OF, Status
from app.models.reports import Report
from app.operations.outbox import INSERT_OUTBOX, STEP_LETTERS
from app.operations.placing import Placement, ProblemLocation, place
from app.operations.reports.recording import INSERT_EVENTS
from app.queries.reports.page import ReportCard
from gis.geometry import Point

# All that a submission writes, in one round trip: the report, its first event, and where there is
# an address or a photo the reporter's subscription and the outbox entries. A repeated key inserts
# no report, and so none of the rest.
_SUBMIT = text(f"""
WITH inserted AS (
    INSERT INTO report (
        hromada_id, category_id, point, address, description, public_text, locale, channel,
        district_id, body_id, area_id, routing, sensitive, account_id, submitted_at, updated_at,
        moderation_due_at, answer_due_at, idempotency_key, idempotency_digest
    )
    VALUES (
        :hromada_id, :category_id, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :address, :words,
        :words, CAST(:locale AS varchar), :channel, CAST(:district_id AS bigint),
        CAST(:body_id AS bigint), :area_id,
        CAST(:routing AS jsonb), :sensitive, CAST(:account_id AS bigint), :now, :now,
        :moderation_due_at, :answer_due_at, :key, :digest
    )
    ON CONFLICT (hromada_id, idempotency_key) DO NOTHING
    RETURNING hromada_id, id, number, public_id
),

step AS (
    SELECT 0 AS n, hromada_id, id AS report_id, CAST(:now AS timestamptz) AS at,
        '{SUBMIT}' AS action, CAST(NULL AS text) AS from_status,
        '{STEPS[SUBMIT].to}' AS to_status,
        :role AS role, CAST(:account_id AS bigint) AS account_id, '' AS note, true AS public,
        CAST('{{}}' AS jsonb) AS details
    FROM inserted
),

{INSERT_EVENTS},

reporter AS (
    INSERT INTO subscription (hromada_id, report_id, email, kind, locale, created_at)
    SELECT hromada_id, id, CAST(:email AS varchar), 'reporter', CAST(:locale AS varchar), :now
    FROM inserted WHERE CAST(:email AS varchar) <> ''
    RETURNING id
),

photo AS (
    INSERT INTO report_photo (hromada_id, report_id, storage_key, position, created_at)
    SELECT inserted.hromada_id, inserted.id, new.key, new.position - 1, :now
    FROM inserted
    CROSS JOIN unnest(CAST(:photos AS text[])) WITH ORDINALITY AS new (key, position)
    RETURNING id
),

recipient AS (
    SELECT event.*, 'subscription' AS reader, reporter.id AS reader_id FROM event, reporter
),

entry AS (
    ({STEP_LETTERS})
    UNION ALL
    SELECT event.hromada_id, 'photo:' || photo.id, 'photos', 'photo',
        jsonb_build_object('photo_id', photo.id), event.at
    FROM event, photo
),

queued AS ({INSERT_OUTBOX})

SELECT inserted.id, inserted.number, inserted.public_id,
    (
        SELECT jsonb_build_array(d.code, d.name_uk, d.name_en) FROM district AS d
        WHERE d.hromada_id = inserted.hromada_id AND d.id = CAST(:district_id AS bigint)
    ) AS district,
    (
        SELECT jsonb_build_array(b.code, b.name_uk, b.name_en) FROM body AS b
        WHERE b.hromada_id = inserted.hromada_id AND b.id = CAST(:body_id AS bigint)
    ) AS body
FROM inserted
""")  # noqa: S608 - the pieces are ours
_NOBODY = (None, "", "")


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to submit, already parsed and within limits.

    ``photos`` are the storage keys of stored originals; ``idempotency_digest`` is the SHA-256
    of the request, so that one key cannot stand for two reports.
    """

    category: str
    description: str
    point: Point
    address: str = ""
    email: str = ""
    locale: str = "uk"
    channel: str = "web"
    account_id: int | None = None
    photos: tuple[str, ...] = ()
    idempotency_key: str | None = None
    idempotency_digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The submitted report; that of a repeated request existed before, and has no card."""

    id: int
    number: int
    public_id: uuid.UUID
    card: ReportCard | None = None

    @property
    def created(self) -> bool:
        """Return whether this submission created it."""
        return self.card is not None


def submit_report(session: Session, new: NewReport, *, now: datetime) -> Submitted:
    """Store a report for moderation with its proposed body; it is not public yet.

    The same idempotency key with the same content returns the report created before; with other
    content it raises Conflict. Raises what ``place`` raises.
    """
    placement = place(session, ProblemLocation(new.point, new.category), now=now)
    values = _values(new, placement, now=now) | {"hromada_id": hromada_of(session)}
    row = session.connection().execute(_SUBMIT, values).one_or_none()
    if row is None:
        return _existing(session, new)
    return Submitted(row.id, row.number, row.public_id, _card(row, values, placement))


def _values(new: NewReport, placement: Placement, *, now: datetime) -> dict[str, Any]:
    category, decision = placement.category, placement.decision
    term = Term(category["target_hours"], category["legal_days"])
    return {
        "category_id": category["id"],
        "lon": new.point.lon,
        "lat": new.point.lat,
        "address": new.address or placement.address,
        "words": new.description,
        "locale": new.locale,
        "channel": new.channel,
        "district_id": placement.district_id,
        "body_id": decision.body_id,
        "area_id": decision.area_id,
        "routing": json.dumps(decision.reasons(), ensure_ascii=False),
        "sensitive": placement.sensitive,
        "account_id": new.account_id,
        "role": Role.RESIDENT if new.account_id or new.email else Role.ANONYMOUS,
        "now": now,
        **{clock: term_end(clock, now, placement.clocks, term) for clock in STEPS[SUBMIT].starts},
        "key": new.idempotency_key,
        "digest": new.idempotency_digest,
        "email": new.email,
        "photos": list(new.photos),
    }


def _existing(session: Session, new: NewReport) -> Submitted:
    earlier = session.execute(
        select(Report.id, Report.number, Report.public_id, Report.idempotency_digest).where(
            Report.hromada_id == hromada_of(session), Report.idempotency_key == new.idempotency_key
        )
    ).one()
    if earlier.idempotency_digest != new.idempotency_digest:
        raise Conflict(
            "This form has already made report %(number)s with other words. "
            "Open a new form for another problem.",
            number=earlier.number,
        )
    return Submitted(earlier.id, earlier.number, earlier.public_id)


def _card(row: Row[Any], values: Mapping[str, Any], placement: Placement) -> ReportCard:
    """Return the card of the new report without reading it back."""
    district = row.district or _NOBODY
    body = row.body or _NOBODY
    return ReportCard(
        number=row.number,
        public_id=row.public_id,
        status=Status.SUBMITTED,
        colour=COLOUR_OF[Status.SUBMITTED],
        category=placement.category["code"],
        name=Name(placement.category["name_uk"], placement.category["name_en"]),
        lon=values["lon"],
        lat=values["lat"],
        address=values["address"],
        public_text=values["words"],
        district=district[0],
        district_name=Name(*district[1:]),
        body=body[0],
        body_name=Name(*body[1:]),
        submitted_at=values["now"],
        updated_at=values["now"],
        answer_due_at=values[Clock.ANSWER].astimezone(UTC),
    )
