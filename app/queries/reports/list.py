"""Public reports as a list beside the map."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db import hromada_of
from gis.geometry import Bbox
from gis.map.clusters import count_reports_quickly
from gis.map.listing import COUNT_UPTO, listed_reports
from gis.report_filter import ReportFilter

PAGE_SIZE = 20
_COUNTS = ("total", "open", "progress", "closed")


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A report's card. ``text`` is an excerpt of the public text; lon, lat are EPSG:4326."""

    number: int
    status: str
    colour: str
    address: str
    supporters: int
    confirmed_supporters: int
    submitted_at: datetime
    text: str
    category: str
    category_uk: str
    category_en: str
    lon: float
    lat: float
    photo_key: str | None


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of reports with the numbers of matches, in total and by colour.

    ``state`` is the number of the map's state that the list is of. If ``at_least``, ``total`` is
    a lower bound and the numbers by colour are None.
    """

    reports: tuple[ListedReport, ...]
    total: int
    open: int | None
    progress: int | None
    closed: int | None
    # The ``after`` of the next page, if there is one.
    next_after: int | None
    at_least: bool = False
    state: int | None = None


NONE_LISTED = ReportList(reports=(), total=0, open=0, progress=0, closed=0, next_after=None)


def reports_listed(
    session: Session,
    *,
    filters: ReportFilter,
    box: Bbox | None = None,
    after: int | None = None,
) -> ReportList:
    """Return a page of public reports, newest first, following the number ``after``."""
    rows = listed_reports(
        session.connection(),
        hromada_of(session),
        filters=filters,
        box=box,
        after=after,
        most=PAGE_SIZE + 1,
    )
    counts: dict[str, Any] = {name: getattr(rows[0], name) for name in _COUNTS}
    if counts["total"] > COUNT_UPTO:
        counts = _counted(session, filters, box)
    found = [row._asdict() for row in rows if row.number is not None]
    listed = tuple(
        ListedReport(**{name: row[name] for name in ListedReport.__slots__})
        for row in found[:PAGE_SIZE]
    )
    more = listed[-1].number if len(found) > PAGE_SIZE else None
    return ReportList(reports=listed, next_after=more, state=rows[0].changes, **counts)


def _counted(session: Session, filters: ReportFilter, box: Bbox | None) -> dict[str, Any]:
    found = count_reports_quickly(session.connection(), hromada_of(session), filters, box)
    if found is None:
        return {"at_least": True, "total": COUNT_UPTO} | dict.fromkeys(_COUNTS[1:])
    return {name: getattr(found, name) for name in _COUNTS}
