"""Addresses and former names of streets: what an import takes, leaves out and refuses."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.addresses import Address, StreetName
from app.models.places import Hromada
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.addresses import import_addresses
from app.operations.importing.territory.street_renames import import_renames
from app.queries.territory.addresses import addresses_like
from tests.builders import NOON, a_hromada
from tests.fenced import a_job
from tests.files import a_csv, a_feature, a_geojson
from tests.osm_files import Node, Way, a_pbf, an_osm

HEAD = "street,house,lon,lat"


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_hromada(session)


def take(session: Session, hromada: Hromada, path: Path) -> Summary:
    return import_addresses(session, a_job(path, NOON))


def take_renames(session: Session, hromada: Hromada, path: Path) -> Summary:
    return import_renames(session, a_job(path, NOON))


def known(session: Session) -> list[tuple[Any, ...]]:
    rows = session.execute(
        select(
            Address.street_uk,
            Address.house,
            func.ST_X(Address.point).label("lon"),
            func.ST_Y(Address.point).label("lat"),
        ).order_by(Address.street_uk, Address.house, "lon")
    )
    return [tuple(row) for row in rows]


def test_a_table_is_taken_once(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    path = a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.05,47.65", "вулиця Поштова,6,34.06,47.65")
    assert take(session, hromada, path).tally == ImportTally(new=2)
    assert take(session, hromada, path).tally == ImportTally(unchanged=2)
    assert [house for _street, house, *_place in known(session)] == ["5", "6"]


def test_a_house_that_was_elsewhere_moves(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, hromada, a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.05,47.65"))
    path = a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.051,47.65")
    assert take(session, hromada, path).tally == ImportTally(changed=1)
    assert known(session) == [("вулиця Поштова", "5", 34.051, 47.65)]


def test_streets_of_one_name_in_two_villages_both_stay(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    lines = ("вулиця Садова,1,34.02,47.65", "вулиця Садова,1,34.08,47.65")
    assert take(session, hromada, a_csv(tmp_path, HEAD, *lines)).tally == ImportTally(new=2)
    path = a_csv(tmp_path, HEAD, *reversed(lines))
    assert take(session, hromada, path).tally == ImportTally(unchanged=2)


def test_street_and_house_may_stand_in_one_cell(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, "address,lon,lat", '"вулиця Поштова, 5А, кафе",34.05,47.65')
    take(session, hromada, path)
    assert known(session)[0][:2] == ("вулиця Поштова", "5А")


def test_what_lies_outside_is_left_out_and_told(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.05,47.65", "вулиця Далека,1,35.05,47.65")
    summary = take(session, hromada, path)
    assert summary.tally == ImportTally(new=1)
    assert "1 lie outside the hromada and are left out" in summary.notes


def test_a_file_of_another_hromada_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused, match="no address of it lies in this hromada"):
        take(session, hromada, a_csv(tmp_path, HEAD, "вулиця Далека,1,35.05,47.65"))


def test_rows_without_a_place_are_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.05,47.65", "вулиця Поштова,6,0,0")
    with pytest.raises(ImportRefused, match="zero-coordinates"):
        take(session, hromada, path)
    assert known(session) == []


def test_geojson_is_taken_with_buildings_as_points_inside(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    building = shapely.box(34.05, 47.65, 34.051, 47.651)
    tags = {"addr:street": "вулиця Поштова", "addr:housenumber": "5"}
    take(session, hromada, a_geojson(tmp_path, a_feature(building, **tags)))
    (street, house, lon, lat) = known(session)[0]
    assert (street, house) == ("вулиця Поштова", "5")
    assert building.contains(shapely.Point(lon, lat))


@pytest.mark.parametrize("written", [an_osm, a_pbf])
def test_an_openstreetmap_extract_is_taken(
    session: Session,
    hromada: Hromada,
    tmp_path: Path,
    written: Callable[[Path, list[Node], list[Way]], Path],
) -> None:
    nodes = [
        Node(34.05, 47.65, {"addr:street": "вулиця Поштова", "addr:housenumber": "5"}),
        Node(34.06, 47.65), Node(34.061, 47.65), Node(34.061, 47.651), Node(34.06, 47.651),
        Node(35.05, 47.65, {"addr:street": "вулиця Далека", "addr:housenumber": "5"}),
        Node(34.07, 47.65, {"shop": "yes"}),
        Node(34.08, 47.65, {"addr:place": "хутір Вільний", "addr:housenumber": "2"}),
    ]  # fmt: skip
    tags = {"building": "yes", "addr:street": "вулиця Садова", "addr:housenumber": "7-А"}
    summary = take(session, hromada, written(tmp_path, nodes, [Way([2, 3, 4, 5, 2], tags)]))
    assert summary.tally == ImportTally(new=3)
    found = {(street, house): (lon, lat) for street, house, lon, lat in known(session)}
    assert found["вулиця Поштова", "5"] == pytest.approx((34.05, 47.65))
    assert 34.06 <= found["вулиця Садова", "7-А"][0] <= 34.061
    assert ("хутір Вільний", "2") in found


def test_a_damaged_extract_is_refused(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(b"not an extract")
    with pytest.raises(ImportRefused, match="OpenStreetMap"):
        take(session, hromada, path)


def test_another_hromadas_addresses_stay_apart(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, HEAD, "вулиця Поштова,5,34.05,47.65")
    take(session, hromada, path)
    other = a_hromada(session, "bucha")
    assert known(session) == []
    assert take(session, other, path).tally == ImportTally(new=1)
    assert session.scalar(select(func.count()).select_from(StreetName)) == 1


def test_an_old_name_finds_the_new_street(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, hromada, a_csv(tmp_path, HEAD, "Шкільна вулиця,5,34.05,47.65"))
    path = a_csv(tmp_path, "old,new,kind,since", "Леніна,Шкільна,street,2016-02-19")
    assert take_renames(session, hromada, path).tally == ImportTally(new=1)
    assert take_renames(session, hromada, path).tally == ImportTally(unchanged=1)
    (found,) = addresses_like(session, "ул. Ленина, 5")
    assert (found.label, found.former) == ("Шкільна вулиця, 5", "вулиця Леніна")


def test_a_renaming_may_come_before_the_addresses(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, "old,new,kind", "Леніна,Шкільна,street")
    summary = take_renames(session, hromada, path)
    assert "1 renamed streets have no address here yet" in summary.notes
    assert addresses_like(session, "Леніна 5") == ()
    take(session, hromada, a_csv(tmp_path, HEAD, "Шкільна вулиця,5,34.05,47.65"))
    assert addresses_like(session, "Леніна 5")[0].label == "Шкільна вулиця, 5"


def test_every_renaming_of_a_city_leads_to_its_street(
    session: Session, hromada: Hromada, tmp_path: Path, shared_data: Path
) -> None:
    """Dnipro's 921 renamings: streets by their present names, searched by the old ones."""
    kinds = {"street": "вулиця", "lane": "провулок", "impasse": "тупик", "avenue": "проспект"}
    with (shared_data / "dnipro_street_renames.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in kinds]
    lines = {f'"{kinds[row["kind"]]} {row["new"]}",5,34.05,47.65' for row in rows}
    take(session, hromada, a_csv(tmp_path, HEAD, *sorted(lines)))
    take_renames(session, hromada, shared_data / "dnipro_street_renames.csv")
    lost = []
    for row in rows:
        old = row["old"].split(" (")[0]
        found = addresses_like(session, f"{kinds[row['kind']]} {old}, 5")
        if not any(row["new"] in address.label for address in found):
            lost.append((row["kind"], row["old"], row["new"], [a.label for a in found][:3]))
    assert lost == []
