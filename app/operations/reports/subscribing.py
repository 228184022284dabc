"""Subscribes addresses to letters about reports; each is written to once it has confirmed."""

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, text, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.domain.lifecycle import STEPS, Audience
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.operations.confirmations import (
    RemovedAddress,
    TypedAddress,
    Unsent,
    count_letter,
    reason_not_to_ask,
)
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.following import public_report

# The purpose of the link tokens in letters: to confirm, refuse and end one subscription.
SUBSCRIPTION = "subscription"

_TOLD_TO_REPORTERS = [name for name, step in STEPS.items() if Audience.REPORTER in step.audiences]

# A new request of an address that has unsubscribed or not confirmed starts over: ``confirmed_at``
# is empty until the link in the letter is used. A confirmed subscription is left alone, and the
# reporter's own stays the reporter's.
_SUBSCRIBE = text("""
INSERT INTO subscription AS s
    (hromada_id, report_id, email, kind, locale, created_at, network_key)
VALUES (:hromada_id, :report_id, :email, 'follower', :locale, :now, :network_key)
ON CONFLICT (hromada_id, report_id, email) DO UPDATE
SET kind = CASE WHEN s.ended_at IS NULL THEN s.kind ELSE 'follower' END,
    source_id = CASE WHEN s.ended_at IS NULL AND s.kind = 'reporter' THEN s.source_id END,
    locale = excluded.locale, created_at = excluded.created_at, confirmed_at = NULL,
    ended_at = NULL, network_key = excluded.network_key
WHERE s.ended_at IS NOT NULL OR s.confirmed_at IS NULL
RETURNING s.id
""")


def follow_report(
    session: Session, number: int, *, typed: TypedAddress, now: datetime
) -> Unsent | None:
    """Queue a letter that asks the address to confirm; none if it is subscribed already.

    The response is the same either way; a repeated request within the hour queues no second
    letter. Returns why none may be queued now. Raises NotFound unless the report is public.
    """
    unsent = reason_not_to_ask(session, typed, now=now)
    report_id, _ = public_report(session, number)
    if unsent:
        return unsent
    values = {"hromada_id": hromada_of(session), "report_id": report_id, "email": typed.email}
    values |= {"locale": typed.locale, "now": now, "network_key": typed.network_key}
    subscription_id = session.scalar(_SUBSCRIBE, values)
    if subscription_id is None:
        return None
    if typed.confirmed:
        confirm_subscription(session, subscription_id, now=now)
    elif _enqueue_confirmation(session, subscription_id, now=now):
        count_letter(session, typed, now=now)
    return None


def confirm_subscription(session: Session, subscription_id: int, *, now: datetime) -> int:
    """Confirm the subscription; a second time changes nothing. Return the report's number.

    Confirming a borrowed subscription confirms its source: merges ask the address once. Reporters
    get the latest of the letters that they have missed.
    """
    source = select(Subscription.source_id).where(Subscription.id == subscription_id)
    confirmed = session.execute(
        update(Subscription)
        .where(
            Subscription.hromada_id == hromada_of(session),
            or_(_with_copies(subscription_id), Subscription.id == source.scalar_subquery()),
            Subscription.confirmed_at.is_(None),
            Subscription.ended_at.is_(None),
        )
        .values(confirmed_at=now, network_key=None)
        .returning(Subscription.id, Subscription.kind, Subscription.report_id)
    ).all()
    for id_, kind, report_id in confirmed:
        if kind == "reporter":
            _enqueue_latest(session, id_, report_id, now=now)
    return subscribed_report(session, subscription_id)


def end_subscription(session: Session, subscription_id: int, *, now: datetime) -> int:
    """Send no more letters to this address about the report. Return the report's number."""
    session.execute(
        update(Subscription)
        .where(
            Subscription.hromada_id == hromada_of(session),
            _with_copies(subscription_id),
            Subscription.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    return subscribed_report(session, subscription_id)


def remove_subscription(session: Session, subscription_id: int) -> RemovedAddress | None:
    """Delete a subscription that its address did not want, with its copies; None if it is gone."""
    removed = session.execute(
        delete(Subscription)
        .where(Subscription.hromada_id == hromada_of(session), _with_copies(subscription_id))
        .returning(Subscription.id, Subscription.email, Subscription.network_key)
    ).all()
    return next((RemovedAddress(*row[1:]) for row in removed if row[0] == subscription_id), None)


def subscribed_report(session: Session, subscription_id: int) -> int:
    """Return the number of the report that the subscription is about; raise NotFound."""
    number = session.scalar(
        select(Report.number)
        .join(Subscription, Subscription.report_id == Report.id)
        .where(Subscription.hromada_id == hromada_of(session), Subscription.id == subscription_id)
    )
    if number is None:
        raise NotFound("This subscription is no more.")
    return number


def confirmed_reporter(session: Session, subscription_id: int) -> uuid.UUID | None:
    """Return the public id of the report if the subscription is its confirmed reporter's."""
    return session.scalar(
        select(Report.public_id)
        .join(Subscription, Subscription.report_id == Report.id)
        .where(
            Subscription.hromada_id == hromada_of(session),
            Subscription.id == subscription_id,
            Subscription.kind == "reporter",
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
        )
    )


def _with_copies(subscription_id: int) -> ColumnElement[bool]:
    """Match the subscription and its copies at the original of a duplicate."""
    return or_(Subscription.id == subscription_id, Subscription.source_id == subscription_id)


def _enqueue_confirmation(session: Session, subscription_id: int, *, now: datetime) -> bool:
    """Queue the letter that asks the address to confirm, one an hour; return whether it is new."""
    key = f"subscription:{subscription_id}:confirm:{now:%Y%m%d%H}"
    entry = OutboxEntry(key, MAIL, "confirm-subscription", {"subscription_id": subscription_id})
    return enqueue(session, [entry], now=now) > 0


def _enqueue_latest(
    session: Session, subscription_id: int, report_id: int, *, now: datetime
) -> None:
    """Queue the letter about the last step that reporters hear of."""
    event_id = session.scalar(
        select(ReportEvent.id)
        .where(ReportEvent.report_id == report_id, ReportEvent.action.in_(_TOLD_TO_REPORTERS))
        .order_by(ReportEvent.id.desc())
        .limit(1)
    )
    payload = {"event_id": event_id, "subscription_id": subscription_id}
    key = f"event:{event_id}:subscription:{subscription_id}"
    enqueue(session, [OutboxEntry(key, MAIL, "step", payload)], now=now)
