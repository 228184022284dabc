"""The staff view of a report, and the bodies it can be assigned to."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.domain.roles import Role
from app.models.places import Body
from app.models.reports import Report, ReportEvent
from app.models.subscriptions import Subscription
from app.queries.reports.page import no_such_report

# The page lists these numbers in one sentence.
MOST_DUPLICATES = 50


@dataclass(frozen=True, slots=True)
class Case:
    """What staff see of a report beyond its public page.

    ``description`` is the resident's unredacted text. ``has_email`` replaces the reporter's
    address. ``seen`` is the id of the last event that a person caused, ``repeated_by`` the numbers
    of the report's duplicates.
    """

    description: str
    passages: tuple[str, ...]
    has_email: bool
    body_id: int | None
    channel: str
    seen: int
    repeated_by: tuple[int, ...]


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
    row = session.execute(
        select(
            Report.description,
            passages.correlate(Report).scalar_subquery(),
            has_email.correlate(Report),
            Report.body_id,
            Report.channel,
            seen.correlate(Report).scalar_subquery(),
            func.array(_duplicate_numbers()),
        ).where(Report.hromada_id == hromada_of(session), Report.number == number)
    ).one_or_none()
    if row is None:
        raise no_such_report()
    return Case(row[0], tuple(row[1] or ()), row[2], row[3], row[4], row[5] or 0, tuple(row[6]))


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
