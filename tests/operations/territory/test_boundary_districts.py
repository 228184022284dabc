"""Districts that change: compared, applied, kept in versions."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.boundaries import DistrictVersion
from app.models.places import District, Hromada
from app.operations.reports.events import Actor
from app.operations.territory.applying import bring_due_into_force
from app.operations.territory.drafting import DraftRequest, draft_file
from app.queries.territory.drafts import draft_of
from app.queries.territory.what_if_districts import districts_what_if
from gis.geometry import Point
from tests.builders import NOON, a_district, a_report
from tests.operations.territory.boundary_changes import (
    LATER,
    carry_out,
    districts_file,
    half,
    rectangle,
)
from tests.values import present


def test_districts_are_compared_applied_and_kept_in_versions(
    session: Session, town: Hromada, coordinator: Actor, tmp_path: Path
) -> None:
    a_district(session, town, "one", boundary=half(34.0, 34.05))
    a_district(session, town, "two", boundary=half(34.05, 34.1))
    report = a_report(session, town, point=Point(34.04, 47.65))
    job = districts_file(tmp_path, one=rectangle(34.0, 34.03), two=rectangle(34.03, 34.09))
    draft_id = draft_file(session, job, DraftRequest("districts", "file"))
    rows = draft_of(session, draft_id).rows
    found = districts_what_if(session, rows, whole=False, at=NOON, tolerance_m=10)
    (shift,) = found.shifts
    assert (present(shift.from_name).code, present(shift.to_name).code, shift.reports) == (
        "one",
        "two",
        1,
    )
    assert (found.before.m2("gap"), found.after.m2("gap") > 0) == (0, True)
    carry_out(session, draft_id, coordinator)
    session.refresh(report)
    assert session.get_one(District, report.district_id).code == "two"
    versions = session.execute(
        select(DistrictVersion.version, DistrictVersion.valid_to)
        .join(District, District.id == DistrictVersion.district_id)
        .where(District.code == "two")
        .order_by(DistrictVersion.version)
    ).all()
    assert versions == [(1, NOON), (2, None)]


def test_other_words_of_a_district_are_a_difference(
    session: Session, town: Hromada, tmp_path: Path
) -> None:
    known = {"name_uk": "Старий", "kind": "район", "population": 900}
    a_district(session, town, "one", boundary=half(34.0, 34.05), **known)
    report = a_report(session, town, point=Point(34.04, 47.65))
    report.district_id = None
    session.flush()
    job = districts_file(tmp_path, one=rectangle(34.0, 34.05))
    draft_id = draft_file(session, job, DraftRequest("districts", "file"))
    rows = draft_of(session, draft_id).rows
    found = districts_what_if(session, rows, whole=False, at=NOON, tolerance_m=10)
    (change,) = found.districts
    assert change.what == ("words",)
    # What the file does not say stays.
    assert [(word.field, word.before, word.after) for word in change.words] == [
        ("name_uk", "Старий", "Район one")
    ]
    assert found.shifts == ()


def test_districts_of_a_later_day_wait_for_it(
    session: Session, town: Hromada, coordinator: Actor, tmp_path: Path
) -> None:
    a_district(session, town, "one")
    job = districts_file(tmp_path, one=rectangle(34.0, 34.03))
    draft_id = draft_file(session, job, DraftRequest("districts", "file"))
    carry_out(session, draft_id, coordinator, starts_at=LATER)
    count = select(DistrictVersion.version).order_by(DistrictVersion.version.desc()).limit(1)
    assert session.scalar(count) == 1
    bring_due_into_force(session, now=LATER)
    assert session.scalar(count) == 2
