"""What districts and bodies were stays: versions end, they are not rewritten."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.boundaries import BodyVersion, DistrictVersion
from app.models.places import Hromada
from app.operations.importing.territory.districts import import_districts
from tests.builders import NOON, a_body, a_district, a_hromada, square
from tests.operations.territory.boundary_changes import districts_file, rectangle


@pytest.fixture
def town(session: Session) -> Hromada:
    return a_hromada(session)


def test_an_import_of_districts_keeps_what_they_were(
    session: Session, town: Hromada, tmp_path: Path
) -> None:
    a_district(session, town, "one")
    job = districts_file(tmp_path, one=rectangle(34.0, 34.03))
    import_districts(session, job)
    import_districts(session, job)
    rows = session.execute(
        select(
            DistrictVersion.version, DistrictVersion.valid_from, DistrictVersion.valid_to
        ).order_by(DistrictVersion.version)
    ).all()
    assert [(row.version, row.valid_to) for row in rows] == [(1, NOON), (2, None)]


def test_a_district_that_ended_and_comes_back_has_a_break_in_its_history(
    session: Session, town: Hromada
) -> None:
    district = a_district(session, town, "one", valid_from=NOON - timedelta(days=9))
    ended = NOON - timedelta(days=3)
    district.valid_to = ended
    session.flush()
    district.valid_from, district.valid_to = NOON, None
    session.flush()
    rows = session.execute(
        select(
            DistrictVersion.version, DistrictVersion.valid_from, DistrictVersion.valid_to
        ).order_by(DistrictVersion.version)
    ).all()
    assert [(row.version, row.valid_to) for row in rows] == [(1, ended), (2, None)]
    assert rows[1].valid_from >= NOON


def test_a_renamed_body_keeps_its_old_name_in_its_history(session: Session, town: Hromada) -> None:
    body = a_body(session, town, "water", valid_from=NOON - timedelta(days=9))
    body.email = "new@pokrov.example"
    session.flush()
    body.name_uk, body.valid_from = "Водоканал", NOON
    session.flush()
    rows = session.execute(
        select(BodyVersion.name_uk, BodyVersion.valid_to)
        .where(BodyVersion.body_id == body.id)
        .order_by(BodyVersion.version)
    ).all()
    assert rows == [("Управління water", NOON), ("Водоканал", None)]


def test_a_version_cannot_be_rewritten(session: Session, town: Hromada) -> None:
    a_district(session, town, "one")
    with pytest.raises(Exception, match="only grows"):
        session.execute(
            text("UPDATE district_version SET boundary = ST_GeomFromEWKT(:b)"), {"b": square()}
        )
