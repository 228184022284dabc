"""Kinds of problems as people know them: by their names, without codes."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Category, Hromada
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.categories import import_categories
from tests.builders import NOON, a_body, a_category, a_hromada
from tests.fenced import a_job
from tests.files import a_csv

HEAD = "Група,Назва,Орган"


@pytest.fixture
def hromada(session: Session) -> Hromada:
    hromada = a_hromada(session)
    enter_hromada(session, hromada.id)
    return hromada


def take(session: Session, folder: Path, *lines: str, head: str = HEAD) -> Summary:
    return import_categories(session, a_job(a_csv(folder, head, *lines), NOON))


def kinds(session: Session) -> list[tuple[str, str]]:
    session.expire_all()
    return [(each.code, each.name_uk) for each in session.scalars(select(Category))]


def test_kinds_are_named_alone_and_get_codes(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    lines = "Дороги,Яма на дорозі,", "Дороги,Інше,", "Вода,Інше,"
    assert take(session, tmp_path, *lines).tally == ImportTally(new=3)
    assert set(kinds(session)) == {
        ("dorohy", "Дороги"), ("voda", "Вода"), ("dorohy.yama-na-dorozi", "Яма на дорозі"),
        ("dorohy.inshe", "Інше"), ("voda.inshe", "Інше"),
    }  # fmt: skip
    assert take(session, tmp_path, *lines).tally == ImportTally(unchanged=3)


def test_a_known_kind_is_found_by_its_name_in_its_group(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    pothole = a_category(session, hromada, name_uk="Яма")
    group = session.get(Category, pothole.parent_id)
    assert group
    body = a_body(session, hromada, "udg", name_uk="КП «Шляхи»")
    summary = take(session, tmp_path, f'{group.name_uk},ЯМА,"КП ""Шляхи"""')
    assert summary.tally == ImportTally(changed=1)
    session.expire_all()
    assert (pothole.name_uk, pothole.default_body_id) == ("Яма", body.id)


def test_a_body_that_is_unknown_is_named(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    assert "КП Ніщо (1)" in take(session, tmp_path, "Дороги,Яма,КП Ніщо").warnings[0]


def test_the_same_name_twice_in_a_group_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused, match="'яма' is named by number 2 too"):
        take(session, tmp_path, "Дороги,Яма,", "Дороги,яма,")
    assert not session.scalar(select(func.count()).select_from(Category))


def test_an_empty_english_name_leaves_the_known_one(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    head = "code,group,group_uk,group_en,name_uk,name_en"
    take(session, tmp_path, "r.p,r,Дороги,Roads,Яма,Pothole", head=head)
    take(session, tmp_path, "r.p,r,Дороги,,Яма,", head=head)
    assert set(session.scalars(select(Category.name_en))) == {"Roads", "Pothole"}


def test_two_of_one_name_need_a_code(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    for number in (1, 2):
        a_category(session, hromada, f"roads.{number}", name_uk="Яма")
    group = session.scalar(select(Category.name_uk).where(Category.code == "roads"))
    with pytest.raises(ImportRefused, match="2 have the name 'Яма': add the code"):
        take(session, tmp_path, f"{group},Яма,")
