"""Subscribes addresses to letters about reports."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.models.reports import Report
from app.models.subscriptions import Subscription
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.support_rows import public_report
from app.sql import run

# The purpose of the link tokens in letters: to confirm and to end one subscription.
SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """A request for letters about a report, to an address (lower case)."""

    email: str
    locale: str = "uk"
    # The address's key, the browser's, and whether confirming is to give a support.
    person_key: bytes | None = None
    device_key: bytes | None = None
    supports: bool = False


def follow_report(session: Session, number: int, *, request: FollowRequest, now: datetime) -> None:
    """Queue a letter that asks the address to confirm; none if it is subscribed already.

    The response is the same either way; a repeated request within the hour queues no second
    letter. Raises NotFound unless the report is public.
    """
    report_id, _ = public_report(session, number)
    values = {"hromada_id": hromada_of(session), "report_id": report_id, "now": now}
    subscription_id = run(session, "reports/subscribe", **values, **asdict(request)).scalar()
    if subscription_id is not None:
        enqueue_confirmation(session, subscription_id, now=now)


def confirm_subscription(session: Session, subscription_id: int, *, now: datetime) -> int:
    """Confirm the subscription; a second time changes nothing. Return the report's number.

    Confirming a borrowed subscription confirms its source: merges ask the address once.
    """
    source = select(Subscription.source_id).where(Subscription.id == subscription_id)
    session.execute(
        update(Subscription)
        .where(
            Subscription.hromada_id == hromada_of(session),
            or_(_with_copies(subscription_id), Subscription.id == source.scalar_subquery()),
            Subscription.confirmed_at.is_(None),
            Subscription.ended_at.is_(None),
        )
        .values(confirmed_at=now)
    )
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


def _with_copies(subscription_id: int) -> ColumnElement[bool]:
    """Match the subscription and its copies at the original of a duplicate."""
    return or_(Subscription.id == subscription_id, Subscription.source_id == subscription_id)


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


def enqueue_confirmation(session: Session, subscription_id: int, *, now: datetime) -> None:
    """Queue the letter that asks the address to confirm: one an hour at most."""
    key = f"subscription:{subscription_id}:confirm:{now:%Y%m%d%H}"
    entry = OutboxEntry(key, MAIL, "confirm-subscription", {"subscription_id": subscription_id})
    enqueue(session, [entry], now=now)
