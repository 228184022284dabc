"""Computes independently which areas cover a point and which of them wins, to check routing.

Uses nothing of gis/polygon_index.py or app/domain/routing.py: no tree, no prepared polygons, no
``decide``. Near a border, exact fractions decide.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from app.domain.routing import Reach
from app.queries.territory.areas_in_force import AreaInForce
from app.queries.territory.routing_many import PointBatch
from benchmarks.invented_areas import InventedAreas

_SPECIFICITY = {Reach.CATEGORY: 0, Reach.GROUP: 1, Reach.EVERYTHING: 2}
# Degrees: a third of a millimetre.
_NEAR = 3e-9


class Pairs(NamedTuple):
    """Which point lies in which area: two columns of indices."""

    points: NDArray[np.intp]
    areas: NDArray[np.intp]

    def as_set(self) -> set[tuple[int, int]]:
        """Return the pairs without their order."""
        return set(zip(self.points.tolist(), self.areas.tolist(), strict=True))


def covered_by(shapes: Sequence[Any], spots: PointBatch) -> Pairs:
    """Test the points in the box of every area, with one exact predicate per area."""
    polygons = shapely.from_wkb(shapely.to_wkb(shapes))
    order = np.argsort(spots.lons, kind="stable")
    lons = spots.lons[order]
    found: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for area, (west, south, east, north) in enumerate(shapely.bounds(polygons)):
        first, last = np.searchsorted(lons, [west, np.nextafter(east, np.inf)])
        inside = order[first:last]
        inside = inside[(spots.lats[inside] >= south) & (spots.lats[inside] <= north)]
        points = shapely.points(spots.lons[inside], spots.lats[inside])
        covered = inside[shapely.covered_by(points, polygons[area])]
        found.append((covered, np.full(len(covered), area)))
    points, areas = (np.concatenate(column) for column in zip(*found, strict=True))
    return Pairs(points, areas)


def differing_winners(
    land: InventedAreas, spots: PointBatch, pairs: Pairs, winners: Sequence[int | None]
) -> int:
    """Count the points for which a sort of all areas finds another winner than ``winners``."""
    places = {kind_id: _places(land, kind_id) for kind_id in land.kinds}
    kinds = np.asarray(spots.category_ids)
    place = np.empty(len(pairs.points))
    for kind_id, of_area in places.items():
        those = kinds[pairs.points] == kind_id
        place[those] = of_area[pairs.areas[those]]
    best = np.full(len(kinds), np.inf)
    np.minimum.at(best, pairs.points, place)
    by_place = {
        kind_id: {at: held.id for at, held in zip(of_area.tolist(), land.held, strict=True)}
        for kind_id, of_area in places.items()
    }
    return sum(
        winner != (None if at == np.inf else by_place[kind_id][at])
        for winner, at, kind_id in zip(winners, best.tolist(), kinds.tolist(), strict=True)
    )


def _places(land: InventedAreas, kind_id: int) -> NDArray[np.float64]:
    """Return each area's rank; infinite if the area does not include the category."""
    kind = land.kinds[kind_id]

    def worth(holding: AreaInForce) -> tuple[float, ...]:
        reach = holding.reach(kind)
        specific = np.inf if reach is None else _SPECIFICITY[reach]
        return (specific, -holding.priority, holding.area_m2, holding.id)

    order = sorted(range(len(land.held)), key=lambda area: worth(land.held[area]))
    places = np.empty(len(order))
    for place, area in enumerate(order):
        places[area] = np.inf if land.held[area].reach(kind) is None else place
    return places


def wrong_by_fractions(
    shapes: Sequence[Any], spots: PointBatch, pairs: Pairs, *, most: int
) -> tuple[int, int]:
    """Return how many pairs on or beside a border are wrong, and how many were checked."""
    computed = pairs.as_set()
    tree = shapely.STRtree(shapely.boundary(np.asarray(shapes, dtype=object)))
    chosen = np.random.default_rng(5).permutation(len(spots.lons))[: 20 * most]
    points = shapely.points(spots.lons[chosen], spots.lats[chosen])
    near, areas = tree.query(points, predicate="dwithin", distance=_NEAR)[:, :most]
    wrong = sum(
        _covers(shapes[area], float(spots.lons[point]), float(spots.lats[point]))
        != ((point, area) in computed)
        for point, area in zip(chosen[near].tolist(), areas.tolist(), strict=True)
    )
    return wrong, len(areas)


def _covers(shape: Any, lon: float, lat: float) -> bool:  # noqa: ANN401 - shapely has no types
    """Count the crossings of a ray to the east, in fractions; on a border is inside."""
    ring = shapely.get_coordinates(shape)
    lows, highs = np.minimum(ring[:-1, 1], ring[1:, 1]), np.maximum(ring[:-1, 1], ring[1:, 1])
    x, y, inside = Fraction(lon), Fraction(lat), False
    for at in np.flatnonzero((lows <= lat) & (highs >= lat)).tolist():
        (x1, y1), (x2, y2) = (tuple(map(Fraction, ring[at + end].tolist())) for end in (0, 1))
        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if side == 0 and min(x1, x2) <= x <= max(x1, x2):
            return True
        if (y1 > y) != (y2 > y) and (side > 0) == (y2 > y1):
            inside = not inside
    return inside
