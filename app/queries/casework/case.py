"""The staff view of a report, and the bodies it can be assigned to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarSelect, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import LateralFromClause

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.domain.roles import Role
from app.domain.supports import CONFIRMED, SupportState
from app.models.places import Body, Category
from app.models.report_origins import ReportAlike
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription, Supporter
from app.queries.reports.page import no_such_report

# The page lists these numbers in one sentence.
MOST_DUPLICATES = 50


class SuspectedSupports(NamedTuple):
    """The supports that came in a burst: how many, how many confirmed, from when till when."""

    number: int
    confirmed: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """What staff see of a report beyond its public page.

    ``description`` is the resident's unredacted text, ``private_note`` their words for staff.
    ``has_email`` replaces the reporter's address. ``seen`` is the id of the last event that a
    person caused, ``repeated_by`` the numbers of the report's duplicates, ``alike`` those of
    reports in nearly the same words that its sender sent within an hour. ``endangers``: the kind
    of problem endangers life.
    """

    description: str
    private_note: str
    passages: tuple[str, ...]
    has_email: bool
    body_id: int | None
    channel: str
    seen: int
    repeated_by: tuple[int, ...]
    alike: tuple[int, ...]
    suspected: SuspectedSupports
    endangers: bool = False


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body that a report can be assigned to."""

    id: int
    code: str
    name: Name


def case_of(session: Session, number: int) -> Case:
    """Return the staff view of the report; raise NotFound if the hromada has none."""
    passages = (
        select(ReportEvent.details["passages"])
        .where(ReportEvent.report_id == Report.id, ReportEvent.action == "redact")
        .order_by(ReportEvent.id.desc())
        .limit(1)
    )
    has_email = exists().where(
        Subscription.report_id == Report.id,
        Subscription.kind == "reporter",
        Subscription.confirmed_at.is_not(None),
        Subscription.ended_at.is_(None),
    )
    seen = select(func.max(ReportEvent.id)).where(
        ReportEvent.report_id == Report.id, ReportEvent.role != Role.SYSTEM
    )
    suspected = _suspected()
    row = session.execute(
        select(
            Report.description,
            Report.private_note,
            passages.correlate(Report).scalar_subquery(),
            has_email.correlate(Report),
            Report.body_id,
            Report.channel,
            seen.correlate(Report).scalar_subquery(),
            func.array(_duplicate_numbers()),
            func.array(_alike_numbers()),
            *suspected.c,
            func.category_endangers(Category.emergency, Category.hazard, Category.hotline),
        )
        .select_from(Report)
        .join(suspected, true())
        .join(Category, Category.id == Report.category_id)
        .where(Report.hromada_id == hromada_of(session), Report.number == number)
    ).one_or_none()
    if row is None:
        raise no_such_report()
    return _case(row)


def _case(row: Row[Any]) -> Case:
    description, note, passages, has_email, body_id, channel, seen, repeated_by, *more = list(row)
    return Case(
        description=description,
        private_note=note,
        passages=tuple(passages or ()),
        has_email=has_email,
        body_id=body_id,
        channel=channel,
        seen=seen or 0,
        repeated_by=tuple(repeated_by),
        alike=tuple(more[0]),
        suspected=SuspectedSupports(*more[1:-1]),
        endangers=more[-1],
    )


def _suspected() -> LateralFromClause:
    confirmed = func.count().filter(Supporter.kind.in_(CONFIRMED))
    times = (func.min(Supporter.created_at), func.max(Supporter.created_at))
    return (
        select(func.count(), confirmed, *times)
        .where(
            Supporter.hromada_id == Report.hromada_id,
            Supporter.report_id == Report.id,
            Supporter.state == SupportState.SUSPECTED,
        )
        .correlate(Report)
        .lateral("suspected")
    )


def _alike_numbers() -> ScalarSelect[int]:
    """Return the numbers of earlier and later reports alike, the newest first."""
    other = aliased(Report)
    pairs = or_(
        and_(ReportAlike.report_id == Report.id, ReportAlike.earlier_id == other.id),
        and_(ReportAlike.earlier_id == Report.id, ReportAlike.report_id == other.id),
    )
    numbers = (
        select(other.number)
        .join(ReportAlike, ReportAlike.hromada_id == other.hromada_id)
        .where(ReportAlike.hromada_id == Report.hromada_id, pairs)
        .order_by(other.id.desc())
        .limit(MOST_DUPLICATES)
    )
    return numbers.correlate(Report).scalar_subquery()


def _duplicate_numbers() -> ScalarSelect[int]:
    duplicate = aliased(Report)
    numbers = (
        select(duplicate.number)
        .where(
            duplicate.hromada_id == Report.hromada_id,
            duplicate.duplicate_of_id == Report.id,
        )
        .order_by(duplicate.number)
        .limit(MOST_DUPLICATES)
    )
    return numbers.correlate(Report).scalar_subquery()


def body_choices(session: Session) -> tuple[BodyChoice, ...]:
    """Return the hromada's active bodies by name."""
    rows = session.execute(
        select(Body.id, Body.code, Body.name_uk, Body.name_en)
        .where(Body.hromada_id == hromada_of(session), Body.active)
        .order_by(Body.name_uk.collate("uk-x-icu"), Body.id)
        .limit(500)
    )
    return tuple(from_row(BodyChoice, row._mapping) for row in rows)
