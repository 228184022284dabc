"""What-if analysis of areas: which open reports would move, which gaps open or close."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.routing import Decision
from app.domain.statuses import Status
from app.queries.territory.areas_in_force import AreaInForce, leaf_categories, outline_of
from app.queries.territory.drafts import Draft, Proposed
from app.queries.territory.name_changes import Rewording, rewordings
from app.queries.territory.routing_many import PointBatch, decide_many
from app.queries.territory.what_if_coverage import CoverageChange, coverage_changes
from gis import sql
from gis.coverage import union_of
from gis.files.projection import geodesic_m2

MOST_REPORTS = 100_000
# Above every existing id: of equal areas of one size the lower id wins.
_NOT_YET = 2**62

# What re-routing would do with a report, by its status.
REROUTING_EFFECTS: Mapping[Status, str] = {
    Status.SUBMITTED: "propose",
    Status.NEEDS_INFO: "propose",
    Status.PUBLISHED: "route",
    Status.ROUTED: "forward",
    Status.ACCEPTED: "forward",
    # A body finishes what it has begun.
    Status.IN_PROGRESS: "stay",
    Status.PLANNED: "stay",
}


@dataclass(frozen=True, slots=True)
class AreaChange:
    """An area before and after; ``after`` None: it ends, ``before`` None: it is new."""

    code: str
    before: AreaInForce | None
    after: AreaInForce | None

    @property
    def what(self) -> tuple[str, ...]:
        """Return what differs: boundary, body, categories, priority, words."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            name for name, value in _CONTENT.items() if value(self.before) != value(self.after)
        )

    @property
    def words(self) -> tuple[Rewording, ...]:
        """Return the changes of descriptive fields."""
        if self.before is None or self.after is None:
            return ()
        return rewordings(self.before.words, self.after.words)


@dataclass(frozen=True, slots=True)
class Move:
    """An open report for which another body would answer; ``effect`` is what re-routing does."""

    report_id: int
    number: int
    status: str
    lon: float
    lat: float
    from_body: int | None
    decision: Decision
    effect: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All effects of a change of areas; ``turns`` are gaps and overlaps that open or close."""

    areas: tuple[AreaChange, ...]
    moves: tuple[Move, ...]
    turns: tuple[CoverageChange, ...]


_CONTENT: Mapping[str, Callable[[AreaInForce], object]] = {
    "boundary": lambda area: (area.whole_hromada, shapely.to_wkb(shapely.normalize(area.shape))),
    "body": lambda area: area.body_id,
    "categories": lambda area: (area.everything, frozenset(area.category_ids)),
    "priority": lambda area: area.priority,
    "words": lambda area: area.words,
}


def proposed_areas(before: Sequence[AreaInForce], draft: Draft) -> list[AreaInForce]:
    """Return the areas after the draft; an unchanged area keeps its id."""
    known = {area.code: area for area in before}
    after = {} if draft.card.whole else dict(known)
    for number, row in enumerate(draft.rows):
        old = known.get(row.code)
        if row.ends:
            after.pop(row.code, None)
            continue
        new = _area(row, old, number=number, acting=row.body_id not in draft.idle)
        same = old is not None and not AreaChange(row.code, old, new).what
        after[row.code] = old if same and old is not None else new
    return list(after.values())


def what_if(
    session: Session,
    before: Sequence[AreaInForce],
    after: Sequence[AreaInForce],
    *,
    tolerance_m: float,
) -> WhatIf:
    """Compare two sets of areas over the open reports and the territory of the entered hromada."""
    areas = area_changes(before, after)
    outline = outline_of(session)
    categories = leaf_categories(session)
    turns = coverage_changes(outline, categories, (before, after), tolerance_m)
    return WhatIf(areas, moves(session, before, after), tuple(turns))


def area_changes(
    before: Sequence[AreaInForce], after: Sequence[AreaInForce]
) -> tuple[AreaChange, ...]:
    """Return the areas whose version differs, in order of code."""
    old = {area.code: area for area in before}
    new = {area.code: area for area in after}
    changes = [AreaChange(code, old.get(code), new.get(code)) for code in sorted(old | new)]
    return tuple(c for c in changes if not (c.before and c.after and c.before.id == c.after.id))


def moves(
    session: Session, before: Sequence[AreaInForce], after: Sequence[AreaInForce]
) -> tuple[Move, ...]:
    """Return the open reports for which another body would answer, in order of number.

    A report assigned to a body by hand moves only where routing by boundaries changes.
    """
    changed = [a for c in area_changes(before, after) for a in (c.before, c.after) if a]
    if not changed:
        return ()
    touched = shapely.set_srid(union_of([area.shape for area in changed]), 4326)
    reports = sql.run(
        session.connection(),
        "boundaries/open_reports",
        hromada_id=hromada_of(session),
        shape=shapely.to_wkb(touched, hex=True, include_srid=True),
        most=MOST_REPORTS,
    ).all()
    categories = {each.id: each for each in leaf_categories(session, every=True)}
    points = _points(reports)
    old, new = (decide_many(areas, categories, points) for areas in (before, after))
    bodies = enumerate(zip(reports, old.body_ids(), new.body_ids(), strict=True))
    return tuple(
        # Reasons are computed only for reports that move.
        sorted(
            (
                _move(report, new[place])
                for place, (report, was, becomes) in bodies
                if becomes not in (was, report.body_id)
            ),
            key=lambda move: move.number,
        )
    )


def _points(reports: Sequence[Row[Any]]) -> PointBatch:
    return PointBatch(
        np.asarray([report.lon for report in reports], dtype=float),
        np.asarray([report.lat for report in reports], dtype=float),
        [report.category_id for report in reports],
    )


def _area(row: Proposed, known: AreaInForce | None, *, number: int, acting: bool) -> AreaInForce:
    return AreaInForce(
        id=_NOT_YET + number,
        code=row.code,
        version=known.version + 1 if known else 1,
        name_uk=row.name_uk,
        # An empty field keeps the previous value.
        name_en=row.name_en or (known.name_en if known else ""),
        body_id=row.body_id,
        priority=row.priority,
        everything=row.everything,
        area_m2=geodesic_m2(row.shape),
        decision=row.decision or (known.decision if known else ""),
        shape=row.shape,
        category_ids=frozenset(row.category_ids),
        acting=acting,
        whole_hromada=row.whole_hromada,
    )


def _move(report: Row[Any], after: Decision) -> Move:
    # Without a new body the report stays.
    effect = REROUTING_EFFECTS[Status(report.status)] if after.body_id else "stay"
    return Move(
        report.id,
        report.number,
        report.status,
        report.lon,
        report.lat,
        report.body_id,
        after,
        effect,
    )
