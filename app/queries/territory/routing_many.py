"""Routing of many points at once, as ``place`` routes one, for imports and re-routing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.routing import Decision, Reach, decide, rank, right
from app.queries.territory.areas_in_force import (
    Areas,
    LeafCategory,
    areas_in_force,
    leaf_categories,
)
from gis.polygon_index import Floats, Indices, PolygonIndex

_DISTRICTS = text("""
SELECT id, ST_AsBinary(boundary) AS boundary FROM district
WHERE hromada_id = :hromada_id AND valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)
ORDER BY id
""")
_MASKED = text("""
SELECT id, ST_AsBinary(boundary) AS boundary FROM masked_zone
WHERE hromada_id = :hromada_id AND ended_at IS NULL
ORDER BY id
""")

Categories = Mapping[int, LeafCategory]
_SPECIFIC = {reach: right(reach, 0)[0] for reach in Reach}
_NOT_INCLUDED = max(_SPECIFIC.values()) + 1


@dataclass(frozen=True, slots=True, eq=False)
class PointBatch:
    """Points (EPSG:4326) with the ids of their leaf categories: three columns of one length."""

    lons: Floats
    lats: Floats
    category_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class RoutedPoint:
    """District, mask and routing decision of one point."""

    district_id: int | None
    masked: bool
    decision: Decision


@dataclass(frozen=True, slots=True, eq=False)
class CoveringAreas:
    """Areas that cover a point and include its category, point by point.

    Those of point n are ``areas[begins[n]:begins[n + 1]]``; ``reach`` ranks how specifically each
    includes the category, the lowest being the most specific.
    """

    areas: Indices
    reach: NDArray[np.int64]
    begins: Indices

    def winners(self, in_force: Areas) -> Indices:
        """Return for each point the index of its winning area, or -1."""
        found = np.full(len(self.begins) - 1, -1, np.intp)
        claimed = np.flatnonzero(np.diff(self.begins))
        if not len(claimed):
            return found
        # Equally specific areas rank in the same order at every point.
        order = sorted(
            range(len(in_force)), key=lambda area: rank(in_force[area].candidate(Reach.CATEGORY))
        )
        place_of = np.empty(len(in_force), np.int64)
        place_of[order] = np.arange(len(in_force))
        key = self.reach * len(in_force) + place_of[self.areas]
        best = np.minimum.reduceat(key, self.begins[claimed])
        found[claimed] = np.asarray(order, np.intp)[best % len(in_force)]
        return found


class Decisions(Sequence[Decision]):
    """Routing decisions of many points.

    Winners are found for all at once; a decision with its reasons is made on access, and shared
    by equal cases.
    """

    def __init__(self, in_force: Areas, categories: Categories, points: PointBatch) -> None:
        self._in_force = in_force
        self._categories = categories
        self._category_ids = points.category_ids
        self._covering = _covering(in_force, categories, points)
        self._begins = self._covering.begins.tolist()
        self._known: dict[tuple[int, bytes], Decision] = {}

    def __len__(self) -> int:
        return len(self._category_ids)

    @overload
    def __getitem__(self, place: int) -> Decision: ...
    @overload
    def __getitem__(self, place: slice) -> list[Decision]: ...
    def __getitem__(self, place: int | slice) -> Decision | list[Decision]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        category_id = self._category_ids[place]
        areas = self._covering.areas[self._begins[place] : self._begins[place + 1]]
        case = (category_id, areas.tobytes())
        if case not in self._known:
            self._known[case] = self._decided(areas, self._categories[category_id])
        return self._known[case]

    def winners(self) -> Indices:
        """Return for each point the index of its winning area, or -1."""
        return self._covering.winners(self._in_force)

    def body_ids(self) -> list[int | None]:
        """Return the body that answers for each point, or None."""
        bodies = [area.body_id for area in self._in_force]
        return [
            self._categories[category_id].default_body_id if area < 0 else bodies[area]
            for area, category_id in zip(self.winners().tolist(), self._category_ids, strict=True)
        ]

    def _decided(self, areas: Indices, category: LeafCategory) -> Decision:
        covering = (self._in_force[place] for place in areas.tolist())
        reached = ((area, area.reach(category)) for area in covering)
        candidates = [area.candidate(reach) for area, reach in reached if reach is not None]
        return decide(candidates, category.default_body_id)


def decide_many(in_force: Areas, categories: Categories, points: PointBatch) -> Decisions:
    """Return the routing decisions of the points among the areas ``in_force``."""
    return Decisions(in_force, categories, points)


def place_many(session: Session, points: PointBatch, *, at: datetime) -> list[RoutedPoint]:
    """Return district, mask and decision of each point, all inside the entered hromada."""
    categories = {each.id: each for each in leaf_categories(session, every=True)}
    decisions = decide_many(areas_in_force(session, at=at), categories, points)
    where = {"hromada_id": hromada_of(session), "at": at}
    district_ids = _first_covering(session, _DISTRICTS, where, points)
    masks = _first_covering(session, _MASKED, where, points)
    return [
        RoutedPoint(district_id, mask is not None, decision)
        for district_id, mask, decision in zip(district_ids, masks, decisions, strict=True)
    ]


def _covering(in_force: Areas, categories: Categories, points: PointBatch) -> CoveringAreas:
    """Return which areas cover each point and include its category."""
    indexes, areas = PolygonIndex([area.shape for area in in_force]).pairs(points.lons, points.lats)
    present, category_of = np.unique(np.asarray(points.category_ids, np.int64), return_inverse=True)
    reaches = _reaches(in_force, [categories[category_id] for category_id in present.tolist()])
    reach = reaches[category_of[indexes], areas]
    included = reach < _NOT_INCLUDED
    begins = np.searchsorted(indexes[included], np.arange(len(category_of) + 1))
    return CoveringAreas(areas[included], reach[included], begins)


def _reaches(in_force: Areas, categories: Sequence[LeafCategory]) -> NDArray[np.int64]:
    """Return how specifically each area (column) includes each category (row)."""
    named: dict[int, list[int]] = defaultdict(list)
    acting = [(place, area) for place, area in enumerate(in_force) if area.acting]
    for place, area in acting:
        for category_id in area.category_ids:
            named[category_id].append(place)
    everything = [place for place, area in acting if area.everything]
    reaches = np.full((len(categories), len(in_force)), _NOT_INCLUDED, np.int64)
    for row, category in zip(reaches, categories, strict=True):
        # The most specific last: it overwrites the others.
        row[everything] = _SPECIFIC[Reach.EVERYTHING]
        row[named[category.parent_id]] = _SPECIFIC[Reach.GROUP]
        row[named[category.id]] = _SPECIFIC[Reach.CATEGORY]
    return reaches


def _first_covering(
    session: Session, query: TextClause, where: Mapping[str, object], points: PointBatch
) -> list[int | None]:
    rows = session.execute(query, where).all()
    shapes = shapely.from_wkb([bytes(row.boundary) for row in rows])
    ids = [*(int(row.id) for row in rows), None]
    return [ids[place] for place in PolygonIndex(shapes).first(points.lons, points.lats).tolist()]
