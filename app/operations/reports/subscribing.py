"""Subscribes addresses to letters about reports; each is written to once it has confirmed."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.domain.lifecycle import STEPS
from app.domain.steps import Audience
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.operations.confirmations import (
    RemovedAddress,
    TypedAddress,
    Unsent,
    count_confirmed,
    count_letter,
    reason_not_to_ask,
)
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.operations.reports.support_rows import public_report
from app.operations.reports.supporting import support_by_address
from app.sql import run

# The purpose of the link tokens in letters: to confirm, refuse and end one subscription.
SUBSCRIPTION = "subscription"

_TOLD_TO_REPORTERS = [name for name, step in STEPS.items() if Audience.REPORTER in step.audiences]


@dataclass(frozen=True, slots=True)
class SupportWish:
    """What confirming an address makes of its owner's support.

    ``person_key`` is the address's, ``device_key`` the browser's that asked, ``network_key`` the
    day's. Confirming gives a support if it ``supports``; else it only confirms one given before.
    """

    person_key: bytes | None = None
    device_key: bytes | None = None
    network_key: bytes | None = None
    supports: bool = False


NO_WISH = SupportWish()


def follow_report(
    session: Session,
    number: int,
    *,
    typed: TypedAddress,
    wish: SupportWish = NO_WISH,
    now: datetime,
) -> Unsent | None:
    """Queue a letter that asks the address to confirm; none if there is nothing to confirm.

    The response is the same either way; a repeated request within the hour queues no second
    letter. Returns why none may be queued now. Raises NotFound unless the report is public.
    """
    unsent = reason_not_to_ask(session, typed, now=now)
    report_id, _ = public_report(session, number)
    if unsent:
        return unsent
    subscription_id = _subscribe(session, report_id, typed, wish, now=now)
    if subscription_id is None:
        return None
    if typed.confirmed:
        confirm_subscription(session, subscription_id, now=now)
        support_by_address(session, subscription_id, network_key=wish.network_key, now=now)
    elif _enqueue_confirmation(session, subscription_id, now=now):
        count_letter(session, typed, now=now)
    return None


def confirm_subscription(session: Session, subscription_id: int, *, now: datetime) -> int:
    """Confirm the subscription; a second time changes nothing. Return the report's number.

    Confirming a borrowed subscription confirms its source: merges ask the address once. Reporters
    get the latest of the letters that they have missed.
    """
    count_confirmed(session, _network_waiting(session, subscription_id))
    source = select(Subscription.source_id).where(Subscription.id == subscription_id)
    confirmed = session.execute(
        update(Subscription)
        .where(
            Subscription.hromada_id == hromada_of(session),
            or_(_with_copies(subscription_id), Subscription.id == source.scalar_subquery()),
            or_(Subscription.confirmed_at.is_(None), Subscription.network_key.is_not(None)),
            Subscription.ended_at.is_(None),
        )
        .values(confirmed_at=func.coalesce(Subscription.confirmed_at, now), network_key=None)
        .returning(
            Subscription.id, Subscription.kind, Subscription.report_id, Subscription.confirmed_at
        )
    ).all()
    for id_, kind, report_id, confirmed_at in confirmed:
        if kind == "reporter" and confirmed_at == now:
            _enqueue_latest(session, id_, report_id, now=now)
    return subscribed_report(session, subscription_id)


def _network_waiting(session: Session, subscription_id: int) -> bytes | None:
    """Return the network that typed the address, while it waits to be confirmed."""
    return session.scalar(
        select(Subscription.network_key)
        .where(Subscription.hromada_id == hromada_of(session), Subscription.id == subscription_id)
        .with_for_update()
    )


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


def refuse_subscription(session: Session, subscription_id: int) -> RemovedAddress | None:
    """Delete a subscription that its address did not want, with its copies; None if it is gone.

    If the address was confirmed before and asked only for a support, that wish alone is dropped.
    """
    own = (Subscription.hromada_id == hromada_of(session), Subscription.id == subscription_id)
    asked = session.execute(
        select(Subscription.email, Subscription.network_key).where(*own).with_for_update()
    ).one_or_none()
    if asked is None:
        return None
    if asked_again(session, subscription_id):
        session.execute(update(Subscription).where(*own).values(supports=False, network_key=None))
    else:
        session.execute(
            delete(Subscription).where(
                Subscription.hromada_id == hromada_of(session), _with_copies(subscription_id)
            )
        )
    return RemovedAddress(*asked)


def asked_again(session: Session, subscription_id: int) -> bool:
    """Return whether a confirmed address was asked once more, for its support."""
    return bool(
        session.scalar(
            select(Subscription.id).where(
                Subscription.hromada_id == hromada_of(session),
                Subscription.id == subscription_id,
                Subscription.confirmed_at.is_not(None),
                Subscription.ended_at.is_(None),
                Subscription.network_key.is_not(None),
            )
        )
    )


def subscribed_report(session: Session, subscription_id: int) -> int:
    """Return the number of the report that the subscription is about; raise NotFound."""
    number = session.scalar(
        select(Report.number)
        .join(Subscription, Subscription.report_id == Report.id)
        .where(Subscription.hromada_id == hromada_of(session), Subscription.id == subscription_id)
    )
    if number is None:
        raise NotFound(
            "This subscription is no more. Letters can be asked for again on the page of the "
            "report or notice."
        )
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


def _subscribe(
    session: Session, report_id: int, typed: TypedAddress, wish: SupportWish, *, now: datetime
) -> int | None:
    subscription_id: int | None = run(
        session,
        "reports/subscribe",
        hromada_id=hromada_of(session),
        report_id=report_id,
        email=typed.email,
        locale=typed.locale,
        network_key=typed.network_key,
        person_key=wish.person_key,
        device_key=wish.device_key,
        supports=wish.supports,
        now=now,
    ).scalar()
    return subscription_id


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
