"""Areas without polygons: the whole hromada, districts by name; bodies and kinds by their names."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.models.places import Area, AreaCategory, Body, Category, District, Hromada
from app.operations.acting import act_as
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.areas import import_areas
from tests.builders import NOON, a_body, a_category, a_district, a_hromada, an_account, square
from tests.fenced import a_job
from tests.files import a_csv, a_feature, a_geojson, a_square
from tests.workbooks import a_workbook, an_ods

HEAD = "Назва;Орган;Види проблем;Територія"
ROADS = "Дороги міста", "КП «Шляхи»", "Дороги", "вся громада"


@pytest.fixture
def hromada(session: Session) -> Hromada:
    """Two bodies, two groups of kinds, two districts that touch."""
    hromada = a_hromada(session)
    enter_hromada(session, hromada.id)
    a_body(session, hromada, "udg", name_uk="КП «Шляхи»")
    a_body(session, hromada, "voda", name_uk="Водоканал")
    for code, name in (("roads.pit", "Ями, тріщини"), ("roads.other", "Інше")):
        a_category(session, hromada, code, name_uk=name)
    a_category(session, hromada, "water.other", name_uk="Інше")
    for code, name in (("roads", "Дороги"), ("water", "Вода")):
        session.execute(update(Category).where(Category.code == code).values(name_uk=name))
    a_district(session, hromada, "d1", name_uk="Центральний", boundary=square(34, 47.6, 0.05))
    a_district(session, hromada, "d2", name_uk="Річковий", boundary=square(34.05, 47.6, 0.05))
    return hromada


def take(session: Session, path: Path, **choices: Any) -> Summary:
    return import_areas(session, a_job(path, NOON, **choices))


def take_rows(session: Session, folder: Path, *rows: str, head: str = HEAD) -> Summary:
    return take(session, a_csv(folder, head, *rows))


def area(session: Session) -> Area:
    session.expire_all()
    return session.scalars(select(Area).order_by(Area.id.desc()).limit(1)).one()


def covered(session: Session, *codes: str) -> bool | None:
    """Whether the area is the union of the districts."""
    of = select(func.ST_Union(District.boundary)).where(District.code.in_(codes))
    return session.scalar(select(func.ST_Equals(Area.boundary, of.scalar_subquery())))


@pytest.mark.parametrize("write", [a_workbook, an_ods])
def test_a_table_makes_an_area_of_the_whole_hromada(
    session: Session, hromada: Hromada, tmp_path: Path, write: Any
) -> None:
    path = write(tmp_path, tuple(HEAD.split(";")), ROADS)
    assert take(session, path).tally == ImportTally(new=1)
    made = area(session)
    assert (made.code, made.whole_hromada) == ("dorohy-mista", True)
    assert made.body_id == session.scalar(select(Body.id).where(Body.code == "udg"))
    group = select(Category.id).where(Category.code == "roads")
    assert session.scalars(select(AreaCategory.category_id)).all() == session.scalars(group).all()
    assert take(session, path).tally == ImportTally(unchanged=1)


def test_it_follows_the_outline(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    take_rows(session, tmp_path, ";".join(ROADS))
    session.execute(update(Hromada).values(boundary=square(34, 47.6, 0.2)))
    assert area(session).version == 2
    assert take_rows(session, tmp_path, ";".join(ROADS)).tally == ImportTally(unchanged=1)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Центральний", ["d1"]),
        ("центральний р-н", ["d1"]),
        ("Центральний район; Річковий", ["d1", "d2"]),
        ("d2, Центральний", ["d1", "d2"]),
    ],
)
def test_a_territory_may_be_districts(
    session: Session, hromada: Hromada, tmp_path: Path, written: str, codes: list[str]
) -> None:
    take_rows(session, tmp_path, f'Зона;Водоканал;усе;"{written}"')
    assert covered(session, *codes)
    assert (area(session).whole_hromada, area(session).everything) == (False, True)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Ями, тріщини", ["roads.pit"]),
        ("Ями, тріщини, Вода", ["roads.pit", "water"]),
        ("Дороги: Інше; Вода: Інше", ["roads.other", "water.other"]),
        ("Вода: усе", ["water"]),
        ("roads.pit water.other", ["roads.pit", "water.other"]),
    ],
)
def test_kinds_are_known_by_their_names(
    session: Session, hromada: Hromada, tmp_path: Path, written: str, codes: list[str]
) -> None:
    take_rows(session, tmp_path, f'Зона;Водоканал;"{written}";вся громада')
    named = select(Category.code).join(AreaCategory, AreaCategory.category_id == Category.id)
    assert sorted(session.scalars(named)) == sorted(codes)


REFUSED = {
    "no such district": ("Зона;Водоканал;усе;Центральнй", "did you mean 'Центральний'"),
    "a district of many unknown": ("Зона;Водоканал;усе;Річковий, Лісовий", "'Лісовий': there is"),
    "nowhere": ("Зона;Водоканал;усе;", "territory is empty: write “вся громада”"),
    "as it never was": ("Зона;Водоканал;усе;як є", "there is no such area yet"),
    "two of one name": ("Зона;Водоканал;Інше;вся громада", "2 kinds or groups are called 'Інше'"),
    "no such kind": ("Зона;Водоканал;Дорги;вся громада", "did you mean 'Дороги'"),
    "no such body": ("Зона;Тепломережа;усе;вся громада", "no body 'Тепломережа'"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_is_not_clear_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path, case: str
) -> None:
    row, message = REFUSED[case]
    with pytest.raises(ImportRefused, match=message):
        take_rows(session, tmp_path, "Добра;Водоканал;усе;вся громада", row)
    assert not session.scalar(select(func.count()).select_from(Area))


def test_everything_missing_is_said_at_once(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    with pytest.raises(
        ImportRefused, match=r"body or орган.*categories or.*territory or територія"
    ):
        take_rows(session, tmp_path, "Зона", head="Назва")


def test_a_layer_may_hold_rows_without_polygons(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    told = {"Орган": "Водоканал", "Види": "усе"}
    drawn = a_feature(a_square(34, 47.6, 0.02), Назва="Парк", Територія="біля річки", **told)
    whole = a_feature(None, Назва="Місто", Територія="вся громада", **told)
    summary = take(session, a_geojson(tmp_path, drawn, whole))
    assert summary.tally == ImportTally(new=2)
    assert "rows with a polygon, whose column territory is not used: 1" in summary.notes
    rows = session.execute(select(Area.code, Area.whole_hromada)).all()
    assert sorted(rows) == [("misto", True), ("park", False)]


def test_a_feature_without_polygon_and_words_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    told = {"Орган": "Водоканал", "Види": "усе", "Назва": "Місто"}
    with pytest.raises(ImportRefused, match="no geometry"):
        take(session, a_geojson(tmp_path, a_feature(None, **told), a_feature(a_square(), **told)))


def test_as_it_is_keeps_the_polygon(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    polygon = a_square(34, 47.6, 0.02)
    told = {"code": "park", "name_uk": "Парк", "body": "voda", "categories": "*", "priority": 4}
    take(session, a_geojson(tmp_path, a_feature(polygon, **told)))
    row = "Парк;Водоканал;усе;як є"
    assert take_rows(session, tmp_path, row).tally == ImportTally(unchanged=1)
    moved = row.replace("Водоканал", "КП «Шляхи»")
    later = a_job(a_csv(tmp_path, HEAD, moved), NOON + timedelta(days=1))
    assert import_areas(session, later).tally == ImportTally(changed=1)
    wkb = session.scalar(select(func.ST_AsBinary(Area.boundary)).where(Area.version == 2))
    assert shapely.equals(shapely.from_wkb(bytes(wkb or b"")), polygon)
    assert area(session).priority == 4, "an empty cell leaves what is known"


def test_an_area_that_somebody_drew_is_kept(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    somebody = an_account(session).id
    act_as(session, somebody)
    take_rows(session, tmp_path, ";".join(ROADS))
    act_as(session, None)
    other = "Дороги міста;Водоканал;Дороги;вся громада"
    later = NOON + timedelta(days=1)
    kept = import_areas(session, a_job(a_csv(tmp_path, HEAD, other), later))
    assert kept.tally == ImportTally(unchanged=1)
    assert "that are kept: 1" in kept.notes[0]
    job = a_job(a_csv(tmp_path, HEAD, other), later, replace_changed=True)
    assert import_areas(session, job).tally == ImportTally(changed=1)
