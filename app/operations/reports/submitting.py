"""Submits reports: one transaction writes the report, its routing, its event and its letters."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import Clock, Term, term_end
from app.domain.errors import Conflict
from app.domain.lifecycle import STEPS, SUBMIT
from app.domain.names import Name
from app.domain.roles import Role
from app.domain.statuses import COLOUR_OF, Status
from app.models.reports import Report
from app.operations.confirmations import (
    TypedAddress,
    Unsent,
    reason_not_to_ask,
)
from app.operations.placing import Placement, ProblemLocation, place
from app.queries.reports.page import ReportCard
from app.sql import load
from gis.geometry import Point

_NOBODY = (None, "", "")
# Of one sender, within this time: texts as alike as this are shown to the moderator side by side.
REPEATED_WITHIN = timedelta(hours=1)
LIKENESS = 0.8


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to submit, already parsed and within limits.

    ``photos`` are the storage keys of stored originals; ``idempotency_digest`` is the SHA-256
    of the request, so that one key cannot stand for two reports. ``origin_key`` is the
    day's key of the network. ``private_note`` is for staff alone.
    """

    category: str
    description: str
    point: Point
    address: str = ""
    private_note: str = ""
    reporter: TypedAddress | None = None
    locale: str = "uk"
    channel: str = "web"
    account_id: int | None = None
    photos: tuple[str, ...] = ()
    idempotency_key: str | None = None
    idempotency_digest: bytes | None = None
    origin_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The submitted report; that of a repeated request existed before, and has no card.

    ``unsent`` is why its reporter's address was not asked to confirm, and is not kept;
    ``perhaps_repeated``: the same sender has sent nearly the same words lately.
    """

    id: int
    number: int
    public_id: uuid.UUID
    card: ReportCard | None = None
    unsent: Unsent | None = None
    perhaps_repeated: bool = False

    @property
    def created(self) -> bool:
        """Return whether this submission created it."""
        return self.card is not None


def submit_report(session: Session, new: NewReport, *, now: datetime) -> Submitted:
    """Store a report for moderation with its proposed body; it is not public yet.

    The same idempotency key with the same content returns the report created before; with other
    content it raises Conflict. An unconfirmed address is asked to confirm, within limits. Raises
    what ``place`` raises.
    """
    typed = new.reporter
    unsent = reason_not_to_ask(session, typed, now=now) if typed else None
    new = replace(new, reporter=None) if unsent else new
    placement = place(session, ProblemLocation(new.point, new.category), now=now)
    values = _values(new, placement, now=now) | {"hromada_id": hromada_of(session)}
    row = session.connection().execute(load("reports/submit"), values).one_or_none()
    if row is None:
        return replace(_existing(session, new), unsent=unsent)
    card = _card(row, values, placement)
    return Submitted(row.id, row.number, row.public_id, card, unsent, row.perhaps_repeated)


def _values(new: NewReport, placement: Placement, *, now: datetime) -> dict[str, Any]:
    category, decision = placement.category, placement.decision
    term = Term(category["target_hours"], category["legal_days"])
    return {
        "category_id": category["id"],
        "lon": new.point.lon,
        "lat": new.point.lat,
        "address": new.address or placement.address,
        "words": new.description,
        "private_note": new.private_note,
        "locale": new.locale,
        "channel": new.channel,
        "district_id": placement.district_id,
        "body_id": decision.body_id,
        "area_id": decision.area_id,
        "routing": json.dumps(decision.reasons(), ensure_ascii=False),
        "sensitive": placement.sensitive,
        "account_id": new.account_id,
        "role": Role.RESIDENT if new.account_id or new.reporter else Role.ANONYMOUS,
        "now": now,
        **{clock: term_end(clock, now, placement.clocks, term) for clock in STEPS[SUBMIT].starts},
        "key": new.idempotency_key,
        "digest": new.idempotency_digest,
        "email": new.reporter.email if new.reporter else "",
        "confirmed": bool(new.reporter and new.reporter.confirmed),
        "address_key": new.reporter.address_key if new.reporter else b"",
        "network_key": new.reporter.network_key if new.reporter else b"",
        "photos": list(new.photos),
        "origin_key": new.origin_key,
        "lately": now - REPEATED_WITHIN,
        "likeness": LIKENESS,
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
