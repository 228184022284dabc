"""What other areas of responsibility would change: who answers for open reports, and coverage."""

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
from app.queries.territory.routing_many import Spots, decide_many
from app.queries.territory.what_if_coverage import CoverageChange, coverage_changes
from gis import sql
from gis.coverage import union_of
from gis.files.projection import geodesic_m2

MOST_REPORTS = 100_000
# Younger than every area that is there: of equals of one size the older wins.
_NOT_YET = 2**62

# What re-routing would do with a report, by where it stands.
FATES: Mapping[Status, str] = {
    Status.SUBMITTED: "propose",
    Status.NEEDS_INFO: "propose",
    Status.PUBLISHED: "route",
    Status.ROUTED: "forward",
    Status.ACCEPTED: "forward",
    # Who has begun finishes.
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
        """Name what differs: boundary, body, categories, priority, words."""
        if self.before is None or self.after is None:
            return ()
        return tuple(
            word for word, said in _CONTENT.items() if said(self.before) != said(self.after)
        )

    @property
    def words(self) -> tuple[Rewording, ...]:
        """Name the words that differ, with what they were and become."""
        if self.before is None or self.after is None:
            return ()
        return rewordings(self.before.words, self.after.words)


@dataclass(frozen=True, slots=True)
class Move:
    """An open report for which another body would answer; ``fate`` is what re-routing does."""

    report_id: int
    number: int
    status: str
    lon: float
    lat: float
    from_body: int | None
    decision: Decision
    fate: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """All that a change of areas would bring about."""

    areas: tuple[AreaChange, ...]
    moves: tuple[Move, ...]
    turns: tuple[CoverageChange, ...]


_CONTENT: Mapping[str, Callable[[AreaInForce], object]] = {
    "boundary": lambda holding: shapely.to_wkb(shapely.normalize(holding.shape)),
    "body": lambda holding: holding.body_id,
    "categories": lambda holding: (holding.everything, frozenset(holding.category_ids)),
    "priority": lambda holding: holding.priority,
    "words": lambda holding: holding.words,
}


def proposed_areas(before: Sequence[AreaInForce], draft: Draft) -> list[AreaInForce]:
    """Return the areas as a draft would leave them; an area that stays the same keeps its id."""
    known = {holding.code: holding for holding in before}
    after = {} if draft.card.whole else dict(known)
    for number, row in enumerate(draft.rows):
        old = known.get(row.code)
        new = _holding(row, old, number=number, acting=row.body_id not in draft.idle)
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
    """Compare two sets of areas over the open reports and the land of the entered hromada."""
    areas = area_changes(before, after)
    outline = outline_of(session)
    kinds = leaf_categories(session)
    turns = coverage_changes(outline, kinds, (before, after), tolerance_m)
    return WhatIf(areas, moves(session, before, after), tuple(turns))


def area_changes(
    before: Sequence[AreaInForce], after: Sequence[AreaInForce]
) -> tuple[AreaChange, ...]:
    """Return what is not the same version before and after, in order of code."""
    old = {holding.code: holding for holding in before}
    new = {holding.code: holding for holding in after}
    changes = [AreaChange(code, old.get(code), new.get(code)) for code in sorted(old | new)]
    return tuple(c for c in changes if not (c.before and c.after and c.before.id == c.after.id))


def moves(
    session: Session, before: Sequence[AreaInForce], after: Sequence[AreaInForce]
) -> tuple[Move, ...]:
    """Return the open reports for which another body would answer, in order of number.

    A report that people have given to a body by hand moves only where the boundaries' own answer
    changes.
    """
    changed = [h for c in area_changes(before, after) for h in (c.before, c.after) if h]
    if not changed:
        return ()
    touched = shapely.set_srid(union_of([holding.shape for holding in changed]), 4326)
    reports = sql.run(
        session.connection(),
        "boundaries/open_reports",
        hromada_id=hromada_of(session),
        shape=shapely.to_wkb(touched, hex=True, include_srid=True),
        most=MOST_REPORTS,
    ).all()
    kinds = {kind.id: kind for kind in leaf_categories(session, every=True)}
    spots = _spots(reports)
    old, new = (decide_many(held, kinds, spots) for held in (before, after))
    bodies = enumerate(zip(reports, old.body_ids(), new.body_ids(), strict=True))
    return tuple(
        # Only what moves needs its reasons.
        sorted(
            (
                _move(report, new[place])
                for place, (report, was, becomes) in bodies
                if becomes not in (was, report.body_id)
            ),
            key=lambda move: move.number,
        )
    )


def _spots(reports: Sequence[Row[Any]]) -> Spots:
    return Spots(
        np.asarray([report.lon for report in reports], dtype=float),
        np.asarray([report.lat for report in reports], dtype=float),
        [report.category_id for report in reports],
    )


def _holding(row: Proposed, known: AreaInForce | None, *, number: int, acting: bool) -> AreaInForce:
    return AreaInForce(
        id=_NOT_YET + number,
        code=row.code,
        version=known.version + 1 if known else 1,
        name_uk=row.name_uk,
        # An empty word leaves what is known alone.
        name_en=row.name_en or (known.name_en if known else ""),
        body_id=row.body_id,
        priority=row.priority,
        everything=row.everything,
        area_m2=geodesic_m2(row.shape),
        decision=row.decision or (known.decision if known else ""),
        shape=row.shape,
        category_ids=frozenset(row.category_ids),
        acting=acting,
    )


def _move(report: Row[Any], after: Decision) -> Move:
    # Nobody new is found: nothing to do with it.
    fate = FATES[Status(report.status)] if after.body_id else "stay"
    return Move(
        report.id,
        report.number,
        report.status,
        report.lon,
        report.lat,
        report.body_id,
        after,
        fate,
    )
