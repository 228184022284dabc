"""Announces and ends notices, with letters to their followers and to affected reporters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, Rejected, WrongState
from app.models.notices import Notice, NoticeCategory, NoticeSubscription
from app.models.places import Body, Category
from app.operations.failures import JobRun, for_each
from app.operations.outbox import MAIL, OutboxEntry, enqueue
from app.sql import run
from gis.notices import area_within, link_reports, store_pieces

_FOLLOW = text("""
INSERT INTO notice_subscription AS s (hromada_id, notice_id, email, locale, created_at)
VALUES (:hromada_id, :notice_id, :email, :locale, :now)
ON CONFLICT (hromada_id, notice_id, email) DO UPDATE
SET locale = excluded.locale, ended_at = NULL, confirmed_at = NULL, created_at = excluded.created_at
WHERE s.ended_at IS NOT NULL
   OR (s.confirmed_at IS NULL AND s.created_at < CAST(:now AS timestamptz) - interval '1 hour')
RETURNING s.id
""")


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to announce; ``area`` is EWKT (EPSG:4326); without categories it covers all."""

    title: tuple[str, str]
    words: tuple[str, str]
    area: str
    starts_at: datetime
    ends_at: datetime | None = None
    decision: str = ""
    body_id: int | None = None
    categories: tuple[str, ...] = ()
    account_id: int | None = None


def announce(session: Session, new: NewNotice, *, now: datetime) -> int:
    """Publish the notice and link the reports that it explains; return its number.

    Only the part of its area inside the hromada is kept; raises Rejected if there is none.
    """
    if new.body_id is not None and session.get(Body, new.body_id) is None:
        raise Rejected.on("body", "Choose a body from the list.")
    categories = category_ids(session, new.categories)
    notice = Notice(
        hromada_id=hromada_of(session),
        body_id=new.body_id,
        title_uk=new.title[0],
        title_en=new.title[1],
        words_uk=new.words[0],
        words_en=new.words[1],
        decision=new.decision,
        everything=not categories,
        boundary=area_inside(session, new.area),
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        created_by=new.account_id,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    write_notice_categories(session, notice, categories)
    store_pieces(session.connection(), hromada_of(session), notice.id)
    link_reports(session.connection(), hromada_of(session), notice.id, at=now)
    return notice.id


def area_inside(session: Session, area: str) -> str:
    """Return the part of the area (EWKT) inside the hromada; raise Rejected if there is none."""
    inside = area_within(session.connection(), hromada_of(session), area)
    if inside is None:
        raise Rejected.on("area", "The area lies outside the hromada.")
    return inside


def write_notice_categories(session: Session, notice: Notice, category_ids: list[int]) -> None:
    """Store the categories that the notice explains."""
    session.add_all(
        NoticeCategory(hromada_id=notice.hromada_id, notice_id=notice.id, category_id=each)
        for each in category_ids
    )
    session.flush()


def category_ids(session: Session, codes: tuple[str, ...]) -> list[int]:
    """Return the categories of these codes; raise Rejected if one is unknown."""
    rows = select(Category.id).where(
        Category.hromada_id == hromada_of(session), Category.code.in_(codes)
    )
    found = list(session.scalars(rows))
    if len(found) != len(set(codes)):
        raise Rejected.on("categories", "Choose a category from the list.")
    return found


def lock_notice(session: Session, notice_id: int) -> Notice:
    """Return the notice, locked; raise NotFound if the hromada has no such notice."""
    rows = select(Notice).where(Notice.hromada_id == hromada_of(session), Notice.id == notice_id)
    notice = session.scalars(rows.with_for_update()).one_or_none()
    if notice is None:
        raise NotFound("There is no such notice in this hromada.")
    return notice


def end_notice(
    session: Session, notice: Notice, *, now: datetime, closing: tuple[str, str] = ("", "")
) -> None:
    """End the notice and queue the letters; raise WrongState if it has ended already."""
    if notice.ended_at is not None:
        raise WrongState("This notice is over already.")
    notice.ended_at = now
    notice.closing_uk, notice.closing_en = closing
    session.flush()
    values = {"hromada_id": notice.hromada_id, "notice_id": notice.id, "now": now}
    run(session, "notices/over_letters", **values)


def end_expired_notices(session: Session, *, now: datetime) -> int:
    """End the notices whose announced end has passed; return how many."""
    rows = select(Notice).where(
        Notice.hromada_id == hromada_of(session), Notice.ended_at.is_(None), Notice.ends_at <= now
    )
    expired: Sequence[Notice] = session.scalars(rows.with_for_update(skip_locked=True)).all()

    def end(notice: Notice) -> bool:
        end_notice(session, notice, now=now)
        return True

    return for_each(session, JobRun("end notices", "notice", now), expired, lambda n: n.id, end)


def follow_notice(
    session: Session, notice_id: int, *, subscriber: tuple[str, str], now: datetime
) -> None:
    """Queue a letter that asks the address to confirm; none if it is subscribed already.

    ``subscriber`` is the address and its language.

    Raises NotFound, or WrongState for a notice that is over.
    """
    notice = session.scalars(
        select(Notice).where(Notice.hromada_id == hromada_of(session), Notice.id == notice_id)
    ).one_or_none()
    if notice is None:
        raise NotFound("There is no such notice in this hromada.")
    if notice.ended_at is not None:
        raise WrongState("This notice is over already.")
    email, locale = subscriber
    values = {"hromada_id": hromada_of(session), "notice_id": notice_id, "email": email, "now": now}
    subscription_id = session.scalar(_FOLLOW, values | {"locale": locale})
    if subscription_id is None:
        return
    key = f"notice-subscription:{subscription_id}:confirm:{now:%Y%m%d%H%M%S}"
    entry = OutboxEntry(key, MAIL, "notice-confirm", {"notice_subscription_id": subscription_id})
    enqueue(session, [entry], now=now)


def answer_subscription(
    session: Session, subscription_id: int, *, confirm: bool, now: datetime
) -> int:
    """Confirm or end a subscription; return the notice's number."""
    column = NoticeSubscription.confirmed_at if confirm else NoticeSubscription.ended_at
    this = (
        NoticeSubscription.hromada_id == hromada_of(session),
        NoticeSubscription.id == subscription_id,
    )
    session.execute(
        update(NoticeSubscription)
        .where(*this, column.is_(None), NoticeSubscription.ended_at.is_(None))
        .values({column.key: now})
    )
    notice_id = session.scalar(select(NoticeSubscription.notice_id).where(*this))
    if notice_id is None:
        raise NotFound("This subscription is no more.")
    return notice_id
