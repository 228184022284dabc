"""Supports reports, and subscribes addresses to letters about them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, WrongState
from app.domain.statuses import Colour
from app.models.reports import Report
from app.models.subscriptions import Subscription, Supporter
from app.operations.outbox import MAIL, OutboxEntry, enqueue

# The purpose of the link tokens in letters: to confirm and to end one subscription.
SUBSCRIPTION = "subscription"

# A new request of an address that has unsubscribed or not confirmed starts over: ``confirmed_at``
# is empty until the link in the letter is used. A confirmed subscription is left alone.
_SUBSCRIBE = text("""
INSERT INTO subscription AS s (hromada_id, report_id, email, kind, locale, created_at)
VALUES (:hromada_id, :report_id, :email, 'follower', :locale, :now)
ON CONFLICT (hromada_id, report_id, email) DO UPDATE
SET kind = 'follower', locale = excluded.locale, confirmed_at = NULL, ended_at = NULL,
    source_id = NULL
WHERE s.ended_at IS NOT NULL OR (s.kind = 'follower' AND s.confirmed_at IS NULL)
RETURNING s.id
""")


_WITHDRAW_FROM_DUPLICATES = text("""
WITH withdrawn AS (
    DELETE FROM supporter AS s USING report AS r
    WHERE r.hromada_id = :hromada_id AND r.duplicate_of_id = :report_id
      AND s.hromada_id = r.hromada_id AND s.report_id = r.id AND s.person_key = :person_key
    RETURNING s.report_id
)
UPDATE report SET supporters = supporters - 1
WHERE hromada_id = :hromada_id AND id IN (SELECT report_id FROM withdrawn)
""")


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """A request for letters about a report, to an address (lower case)."""

    email: str
    locale: str = "uk"


def support_report(session: Session, number: int, *, person_key: bytes, now: datetime) -> int:
    """Add the person to the supporters, once; return how many there are.

    Raises NotFound unless the report is public, WrongState if it is closed.
    """
    report_id, colour = _public_report(session, number)
    if colour == Colour.CLOSED:
        raise WrongState("This report is closed. If the problem is back, report it anew.")
    added = session.execute(
        upsert(Supporter)
        .values(
            hromada_id=hromada_of(session),
            report_id=report_id,
            person_key=person_key,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Supporter.report_id)
    ).all()
    return _change_supporters(session, report_id, change=len(added))


def withdraw_support(session: Session, number: int, *, person_key: bytes) -> int:
    """Remove the person from the supporters; return how many are left.

    They are removed from the report's duplicates too, which are about the same problem.
    """
    report_id, _ = _public_report(session, number)
    session.execute(
        _WITHDRAW_FROM_DUPLICATES,
        {"hromada_id": hromada_of(session), "report_id": report_id, "person_key": person_key},
    )
    removed = session.execute(
        delete(Supporter)
        .where(
            Supporter.hromada_id == hromada_of(session),
            Supporter.report_id == report_id,
            Supporter.person_key == person_key,
        )
        .returning(Supporter.report_id)
    ).all()
    return _change_supporters(session, report_id, change=-len(removed))


def follow_report(session: Session, number: int, *, request: FollowRequest, now: datetime) -> None:
    """Queue a letter that asks the address to confirm; none if it is subscribed already.

    The response is the same either way; a repeated request within the hour queues no second
    letter. Raises NotFound unless the report is public.
    """
    report_id, _ = _public_report(session, number)
    subscription_id = session.scalar(
        _SUBSCRIBE,
        {
            "hromada_id": hromada_of(session),
            "report_id": report_id,
            "email": request.email,
            "locale": request.locale,
            "now": now,
        },
    )
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


def _public_report(session: Session, number: int) -> tuple[int, str]:
    row = session.execute(
        select(Report.id, Report.colour)
        .where(Report.hromada_id == hromada_of(session), Report.number == number, Report.public)
        # A merge that collects supporters waits for this, or this for the merge.
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such report in this hromada.")
    return row.id, row.colour


def _change_supporters(session: Session, report_id: int, *, change: int) -> int:
    supporters = session.scalar(
        update(Report)
        .where(Report.hromada_id == hromada_of(session), Report.id == report_id)
        .values(supporters=Report.supporters + change)
        .returning(Report.supporters)
    )
    return supporters or 0


def enqueue_confirmation(session: Session, subscription_id: int, *, now: datetime) -> None:
    """Queue the letter that asks the address to confirm: one an hour at most."""
    key = f"subscription:{subscription_id}:confirm:{now:%Y%m%d%H}"
    entry = OutboxEntry(key, MAIL, "confirm-subscription", {"subscription_id": subscription_id})
    enqueue(session, [entry], now=now)
