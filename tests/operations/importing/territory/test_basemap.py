"""The basemap of a hromada out of an OpenStreetMap extract: what is drawn, and drawn again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.adapters import boundary_files
from app.db import enter_hromada
from app.fence.protocol import Limits
from app.models.addresses import Address
from app.models.basemap import BasemapFeature, BasemapOverview
from app.models.places import Hromada
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.territory.basemap import (
    BasemapOptions,
    import_basemap,
    import_basemaps,
)
from app.queries.territory.addresses import addresses_like
from app.queries.territory.basemap import read_basemap
from tests.builders import NOON, a_body, a_hromada, square
from tests.fenced import a_job
from tests.files import a_feature, a_geojson
from tests.osm_files import Node, Way, a_pbf, an_osm
from tests.osm_town import STREET, a_town_extract, town_nodes, town_ways
from tools.move_extract import move_extract


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_hromada(session)


def take(session: Session, path: Path) -> Summary:
    return import_basemap(session, a_job(path, NOON))


def drawn(session: Session, *layers: str) -> list[tuple[Any, ...]]:
    f = BasemapFeature
    rows = session.execute(
        select(f.layer, f.kind, f.class_, f.name_uk, f.name_en)
        .where(f.layer.in_(layers))
        .order_by(f.layer, f.kind, f.name_uk)
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("written", [an_osm, a_pbf])
def test_streets_waters_houses_and_places_are_drawn(
    session: Session,
    hromada: Hromada,
    tmp_path: Path,
    written: Callable[[Path, list[Node], list[Way]], Path],
) -> None:
    take(session, written(tmp_path, town_nodes(), town_ways()))
    assert drawn(session, "street", "building", "water", "place") == [
        ("building", "apartments", "", "", ""),
        ("place", "town", "town", "Зразкове", "Zrazkove"),
        ("place", "water", "", "Ставок", "Stavok"),
        ("street", "main", "primary", "", ""),
        # Two pieces of one name are one line.
        ("street", "street", "residential", "вулиця Лесі Українки", "vulytsia Lesi Ukrainky"),
        ("water", "pond", "", "Ставок", "Stavok"),
    ]


def test_what_is_the_militarys_is_left_out(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, a_town_extract(tmp_path))
    assert not drawn(session, "landuse")


def test_the_map_goes_on_a_little_beyond_the_outline(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, a_town_extract(tmp_path))
    east = session.scalar(select(func.max(func.ST_XMax(BasemapFeature.shape))))
    assert 34.11 < east < 34.13


def test_addresses_and_old_names_come_with_it(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, a_town_extract(tmp_path))
    houses = session.scalars(select(Address.house).order_by(Address.house)).all()
    assert houses == ["1", "2"]
    found = addresses_like(session, "вулиця Пушкіна 2")
    assert found[0].label == "вулиця Лесі Українки, 2"


def test_an_address_with_an_endless_number_refuses_no_town(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    odd = Node(34.05, 47.66, {"addr:street": "вулиця Лесі Українки", "addr:housenumber": "9" * 50})
    take(session, a_pbf(tmp_path, [*town_nodes(), odd], town_ways()))
    assert session.scalar(select(func.count()).select_from(Address)) == 2


def test_it_is_noted_whom_to_name_and_how_new_the_data_are(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = an_osm(tmp_path, town_nodes(), town_ways())
    text = path.read_text(encoding="utf-8")
    stated = '<osm version="0.6" timestamp="2026-11-20T20:21:00Z">'
    path.write_text(text.replace('<osm version="0.6">', stated), encoding="utf-8")
    take(session, path)
    basemap = read_basemap(session)
    assert basemap.attribution == "© OpenStreetMap contributors"
    (source,) = basemap.sources
    assert source.data_at == datetime(2026, 11, 20, 20, 21, tzinfo=UTC)
    assert (source.features, source.addresses, source.former_names) == (6, 2, 1)


def test_how_new_the_data_are_is_not_guessed(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    # The file's own day is that of its download.
    take(session, an_osm(tmp_path, town_nodes(), town_ways()))
    (source,) = read_basemap(session).sources
    assert source.data_at is None


def test_a_second_time_nothing_changes(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    path = a_town_extract(tmp_path)
    assert take(session, path).tally == ImportTally(new=6)
    assert take(session, path).tally == ImportTally(unchanged=6)


def test_a_newer_extract_replaces_what_an_older_one_drew(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, a_town_extract(tmp_path))
    renamed = STREET | {"name:uk": "вулиця Героїв"}
    ways = [Way(way.nodes, renamed if way.tags == STREET else way.tags) for way in town_ways()]
    summary = take(session, a_pbf(tmp_path, town_nodes(), ways))
    assert summary.tally == ImportTally(new=1, unchanged=5)
    assert "1 features that are no longer in it are removed" in summary.notes
    streets = [name for *_, name, _en in drawn(session, "street") if name]
    assert streets == ["вулиця Героїв"]


def test_what_was_drawn_by_us_gives_way(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    place = "SRID=4326;POINT(34.05 47.65)"
    session.add(BasemapFeature(hromada_id=hromada.id, layer="place", name_uk="Наше", shape=place))
    session.flush()
    take(session, a_town_extract(tmp_path))
    assert "Наше" not in [name for *_, name, _en in drawn(session, "place")]


def test_low_zooms_are_made_at_once(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    take(session, a_town_extract(tmp_path))
    o = BasemapOverview
    by_zoom = {
        zoom: set(session.scalars(select(func.concat(o.layer, " ", o.kind)).where(o.zoom == zoom)))
        for zoom in session.scalars(select(o.zoom).distinct())
    }
    assert by_zoom[8] == {"place town", "street main"}
    close = {"water pond", "building apartments", "place water", "street street"}
    assert by_zoom[14] == by_zoom[8] | close


def test_an_extract_of_elsewhere_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    far = [Node(node.lon - 5, node.lat, node.tags) for node in town_nodes()]
    with pytest.raises(ImportRefused, match="nothing in it within this hromada"):
        take(session, a_pbf(tmp_path, far, town_ways()))


def test_a_file_that_is_no_extract_is_refused(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(b"no extract at all")
    with pytest.raises(ImportRefused, match="not an OpenStreetMap extract"):
        take(session, path)


def test_an_extract_beyond_the_limits_says_what_to_do(
    session: Session, hromada: Hromada, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = Limits(memory_mb=8, cpu_s=60, wall_s=60)
    monkeypatch.setattr(boundary_files, "SMALL_EXTRACT", little)
    with pytest.raises(ImportRefused, match="cut the oblast or the hromada out of it"):
        take(session, a_town_extract(tmp_path))


def test_all_takes_every_hromada_in_use_that_the_extract_meets(
    session: Session, tmp_path: Path
) -> None:
    served = a_hromada(session)
    beside = a_hromada(session, "beside", boundary=square(34.1, 47.6), served=False)
    a_body(session, beside)
    unused = a_hromada(session, "unused", boundary=square(34.2, 47.6), served=False)
    far = a_hromada(session, "far", boundary=square(30.0, 50.0))
    import_basemaps(session, a_job(a_town_extract(tmp_path), NOON))
    features = {}
    for each in (served, beside, unused, far):
        enter_hromada(session, each.id)
        features[each.slug] = read_basemap(session).features
    assert features["pokrov"] == 6
    assert features["beside"] == 1
    assert features["unused"] == features["far"] == 0


HOUSE = shapely.box(34.05, 47.65, 34.051, 47.651)


def take_layer(session: Session, path: Path, *rules: str, attribution: str = "") -> Summary:
    options = BasemapOptions(rules, attribution)
    return import_basemap(session, a_job(path, NOON), options)


def test_a_layer_is_drawn_by_rules(session: Session, hromada: Hromada, tmp_path: Path) -> None:
    path = a_geojson(tmp_path, a_feature(HOUSE, тип="ліс"), a_feature(HOUSE, тип="яр"))
    summary = take_layer(session, path, "тип=ліс=green:wood", attribution="Геопортал")
    assert drawn(session, "green", "landuse") == [("green", "wood", "", "", "")]
    assert "1 features are not drawn, by what they are" in summary.notes
    assert read_basemap(session).attribution == "Геопортал"


def test_a_layer_with_our_words_or_with_tags_needs_no_rules(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    ours = a_feature(HOUSE, layer="building", kind="school", name_uk="Школа № 1")
    tagged = a_feature(HOUSE, natural="water", water="pond", **{"name:uk": "Став", "@id": "way/1"})
    take_layer(session, a_geojson(tmp_path, ours, tagged))
    assert drawn(session, "building", "water", "place") == [
        ("building", "school", "", "Школа № 1", "Shkola № 1"),
        ("place", "building", "", "Школа № 1", "Shkola № 1"),
        ("place", "water", "", "Став", "Stav"),
        ("water", "pond", "", "Став", "Stav"),
    ]
    assert read_basemap(session).attribution == "© OpenStreetMap contributors"


def test_a_layer_leaves_what_an_extract_drew(
    session: Session, hromada: Hromada, tmp_path: Path
) -> None:
    take(session, a_town_extract(tmp_path))
    take_layer(session, a_geojson(tmp_path, a_feature(HOUSE)), "building:house")
    assert len(drawn(session, "building")) == 2
    assert {source.source for source in read_basemap(session).sources} == {
        "openstreetmap",
        "layer.geojson",
    }


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((), "nothing in it tells what to draw: its columns are тип: state it, such as --map"),
        (("houses",), "no layer 'houses'; there is: landuse, green"),
        (("building:hut",), "no kind 'hut' of the layer building; there is: apartments"),
        (("a=b=c=d",), "is not LAYER, LAYER:KIND or COLUMN=VALUE=LAYER:KIND"),
        # A square is no street.
        (("street",), "nothing in it tells what to draw"),
    ],
)
def test_a_layer_that_cannot_be_drawn_says_why(
    session: Session, hromada: Hromada, tmp_path: Path, rules: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ImportRefused, match=re.escape(said)):
        take_layer(session, a_geojson(tmp_path, a_feature(HOUSE, тип="яр")), *rules)


@pytest.mark.parametrize("name", ["krems", "north-bayreuth"])
def test_a_real_town_moved_here_is_drawn(
    session: Session, hromada: Hromada, tmp_path: Path, shared_data: Path, name: str
) -> None:
    """Of Austria and Bavaria: no extract of a Ukrainian town is at hand."""
    path = tmp_path / "moved.osm.pbf"
    move_extract(shared_data / "osm" / f"{name}.osm.pbf", path, to=(34.05, 47.65))
    summary = take(session, path)
    assert summary.tally.new > 1000
    assert {layer for layer, *_ in drawn(session, "street", "building", "water", "green", "place")}
    assert take(session, path).tally == ImportTally(unchanged=summary.tally.new)
