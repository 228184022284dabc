"""Coverage of every category: gaps without a body, and overlaps of equal rank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.routing import decide
from app.queries.territory.areas_in_force import (
    Inclusions,
    LeafCategory,
    areas_in_force,
    inclusions,
    leaf_categories,
    outline_of,
)
from app.queries.territory.tiling import Progress
from gis import sql
from gis.coverage import Part, contested, uncovered
from gis.files.projection import geodesic_m2

# Narrower parts are slivers: one line digitized twice.
TOLERANCE_M = 10.0

_TURNS = text("""
SELECT DISTINCT moment FROM (
    SELECT a.valid_from AS moment FROM area AS a WHERE a.hromada_id = :hromada_id
    UNION ALL
    SELECT a.valid_to FROM area AS a WHERE a.hromada_id = :hromada_id AND a.valid_to IS NOT NULL
) AS turn
ORDER BY moment DESC
LIMIT 100
""")


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Options of coverage: the moment, the width of slivers, the code of a single leaf."""

    at: datetime
    tolerance_m: float = TOLERANCE_M
    category: str = ""


@dataclass(frozen=True, slots=True)
class CoverageIssue:
    """A gap (no ``bodies``) or an overlap of bodies with equal rank.

    ``answers`` is the body that answers in an overlap, for its smaller area.
    """

    shape: Any
    m2: float
    sliver: bool
    bodies: tuple[int, ...]
    answers: int | None
    reports: int = 0
    open_reports: int = 0

    @property
    def gap(self) -> bool:
        """Return whether no body covers it."""
        return not self.bodies


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """The gaps and overlaps of categories that share the same areas in the same way."""

    categories: tuple[LeafCategory, ...]
    areas: tuple[str, ...]
    issues: tuple[CoverageIssue, ...]

    @property
    def defaults(self) -> tuple[int | None, ...]:
        """Return the default bodies that answer in gaps; None where moderators choose."""
        return tuple(dict.fromkeys(category.default_body_id for category in self.categories))

    @property
    def held(self) -> bool:
        """Return whether each of the categories has a body that answers in gaps."""
        return None not in self.defaults

    def some(self, *, gap: bool, sliver: bool = False) -> tuple[CoverageIssue, ...]:
        """Return the gaps or the overlaps; only slivers, or none of them."""
        return tuple(issue for issue in self.issues if issue.gap is gap and issue.sliver is sliver)

    def km2(self, *, gap: bool) -> float:
        """Return the total size of the gaps or the overlaps without slivers."""
        return sum(issue.m2 for issue in self.some(gap=gap)) / 1e6

    def reports(self, *, gap: bool) -> int:
        """Return the number of reports in the gaps or the overlaps without slivers."""
        return sum(issue.reports for issue in self.some(gap=gap))


@dataclass(frozen=True, slots=True)
class CoverageResult:
    """The coverage of a hromada at a moment: first what nobody answers, by the size of gaps."""

    asked: CoverageQuery
    outline_m2: float
    groups: tuple[CoverageGroup, ...]

    @property
    def unanswered(self) -> int:
        """Return how many categories have a gap in which nobody answers."""
        return sum(len(g.categories) for g in self.groups if g.km2(gap=True) and not g.held)

    @property
    def any_areas(self) -> bool:
        """Return whether any category has an area."""
        return any(group.areas for group in self.groups)

    def group_of(self, code: str) -> CoverageGroup | None:
        """Return the coverage of a category."""
        found = (group for group in self.groups if any(c.code == code for c in group.categories))
        return next(found, None)


def coverage(
    session: Session,
    asked: CoverageQuery,
    *,
    progress: Progress = lambda _done, _total: None,
) -> CoverageResult:
    """Compute the coverage of the entered hromada; ``progress`` gets done and total.

    Categories with the same areas share one computation.
    """
    outline = outline_of(session)
    by_areas = _by_areas(session, asked)
    groups = []
    for done, (claims, categories) in enumerate(by_areas, start=1):
        groups.append(_group(outline, claims, categories, asked.tolerance_m))
        progress(done, len(by_areas))
    counted = _counted(session, groups)
    return CoverageResult(asked, geodesic_m2(outline), tuple(sorted(counted, key=_worst_first)))


def change_moments(session: Session) -> list[datetime]:
    """Return the moments when areas begin or end, the newest first."""
    return list(session.scalars(_TURNS, {"hromada_id": hromada_of(session)}))


def _by_areas(
    session: Session, asked: CoverageQuery
) -> list[tuple[Inclusions, list[LeafCategory]]]:
    """Group the categories by the areas that include them, how they do, and if gaps are held."""
    areas = areas_in_force(session, at=asked.at)
    by_areas: dict[tuple[object, ...], tuple[Inclusions, list[LeafCategory]]] = {}
    for category in leaf_categories(session):
        if asked.category in ("", category.code):
            claims = inclusions(areas, category)
            # Whether a gap is answered by default parts them too.
            key = (category.default_body_id is None, *((area.id, reach) for area, reach in claims))
            by_areas.setdefault(key, (claims, []))[1].append(category)
    return list(by_areas.values())


def _group(
    outline: Any,  # noqa: ANN401 - of shapely
    claims: Inclusions,
    categories: Sequence[LeafCategory],
    tolerance_m: float,
) -> CoverageGroup:
    gaps = uncovered(outline, [area.shape for area, _ in claims], tolerance_m=tolerance_m)
    shared = contested(
        outline, [area.claim(reach) for area, reach in claims], tolerance_m=tolerance_m
    )
    issues = [*(_issue(part, None) for part in gaps), *_contests(shared, claims)]
    return CoverageGroup(tuple(categories), tuple(area.code for area, _ in claims), tuple(issues))


def _contests(parts: Iterable[Part], claims: Inclusions) -> Iterable[CoverageIssue]:
    for part in parts:
        point = shapely.point_on_surface(part.shape)
        covering = [a.candidate(reach) for a, reach in claims if shapely.covers(a.shape, point)]
        yield _issue(part, decide(covering, None).body_id)


def _issue(part: Part, answers: int | None) -> CoverageIssue:
    bodies = tuple(int(str(owner)) for owner in part.owners)
    return CoverageIssue(part.shape, part.m2, part.sliver, bodies, answers)


def _counted(session: Session, groups: list[CoverageGroup]) -> list[CoverageGroup]:
    issues = [(number, issue) for number, group in enumerate(groups) for issue in group.issues]
    if not issues:
        return groups
    members = [(number, one.id) for number, group in enumerate(groups) for one in group.categories]
    shapes = np.asarray([issue.shape for _, issue in issues], dtype=object)
    rows = sql.run(
        session.connection(),
        "boundaries/reports_within",
        hromada_id=hromada_of(session),
        shapes=shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True).tolist(),
        gaps=[issue.gap for _, issue in issues],
        sets=[number for number, _ in issues],
        category_sets=[number for number, _ in members],
        category_ids=[category_id for _, category_id in members],
    ).all()
    counted: list[list[CoverageIssue]] = [[] for _ in groups]
    for (number, issue), row in zip(issues, rows, strict=True):
        counted[number].append(replace(issue, reports=row.reports, open_reports=row.open_reports))
    return [replace(group, issues=tuple(each)) for group, each in zip(groups, counted, strict=True)]


def _worst_first(group: CoverageGroup) -> tuple[bool, float, float]:
    gap_km2 = group.km2(gap=True)
    return (group.held or not gap_km2, -gap_km2, -group.km2(gap=False))
