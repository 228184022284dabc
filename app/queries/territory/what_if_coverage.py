"""What-if analysis of areas: which gaps and overlaps would open or close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.queries.territory.areas_in_force import AreaInForce, Inclusions, LeafCategory, inclusions
from gis.coverage import Part, contested, parts_of, uncovered, union_of


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """Gaps or overlaps that open or close, and their categories."""

    categories: tuple[LeafCategory, ...]
    gap: bool
    opens: bool
    parts: tuple[Part, ...]

    @property
    def km2(self) -> float:
        """Return the total size without slivers."""
        return sum(part.m2 for part in self.parts if not part.sliver) / 1e6


def coverage_changes(
    outline: Any,  # noqa: ANN401 - shapely has no types
    categories: Sequence[LeafCategory],
    areas: tuple[Sequence[AreaInForce], Sequence[AreaInForce]],
    tolerance_m: float,
) -> list[CoverageChange]:
    """Find what opens and closes, once for all categories that change in the same way."""
    groups: dict[object, tuple[Inclusions, Inclusions, list[LeafCategory]]] = {}
    for category in categories:
        before, after = (inclusions(each, category) for each in areas)
        keys = tuple(tuple((a.id, reach) for a, reach in each) for each in (before, after))
        if keys[0] != keys[1]:
            groups.setdefault(keys, (before, after, []))[2].append(category)
    turns = []
    for before, after, members in groups.values():
        for gap in (True, False):
            old, new = (_gaps_or_overlaps(outline, claims, gap=gap) for claims in (before, after))
            for opens, shape in ((True, new - old), (False, old - new)):
                parts = tuple(parts_of(shape, tolerance_m=tolerance_m))
                if parts:
                    turns.append(CoverageChange(tuple(members), gap, opens, parts))
    return sorted(turns, key=lambda turn: (not turn.opens, -turn.km2))


def _gaps_or_overlaps(outline: Any, claims: Inclusions, *, gap: bool) -> Any:  # noqa: ANN401
    parts = (
        uncovered(outline, [area.shape for area, _ in claims], tolerance_m=0)
        if gap
        else contested(outline, [area.claim(reach) for area, reach in claims], tolerance_m=0)
    )
    return union_of([part.shape for part in parts])
