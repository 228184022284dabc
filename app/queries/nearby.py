"""Reports that may be about the same problem, to be supported instead of written again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gis.geometry import Point
from gis.nearby import open_reports_near


@dataclass(frozen=True, slots=True)
class NearbyReport:
    """A public open report near a point; ``same_kind`` tells the very category from its group."""

    number: int
    status: str
    colour: str
    public_text: str
    address: str
    supporters: int
    submitted_at: datetime
    name_uk: str
    name_en: str
    same_kind: bool
    lon: float
    lat: float
    distance_m: float


def reports_like(
    session: Session, hromada_id: int, point: Point, *, category: str
) -> tuple[NearbyReport, ...]:
    """Return what is already reported here, the likeliest first."""
    rows = open_reports_near(session.connection(), hromada_id, point, category=category)
    return tuple(NearbyReport(**row._mapping) for row in rows)
