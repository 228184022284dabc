"""Takes reports in: one transaction holds the report, its routing, its event and its letters."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.domain.deadlines import Term, after_working_days, answer_due
from app.domain.errors import Conflict
from app.domain.lifecycle import SUBMIT, Status
from app.domain.roles import Role
from app.models.reports import Report, ReportEvent, ReportPhoto
from app.models.voices import Subscription
from app.operations.clocks import clocks_of
from app.operations.outbox import MAIL, PHOTOS, Debt, owe
from app.operations.placing import Placement, Spot, place
from gis.geometry import Point


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as it was given to us, already parsed and within limits.

    ``photos`` are the storage keys of originals already kept; ``idempotency_digest`` is the
    SHA-256 of what was sent, so that one key cannot stand for two reports.
    """

    hromada_id: int
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
    """The report that a submission led to; ``created`` is False for a repeated one."""

    id: int
    number: int
    public_id: uuid.UUID
    created: bool


def submit_report(session: Session, new: NewReport, *, now: datetime) -> Submitted:
    """Store a report for moderation with its proposed body; it is not public yet.

    The same idempotency key with the same content returns the report that it made before; with
    other content raises Conflict. Raises what ``place`` raises.
    """
    placement = place(session, Spot(new.hromada_id, new.point, new.category), now=now)
    values = _values(session, new, placement, now=now)
    row = session.execute(
        upsert(Report)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["hromada_id", "idempotency_key"])
        .returning(Report.id, Report.number, Report.public_id)
    ).one_or_none()
    if row is None:
        return _made_before(session, new)
    _begin_life(session, new, row.id, now=now)
    return Submitted(row.id, row.number, row.public_id, created=True)


def _values(
    session: Session, new: NewReport, placement: Placement, *, now: datetime
) -> dict[str, Any]:
    clocks = clocks_of(session, new.hromada_id, now=now)
    category, decision = placement.category, placement.decision
    return {
        "hromada_id": new.hromada_id,
        "category_id": category["id"],
        "point": new.point.ewkt(),
        "address": new.address,
        "description": new.description,
        "public_text": new.description,
        "locale": new.locale,
        "channel": new.channel,
        "district_id": placement.district_id,
        "body_id": decision.body_id,
        "area_id": decision.area_id,
        "routing": decision.reasons(),
        "sensitive": placement.sensitive,
        "account_id": new.account_id,
        "submitted_at": now,
        "updated_at": now,
        "moderation_due_at": after_working_days(now, clocks.moderation_working_days),
        "answer_due_at": answer_due(now, Term(category["target_hours"], category["legal_days"])),
        "idempotency_key": new.idempotency_key,
        "idempotency_digest": new.idempotency_digest,
    }


def _made_before(session: Session, new: NewReport) -> Submitted:
    earlier = session.execute(
        select(Report.id, Report.number, Report.public_id, Report.idempotency_digest).where(
            Report.hromada_id == new.hromada_id, Report.idempotency_key == new.idempotency_key
        )
    ).one()
    if earlier.idempotency_digest != new.idempotency_digest:
        raise Conflict(
            "This form has already made report %(number)s with other words. "
            "Open a new form for another problem.",
            number=earlier.number,
        )
    return Submitted(earlier.id, earlier.number, earlier.public_id, created=False)


def _begin_life(session: Session, new: NewReport, report_id: int, *, now: datetime) -> None:
    role = Role.RESIDENT if new.account_id or new.email else Role.ANONYMOUS
    event_id = session.scalar(
        insert(ReportEvent)
        .values(
            hromada_id=new.hromada_id,
            report_id=report_id,
            at=now,
            action=SUBMIT,
            to_status=Status.SUBMITTED,
            role=role,
            account_id=new.account_id,
            public=True,
        )
        .returning(ReportEvent.id)
    )
    debts = _photo_debts(session, new, report_id, now=now)
    if new.email:
        debts.append(_first_letter(session, new, (report_id, event_id or 0), now=now))
    owe(session, debts, hromada_id=new.hromada_id, now=now)


def _first_letter(session: Session, new: NewReport, ids: tuple[int, int], *, now: datetime) -> Debt:
    report_id, event_id = ids
    subscription_id = session.scalar(
        insert(Subscription)
        .values(
            hromada_id=new.hromada_id,
            report_id=report_id,
            email=new.email,
            kind="reporter",
            locale=new.locale,
            created_at=now,
        )
        .returning(Subscription.id)
    )
    return Debt(
        key=f"event:{event_id}:subscription:{subscription_id}",
        queue=MAIL,
        kind="step",
        payload={"event_id": event_id, "subscription_id": subscription_id},
    )


def _photo_debts(session: Session, new: NewReport, report_id: int, *, now: datetime) -> list[Debt]:
    if not new.photos:
        return []
    ids = session.scalars(
        insert(ReportPhoto).returning(ReportPhoto.id, sort_by_parameter_order=True),
        [
            {
                "hromada_id": new.hromada_id,
                "report_id": report_id,
                "storage_key": key,
                "position": position,
                "created_at": now,
            }
            for position, key in enumerate(new.photos)
        ],
    ).all()
    return [
        Debt(key=f"photo:{photo_id}", queue=PHOTOS, kind="photo", payload={"photo_id": photo_id})
        for photo_id in ids
    ]
