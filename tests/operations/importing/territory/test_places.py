"""Hromadas, districts, bodies: what an import takes, leaves alone and refuses."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models.places import Body, District, Hromada
from app.models.reports import Report
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.bodies import import_bodies
from app.operations.importing.territory.districts import import_districts
from app.operations.importing.territory.hromadas import import_hromadas
from tests.builders import NOON, a_hromada, a_report, a_working_hromada
from tests.fenced import a_job
from tests.files import a_csv, a_feature, a_geojson, a_layer, a_square, projected

KATOTTG = "UA12080090000039979"


def code(number: int) -> str:
    return f"UA{number:017d}"


def a_hromada_feature(
    number: int = 1, name: str = "Покровська", shape: shapely.Geometry | None = None, **given: Any
) -> dict[str, Any]:
    given = {"katottg": code(number), "name_uk": name} | given
    return a_feature(shape or a_square(), **given)


def take_hromadas(session: Session, path: Path) -> Summary:
    return import_hromadas(session, a_job(path, NOON))


def slugs(session: Session) -> dict[str, str]:
    return dict(session.execute(select(Hromada.katottg, Hromada.slug)).all())


def test_a_new_hromada_has_an_address_a_middle_and_is_not_served(
    session: Session, tmp_path: Path
) -> None:
    path = a_geojson(tmp_path, a_hromada_feature(name="Знам'янська", oblast_uk="Київська"))
    take_hromadas(session, path)
    row = session.execute(
        select(Hromada, func.ST_Covers(Hromada.boundary, Hromada.centre).label("inside"))
    ).one()
    assert (row.Hromada.slug, row.Hromada.name_en) == ("znamianska", "Znamianska")
    assert row.Hromada.oblast_en == "Kyivska"
    assert row.inside
    assert not row.Hromada.served


def test_the_second_import_finds_everything_unchanged(session: Session, tmp_path: Path) -> None:
    path = a_geojson(tmp_path, a_hromada_feature(1), a_hromada_feature(2, "Юріївська"))
    assert take_hromadas(session, path).tally == ImportTally(new=2)
    assert take_hromadas(session, path).tally == ImportTally(unchanged=2)


def test_an_import_in_metres_is_unchanged_the_second_time_too(
    session: Session, tmp_path: Path
) -> None:
    path = a_layer(
        tmp_path / "h.gpkg", projected(a_square(), "EPSG:5564"), crs="EPSG:5564", code=[code(1)]
    )
    take_hromadas(session, path)
    assert take_hromadas(session, path).tally == ImportTally(unchanged=1)


def test_a_shared_name_is_told_apart_by_raion_then_oblast_then_code(
    session: Session, tmp_path: Path
) -> None:
    places = [("Синельниківський", "Дніпровська"), ("Донецький", "Донецька")]
    places += [("Ізюмський", "Харківська")] * 2
    features = [
        a_hromada_feature(number, raion_uk=raion, oblast_uk=oblast)
        for number, (raion, oblast) in enumerate(places)
    ]
    take_hromadas(session, a_geojson(tmp_path, *reversed(features)))
    assert slugs(session) == {
        code(0): "pokrovska-synelnykivskyi",
        code(1): "pokrovska-donetskyi",
        code(2): f"pokrovska-{code(2).lower()}",
        code(3): f"pokrovska-{code(3).lower()}",
    }


def test_an_address_is_kept_when_the_name_changes(session: Session, tmp_path: Path) -> None:
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, "Перша")))
    summary = take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, "Друга")))
    assert summary.tally == ImportTally(changed=1)
    assert slugs(session) == {code(1): "persha"}
    assert session.scalar(select(Hromada.name_uk)) == "Друга"


def test_a_taken_address_goes_to_nobody_else(session: Session, tmp_path: Path) -> None:
    a_hromada(session, "pokrovska")
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, raion_uk="Донецький")))
    assert slugs(session)[code(1)] == "pokrovska-donetskyi"


def test_a_served_hromada_stays_served_and_its_centre_comes_inside(
    session: Session, tmp_path: Path
) -> None:
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1)))
    session.execute(update(Hromada).values(served=True))
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, shape=a_square(35))))
    inside = select(Hromada.served, func.ST_Covers(Hromada.boundary, Hromada.centre))
    assert session.execute(inside).one() == (True, True)


def test_the_demo_hromada_is_left_as_it_is_and_said_so(session: Session, tmp_path: Path) -> None:
    demo = a_hromada(session, "pokrov", katottg=KATOTTG, demo=True, name_uk="Покров")
    before = session.scalar(select(Hromada.boundary).where(Hromada.id == demo.id))
    feature = a_feature(a_square(35), katottg=KATOTTG, name_uk="Покровська")
    summary = take_hromadas(session, a_geojson(tmp_path, feature))
    session.expire_all()
    assert summary.tally == ImportTally(unchanged=1)
    assert "is the demo hromada" in summary.notes[0]
    assert session.scalar(select(Hromada.boundary).where(Hromada.id == demo.id)) == before
    assert slugs(session) == {KATOTTG: "pokrov"}


def test_what_the_file_does_not_tell_is_left_alone(session: Session, tmp_path: Path) -> None:
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, population=900)))
    take_hromadas(session, a_geojson(tmp_path, a_hromada_feature(1, kind="city")))
    assert session.execute(select(Hromada.population, Hromada.kind)).one() == (900, "city")


REFUSED = {
    "no code column": ([{"name_uk": "А"}], "no known hromada has this name: add its code"),
    "a misspelt column": (
        [{"katotg": code(1), "name_uk": "А"}],
        "unknown column 'katotg': did you mean 'katottg'",
    ),
    "a short code": ([{"katottg": "UA12", "name_uk": "А"}], "a KATOTTG code is UA and 17 digits"),
    "a Cyrillic code": ([{"katottg": f"UА{1:017d}", "name_uk": "А"}], "has Cyrillic letters"),
    "no name": ([{"katottg": code(1), "name_uk": " "}], "name_uk is empty"),
    "the same code twice": (
        [{"katottg": code(1), "name_uk": "А"}, {"katottg": code(1), "name_uk": "Б"}],
        r"feature 2 \(Б, UA.*that of number 1 too",
    ),
    "people by half": (
        [{"katottg": code(1), "name_uk": "А", "population": "1.5"}],
        "population '1.5' is not a whole number",
    ),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_bad_file_of_hromadas_is_refused_whole(
    session: Session, tmp_path: Path, case: str
) -> None:
    rows, message = REFUSED[case]
    fine = a_hromada_feature(7) if "katottg" in rows[0] else None
    path = a_geojson(
        tmp_path, *(a_feature(a_square(), **row) for row in rows), *filter(None, [fine])
    )
    with pytest.raises(ImportRefused, match=message) as caught:
        take_hromadas(session, path)
    assert "layer.geojson" in str(caught.value)
    assert session.scalar(select(func.count()).select_from(Hromada)) == 0


def test_a_bad_boundary_is_named_with_file_feature_and_remedy(
    session: Session, tmp_path: Path
) -> None:
    swapped = a_feature(
        {"type": "Polygon", "coordinates": [[[47, 34], [48, 34], [48, 35], [47, 34]]]},
        katottg=code(1),
        name_uk="Перша",
    )
    with pytest.raises(ImportRefused) as caught:
        take_hromadas(session, a_geojson(tmp_path, swapped))
    assert f"layer.geojson, feature 1 (Перша, {code(1)}): longitude and latitude" in str(
        caught.value
    )


def a_district_feature(
    number: int = 1, shape: shapely.Geometry | None = None, **given: Any
) -> dict[str, Any]:
    shape = shape or a_square(34.0, 47.6, 0.05)
    return a_feature(shape, **(dict[str, Any]({"code": f"d{number}", "name_uk": "Центр"}) | given))


def take_districts(session: Session, hromada: Hromada, path: Path, now: datetime = NOON) -> Summary:
    return import_districts(session, a_job(path, now))


def test_districts_are_taken_once_and_then_unchanged(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    path = a_geojson(
        tmp_path, a_district_feature(1), a_district_feature(2, a_square(34.05, 47.6, 0.05))
    )
    assert take_districts(session, hromada, path).tally == ImportTally(new=2)
    later = NOON + timedelta(days=1)
    assert take_districts(session, hromada, path, later).tally == ImportTally(unchanged=2)
    assert set(session.scalars(select(District.valid_from))) == {NOON}


def test_a_districts_name_stands_inside_it(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    take_districts(session, hromada, a_geojson(tmp_path, a_district_feature()))
    assert session.scalar(select(func.ST_Covers(District.boundary, District.label_point)))


def test_reports_follow_the_borders_of_districts(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    report = a_report(session, hromada)
    features = [
        a_district_feature(1, a_square(34, 47.6, 0.02)),
        a_district_feature(2, a_square(34.02, 47.62, 0.08), code="centre"),
    ]
    before = report.district_id
    take_districts(session, hromada, a_geojson(tmp_path, features[0], features[1]))
    session.expire_all()
    assert session.get_one(Report, report.id).district_id == before
    moved = a_district_feature(2, a_square(34, 47.6, 0.02), code="centre")
    new = a_district_feature(3, a_square(34.02, 47.62, 0.08))
    summary = take_districts(session, hromada, a_geojson(tmp_path, moved, new))
    session.expire_all()
    placed = session.get_one(District, session.get_one(Report, report.id).district_id)
    assert placed.code == "d3"
    assert "1 reports came to another district" in summary.notes


def test_what_overlaps_or_reaches_out_is_warned_of_in_square_kilometres(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_hromada(session)
    features = [
        a_district_feature(1, a_square(33.99, 47.6, 0.05)),
        a_district_feature(2, a_square(34.03, 47.6, 0.05)),
    ]
    warnings = take_districts(session, hromada, a_geojson(tmp_path, *features)).warnings
    assert warnings == [
        "Центр, d1: 4.18 km² (20.0%) lie outside the hromada's outline",
        "Центр, d1 and Центр, d2 overlap by 4.18 km²",
    ]


def test_a_district_of_another_hromada_is_refused(session: Session, tmp_path: Path) -> None:
    hromada = a_hromada(session)
    path = a_geojson(tmp_path, a_district_feature(1), a_district_feature(2, a_square(36)))
    with pytest.raises(ImportRefused, match=r"feature 2 .*wholly outside the hromada"):
        take_districts(session, hromada, path)
    assert not session.scalar(select(func.count()).select_from(District))


def test_districts_that_the_file_lacks_stay_and_are_named(session: Session, tmp_path: Path) -> None:
    hromada = a_working_hromada(session)
    summary = take_districts(session, hromada, a_geojson(tmp_path, a_district_feature()))
    assert "1 districts of the hromada are not in the file and stay: centre" in summary.warnings


def take_bodies(session: Session, hromada: Hromada, path: Path) -> Summary:
    return import_bodies(session, a_job(path, NOON))


def test_bodies_are_taken_from_a_table_of_a_ukrainian_excel(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_hromada(session)
    path = a_csv(
        tmp_path, "code;name_uk;email;active", "udg;Управління доріг;UDG@pokrov.example;так"
    )
    assert take_bodies(session, hromada, path).tally == ImportTally(new=1)
    body = session.scalars(select(Body)).one()
    assert (body.name_en, body.email) == ("Upravlinnia dorih", "udg@pokrov.example")
    assert body.active
    assert take_bodies(session, hromada, path).tally == ImportTally(unchanged=1)


def test_a_changed_body_is_changed_and_keeps_what_the_file_does_not_tell(
    session: Session, tmp_path: Path
) -> None:
    hromada = a_hromada(session)
    take_bodies(session, hromada, a_csv(tmp_path, "code,name_uk,phone", "udg,Дороги,102"))
    path = a_csv(tmp_path, "code,name_uk,phone,active", "udg,Шляхи,,0")
    assert take_bodies(session, hromada, path).tally == ImportTally(changed=1)
    body = session.scalars(select(Body)).one()
    assert (body.name_uk, body.phone, body.active) == ("Шляхи", "102", False)


def test_bodies_without_codes_are_found_by_their_names(session: Session, tmp_path: Path) -> None:
    a_hromada(session)
    take = a_csv(tmp_path, "code;name;email\nvoda;КП «Водоканал»;\n")
    import_bodies(session, a_job(take, NOON))
    named = a_csv(
        tmp_path,
        'Назва;Пошта\nКП "Водоканал";voda@misto.example\nВідділ зв\'язку;zviazok@misto.example\n',
    )
    assert import_bodies(session, a_job(named, NOON)).tally == ImportTally(new=1, changed=1)
    assert import_bodies(session, a_job(named, NOON)).tally == ImportTally(unchanged=2)
    rows = session.execute(select(Body.code, Body.name_uk, Body.email).order_by(Body.id)).all()
    assert rows == [
        ("voda", "КП «Водоканал»", "voda@misto.example"),
        ("viddil-zviazku", "Відділ зв'язку", "zviazok@misto.example"),
    ]


def test_two_bodies_of_one_name_need_codes(session: Session, tmp_path: Path) -> None:
    a_hromada(session)
    path = a_csv(tmp_path, "Назва;Пошта\nПарк;a@misto.example\nПарк;b@misto.example\n")
    with pytest.raises(ImportRefused, match="is named by number 2 too"):
        import_bodies(session, a_job(path, NOON))


def test_districts_without_codes_are_found_by_their_names(session: Session, tmp_path: Path) -> None:
    a_hromada(session)
    path = a_geojson(tmp_path, a_feature(a_square(), name="Центр"))
    assert import_districts(session, a_job(path, NOON)).tally == ImportTally(new=1)
    assert import_districts(session, a_job(path, NOON)).tally == ImportTally(unchanged=1)
    assert session.scalars(select(District.code)).one() == "tsentr"


def test_each_hromada_has_its_own_bodies(session: Session, tmp_path: Path) -> None:
    path = a_csv(tmp_path, "code,name_uk", "udg,Дороги")
    assert take_bodies(session, a_hromada(session, "one"), path).tally == ImportTally(new=1)
    assert take_bodies(session, a_hromada(session, "two"), path).tally == ImportTally(new=1)


BAD_BODIES = {
    "letters that only look Latin": (
        "code,name_uk,email",
        "udg,Дороги,rоads@pokrov.example",
        "line 2 .*is no e-mail",
    ),
    "no e-mail": ("code,name_uk,email", "udg,Дороги,udg at pokrov", "line 2 .*is no e-mail"),
    "a bad code": ("code,name_uk", "у д,Дороги", "Latin letters.*has Cyrillic letters"),
    "a bad flag": ("code,name_uk,active", "udg,Дороги,maybe", "neither 1 nor 0"),
    "a short row": (
        "code,name_uk,email",
        "udg,Дороги",
        "line 2 .*it has 2 cells, the headings are 3",
    ),
    "a misspelt column": ("code,name_uk,emial", "udg,Дороги,a@b.ua", "did you mean 'email'"),
    "the same column twice": ("code,name_uk,code", "udg,Дороги,udg", "'code' is there more than"),
    "an open quotation": ("code,name_uk", 'udg,"Дороги', "quotation mark"),
    "no rows": ("code,name_uk", "", "no row below the headings"),
    "nothing": ("", "", "the file is empty"),
}


@pytest.mark.parametrize("case", BAD_BODIES, ids=str)
def test_a_bad_table_is_refused_whole(session: Session, tmp_path: Path, case: str) -> None:
    head, row, message = BAD_BODIES[case]
    hromada = a_hromada(session)
    with pytest.raises(ImportRefused, match=message):
        take_bodies(session, hromada, a_csv(tmp_path, head, row))
    assert not session.scalar(select(func.count()).select_from(Body))


def without_code(name: str, **given: Any) -> dict[str, Any]:
    return a_feature(a_square(), name_uk=name, **given)


def test_a_code_is_found_by_oblast_raion_and_name(session: Session, tmp_path: Path) -> None:
    twins = [
        a_hromada_feature(1, oblast_uk="Одеська", raion_uk="Подільський"),
        a_hromada_feature(2, oblast_uk="Сумська", raion_uk="Роменський"),
    ]
    take_hromadas(session, a_geojson(tmp_path, *twins))
    named = without_code("Покровська міська територіальна громада", oblast_uk="Сумська область")
    found = take_hromadas(session, a_geojson(tmp_path, named, name="named.geojson"))
    assert found.tally == ImportTally(changed=1)
    assert "codes found by name: 1" in found.notes
    changed = session.scalars(select(Hromada).where(Hromada.name_uk.like("% громада"))).one()
    assert changed.katottg == code(2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (without_code("Покровська"), "2 hromadas have this name"),
        (without_code("Покровська", oblast_uk="Київська"), "no known hromada has this name"),
        (without_code("Нова"), "no known hromada has this name"),
    ],
)
def test_a_code_is_not_guessed(
    session: Session, tmp_path: Path, row: dict[str, Any], reason: str
) -> None:
    take_hromadas(
        session,
        a_geojson(
            tmp_path,
            a_hromada_feature(1, oblast_uk="Одеська"),
            a_hromada_feature(2, oblast_uk="Сумська"),
        ),
    )
    with pytest.raises(ImportRefused) as refused:
        take_hromadas(session, a_geojson(tmp_path, row, name="b.geojson"))
    assert reason in refused.value.faults[0].reason
