"""Notices and the reports that they explain."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.domain.names import Name, from_row
from app.sql import run
from gis.geometry import Point
from gis.notices import notices_at

_KINDS = text("""
SELECT c.name_uk, c.name_en FROM notice_category AS k
JOIN category AS c ON c.hromada_id = k.hromada_id AND c.id = k.category_id
WHERE k.hromada_id = :hromada_id AND k.notice_id = :notice_id ORDER BY c.position, c.id LIMIT 200
""")
_CODES = text("""
SELECT c.code FROM notice_category AS k
JOIN category AS c ON c.hromada_id = k.hromada_id AND c.id = k.category_id
WHERE k.hromada_id = :hromada_id AND k.notice_id = :notice_id ORDER BY c.code
""")
_VERSIONS = text("""
SELECT changed_at, sides, ends_at, title_uk, title_en, words_uk, words_en FROM notice_version
WHERE hromada_id = :hromada_id AND notice_id = :notice_id ORDER BY id DESC LIMIT 50
""")
# ``public`` is for everybody, the other counts are for staff.
_EXPLAINED = text("""
SELECT count(*) FILTER (WHERE r.public) AS public,
       count(*) FILTER (WHERE r.hidden_at IS NULL AND r.body_id = ANY(:body_ids)
           AND report_is_with_body(r.status)) AS solvable,
       count(*) AS total
FROM report_notice AS l
JOIN report AS r ON r.hromada_id = l.hromada_id AND r.id = l.report_id
WHERE l.hromada_id = :hromada_id AND l.notice_id = :notice_id
""")
_PUBLIC_REPORTS = text("""
SELECT r.number, r.status, r.address, r.submitted_at, c.name_uk, c.name_en
FROM report_notice AS l
JOIN report AS r ON r.hromada_id = l.hromada_id AND r.id = l.report_id AND r.public
JOIN category AS c ON c.hromada_id = r.hromada_id AND c.id = r.category_id
WHERE l.hromada_id = :hromada_id AND l.notice_id = :notice_id
ORDER BY r.submitted_at DESC, r.id DESC LIMIT 20
""")


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice in full; its bounding box is EPSG:4326."""

    id: int
    title: Name
    words: Name
    decision: str
    everything: bool
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    closing: Name
    body_id: int | None
    body_name: Name
    west: float
    south: float
    east: float
    north: float

    @property
    def name(self) -> Name:
        """Return the title, as pages name things."""
        return self.title

    @property
    def cancelled(self) -> bool:
        """Return whether it was ended before it began."""
        return self.ended_at is not None and self.ended_at < self.starts_at

    @property
    def until(self) -> datetime | None:
        """Return the actual or planned end; of a cancelled notice, the planned one."""
        return self.ends_at if self.cancelled else self.ended_at or self.ends_at

    def state(self, now: datetime) -> str:
        """Return ``ahead``, ``running``, ``over`` or ``cancelled``."""
        if self.cancelled:
            return "cancelled"
        if self.ended_at is not None or (self.ends_at is not None and self.ends_at <= now):
            return "over"
        return "running" if self.starts_at <= now else "ahead"


@dataclass(frozen=True, slots=True)
class NoticeRevision:
    """A notice's content before a change; ``sides`` names what the change touched."""

    changed_at: datetime
    sides: list[str]
    ends_at: datetime | None
    title: Name
    words: Name


@dataclass(frozen=True, slots=True)
class Explained:
    """The numbers of reports that a notice explains: public, answerable by the bodies, all."""

    public: int
    solvable: int
    total: int


@dataclass(frozen=True, slots=True)
class ExplainedReport:
    """A public report that a notice explains."""

    number: int
    status: str
    address: str
    submitted_at: datetime
    name: Name


def latest_notices(session: Session, *, now: datetime) -> tuple[NoticeCard, ...]:
    """Return the notices of the last year, those not over first."""
    rows = run(session, "notices/latest", hromada_id=hromada_of(session), now=now)
    return tuple(from_row(NoticeCard, row._mapping) for row in rows)


def notice_card(session: Session, notice_id: int) -> NoticeCard:
    """Return the notice; raise NotFound if the hromada has none of this number."""
    found = _these(session, [notice_id])
    if not found:
        raise NotFound("There is no such notice in this hromada.")
    return found[0]


def notices_explaining(
    session: Session, point: Point, *, category: str, now: datetime
) -> tuple[NoticeCard, ...]:
    """Return the notices that explain a problem at the point at this time, the latest first."""
    ids = notices_at(session.connection(), hromada_of(session), point, category=category, at=now)
    return _these(session, ids) if ids else ()


def notices_of_report(session: Session, report_id: int) -> tuple[NoticeCard, ...]:
    """Return the notices that explain the report."""
    values = {"hromada_id": hromada_of(session), "report_id": report_id}
    rows = run(session, "notices/of_report", **values)
    return tuple(from_row(NoticeCard, row._mapping) for row in rows)


def categories_explained(session: Session, notice_id: int) -> list[dict[str, str]]:
    """Return the names of the categories that the notice explains."""
    rows = session.execute(_KINDS, {"hromada_id": hromada_of(session), "notice_id": notice_id})
    return [dict(row._mapping) for row in rows]


def codes_explained(session: Session, notice_id: int) -> list[str]:
    """Return the codes of the categories that the notice explains; none means all."""
    return list(
        session.scalars(_CODES, {"hromada_id": hromada_of(session), "notice_id": notice_id})
    )


def notice_past(session: Session, notice_id: int) -> tuple[NoticeRevision, ...]:
    """Return the notice's content before each change, the latest change first."""
    rows = session.execute(_VERSIONS, {"hromada_id": hromada_of(session), "notice_id": notice_id})
    return tuple(from_row(NoticeRevision, row._mapping) for row in rows)


def explained(
    session: Session, notice_id: int, *, body_ids: frozenset[int] = frozenset()
) -> Explained:
    """Count the reports that the notice explains."""
    values = {
        "hromada_id": hromada_of(session),
        "notice_id": notice_id,
        "body_ids": sorted(body_ids),
    }
    return Explained(**session.execute(_EXPLAINED, values).one()._mapping)


def explained_reports(session: Session, notice_id: int) -> tuple[ExplainedReport, ...]:
    """Return the latest public reports that the notice explains."""
    values = {"hromada_id": hromada_of(session), "notice_id": notice_id}
    return tuple(
        from_row(ExplainedReport, row._mapping) for row in session.execute(_PUBLIC_REPORTS, values)
    )


def _these(session: Session, ids: list[int]) -> tuple[NoticeCard, ...]:
    rows = run(session, "notices/these", hromada_id=hromada_of(session), ids=ids)
    return tuple(from_row(NoticeCard, row._mapping) for row in rows)
