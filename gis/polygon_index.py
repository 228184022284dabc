"""Finds which polygons cover which of many points. Order is lon, lat; borders count as inside.

An R-tree selects candidates, an exact test decides; GEOS finds the side of an edge with extended
precision. Measured on 1,500 polygons of 1,000 vertices, one core: see docs/performance.md.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Points in a batch: its candidates fit the processor's cache.
_BATCH = 50_000


class PolygonIndex:
    """Polygons and multipolygons, indexed for queries with many points."""

    def __init__(self, shapes: Sequence[Any]) -> None:
        self._shapes = np.empty(len(shapes), dtype=object)
        self._shapes[:] = shapes
        # A prepared polygon finds an edge without walking along all of them.
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def pairs(self, lons: Floats, lats: Floats) -> tuple[Indices, Indices]:
        """Return which point lies in which polygon, as two columns of indices.

        Sorted by point, then polygon; a point in several polygons has a pair with each.
        """
        batches = [
            self._pairs(lons[start : start + _BATCH], lats[start : start + _BATCH], start)
            for start in range(0, len(lons), _BATCH)
        ]
        if not batches:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        points, polygons = (np.concatenate(column) for column in zip(*batches, strict=True))
        return points, polygons

    def first(self, lons: Floats, lats: Floats) -> Indices:
        """Return for each point the first polygon that covers it, or -1."""
        points, polygons = self.pairs(lons, lats)
        found = np.full(len(lons), -1, dtype=np.intp)
        # Sorted, so the first of a point is where the point changes.
        begins = np.flatnonzero(np.diff(points, prepend=-1))
        found[points[begins]] = polygons[begins]
        return found

    def _pairs(self, lons: Floats, lats: Floats, start: int) -> tuple[Indices, Indices]:
        points, polygons = self._tree.query(shapely.points(lons, lats))
        # Polygon by polygon: each is in the cache while its points are tested (four times faster).
        order = np.argsort(polygons, kind="stable")
        points, polygons = points[order], polygons[order]
        covered = shapely.intersects_xy(self._shapes[polygons], lons[points], lats[points])
        points, polygons = points[covered], polygons[covered]
        order = np.lexsort((polygons, points))
        return points[order] + start, polygons[order]
