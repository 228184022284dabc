"""Finds the hromada, district and body for a point and a category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import HromadaTerms
from app.domain.errors import OutsideHromada, Rejected
from app.domain.routing import Candidate, Decision, Reach, decide
from app.models.places import Category
from app.models.reports import Report
from app.operations.terms import terms_from
from app.queries.territory.addresses import address_label
from gis.geometry import Point
from gis.locate import containing_hromada, placement


@dataclass(frozen=True, slots=True)
class ProblemLocation:
    """A point (EPSG:4326) and a leaf category's code, in one hromada."""

    point: Point
    category: str


@dataclass(frozen=True, slots=True)
class Placement:
    """What follows from a location. ``category`` is the category's row as a mapping.

    ``address`` is the nearest one as text, or "" if none is near.
    """

    category: Mapping[str, Any]
    district_id: int | None
    sensitive: bool
    decision: Decision
    address: str
    clocks: HromadaTerms


def place(session: Session, location: ProblemLocation, *, now: datetime) -> Placement:
    """Decide district, body and visibility of a location.

    Raises OutsideHromada naming the hromada that contains the point, or Rejected if the category
    is unknown or is a group.
    """
    point, category = location.point, location.category
    found = placement(session.connection(), hromada_of(session), point, category=category, at=now)
    if not found.inside:
        raise _outside(session, point)
    if found.category is None or found.category["parent_id"] is None:
        raise Rejected(
            "Choose what the problem is.",
            fields={"category": "Choose a category from the list."},
        )
    candidates = [_candidate(row) for row in found.candidates]
    return Placement(
        category=found.category,
        district_id=found.district_id,
        sensitive=found.masked or found.category["hide_on_map"],
        decision=decide(candidates, found.category["acting_default_id"]),
        address=_nearest(found.address),
        clocks=terms_from(found.terms or {}),
    )


def decide_again(session: Session, report: Report, *, now: datetime) -> Decision:
    """Decide the body for a report by what is in force now; none if it cannot be placed."""
    lon, lat, category = session.execute(
        select(func.ST_X(Report.point), func.ST_Y(Report.point), Category.code)
        .join(Category, Category.id == Report.category_id)
        .where(Report.id == report.id)
    ).one()
    location = ProblemLocation(Point(lon, lat), category)
    try:
        return place(session, location, now=now).decision
    except Rejected:
        return decide((), None)


def check_inside(session: Session, point: Point, *, now: datetime) -> None:
    """Raise OutsideHromada, as ``place`` does, if the hromada does not contain the point."""
    found = placement(session.connection(), hromada_of(session), point, category="", at=now)
    if not found.inside:
        raise _outside(session, point)


def _nearest(address: Mapping[str, Any] | None) -> str:
    return address_label(address["street_uk"], address["house"]) if address else ""


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(**{**row, "reach": Reach(row["reach"])})


def _outside(session: Session, point: Point) -> OutsideHromada:
    other = containing_hromada(session.connection(), point)
    if other is None:
        return OutsideHromada(
            "This point lies outside every hromada we know. Move the pin.",
            fields={"place": "Move the pin into the hromada."},
        )
    if other.served:
        return OutsideHromada(
            "This point lies in another hromada: %(name)s. Report it there.",
            fields={"place": "This point lies in another hromada."},
            name=other.name_uk,
            slug=other.slug,
        )
    return OutsideHromada(
        "This point lies in another hromada, %(name)s (%(oblast)s), which is not served here.",
        fields={"place": "This point lies in another hromada."},
        name=other.name_uk,
        oblast=other.oblast_uk,
    )
