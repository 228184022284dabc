"""Possible duplicates of a new report, which residents can support instead."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.models.reports import ReportPhoto
from gis.nearby import Problem, open_reports_like

# Thresholds from which people, too, find texts or photos similar.
_ALIKE_WORDS, _ALIKE_PHOTOS = 0.35, 0.4


@dataclass(frozen=True, slots=True)
class NearbyReport:
    """A public open report near a point; ``same_kind``: of the same category, not only group.

    ``words_alike`` and ``photos_alike`` are similarities from 0 to 1.
    """

    number: int
    status: str
    colour: str
    public_text: str
    address: str
    supporters: int
    confirmed_supporters: int
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
        """Return whether the texts are similar enough to point out."""
        return self.words_alike >= _ALIKE_WORDS

    @property
    def same_photo(self) -> bool:
        """Return whether the photos are similar enough to point out."""
        return self.photos_alike >= _ALIKE_PHOTOS


def reports_like(session: Session, problem: Problem, *, now: datetime) -> tuple[NearbyReport, ...]:
    """Return possible duplicates of the problem, the likeliest first."""
    rows = open_reports_like(session.connection(), hromada_of(session), problem, at=now)
    return tuple(from_row(NearbyReport, row._mapping) for row in rows)


def photo_hashes(session: Session, report_id: int) -> tuple[int, ...]:
    """Return the perceptual hashes of the report's photos of the problem."""
    hashes = select(ReportPhoto.look).where(
        ReportPhoto.hromada_id == hromada_of(session),
        ReportPhoto.report_id == report_id,
        ReportPhoto.kind == "problem",
        ReportPhoto.state == "ready",
        ReportPhoto.look.is_not(None),
    )
    return tuple(each for each in session.scalars(hashes) if each is not None)
