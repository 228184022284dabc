"""Where many spots lead at once: what ``place`` says of one, for an import or a re-routing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.domain.routing import Decision, decide
from app.queries.claims import Holding, Kind, holdings, kinds_of
from gis.cover import Cover, Numbers, Places

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


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Points (EPSG:4326) with the ids of their leaf categories: three columns of one length."""

    lons: Numbers
    lats: Numbers
    category_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Placed:
    """What follows from one of many spots."""

    district_id: int | None
    masked: bool
    decision: Decision


def decide_many(held: Sequence[Holding], kinds: Mapping[int, Kind], spots: Spots) -> list[Decision]:
    """Decide for each spot as routing does for one; equal cases share one decision.

    ``held`` are the areas in force. Rules are asked once for every set of areas and kind, so that
    a million points cost little more than finding what covers them.
    """
    points, areas = Cover([holding.shape for holding in held]).pairs(spots.lons, spots.lats)
    ends = np.searchsorted(points, np.arange(len(spots.category_ids) + 1)).tolist()
    known: dict[tuple[int, bytes], Decision] = {}
    decisions = []
    for place, category_id in enumerate(spots.category_ids):
        covering = areas[ends[place] : ends[place + 1]]
        case = (category_id, covering.tobytes())
        decision = known.get(case)
        if decision is None:
            decision = known[case] = _decided(held, covering, kinds[category_id])
        decisions.append(decision)
    return decisions


def place_many(session: Session, hromada_id: int, spots: Spots, *, at: datetime) -> list[Placed]:
    """Return district, mask and decision of each spot, all inside the entered hromada."""
    kinds = {kind.id: kind for kind in kinds_of(session, hromada_id, every=True)}
    decisions = decide_many(holdings(session, hromada_id, at=at), kinds, spots)
    where = {"hromada_id": hromada_id, "at": at}
    district_ids = _first_covering(session, _DISTRICTS, where, spots)
    masks = _first_covering(session, _MASKED, where, spots)
    return [
        Placed(district_id, mask is not None, decision)
        for district_id, mask, decision in zip(district_ids, masks, decisions, strict=True)
    ]


def _decided(held: Sequence[Holding], covering: Places, kind: Kind) -> Decision:
    reached = ((held[place], held[place].reach(kind)) for place in covering.tolist())
    candidates = [area.candidate(reach) for area, reach in reached if reach is not None]
    return decide(candidates, kind.default_body_id)


def _first_covering(
    session: Session, question: TextClause, where: Mapping[str, object], spots: Spots
) -> list[int | None]:
    rows = session.execute(question, where).all()
    shapes = shapely.from_wkb([bytes(row.boundary) for row in rows])
    ids = [*(int(row.id) for row in rows), None]
    return [ids[place] for place in Cover(shapes).first(spots.lons, spots.lats).tolist()]
