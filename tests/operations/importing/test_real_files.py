"""The real boundaries and reports kept beside the checkout, which are no part of it."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Category, Hromada
from app.models.reports import Report
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.reports.importing import import_reports, import_reports_everywhere
from app.operations.importing.territory.categories import import_categories
from app.operations.importing.territory.districts import import_districts
from app.operations.importing.territory.hromadas import import_hromadas
from app.queries.territory.hromadas import HromadaCard, enter_by_name
from tests.builders import NOON, a_hromada
from tests.fenced import a_job

KYIV = "UA80000000000093317"


@pytest.fixture
def all_hromadas(session: Session, shared_data: Path) -> Summary:
    return import_hromadas(session, a_job(shared_data / "hromadas.geojson", NOON))


def kyiv(session: Session) -> HromadaCard:
    return enter_by_name(session, KYIV, unserved=True)


def test_all_1766_hromadas_are_taken_and_a_second_time_unchanged(
    session: Session, shared_data: Path, all_hromadas: Summary
) -> None:
    assert all_hromadas.tally == ImportTally(new=1766)
    again = import_hromadas(session, a_job(shared_data / "hromadas.geojson", NOON))
    assert again.tally == ImportTally(unchanged=1766)
    assert session.scalar(select(func.count(Hromada.slug.distinct()))) == 1766


def test_the_four_pokrovska_have_four_addresses(session: Session, all_hromadas: Summary) -> None:
    named = session.scalars(select(Hromada.slug).where(Hromada.name_uk == "Покровська")).all()
    assert len(named) == 4
    assert "pokrovska" not in named


def test_the_real_pokrov_comes_beside_the_demo_hromada(session: Session, shared_data: Path) -> None:
    demo = a_hromada(session, "pokrov", katottg="UA00000000000000001", demo=True)
    summary = import_hromadas(session, a_job(shared_data / "hromadas.geojson", NOON))
    assert summary.tally == ImportTally(new=1766)
    real = session.scalars(select(Hromada).where(Hromada.katottg == "UA12080090000039979")).one()
    assert real.slug != demo.slug == "pokrov"


def test_the_districts_of_kyiv_are_taken(
    session: Session, shared_data: Path, all_hromadas: Summary
) -> None:
    job = a_job(shared_data / "kyiv_districts.geojson", NOON)
    kyiv(session)
    summary = import_districts(session, job)
    assert summary.tally == ImportTally(new=10)
    assert summary.crs == "EPSG:4326"
    assert import_districts(session, job).tally == ImportTally(unchanged=10)


def test_the_82_categories_are_taken(session: Session, shared_data: Path) -> None:
    a_hromada(session)
    summary = import_categories(session, a_job(shared_data / "categories.csv", NOON))
    assert summary.tally == ImportTally(new=82)
    assert session.scalar(select(func.count(Category.id))) == 82 + 17


def test_the_158_real_reports_go_into_the_hromadas_that_contain_them(
    session: Session, shared_data: Path, all_hromadas: Summary
) -> None:
    job = a_job(shared_data / "ua_ecomap_problems.csv", NOON)
    summary = import_reports_everywhere(session, job)
    assert summary.tally == ImportTally(new=158)
    assert sum("taken by the nearest" in note for note in summary.notes) == 3
    assert import_reports_everywhere(session, job).tally == ImportTally(unchanged=158)
    enter_hromada(session, kyiv(session).id)
    assert session.scalar(select(func.count()).select_from(Report)) == 19


def test_foreign_rows_are_refused_by_class_and_none_is_taken(
    session: Session, shared_data: Path, all_hromadas: Summary, tmp_path: Path
) -> None:
    path = tmp_path / "civic_points.csv.gz"
    shutil.copy(shared_data / "civic_points.csv.gz", path)
    enter_hromada(session, kyiv(session).id)
    with pytest.raises(ImportRefused) as caught:
        import_reports(session, a_job(path, NOON))
    groups = {group["kind"]: group for group in caught.value.as_dict()["refused"]}
    assert {kind: group["count"] for kind, group in groups.items()} == {
        "outside-ukraine": 34_449,
        "zero-coordinates": 3_828,
        "placeholder": 825,
        "no-coordinates": 683,
    }
    assert all(len(group["first"]) == 5 for group in groups.values())
    assert not session.scalar(select(func.count()).select_from(Report))
