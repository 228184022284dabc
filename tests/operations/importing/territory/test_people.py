"""A repeated import keeps what people changed on pages, and says so."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import enter_hromada, leave_hromada
from app.models.places import Body, Category, District, Hromada
from app.operations.acting import act_as
from app.operations.importing.files.outcome import ImportTally, Summary
from app.operations.importing.territory.bodies import import_bodies
from app.operations.importing.territory.categories import import_categories
from app.operations.importing.territory.districts import import_districts
from app.operations.importing.territory.hromadas import import_hromadas
from app.operations.importing.territory.outline import import_outline
from tests.builders import NOON, a_body, a_hromada, an_account
from tests.fenced import a_job
from tests.files import a_csv, a_feature, a_geojson, a_square

CODE = f"UA{1:017d}"
KEPT = "values that people changed here and that are kept: 1"


def a_directory(folder: Path, **given: Any) -> Path:
    told = {"katottg": CODE, "name_uk": "Покровська", "population": 900} | given
    return a_geojson(folder, a_feature(a_square(), **told))


def change(session: Session, table: type[Any], by: int | None, **values: Any) -> None:
    """Change every row as a page does, or (``by`` None) as the command line does."""
    act_as(session, by)
    session.execute(update(table).values(**values))
    act_as(session, None)


def take(session: Session, path: Path, **choices: Any) -> Summary:
    return import_hromadas(session, a_job(path, NOON, **choices))


def name(session: Session) -> str | None:
    return session.scalar(select(Hromada.name_uk))


@pytest.fixture
def somebody(session: Session) -> int:
    return an_account(session).id


def test_a_hromada_keeps_what_its_people_changed(
    session: Session, somebody: int, tmp_path: Path
) -> None:
    path = a_directory(tmp_path)
    take(session, path)
    change(session, Hromada, somebody, name_uk="Покров")
    again = take(session, path)
    assert again.tally == ImportTally(unchanged=1)
    assert again.notes[0].startswith(KEPT)
    assert "Покров: name_uk, known “Покров”, in the file “Покровська”" in again.notes
    assert name(session) == "Покров"


def test_the_rest_of_its_row_is_taken(session: Session, somebody: int, tmp_path: Path) -> None:
    take(session, a_directory(tmp_path))
    change(session, Hromada, somebody, name_uk="Покров")
    again = take(session, a_directory(tmp_path, population=950))
    assert again.tally == ImportTally(changed=1)
    assert session.execute(select(Hromada.name_uk, Hromada.population)).one() == ("Покров", 950)


def test_an_outline_made_on_pages_is_kept(session: Session, somebody: int, tmp_path: Path) -> None:
    path = a_directory(tmp_path)
    take(session, path)
    other = session.scalar(select(Hromada.boundary.ST_Buffer(-0.01).ST_Multi()))
    change(session, Hromada, somebody, boundary=other)
    assert "Покровська: boundary" in take(session, path).notes
    kept = session.scalar(select(Hromada.boundary.ST_Equals(other)))
    assert kept


def test_an_outline_of_another_file_outlasts_the_directory(
    session: Session, tmp_path: Path
) -> None:
    path = a_directory(tmp_path)
    take(session, path)
    hromada = session.scalars(select(Hromada)).one()
    enter_hromada(session, hromada.id)
    parts = a_geojson(tmp_path, a_feature(a_square(size=0.05)), name="outline.geojson")
    assert import_outline(session, a_job(parts, NOON)).tally == ImportTally(changed=1)
    leave_hromada(session)
    again = take(session, path)
    assert again.tally == ImportTally(unchanged=1)
    assert again.notes[0].startswith(KEPT)
    assert take(session, path, replace_changed=True).tally == ImportTally(changed=1)


def test_the_files_values_are_taken_when_asked_for(
    session: Session, somebody: int, tmp_path: Path
) -> None:
    path = a_directory(tmp_path)
    take(session, path)
    change(session, Hromada, somebody, name_uk="Покров")
    again = take(session, path, replace_changed=True)
    assert again.tally == ImportTally(changed=1)
    assert "that the file replaces: 1" in again.warnings[0]
    assert name(session) == "Покровська"


def test_what_the_command_line_set_last_is_the_files_again(
    session: Session, somebody: int, tmp_path: Path
) -> None:
    path = a_directory(tmp_path)
    take(session, path)
    change(session, Hromada, somebody, name_uk="Покров")
    change(session, Hromada, None, name_uk="Інша")
    assert take(session, path).tally == ImportTally(changed=1)
    assert name(session) == "Покровська"


BODIES = "code,name_uk,phone", "udg,Шляхи,+380 00 500 01 01"
KINDS = "code,group,group_uk,name_uk,target_hours", "roads.pit,roads,Дороги,Яма,24"


def test_a_body_keeps_its_telephone(session: Session, somebody: int, tmp_path: Path) -> None:
    enter_hromada(session, a_hromada(session).id)
    job = a_job(a_csv(tmp_path, *BODIES), NOON)
    import_bodies(session, job)
    change(session, Body, somebody, phone="+380 00 500 09 09")
    again = import_bodies(session, job)
    assert again.tally == ImportTally(unchanged=1)
    assert again.notes[0].startswith(KEPT)
    assert session.scalar(select(Body.phone)) == "+380 00 500 09 09"


def test_a_category_and_its_group_keep_their_words(
    session: Session, somebody: int, tmp_path: Path
) -> None:
    enter_hromada(session, a_hromada(session).id)
    job = a_job(a_csv(tmp_path, *KINDS), NOON)
    import_categories(session, job)
    change(session, Category, somebody, name_uk="Інше")
    again = import_categories(session, job)
    assert again.tally == ImportTally(unchanged=1)
    assert set(session.scalars(select(Category.name_uk))) == {"Інше"}
    assert sum(note.startswith(KEPT) for note in again.notes) == 2


def test_a_body_that_somebody_added_keeps_its_words(
    session: Session, somebody: int, tmp_path: Path
) -> None:
    enter_hromada(session, a_hromada(session).id)
    act_as(session, somebody)
    a_body(session, session.scalars(select(Hromada)).one(), "udg", name_uk="Дороги")
    act_as(session, None)
    again = import_bodies(session, a_job(a_csv(tmp_path, *BODIES), NOON))
    assert again.tally == ImportTally(unchanged=1)
    assert "values that people changed here and that are kept: 2" in again.notes[0]


def test_a_district_keeps_its_name(session: Session, somebody: int, tmp_path: Path) -> None:
    enter_hromada(session, a_hromada(session).id)
    feature = a_feature(a_square(), code="d1", name_uk="Центр")
    job = a_job(a_geojson(tmp_path, feature), NOON)
    import_districts(session, job)
    change(session, District, somebody, name_uk="Середмістя")
    assert import_districts(session, job).tally == ImportTally(unchanged=1)
    assert session.scalar(select(District.name_uk)) == "Середмістя"
