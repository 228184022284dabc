"""Counts what the checklist of an opening hromada shows."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import HromadaTerms
from app.domain.opening import GroundSource, OpeningFacts
from app.models.basemap import BasemapSource
from app.queries.territory.areas_in_force import areas_in_force, inclusions, leaf_categories
from app.queries.territory.basemap import missing_ground, read_basemap
from app.queries.territory.coverage import TOLERANCE_M, CoverageQuery, CoverageResult, coverage
from app.queries.territory.tiling import district_tiling
from app.sql import run

CLOCKS = tuple(clock.name for clock in fields(HromadaTerms))

_MODERATED = text("""
SELECT EXISTS (
    SELECT FROM role_grant AS g JOIN account AS a ON a.id = g.account_id
    WHERE g.hromada_id = :hromada_id AND g.role = 'moderator'
      AND a.disabled_at IS NULL AND a.signed_in_at IS NOT NULL)
""")


def opening_facts(session: Session, *, now: datetime) -> OpeningFacts:
    """Return what the entered hromada has; its areas are compared with its outline."""
    values = {"hromada_id": hromada_of(session), "now": now, "terms": list(CLOCKS)}
    row = run(session, "opening/counts", **values).mappings().one()
    overlaps = _overlaps(session, now) if row["districts"] else 0
    return OpeningFacts(
        **row,
        ground=tuple(map(_source, read_basemap(session).sources)),
        lacking=tuple(missing_ground(session)),
        **_categories(session, now),
        overlaps=overlaps,
        terms=len(CLOCKS),
    )


def _source(one: BasemapSource) -> GroundSource:
    name = one.attribution.removeprefix("© ").removesuffix(" contributors")
    return GroundSource(name, one.data_at)


def is_moderated(session: Session) -> bool:
    """Return whether a moderator of the entered hromada has ever signed in."""
    return bool(session.scalar(_MODERATED, {"hromada_id": hromada_of(session)}))


def _overlaps(session: Session, now: datetime) -> int:
    tiling = district_tiling(session, at=now, tolerance_m=TOLERANCE_M)
    return len(tiling.some("overlap"))


def _categories(session: Session, now: datetime) -> dict[str, Any]:
    """Return how many categories have no body anywhere, and how many have none somewhere."""
    categories = leaf_categories(session)
    lacking = [category for category in categories if category.default_body_id is None]
    areas = areas_in_force(session, at=now) if lacking else []
    without = {category.id for category in lacking if not inclusions(areas, category)}
    gaps = _gaps(coverage(session, CoverageQuery(now)), without) if areas else []
    return {
        "categories": len(categories),
        "without_body": len(without),
        "uncovered": sum(count for count, _ in gaps),
        "uncovered_km2": max((km2 for _, km2 in gaps), default=0.0),
    }


def _gaps(proof: CoverageResult, without: set[int]) -> list[tuple[int, float]]:
    """Return for each group with a gap its categories that nobody answers there, and its size.

    A category without any body is named already, in a line of its own.
    """
    gaps = []
    for group in proof.groups:
        left = [c for c in group.categories if c.default_body_id is None and c.id not in without]
        if left and group.km2(gap=True):
            gaps.append((len(left), group.km2(gap=True)))
    return gaps
