"""Candidates for duplicates: none lost against the exact answer, and the likeliest first."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from pyproj import Geod
from sqlalchemy.orm import Session

from app.models.places import Category, Hromada
from app.models.reports import Report, ReportPhoto
from gis.geometry import Point
from gis.nearby import Problem, open_reports_like
from tests.builders import NOON, a_category, a_public_report, a_working_hromada
from tests.values import present

HERE = Point(34.05, 47.65)
ELLIPSOID = Geod(ellps="WGS84")


def like(
    session: Session, hromada: Hromada, at: datetime = NOON, most: int = 1000, **given: Any
) -> list[int]:
    problem = Problem(**(dict[str, Any]({"point": HERE, "category": "roads.pothole"}) | given))
    rows = open_reports_like(session.connection(), hromada.id, problem, at=at, most=most)
    return [row.number for row in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_hit_is_lost_or_added_against_the_exact_answer(session: Session, seed: int) -> None:
    """The exact answer is reckoned here, report by report, along geodesics."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    hromada = a_working_hromada(session)
    kinds = ["roads.pothole"] + [
        a_category(session, hromada, f"roads.k{n}", duplicate_radius_m=dice.randint(20, 400)).code
        for n in range(2)
    ]
    a_category(session, hromada, "light.lamp")
    made = []
    for _ in range(120):
        point = Point(HERE.lon + dice.gauss(0, 0.002), HERE.lat + dice.gauss(0, 0.0015))
        kind = dice.choice([*kinds, "light.lamp"])
        ago = timedelta(days=dice.randint(0, 500))
        report = a_public_report(session, hromada, point=point, category=kind, now=NOON - ago)
        made.append((report.number, point, kind, ago))
    for kind in kinds:
        radius = present(100 if kind == "roads.pothole" else radius_of(session, kind))
        exact = {
            number
            for number, point, of, ago in made
            if of in kinds and ago < timedelta(days=365) and metres(HERE, point) <= radius
        }
        assert set(like(session, hromada, category=kind)) == exact
        assert exact


def radius_of(session: Session, code: str) -> int | None:
    return session.query(Category).filter_by(code=code).one().duplicate_radius_m


def metres(one: Point, other: Point) -> float:
    return float(ELLIPSOID.inv(one.lon, one.lat, other.lon, other.lat)[2])


def test_how_far_a_duplicate_may_be_is_the_categorys(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_category(session, hromada, "roads.flood", duplicate_radius_m=500)
    far = a_public_report(session, hromada, point=Point(34.05, 47.654))
    assert like(session, hromada) == []
    assert like(session, hromada, category="roads.flood") == [far.number]


def test_what_is_too_old_is_another_problem(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada, now=NOON - timedelta(days=364))
    assert like(session, hromada) == [report.number]
    assert like(session, hromada, at=NOON + timedelta(days=2)) == []


def test_the_likest_words_come_first(session: Session) -> None:
    hromada = a_working_hromada(session)
    words = ("Розбитий асфальт по всій вулиці", "Глибока яма біля зупинки автобуса")
    street, hole = (a_public_report(session, hromada, description=each) for each in words)
    assert like(session, hromada, text="яма біля автобусної зупинки") == [
        hole.number,
        street.number,
    ]
    assert like(session, hromada, text="розбитий асфальт вулиці")[0] == street.number


def test_the_likest_photo_comes_before_the_nearest(session: Session) -> None:
    hromada = a_working_hromada(session)
    near = a_public_report(session, hromada)
    seen = a_public_report(session, hromada, point=Point(34.0507, 47.65))
    for report, look in ((near, 0x0F0F0F0F0F0F0F0F), (seen, -0x7EDCBA9876543212)):
        a_ready_photo(session, report, look)
    almost = -0x7EDCBA9876543212 ^ 0b101
    assert like(session, hromada, photo_hashes=(almost,)) == [seen.number, near.number]
    assert like(session, hromada) == [near.number, seen.number]


def a_ready_photo(session: Session, report: Report, look: int | None) -> None:
    session.add(
        ReportPhoto(
            hromada_id=report.hromada_id,
            report_id=report.id,
            storage_key=f"key-{report.id}",
            state="ready",
            look=look,
            created_at=NOON,
        )
    )
    session.flush()


def test_a_report_is_not_its_own_duplicate(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada)
    assert like(session, hromada, exclude_id=report.id) == []
