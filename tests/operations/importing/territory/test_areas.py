"""Categories and areas of responsibility: groups, versions, codes that are not there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.places import Area, AreaCategory, Category, Hromada
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.areas import import_areas
from app.operations.importing.territory.categories import (
    DEFAULT_SET,
    adopt_default_categories,
    import_categories,
)
from tests.builders import NOON, a_body, a_category, a_hromada
from tests.fenced import a_job
from tests.files import a_csv, a_feature, a_geojson, a_layer, a_square

HEAD = "code,group,group_uk,group_en,name_uk,name_en,body,emergency,hide_on_map,personal_data,photo"
POTHOLE = "roads.pothole,roads,Дороги,Roads,Яма,Pothole,udg,0,0,0,1"
STRIKE = "civil.strike,civil,Захист,Protection,Влучання,Strike,dsns,2,1,1,0"


def take_categories(session: Session, hromada: Hromada, path: Path) -> Summary:
    return import_categories(session, a_job(path, NOON))


def category(session: Session, code: str) -> Category:
    return session.scalars(select(Category).where(Category.code == code)).one()


def test_categories_come_with_their_groups(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    summary = take_categories(session, hromada, a_csv(tmp_path, HEAD, POTHOLE, STRIKE))
    assert summary.tally == ImportTally(new=2)
    assert "groups: 2 new, 0 changed, 0 unchanged" in summary.notes
    assert category(session, "roads.pothole").parent_id == category(session, "roads").id
    assert category(session, "roads").name_en == "Roads"


def test_the_flags_of_a_category_are_taken(session: Session, tmp_path: Path) -> None:
    take_categories(session, a_hromada(session), a_csv(tmp_path, HEAD, STRIKE))
    strike = category(session, "civil.strike")
    assert (strike.emergency, strike.hide_on_map, strike.personal) == (2, True, True)
    assert not strike.wants_photo


def test_a_category_has_its_default_body_once_the_hromada_has_it(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_hromada(session)
    path = a_csv(tmp_path, HEAD, POTHOLE, STRIKE)
    warning = take_categories(session, hromada, path).warnings[0]
    assert "dsns (1), udg (1)" in warning
    body = a_body(session, hromada, "udg")
    assert take_categories(session, hromada, path).tally == ImportTally(changed=1, unchanged=1)
    session.expire_all()
    assert category(session, "roads.pothole").default_body_id == body.id


def test_the_second_import_of_categories_changes_nothing(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    path = a_csv(tmp_path, HEAD, POTHOLE, STRIKE)
    take_categories(session, hromada, path)
    assert take_categories(session, hromada, path).tally == ImportTally(unchanged=2)


def test_a_hromada_begins_with_82_categories_and_is_not_given_them_twice(session: Session) -> None:
    a_hromada(session)
    assert adopt_default_categories(session, now=NOON) == 82
    assert adopt_default_categories(session, now=NOON) == 0
    assert session.scalar(select(func.count(Category.parent_id))) == 82


BAD_CATEGORIES = {
    "an unknown emergency": (POTHOLE.replace(",0,0,0,1", ",3,0,0,1"), "from 0 to 2"),
    "a bad flag": (POTHOLE.replace(",0,0,0,1", ",0,x,0,1"), "neither 1 nor 0"),
    "the same code twice": (f"{POTHOLE}\n{POTHOLE}", "that of number 2 too"),
    "a group that is a leaf": (
        f"{POTHOLE}\nx,roads.pothole,Дороги,Roads,Яма,Pothole,,0,0,0,1\n"
        "roads.pothole.deep,x,Х,X,Яма,Pothole,,0,0,0,1",
        "cannot be both",
    ),
    "no group": (POTHOLE.replace(",roads,Дороги,", ",,,"), "group_uk is empty"),
}


@pytest.mark.parametrize("case", BAD_CATEGORIES, ids=str)
def test_a_bad_table_of_categories_is_refused_whole(
    session: Session, tmp_path: Path, case: str
) -> None:
    rows, message = BAD_CATEGORIES[case]
    with pytest.raises(ImportRefused, match=message):
        take_categories(session, a_hromada(session), a_csv(tmp_path, HEAD, rows))
    assert not session.scalar(select(func.count()).select_from(Category))


def an_area_feature(
    code: str = "a1", shape: shapely.Geometry | None = None, **given: Any
) -> dict[str, Any]:
    told = {"code": code, "name_uk": "Зона", "body": "udg", "categories": ["roads"]} | given
    return a_feature(shape or a_square(34.0, 47.6, 0.05), **told)


@pytest.fixture
def hromada(session: Session) -> Hromada:
    """A hromada with two bodies and one category in its group."""
    hromada = a_hromada(session)
    a_body(session, hromada, "udg")
    a_body(session, hromada, "voda")
    a_category(session, hromada)
    return hromada


def take_areas(session: Session, hromada: Hromada, path: Path, now: datetime = NOON) -> Summary:
    return import_areas(session, a_job(path, now))


def versions(session: Session) -> list[tuple[int, datetime, datetime | None]]:
    session.expire_all()
    return [
        (area.version, area.valid_from, area.valid_to)
        for area in session.scalars(select(Area).order_by(Area.code, Area.version))
    ]


def test_an_area_is_measured_on_the_ground_and_knows_its_categories(
    session: Session, tmp_path: Path, hromada: Hromada
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature()))
    area = session.scalars(select(Area)).one()
    assert area.area_m2 == pytest.approx(20.9e6, rel=0.01)
    assert not area.everything
    ids = set(session.scalars(select(AreaCategory.category_id)))
    assert ids == {category(session, "roads").id}


@pytest.mark.parametrize("written", ["*", ["*"]])
def test_a_star_means_everything(
    session: Session, tmp_path: Path, hromada: Hromada, written: str | list[str]
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature(categories=written)))
    assert session.scalar(select(Area.everything))
    assert not session.scalar(select(func.count()).select_from(AreaCategory))


@pytest.mark.parametrize(
    "written", ["roads, roads.pothole", "roads;roads.pothole", '["roads", "roads.pothole"]']
)
def test_categories_may_be_a_text_in_formats_without_lists(
    session: Session, tmp_path: Path, hromada: Hromada, written: str
) -> None:
    path = a_layer(
        tmp_path / "areas.gpkg", a_square(34.0, 47.6, 0.05), body=["udg"], categories=[written]
    )
    take_areas(session, hromada, path)
    assert session.scalar(select(func.count()).select_from(AreaCategory)) == 2


def test_an_identical_area_is_no_new_version(
    session: Session, tmp_path: Path, hromada: Hromada
) -> None:
    path = a_geojson(tmp_path, an_area_feature(valid_from="2024-01-01"))
    assert take_areas(session, hromada, path).tally == ImportTally(new=1)
    assert take_areas(session, hromada, path).tally == ImportTally(unchanged=1)
    assert len(versions(session)) == 1


CHANGES = {
    "polygon": {"shape": a_square(34.0, 47.6, 0.04)},
    "body": {"body": "voda"},
    "categories": {"categories": ["roads.pothole"]},
    "everything": {"categories": ["*"]},
    "priority": {"priority": 7},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_area_is_a_new_version_and_ends_the_old_one(
    session: Session, tmp_path: Path, hromada: Hromada, what: str
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature(valid_from="2024-01-01")))
    path = a_geojson(tmp_path, an_area_feature(**CHANGES[what], valid_from="2024-01-01"))
    assert take_areas(session, hromada, path).tally == ImportTally(changed=1)
    first = datetime(2023, 12, 31, 22, tzinfo=UTC)
    assert versions(session) == [(1, first, NOON), (2, NOON, None)]
    later = NOON + timedelta(days=1)
    assert take_areas(session, hromada, path, later).tally == ImportTally(unchanged=1)


def test_a_new_version_begins_on_the_day_that_the_file_names(
    session: Session, tmp_path: Path, hromada: Hromada
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature(valid_from="2024-01-01")))
    decided = an_area_feature(body="voda", valid_from="01.09.2026", decision="№ 9")
    take_areas(session, hromada, a_geojson(tmp_path, decided))
    day = datetime(2026, 8, 31, 21, tzinfo=UTC)
    assert [row[1:] for row in versions(session)][1] == (day, None)
    assert versions(session)[0][2] == day


def test_words_are_corrected_without_a_new_version(
    session: Session, tmp_path: Path, hromada: Hromada
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature()))
    path = a_geojson(tmp_path, an_area_feature(name_uk="Інша назва"))
    assert take_areas(session, hromada, path).tally == ImportTally(changed=1)
    assert session.execute(select(Area.name_uk, Area.version)).all() == [("Інша назва", 1)]


def test_a_change_before_the_known_version_begins_needs_a_date(
    session: Session, tmp_path: Path, hromada: Hromada
) -> None:
    take_areas(session, hromada, a_geojson(tmp_path, an_area_feature(valid_from="2030-01-01")))
    with pytest.raises(ImportRefused, match="give a later valid_from"):
        take_areas(session, hromada, a_geojson(tmp_path, an_area_feature(body="voda")))


BAD_AREAS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown body": ({"body": "vdoa"}, "no body 'vdoa' in the hromada: did you mean 'voda'"),
    "a body of nobody": ({"body": "xxx"}, "add it by “import bodies” first"),
    "an unknown category": ({"categories": ["rods"]}, "no category 'rods'.*did you mean 'roads'"),
    "no category": ({"categories": ""}, "categories is empty: name some, or"),
    "a bad date": ({"valid_from": "yesterday"}, "valid_from 'yesterday' is no date"),
    "a 13th month": ({"valid_from": "2024-13-01"}, "is no date"),
    "a negative priority": ({"priority": -1}, "priority '-1' is not a whole number"),
    "a polygon elsewhere": ({"shape": a_square(36)}, "wholly outside the hromada"),
}


@pytest.mark.parametrize("case", BAD_AREAS, ids=str)
def test_a_bad_area_is_named_and_nothing_is_taken(
    session: Session, tmp_path: Path, hromada: Hromada, case: str
) -> None:
    given, message = BAD_AREAS[case]
    path = a_geojson(tmp_path, an_area_feature("fine"), an_area_feature("bad", **given))
    with pytest.raises(ImportRefused, match=rf"feature 2 \(Зона, bad\): .*{message}"):
        take_areas(session, hromada, path)
    assert versions(session) == []


def test_the_default_set_is_there() -> None:
    assert DEFAULT_SET.is_file()
