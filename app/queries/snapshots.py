"""Public statistics: counted once a day, then read as they were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.models.counts import StatisticsSnapshot
from app.queries.statistics import choices_of
from app.sql import run

# Of fewer cases no share and no median is told.
FEWEST_CASES = 20
MOST_OVERDUE = 20
_NAMED = ("district", "body")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the reports of a year; ``unresolved`` and ``overdue`` are of all time.

    ``word``: a resident said that it is solved; ``silent``: nobody objected; ``claimed``: the body
    says so; ``refused``. Medians are in days.
    """

    received: int = 0
    word: int = 0
    silent: int = 0
    claimed: int = 0
    refused: int = 0
    waiting: int = 0
    unresolved: int = 0
    overdue: int = 0
    in_time: int = 0
    judged: int = 0
    answered: int = 0
    days: float | None = None
    days_allowed: float | None = None

    @property
    def few(self) -> bool:
        """Return whether there are too few cases to say how they ended."""
        return self.received < FEWEST_CASES

    @property
    def in_time_share(self) -> float | None:
        """Return the share answered in time, of those answered or due; None for few."""
        return self.in_time / self.judged if self.judged >= FEWEST_CASES else None

    @property
    def usual_days(self) -> float | None:
        """Return the median of days to an answer; None for few."""
        return self.days if self.answered >= FEWEST_CASES else None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A district or body with its numbers; ``code`` is that of the list's filter."""

    id: int
    code: str
    name: Name
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class ConfirmedMonth:
    """Reports received in a month (Europe/Kyiv), and those that a resident confirmed in it."""

    starts: date
    received: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A day's public statistics, and the numbers of the reports longest overdue, by body."""

    made_at: datetime
    since: date
    total: Outcomes
    districts: Sequence[OutcomeLine]
    bodies: Sequence[OutcomeLine]
    months: Sequence[ConfirmedMonth]
    overdue: Mapping[int, Sequence[int]]

    def body(self, body_id: int) -> OutcomeLine | None:
        """Return the line of a body; None if it has had no reports."""
        return next((line for line in self.bodies if line.id == body_id), None)

    def confirmed_in(self, month: date) -> int:
        """Return how many reports residents confirmed in the month that begins so."""
        return next((one.confirmed for one in self.months if one.starts == month), 0)


@dataclass(frozen=True, slots=True)
class OverdueReport:
    """A public report past its term."""

    number: int
    address: str
    category_name: Name
    due_at: datetime


def latest_snapshot_at(session: Session) -> datetime | None:
    """Return when the newest public statistics were made; None before the first were."""
    return session.scalar(
        select(StatisticsSnapshot.made_at)
        .where(StatisticsSnapshot.hromada_id == hromada_of(session))
        .order_by(StatisticsSnapshot.day.desc())
        .limit(1)
    )


def latest_snapshot(session: Session) -> Snapshot | None:
    """Return the newest public statistics of the hromada; None before the first were made."""
    kept = session.execute(
        select(StatisticsSnapshot.made_at, StatisticsSnapshot.content)
        .where(StatisticsSnapshot.hromada_id == hromada_of(session))
        .order_by(StatisticsSnapshot.day.desc())
        .limit(1)
    ).one_or_none()
    return None if kept is None else _read(kept.made_at, kept.content)


def counted_now(session: Session, *, since: datetime, now: datetime) -> dict[str, Any]:
    """Count public reports as a snapshot keeps them: those received since a day, and all."""
    values = {"hromada_id": hromada_of(session)}
    rows = run(session, "statistics/outcomes", **values, since=since, now=now).mappings()
    by_kind: dict[str, dict[int | None, dict[str, Any]]] = {"district": {}, "body": {}, "all": {}}
    for row in rows:
        numbers = dict(row)
        by_kind[numbers.pop("kind")][numbers.pop("id")] = numbers
    months = run(session, "statistics/confirmed_months", **values, since=since).mappings()
    return {
        "since": since.date().isoformat(),
        "total": by_kind["all"].get(None, {}),
        "lines": _lines(session, by_kind, now=now),
        "months": [dict(row) | {"starts": row["starts"].isoformat()} for row in months],
        "overdue": _overdue(session, now=now),
    }


def still_overdue(
    session: Session, body_id: int, numbers: Sequence[int], *, now: datetime
) -> list[OverdueReport]:
    """Return those of the body's reports that are public and past their term at this moment."""
    values = {"hromada_id": hromada_of(session), "body_id": body_id, "numbers": list(numbers)}
    rows = run(session, "statistics/still_overdue", **values, now=now).mappings()
    return [from_row(OverdueReport, row) for row in rows]


def _lines(
    session: Session, by_kind: Mapping[str, Mapping[int | None, Any]], *, now: datetime
) -> list[dict[str, Any]]:
    """Return what is current or counted, by name."""
    choices = choices_of(session.connection(), hromada_of(session), now=now)
    return [
        {"kind": one.kind, "id": one.id, "code": one.code, "name": asdict(one.name)}
        | {"numbers": by_kind[one.kind].get(one.id, {})}
        for one in choices
        if one.kind in _NAMED and (one.current or one.id in by_kind[one.kind])
    ]


def _overdue(session: Session, *, now: datetime) -> dict[str, list[int]]:
    values = {"hromada_id": hromada_of(session), "now": now, "most": MOST_OVERDUE}
    found: dict[str, list[int]] = {}
    for row in run(session, "statistics/longest_overdue", **values):
        found.setdefault(str(row.body_id), []).append(row.number)
    return found


def _read(made_at: datetime, content: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        made_at=made_at,
        since=date.fromisoformat(content["since"]),
        total=Outcomes(**content["total"]),
        districts=_read_lines(content["lines"], "district"),
        bodies=_read_lines(content["lines"], "body"),
        months=[
            ConfirmedMonth(**one | {"starts": date.fromisoformat(one["starts"])})
            for one in content["months"]
        ],
        overdue={int(body_id): numbers for body_id, numbers in content["overdue"].items()},
    )


def _read_lines(kept: Sequence[Mapping[str, Any]], kind: str) -> list[OutcomeLine]:
    """Return the lines of a kind, those with most overdue first."""
    lines = [
        OutcomeLine(one["id"], one["code"], Name(**one["name"]), Outcomes(**one["numbers"]))
        for one in kept
        if one["kind"] == kind
    ]
    return sorted(lines, key=lambda one: (-one.outcomes.overdue, -one.outcomes.unresolved))
