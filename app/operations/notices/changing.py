"""Changes a notice that is not over; the former version is kept, followers get a letter."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected, WrongState
from app.models.notices import Notice, NoticeCategory, NoticePiece, NoticeVersion
from app.operations.notices.announcing import area_inside, category_ids, write_notice_categories
from app.queries.notices.notices import codes_explained
from app.sql import run
from gis.notices import link_reports, store_pieces, unlink_reports

# The parts of a notice, in the order in which letters list them.
SIDES = ("words", "beginning", "end", "kinds", "area")
# The parts that decide which reports it explains.
_DECIDING = frozenset(SIDES) - {"words"}
# What a version keeps of the notice beside its categories; the texts are compared as one.
_TEXTS = ("title_uk", "title_en", "words_uk", "words_en", "decision")
_REST = ("boundary", "starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """The new content of a notice, in full; ``area`` is EWKT (EPSG:4326), None: unchanged.

    ``notify`` queues a letter to the followers of the notice.
    """

    title: tuple[str, str]
    words: tuple[str, str]
    decision: str
    starts_at: datetime
    ends_at: datetime | None
    categories: tuple[str, ...]
    area: str | None = None
    account_id: int | None = None
    notify: bool = True


def change_notice(
    session: Session, notice: Notice, change: NoticeChange, *, now: datetime
) -> tuple[str, ...]:
    """Change a locked notice; return the SIDES that differ; if none, nothing is written.

    Raises WrongState if it is over, Rejected for a beginning that has passed, an unknown
    category or an area outside the hromada; of another area, the part inside is kept.
    """
    _refuse_late(notice, change, now=now)
    categories = category_ids(session, change.categories)
    if change.area is not None:
        change = replace(change, area=area_inside(session, change.area))
    codes = sorted(codes_explained(session, notice.id))
    sides = _changed_sides(session, notice, change, codes)
    if not sides:
        return ()
    version = _version_of(notice, sides, codes)
    version.changed_at, version.changed_by = now, change.account_id
    session.add(version)
    _apply(notice, change)
    session.flush()
    if "kinds" in sides:
        _delete(session, NoticeCategory, notice)
        write_notice_categories(session, notice, categories)
    if "area" in sides:
        _delete(session, NoticePiece, notice)
        store_pieces(session.connection(), notice.hromada_id, notice.id)
    if _DECIDING.intersection(sides):
        unlink_reports(session.connection(), notice.hromada_id, notice.id)
        link_reports(session.connection(), notice.hromada_id, notice.id, at=now)
    if change.notify:
        values = {"hromada_id": notice.hromada_id, "notice_id": notice.id, "now": now}
        run(session, "notices/change_letters", **values, version_id=version.id)
    return sides


def _refuse_late(notice: Notice, change: NoticeChange, *, now: datetime) -> None:
    if notice.ended_at is not None or (notice.ends_at is not None and notice.ends_at <= now):
        raise WrongState("This notice is over already.")
    if change.starts_at != notice.starts_at and notice.starts_at <= now:
        raise Rejected.on("starts_at", "It has begun: its beginning stays as it was.")


def _changed_sides(
    session: Session, notice: Notice, change: NoticeChange, codes: list[str]
) -> tuple[str, ...]:
    before = tuple(getattr(notice, column) for column in _TEXTS)
    changed = {
        "words": before != (*change.title, *change.words, change.decision),
        "beginning": notice.starts_at != change.starts_at,
        "end": notice.ends_at != change.ends_at,
        "kinds": codes != sorted(change.categories),
        "area": change.area is not None and not _same_area(session, notice, change.area),
    }
    return tuple(side for side in SIDES if changed[side])


def _same_area(session: Session, notice: Notice, area: str) -> bool:
    same = func.ST_Equals(Notice.boundary, func.ST_GeomFromEWKT(area))
    of_it = (Notice.hromada_id == notice.hromada_id, Notice.id == notice.id)
    return bool(session.scalar(select(same).where(*of_it)))


def _version_of(notice: Notice, sides: tuple[str, ...], codes: list[str]) -> NoticeVersion:
    return NoticeVersion(
        hromada_id=notice.hromada_id,
        notice_id=notice.id,
        sides=list(sides),
        categories=codes,
        **{column: getattr(notice, column) for column in (*_TEXTS, *_REST)},
    )


def _apply(notice: Notice, change: NoticeChange) -> None:
    notice.title_uk, notice.title_en = change.title
    notice.words_uk, notice.words_en = change.words
    notice.decision = change.decision
    notice.starts_at, notice.ends_at = change.starts_at, change.ends_at
    notice.everything = not change.categories
    if change.area is not None:
        notice.boundary = change.area


def _delete(session: Session, table: type[NoticeCategory | NoticePiece], notice: Notice) -> None:
    session.execute(
        delete(table).where(table.hromada_id == notice.hromada_id, table.notice_id == notice.id)
    )
