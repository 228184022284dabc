"""Areas of responsibility in force at a moment, and the categories that they include."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.domain.routing import Candidate, Reach, right
from app.models.places import Hromada
from gis import sql
from gis.coverage import RankedShape

_CATEGORIES = text("""
SELECT c.id, c.code, c.parent_id, c.name_uk, c.name_en, b.id AS default_body_id
FROM category AS c
JOIN category AS g ON g.id = c.parent_id
LEFT JOIN body AS b ON b.hromada_id = c.hromada_id AND b.id = c.default_body_id AND b.active
WHERE c.hromada_id = :hromada_id AND (c.active OR :every)
ORDER BY g.position, g.id, c.position, c.id
LIMIT 5000
""")


@dataclass(frozen=True, slots=True)
class LeafCategory:
    """A leaf category; its default body only if active."""

    id: int
    code: str
    parent_id: int
    name: Name
    default_body_id: int | None


@dataclass(frozen=True, slots=True, eq=False)
class AreaInForce:
    """A version of an area of responsibility with its polygon (EPSG:4326).

    ``acting`` is whether its body takes reports: if not, the area includes no category.
    """

    id: int
    code: str
    version: int
    name_uk: str
    name_en: str
    body_id: int
    priority: int
    everything: bool
    area_m2: float
    decision: str
    shape: Any
    category_ids: Collection[int]
    acting: bool = True
    whole_hromada: bool = False

    @property
    def words(self) -> Mapping[str, str]:
        """Return the descriptive fields, which do not affect routing."""
        return {"name_uk": self.name_uk, "name_en": self.name_en, "decision": self.decision}

    def reach(self, category: LeafCategory) -> Reach | None:
        """Return how the area includes the category; None if it does not."""
        if not self.acting:
            return None
        if category.id in self.category_ids:
            return Reach.CATEGORY
        if category.parent_id in self.category_ids:
            return Reach.GROUP
        return Reach.EVERYTHING if self.everything else None

    def claim(self, reach: Reach) -> RankedShape:
        """Return the area as coverage compares it."""
        return RankedShape(self.body_id, right(reach, self.priority), self.shape)

    def candidate(self, reach: Reach) -> Candidate:
        """Return the area as routing compares it."""
        return Candidate(
            area_id=self.id,
            area_code=self.code,
            area_version=self.version,
            area_name=self.name_uk,
            body_id=self.body_id,
            reach=reach,
            priority=self.priority,
            area_m2=self.area_m2,
            decision=self.decision,
        )


Areas = Sequence[AreaInForce]
# The areas that include a category, each with how it does: the same for many categories.
Inclusions = tuple[tuple[AreaInForce, Reach], ...]


def leaf_categories(session: Session, *, every: bool = False) -> list[LeafCategory]:
    """Return the hromada's leaf categories in display order; ``every`` adds inactive ones."""
    rows = session.execute(_CATEGORIES, {"hromada_id": hromada_of(session), "every": every})
    return [from_row(LeafCategory, row._mapping) for row in rows]


def areas_in_force(session: Session, *, at: datetime) -> list[AreaInForce]:
    """Return the areas in force at the moment by id, those of inactive bodies included."""
    rows = sql.run(
        session.connection(), "boundaries/areas", hromada_id=hromada_of(session), at=at
    ).all()
    shapes = shapely.from_wkb([bytes(row.boundary) for row in rows])
    return [
        AreaInForce(
            id=row.id,
            code=row.code,
            version=row.version,
            name_uk=row.name_uk,
            name_en=row.name_en,
            body_id=row.body_id,
            priority=row.priority,
            everything=row.everything,
            area_m2=row.area_m2,
            decision=row.decision,
            shape=shape,
            category_ids=frozenset(row.category_ids),
            acting=row.acting,
            whole_hromada=row.whole_hromada,
        )
        for row, shape in zip(rows, shapes, strict=True)
    ]


def inclusions(areas: Areas, category: LeafCategory) -> Inclusions:
    """Return the areas that include the category."""
    reached = ((area, area.reach(category)) for area in areas)
    return tuple((area, reach) for area, reach in reached if reach is not None)


def outline_of(session: Session) -> Any:  # noqa: ANN401 - shapely has no types
    """Return the hromada's outline (EPSG:4326)."""
    wkb = session.scalar(
        select(func.ST_AsBinary(Hromada.boundary)).where(Hromada.id == hromada_of(session))
    )
    return shapely.from_wkb(bytes(wkb or b""))
