"""A kind that is taken off the public map takes its reports along, and brings them back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, select, text, update
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.migrate import alembic_config
from app.models.places import Category, Hromada, MaskedZone
from app.models.reports import Report
from app.operations.importing.territory.categories import import_categories
from app.operations.reports.events import SYSTEM, Actor
from gis.geometry import Point
from tests.builders import (
    NOON,
    a_category,
    a_public_report,
    a_report,
    a_working_hromada,
    square,
)
from tests.conftest import url_of
from tests.fenced import a_job
from tests.files import a_csv

HEAD = "code,group,group_uk,name_uk,hide_on_map"


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_working_hromada(session)


@pytest.fixture
def take(session: Session, hromada: Hromada, tmp_path: Path) -> Callable[[str | int], str]:
    def with_mark(mark: str | int) -> str:
        path = a_csv(tmp_path, HEAD, f"roads.pothole,roads,Дороги,Яма,{mark}")
        return import_categories(session, a_job(path, NOON)).notes[-1]

    return with_mark


def public_of(session: Session, *reports: Report) -> list[bool]:
    for report in reports:
        session.refresh(report)
    return [report.public for report in reports]


def test_an_import_that_marks_a_kind_hides_its_reports_at_once(
    session: Session, hromada: Hromada, take: Callable[[str | int], str]
) -> None:
    a_category(session, hromada, "roads.sign")
    operator = Actor(Role.OPERATOR)
    other = a_public_report(session, hromada, category="roads.sign", steps=[("publish", operator)])
    opened = a_public_report(session, hromada)
    steps = [("publish", operator), ("route", SYSTEM), ("accept", operator), ("solve", operator)]
    closed = a_report(session, hromada, steps=steps)
    assert take(1) == "reports: 2 taken off the public map, 0 shown again"
    assert public_of(session, opened, closed, other) == [False, False, True]


def test_with_the_mark_gone_reports_come_back_but_for_those_in_a_zone(
    session: Session, hromada: Hromada, take: Callable[[str | int], str]
) -> None:
    outside = a_public_report(session, hromada)
    inside = a_public_report(session, hromada, point=Point(34.08, 47.68))
    take(1)
    zone = MaskedZone(hromada_id=hromada.id, boundary=square(34.07, 47.67, 0.02), created_at=NOON)
    session.add(zone)
    session.flush()
    assert take(0) == "reports: 0 taken off the public map, 1 shown again"
    assert public_of(session, outside, inside) == [True, False]


def test_with_the_mark_gone_an_ended_zone_keeps_what_it_was_to_keep(
    session: Session, hromada: Hromada, take: Callable[[str | int], str]
) -> None:
    before = a_public_report(session, hromada)
    later = a_public_report(session, hromada, now=NOON + timedelta(days=2))
    take(1)
    zone = MaskedZone(
        hromada_id=hromada.id,
        boundary=square(34.04, 47.64, 0.02),
        created_at=NOON,
        ended_at=NOON + timedelta(days=1),
    )
    session.add(zone)
    session.flush()
    take(0)
    assert public_of(session, before, later) == [False, True]
    take(1)
    zone.shown_at = NOON + timedelta(days=3)
    session.flush()
    take(0)
    assert public_of(session, before, later) == [True, True]


def test_an_import_that_turns_no_mark_says_nothing_of_reports(
    session: Session, hromada: Hromada, take: Callable[[str | int], str]
) -> None:
    a_public_report(session, hromada)
    assert "reports" not in take(0)


def test_any_way_of_marking_a_kind_counts(session: Session, hromada: Hromada) -> None:
    report, other = a_public_report(session, hromada), a_report(session, hromada)
    elsewhere = a_public_report(session, a_working_hromada(session, "other"))
    enter_hromada(session, hromada.id)
    session.execute(update(Category).values(hide_on_map=True))
    assert public_of(session, report) == [False]
    assert session.scalars(select(Report.sensitive)).all() == [True, True]
    assert other.status == "submitted"
    enter_hromada(session, elsewhere.hromada_id)
    assert public_of(session, elsewhere) == [True]


def test_what_was_marked_before_is_put_right(owner_engine: Engine, database_name: str) -> None:
    name = f"{database_name}_marks"
    admin = create_engine(owner_engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        made = f"CREATE DATABASE {name} TEMPLATE vidkryte_template OWNER vidkryte_owner"
        conn.execute(text(made))
    database = Database(url_of(name, "vidkryte_login"))
    config = alembic_config(url_of(name, "vidkryte_owner"))
    try:
        command.upgrade(config, "head")
        with database.transaction() as session:
            hromada = a_working_hromada(session)
            number = a_public_report(session, hromada).number
        command.downgrade(config, "0011")
        with database.transaction(hromada.id) as session:
            session.execute(update(Category).values(hide_on_map=True))
            public = select(Report.public).where(Report.number == number)
            assert session.scalars(public).all() == [True]
        command.upgrade(config, "head")
        with database.reading(hromada.id) as session:
            assert session.scalars(select(Report.public)).all() == [False]
    finally:
        database.close()
        with admin.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
