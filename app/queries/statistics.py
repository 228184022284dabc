"""Statistics of public reports by district, body and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Rejected
from app.domain.names import NO_NAME, Name, from_row
from app.queries.territory.hromadas import HromadaCard
from gis import sql
from gis.density import DensityTally, Numbers, numbers_of
from gis.report_filter import ReportFilter

MAX_CHOICES = 2_000
MAX_STUCK = 20
SHORTEST_TREND_MONTHS = 12
LONGEST_TREND_MONTHS = 24


@dataclass(frozen=True, slots=True)
class StatisticsChoice:
    """A district, body or category by which numbers are counted or filtered."""

    kind: str
    id: int
    parent_id: int | None
    code: str
    name: Name
    population: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A row of a table; the name is empty for reports outside every district or without a body."""

    numbers: Numbers
    name: Name = NO_NAME
    population: int | None = None
    current: bool = True

    @property
    def per_thousand(self) -> float | None:
        """Return reports per 1,000 residents, or None if the population is unknown."""
        return self.numbers.per_thousand(self.population)


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """Rows by name, then the row of reports that belong to none of them, and the total."""

    lines: Sequence[StatisticsRow]
    rest: StatisticsRow
    total: StatisticsRow


@dataclass(frozen=True, slots=True)
class Month:
    """Reports received in a month (Europe/Kyiv), and those that a resident confirmed in it.

    ``starts`` is its first day.
    """

    starts: date
    received: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class StuckReport:
    """A public report past its deadline."""

    number: int
    status: str
    address: str
    due_at: datetime
    category_name: Name
    district_name: Name
    body_name: Name


@dataclass(frozen=True, slots=True)
class Tables:
    """The same reports by district and by body, and the choices of the filters."""

    districts: StatisticsTable
    bodies: StatisticsTable
    choices: Sequence[StatisticsChoice]

    @property
    def unpopulated(self) -> int:
        """Return the number of current districts without a known population."""
        return sum(line.current and not line.population for line in self.districts.lines)


def tables_of(
    session: Session, hromada: HromadaCard, filters: ReportFilter, *, now: datetime
) -> Tables:
    """Return both tables; raise Rejected if the filter names no category or body of the hromada."""
    conn = session.connection()
    choices = choices_of(conn, hromada.id, now=now)
    _refuse_unknown(choices, filters)
    counted = numbers_of(conn, hromada.id, filters, now=now)
    return Tables(
        districts=_districts(choices, counted, hromada.population),
        bodies=_bodies(choices, counted),
        choices=choices,
    )


def choices_of(conn: Connection, hromada_id: int, *, now: datetime) -> list[StatisticsChoice]:
    """Return districts, bodies and categories, each in its own order, then by name."""
    rows = sql.run(conn, "density/choices", hromada_id=hromada_id, now=now, row_limit=MAX_CHOICES)
    return [from_row(StatisticsChoice, row) for row in rows.mappings()]


def months_of(
    session: Session, filters: ReportFilter, *, first: date | None, last: date
) -> list[Month]:
    """Return the months from ``first`` to ``last``: at least 12, at most 24.

    Without ``first``, 24. The filter's own dates are ignored.
    """
    ends = last.replace(day=1)
    span = _months_between(first, last) if first else LONGEST_TREND_MONTHS
    number = min(max(span, SHORTEST_TREND_MONTHS), LONGEST_TREND_MONTHS)
    rows = sql.run(
        session.connection(),
        "density/months",
        hromada_id=hromada_of(session),
        first=_months_before(ends, number - 1),
        last=ends,
        **filters.params(),
    )
    return [Month(**row) for row in rows.mappings()]


def stuck_reports(session: Session, filters: ReportFilter, *, now: datetime) -> list[StuckReport]:
    """Return the reports furthest past their deadline, the most overdue first."""
    rows = sql.run(
        session.connection(),
        "density/stuck",
        hromada_id=hromada_of(session),
        now=now,
        row_limit=MAX_STUCK,
        **filters.params(),
    )
    return [from_row(StuckReport, row) for row in rows.mappings()]


def _districts(
    choices: Sequence[StatisticsChoice], counted: DensityTally, residents: int | None
) -> StatisticsTable:
    lines = [
        StatisticsRow(
            counted.districts.get(choice.id, Numbers()),
            choice.name,
            choice.population,
            choice.current,
        )
        for choice in choices
        # A former district is listed only if reports are counted in it.
        if choice.kind == "district" and (choice.current or choice.id in counted.districts)
    ]
    rest = StatisticsRow(counted.districts.get(None, Numbers()))
    return StatisticsTable(lines, rest, StatisticsRow(counted.total, population=residents))


def _bodies(choices: Sequence[StatisticsChoice], counted: DensityTally) -> StatisticsTable:
    lines = [
        StatisticsRow(counted.bodies.get(choice.id, Numbers()), choice.name)
        for choice in choices
        if choice.kind == "body" and (choice.current or choice.id in counted.bodies)
    ]
    return StatisticsTable(
        lines, StatisticsRow(counted.bodies.get(None, Numbers())), StatisticsRow(counted.total)
    )


def _refuse_unknown(choices: Sequence[StatisticsChoice], filters: ReportFilter) -> None:
    codes = {(choice.kind, choice.code) for choice in choices}
    chosen_codes = {"category": filters.categories, "body": filters.bodies}
    fields = {
        kind: "There is no such choice."
        for kind, chosen in chosen_codes.items()
        if any((kind, code) not in codes for code in chosen or ())
    }
    if fields:
        raise Rejected("These numbers cannot be shown: correct what is marked.", fields=fields)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _months_before(month: date, number: int) -> date:
    ordinal = month.year * 12 + month.month - 1 - number
    return month.replace(year=ordinal // 12, month=ordinal % 12 + 1)
