"""Subscribes addresses to letters about notices; each is written to once it has confirmed."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, WrongState
from app.models.notices import Notice, NoticeSubscription
from app.operations.confirmations import (
    RemovedAddress,
    TypedAddress,
    Unsent,
    count_confirmed,
    count_letter,
    reason_not_to_ask,
)
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.sql import run

# The purpose of the link tokens in letters: to confirm, refuse and end one subscription.
NOTICE_SUBSCRIPTION = "notice-subscription"


def follow_notice(
    session: Session, notice_id: int, *, typed: TypedAddress, now: datetime
) -> Unsent | None:
    """Queue a letter that asks the address to confirm; none if it is subscribed already.

    Returns why none may be queued now. Raises NotFound, or WrongState for a notice that is over.
    """
    unsent = reason_not_to_ask(session, typed, now=now)
    notice = session.scalars(
        select(Notice).where(Notice.hromada_id == hromada_of(session), Notice.id == notice_id)
    ).one_or_none()
    if notice is None:
        raise NotFound("There is no such notice in this hromada.")
    if notice.ended_at is not None:
        raise WrongState("This notice is over already.")
    if unsent:
        return unsent
    values = _values(session, notice_id, typed, now)
    subscription_id = run(session, "notices/subscribe", **values).scalar()
    if subscription_id is not None and not typed.confirmed:
        key = f"notice-subscription:{subscription_id}:confirm:{now:%Y%m%d%H%M%S}"
        payload = {"notice_subscription_id": subscription_id}
        enqueue(session, [OutboxEntry(key, MAIL, "notice-confirm", payload)], now=now)
        count_letter(session, typed, now=now)
    return None


def _values(
    session: Session, notice_id: int, typed: TypedAddress, now: datetime
) -> dict[str, object]:
    return {
        "hromada_id": hromada_of(session),
        "notice_id": notice_id,
        "email": typed.email,
        "locale": typed.locale,
        "network_key": None if typed.confirmed else typed.network_key,
        "confirmed": typed.confirmed,
        "now": now,
    }


def answer_subscription(
    session: Session, subscription_id: int, *, confirm: bool, now: datetime
) -> int:
    """Confirm or end a subscription; return the notice's number."""
    column = NoticeSubscription.confirmed_at if confirm else NoticeSubscription.ended_at
    this = (
        NoticeSubscription.hromada_id == hromada_of(session),
        NoticeSubscription.id == subscription_id,
    )
    if confirm:
        waiting = select(NoticeSubscription.network_key).where(*this)
        count_confirmed(session, session.scalar(waiting.with_for_update()))
    session.execute(
        update(NoticeSubscription)
        .where(*this, column.is_(None), NoticeSubscription.ended_at.is_(None))
        .values({column.key: now, "network_key": None})
    )
    notice_id = session.scalar(select(NoticeSubscription.notice_id).where(*this))
    if notice_id is None:
        raise NotFound(
            "This subscription is no more. Letters can be asked for again on the page of the "
            "report or notice."
        )
    return notice_id


def remove_notice_subscription(session: Session, subscription_id: int) -> RemovedAddress | None:
    """Delete a subscription that its address did not want; None if it is gone."""
    removed = session.execute(
        delete(NoticeSubscription)
        .where(
            NoticeSubscription.hromada_id == hromada_of(session),
            NoticeSubscription.id == subscription_id,
        )
        .returning(NoticeSubscription.email, NoticeSubscription.network_key)
    ).one_or_none()
    return RemovedAddress(*removed) if removed else None
