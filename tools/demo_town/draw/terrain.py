"""The terrain before the town: outline, water, ravine, quarries, roads and rails, on the plane."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from shapely import unary_union
from shapely.geometry import LineString, MultiPolygon, Polygon

from tools.demo_town.draw import sketch
from tools.demo_town.draw.plane import blob, curve, roughened

SEED = 41
WIDTH_M = {"main": 13.0, "street": 8.5, "lane": 5.5, "path": 2.5, "rail": 7.0}


@dataclass(frozen=True)
class Terrain:
    """Everything that streets must avoid or follow."""

    outline: Polygon
    river: LineString
    stream: LineString
    reservoir: Polygon
    quarry: Polygon
    old_quarry: Polygon
    heaps: tuple[Polygon, ...]
    roads: dict[str, tuple[str, LineString]]
    rails: tuple[LineString, ...]
    town: Polygon
    ponds: tuple[Polygon, ...]

    @cached_property
    def river_area(self) -> MultiPolygon:
        """Return the river as a ribbon that widens downstream and at its bends."""
        return _ribbon(self.river, 10.0, 24.0)

    @cached_property
    def water(self) -> MultiPolygon:
        """Return all water but the stream."""
        pond = self.old_quarry.buffer(-55)
        return unary_union([self.river_area, self.reservoir, pond, *self.ponds])

    @cached_property
    def no_street(self) -> MultiPolygon:
        """Return where no street may run."""
        return unary_union([
            self.river_area.buffer(20), self.reservoir.buffer(35), self.stream.buffer(26),
            *(pond.buffer(25) for pond in self.ponds),
            self.quarry.buffer(60), self.old_quarry.buffer(40),
            *(rail.buffer(26) for rail in self.rails),
        ])  # fmt: skip

    def line(self, name: str) -> LineString:
        """Return a line of the sketch by the name that zones use."""
        if name in ("river", "stream"):
            return self.river if name == "river" else self.stream
        return self.roads[name][1]


def draw_terrain() -> Terrain:
    """Turn the sketch into smooth lines."""
    rng = np.random.default_rng(SEED)
    rough = roughened(sketch.OUTLINE, rng, share=0.09, shortest_m=620)
    return Terrain(
        outline=Polygon(rough).buffer(0).simplify(4),
        river=curve(sketch.RIVER),
        stream=curve(sketch.STREAM),
        reservoir=blob(sketch.RESERVOIR),
        quarry=Polygon(roughened(sketch.QUARRY, rng, share=0.07, shortest_m=170)),
        old_quarry=blob(sketch.OLD_QUARRY),
        heaps=tuple(blob(points) for points in sketch.SPOIL_HEAPS),
        roads={name: (kind, curve(points)) for name, (kind, points) in sketch.ROADS.items()},
        rails=(curve(sketch.RAILWAY), *(curve(points) for points in sketch.SIDINGS)),
        town=Polygon(sketch.TOWN_LIMIT),
        ponds=tuple(blob(points) for points in sketch.PONDS),
    )


def _ribbon(line: LineString, start_m: float, end_m: float) -> MultiPolygon:
    """Widen a line from one half-width to the other, with a slow swell."""
    pieces = []
    steps = np.linspace(0, line.length, int(line.length / 40))
    for here, there in pairwise(steps):
        share = here / line.length
        half = (
            start_m + (end_m - start_m) * share + 2.2 * np.sin(here / 160) + 1.2 * np.sin(here / 61)
        )
        ends = [
            line.interpolate(here),
            line.interpolate((here + there) / 2),
            line.interpolate(there),
        ]
        pieces.append(LineString(ends).buffer(half, quad_segs=3))
    return unary_union(pieces).simplify(0.8)
