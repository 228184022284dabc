"""Which gaps and equal overlaps other areas of responsibility would open or close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.queries.territory.areas_in_force import AreaInForce, LeafCategory, Rights, rights
from gis.coverage import Part, contested, parts_of, uncovered, union_of


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """Gaps or equal overlaps of some kinds that open or close."""

    kinds: tuple[LeafCategory, ...]
    gap: bool
    opens: bool
    parts: tuple[Part, ...]

    @property
    def km2(self) -> float:
        """Return the size of the real parts together."""
        return sum(part.m2 for part in self.parts if not part.sliver) / 1e6


def coverage_changes(
    outline: Any,  # noqa: ANN401 - shapely has no types
    kinds: Sequence[LeafCategory],
    worlds: tuple[Sequence[AreaInForce], Sequence[AreaInForce]],
    tolerance_m: float,
) -> list[CoverageChange]:
    """Find what opens and closes, once for all kinds that the change touches in the same way."""
    groups: dict[object, tuple[Rights, Rights, list[LeafCategory]]] = {}
    for kind in kinds:
        before, after = (rights(world, kind) for world in worlds)
        keys = tuple(tuple((h.id, reach) for h, reach in claims) for claims in (before, after))
        if keys[0] != keys[1]:
            groups.setdefault(keys, (before, after, []))[2].append(kind)
    turns = []
    for before, after, members in groups.values():
        for gap in (True, False):
            old, new = (_flawed(outline, claims, gap=gap) for claims in (before, after))
            for opens, land in ((True, new - old), (False, old - new)):
                parts = tuple(parts_of(land, tolerance_m=tolerance_m))
                if parts:
                    turns.append(CoverageChange(tuple(members), gap, opens, parts))
    return sorted(turns, key=lambda turn: (not turn.opens, -turn.km2))


def _flawed(outline: Any, claims: Rights, *, gap: bool) -> Any:  # noqa: ANN401
    parts = (
        uncovered(outline, [holding.shape for holding, _ in claims], tolerance_m=0)
        if gap
        else contested(outline, [holding.claim(r) for holding, r in claims], tolerance_m=0)
    )
    return union_of([part.shape for part in parts])
