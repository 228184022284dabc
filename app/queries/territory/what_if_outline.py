"""What a new outline of the hromada would change: parts won and lost, reports left outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.queries.territory.areas_in_force import outline_of
from app.queries.territory.drafts import Draft
from gis.files.projection import geodesic_m2

# Differences of less are noise of digits.
_LEAST_M2 = 100.0
_OUTSIDE = text("""
SELECT count(*) FROM report AS r
WHERE r.hromada_id = :hromada_id AND report_is_open(r.status)
  AND NOT ST_Covers(ST_GeomFromEWKB(decode(:shape, 'hex')), r.point)
""")


@dataclass(frozen=True, slots=True)
class OutlineWhatIf:
    """The outline before and after; parts added and lost, the largest first; reports outside."""

    before: Any
    after: Any
    added: Sequence[Any]
    lost: Sequence[Any]
    reports: int

    @property
    def added_m2(self) -> float:
        """Return the square metres that come to the hromada."""
        return sum(map(geodesic_m2, self.added))

    @property
    def lost_m2(self) -> float:
        """Return the square metres that leave the hromada."""
        return sum(map(geodesic_m2, self.lost))

    @property
    def differs(self) -> bool:
        """Return whether there is any difference."""
        return bool(self.added or self.lost)


def outline_what_if(session: Session, draft: Draft) -> OutlineWhatIf:
    """Compare the outline of a draft with the hromada's own."""
    (row,) = draft.rows
    before, after = outline_of(session), row.shape
    values = {"hromada_id": hromada_of(session), "shape": row.boundary}
    return OutlineWhatIf(
        before,
        after,
        added=_parts(shapely.difference(after, before)),
        lost=_parts(shapely.difference(before, after)),
        reports=session.scalar(_OUTSIDE, values) or 0,
    )


def _parts(shape: Any) -> Sequence[Any]:  # noqa: ANN401 - shapely has no types
    parts = np.atleast_1d(shapely.get_parts(shape))
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    sized = sorted(((geodesic_m2(part), part) for part in polygons), key=lambda one: -one[0])
    return [part for m2, part in sized if m2 >= _LEAST_M2]
