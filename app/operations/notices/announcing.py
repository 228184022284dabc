"""Announces and ends notices, with letters to their followers and to affected reporters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, Rejected, WrongState
from app.models.notices import Notice, NoticeCategory
from app.models.places import Body, Category
from app.operations.failures import JobRun, for_each
from app.sql import run
from gis.notices import area_within, link_reports, store_pieces


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
