"""Where many spots lead at once: what ``place`` says of one, for an import or a re-routing."""

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
    AreaInForce,
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

_SPECIFIC = {reach: right(reach, 0)[0] for reach in Reach}
_NOT_INCLUDED = max(_SPECIFIC.values()) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Points (EPSG:4326) with the ids of their leaf categories: three columns of one length."""

    lons: Floats
    lats: Floats
    category_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Placed:
    """What follows from one of many spots."""

    district_id: int | None
    masked: bool
    decision: Decision


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Areas that cover a spot and include its kind, spot by spot.

    Those of spot n stand from ``begins[n]`` to before ``begins[n + 1]``; ``reach`` says how
    specifically each includes the kind, the most specific first.
    """

    areas: Indices
    reach: NDArray[np.int64]
    begins: Indices

    def winners(self, held: Sequence[AreaInForce]) -> Indices:
        """Return for each spot the place of the winning area among those held, or -1."""
        found = np.full(len(self.begins) - 1, -1, np.intp)
        claimed = np.flatnonzero(np.diff(self.begins))
        if not len(claimed):
            return found
        # Among equally specific areas the order of winning is the same everywhere.
        order = sorted(
            range(len(held)), key=lambda area: rank(held[area].candidate(Reach.CATEGORY))
        )
        place_of = np.empty(len(held), np.int64)
        place_of[order] = np.arange(len(held))
        key = self.reach * len(held) + place_of[self.areas]
        best = np.minimum.reduceat(key, self.begins[claimed])
        found[claimed] = np.asarray(order, np.intp)[best % len(held)]
        return found


class Decisions(Sequence[Decision]):
    """What is decided for each of many spots.

    Winners are found for all at once; a decision with its reasons is made when it is asked for,
    and equal cases share it.
    """

    def __init__(
        self, held: Sequence[AreaInForce], kinds: Mapping[int, LeafCategory], spots: Spots
    ) -> None:
        self._held = held
        self._kinds = kinds
        self._category_ids = spots.category_ids
        self._claims = _claims(held, kinds, spots)
        self._begins = self._claims.begins.tolist()
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
        areas = self._claims.areas[self._begins[place] : self._begins[place + 1]]
        case = (category_id, areas.tobytes())
        if case not in self._known:
            self._known[case] = self._decided(areas, self._kinds[category_id])
        return self._known[case]

    def winners(self) -> Indices:
        """Return for each spot the place of the winning area among those held, or -1."""
        return self._claims.winners(self._held)

    def body_ids(self) -> list[int | None]:
        """Return who answers for each spot; None: nobody yet."""
        bodies = [holding.body_id for holding in self._held]
        return [
            self._kinds[category_id].default_body_id if area < 0 else bodies[area]
            for area, category_id in zip(self.winners().tolist(), self._category_ids, strict=True)
        ]

    def _decided(self, areas: Indices, kind: LeafCategory) -> Decision:
        reached = ((self._held[area], self._held[area].reach(kind)) for area in areas.tolist())
        candidates = [held.candidate(reach) for held, reach in reached if reach is not None]
        return decide(candidates, kind.default_body_id)


def decide_many(
    held: Sequence[AreaInForce], kinds: Mapping[int, LeafCategory], spots: Spots
) -> Decisions:
    """Decide for each spot as routing does for one; ``held`` are the areas in force."""
    return Decisions(held, kinds, spots)


def place_many(session: Session, spots: Spots, *, at: datetime) -> list[Placed]:
    """Return district, mask and decision of each spot, all inside the entered hromada."""
    kinds = {kind.id: kind for kind in leaf_categories(session, every=True)}
    decisions = decide_many(areas_in_force(session, at=at), kinds, spots)
    where = {"hromada_id": hromada_of(session), "at": at}
    district_ids = _first_covering(session, _DISTRICTS, where, spots)
    masks = _first_covering(session, _MASKED, where, spots)
    return [
        Placed(district_id, mask is not None, decision)
        for district_id, mask, decision in zip(district_ids, masks, decisions, strict=True)
    ]


def _claims(held: Sequence[AreaInForce], kinds: Mapping[int, LeafCategory], spots: Spots) -> Claims:
    """Return which areas cover each spot and include its kind."""
    points, areas = PolygonIndex([holding.shape for holding in held]).pairs(spots.lons, spots.lats)
    present, kind_of = np.unique(np.asarray(spots.category_ids, np.int64), return_inverse=True)
    reaches = _reaches(held, [kinds[kind_id] for kind_id in present.tolist()])
    reach = reaches[kind_of[points], areas]
    included = reach < _NOT_INCLUDED
    begins = np.searchsorted(points[included], np.arange(len(kind_of) + 1))
    return Claims(areas[included], reach[included], begins)


def _reaches(held: Sequence[AreaInForce], kinds: Sequence[LeafCategory]) -> NDArray[np.int64]:
    """Return how each area came to include each kind: a row a kind, a column an area."""
    named: dict[int, list[int]] = defaultdict(list)
    acting = [(area, holding) for area, holding in enumerate(held) if holding.acting]
    for area, holding in acting:
        for category_id in holding.category_ids:
            named[category_id].append(area)
    everything = [area for area, holding in acting if holding.everything]
    reaches = np.full((len(kinds), len(held)), _NOT_INCLUDED, np.int64)
    for row, kind in zip(reaches, kinds, strict=True):
        # The most specific last: it stays.
        row[everything] = _SPECIFIC[Reach.EVERYTHING]
        row[named[kind.parent_id]] = _SPECIFIC[Reach.GROUP]
        row[named[kind.id]] = _SPECIFIC[Reach.CATEGORY]
    return reaches


def _first_covering(
    session: Session, question: TextClause, where: Mapping[str, object], spots: Spots
) -> list[int | None]:
    rows = session.execute(question, where).all()
    shapes = shapely.from_wkb([bytes(row.boundary) for row in rows])
    ids = [*(int(row.id) for row in rows), None]
    return [ids[place] for place in PolygonIndex(shapes).first(spots.lons, spots.lats).tolist()]
