"""Reports that may be about the same problem, to be supported instead of written again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.models.reports import ReportPhoto
from gis.nearby import Problem, open_reports_like

# From here on people, too, find words or photos alike.
_ALIKE_WORDS, _ALIKE_PHOTOS = 0.35, 0.4


@dataclass(frozen=True, slots=True)
class NearbyReport:
    """A public open report near a point; ``same_kind`` tells the very category from its group.

    ``words_alike`` and ``photos_alike`` are from 0 to 1.
    """

    number: int
    status: str
    colour: str
    public_text: str
    address: str
    supporters: int
    submitted_at: datetime
    name: Name
    same_kind: bool
    lon: float
    lat: float
    distance_m: float
    words_alike: float
    photos_alike: float

    @property
    def same_words(self) -> bool:
        """Say whether the words are worth comparing."""
        return self.words_alike >= _ALIKE_WORDS

    @property
    def same_photo(self) -> bool:
        """Say whether the photos are worth comparing."""
        return self.photos_alike >= _ALIKE_PHOTOS


def reports_like(session: Session, problem: Problem, *, now: datetime) -> tuple[NearbyReport, ...]:
    """Return what is already reported here, the likeliest first."""
    rows = open_reports_like(session.connection(), hromada_of(session), problem, at=now)
    return tuple(from_row(NearbyReport, row._mapping) for row in rows)


def photo_hashes(session: Session, report_id: int) -> tuple[int, ...]:
    """Return the hashes of the photos that show the report's problem."""
    looks = select(ReportPhoto.look).where(
        ReportPhoto.hromada_id == hromada_of(session),
        ReportPhoto.report_id == report_id,
        ReportPhoto.kind == "problem",
        ReportPhoto.state == "ready",
        ReportPhoto.look.is_not(None),
    )
    return tuple(look for look in session.scalars(looks) if look is not None)
