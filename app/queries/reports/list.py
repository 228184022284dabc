"""Public reports as a list beside the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.statuses import COLOUR_OF, OUTCOMES_OF, Colour, Status
from gis.geometry import Bbox
from gis.map.clusters import count_reports_quickly
from gis.map.listing import COUNT_UPTO, listed_reports, state_counts
from gis.report_filter import ReportFilter

PAGE_SIZE = 20
_OUTCOMES = tuple(OUTCOMES_OF.values())


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
    """A page of reports with the number of matches.

    ``states`` are the numbers of reports of each colour and outcome that match all but the states
    of the filter; what takes too long to count is not there. ``state`` is the number of the map's
    state that the list is of. If ``at_least``, ``total`` is a lower bound.
    """

    reports: tuple[ListedReport, ...]
    total: int
    states: Mapping[str, int]
    # The ``after`` of the next page, if there is one.
    next_after: int | None
    at_least: bool = False
    state: int | None = None


NONE_LISTED = ReportList(reports=(), total=0, states={}, next_after=None)


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
    total = rows[0].total
    counts = _counted(session, filters, box) if total > COUNT_UPTO else {"total": total}
    found = [row._asdict() for row in rows if row.number is not None]
    listed = tuple(
        ListedReport(**{name: row[name] for name in ListedReport.__slots__})
        for row in found[:PAGE_SIZE]
    )
    more = listed[-1].number if len(found) > PAGE_SIZE else None
    states = _states(session, filters, box)
    return ReportList(listed, states=states, next_after=more, state=rows[0].changes, **counts)


def _counted(session: Session, filters: ReportFilter, box: Bbox | None) -> dict[str, Any]:
    found = count_reports_quickly(session.connection(), hromada_of(session), filters, box)
    if found is None:
        return {"at_least": True, "total": COUNT_UPTO}
    return {"total": found.total}


def _states(session: Session, filters: ReportFilter, box: Bbox | None) -> dict[str, int]:
    conn, hromada_id = session.connection(), hromada_of(session)
    if (counted := state_counts(conn, hromada_id, filters, box)) is not None:
        told = {c.value: 0 for c in Colour} | {s.value: 0 for part in _OUTCOMES for s in part}
        for status, number in counted.items():
            told[COLOUR_OF[Status(status)]] += number
            if status in told:
                told[status] = number
        return told
    all_states = replace(filters, statuses=None)
    found = count_reports_quickly(conn, hromada_id, all_states, box)
    return {} if found is None else {c.value: getattr(found, c.value) for c in Colour}
