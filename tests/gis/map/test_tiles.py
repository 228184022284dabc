"""Tiles hold exactly the public reports of one hromada, each once."""

import math
from collections import Counter
from typing import Any

import mapbox_vector_tile
import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from app.db import APP_ROLE, enter_hromada
from app.domain.roles import Role
from app.models.addresses import Address
from app.models.basemap import BasemapFeature
from app.models.places import Hromada
from app.operations.reports.events import SYSTEM, Actor
from gis.geometry import InvalidGeometry, Point
from gis.map.cell_grid import range_of_tile
from gis.map.clusters import Bands, View, plan, report_tile
from gis.map.overviews import make_overviews
from gis.map.stored_counts import merge
from gis.map.tiles import Tile, base_tile, country_tile
from gis.report_filter import EVERYTHING, ReportFilter
from tests.builders import (
    a_body,
    a_category,
    a_district,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    an_area,
    square,
)

BANDS = Bands(districts_upto=12)
# The square of the builders, 0.1 degrees wide.
WEST, SOUTH, SIZE = 34.0, 47.6, 0.1


def tile_at(lon: float, lat: float, zoom: int) -> Tile:
    across = 2**zoom
    x = int((lon + 180) / 360 * across)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across)
    return Tile.parse(zoom, x, y)


def tiles_over(zoom: int) -> list[Tile]:
    first = tile_at(WEST - 0.02, SOUTH + SIZE + 0.02, zoom)
    last = tile_at(WEST + SIZE + 0.02, SOUTH - 0.02, zoom)
    return [
        Tile(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)
    ]


def layers_of(
    session: Session, hromada: Hromada, tile: Tile, filters: ReportFilter = EVERYTHING
) -> dict[str, Any]:
    mvt = report_tile(session.connection(), hromada.id, tile, filters=filters, bands=BANDS)
    return mapbox_vector_tile.decode(mvt) if mvt else {}


def properties(layers: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in layers.get(name, {}).get("features", [])]


def counted(
    session: Session, hromada: Hromada, zoom: int, filters: ReportFilter = EVERYTHING
) -> Counter[str]:
    """What all the tiles of a zoom say of each district: clusters and pins together."""
    total: Counter[str] = Counter()
    for tile in tiles_over(zoom):
        layers = layers_of(session, hromada, tile, filters)
        for cluster in properties(layers, "clusters"):
            total[cluster["district"]] += cluster["total"]
        for pin in properties(layers, "reports"):
            total[pin["district"]] += 1
    return total


@pytest.fixture
def halved(session: Session) -> Hromada:
    """A hromada of two districts, side by side, with reports in both."""
    hromada = a_hromada(session)
    a_district(
        session,
        hromada,
        "west",
        boundary=square(WEST, SOUTH, 0.05),
        label_point="SRID=4326;POINT(34.02 47.62)",
    )
    a_district(
        session,
        hromada,
        "east",
        boundary=square(WEST + 0.05, SOUTH, 0.05),
        label_point="SRID=4326;POINT(34.07 47.62)",
    )
    an_area(session, a_body(session, hromada), a_category(session, hromada))
    for n in range(9):
        a_public_report(session, hromada, point=Point(34.02 + n * 0.0041, 47.61 + n * 0.003))
    for n in range(6):
        steps = [
            ("publish", Actor(Role.OPERATOR)), ("route", SYSTEM),
            ("accept", Actor(Role.OPERATOR)), ("solve", Actor(Role.OPERATOR)), ("lapse", SYSTEM),
        ]  # fmt: skip
        a_report(session, hromada, point=Point(34.0512 + n * 0.001, 47.612), steps=steps)
    # The square above the two belongs to no district.
    a_public_report(session, hromada, point=Point(34.03, 47.68))
    return hromada


def in_the_database(session: Session, hromada: Hromada) -> Counter[str]:
    rows = session.execute(
        text(
            "SELECT coalesce(d.code, '') AS code, count(*) AS reports FROM report AS r"
            " LEFT JOIN district AS d ON d.id = r.district_id"
            " WHERE r.hromada_id = :id AND r.public GROUP BY 1"
        ),
        {"id": hromada.id},
    )
    return Counter({row.code: row.reports for row in rows})


@pytest.mark.parametrize("zoom", [8, 12, 13, 15, 16, 17])
def test_each_zoom_counts_every_public_report_once_in_its_district(
    session: Session, halved: Hromada, zoom: int
) -> None:
    assert in_the_database(session, halved).total() == 16
    assert counted(session, halved, zoom) == in_the_database(session, halved)


def test_zoomed_out_a_district_is_one_cluster_at_its_label(
    session: Session, halved: Hromada
) -> None:
    layers = layers_of(session, halved, tile_at(34.02, 47.62, 11))
    west = [c for c in properties(layers, "clusters") if c["district"] == "west"]
    assert [(c["total"], c["open"], c["closed"]) for c in west] == [(8, 8, 0)]


def test_a_cluster_tells_open_from_closed(session: Session, halved: Hromada) -> None:
    layers = layers_of(session, halved, tile_at(34.07, 47.62, 11))
    (east,) = [c for c in properties(layers, "clusters") if c["district"] == "east"]
    assert (east["open"], east["progress"], east["closed"]) == (1, 0, 6)


def test_one_cell_in_two_districts_makes_two_clusters(session: Session, halved: Hromada) -> None:
    for n in range(2):
        a_public_report(session, halved, point=Point(34.04999 - n * 1e-5, 47.6121))
    near = [
        cluster["district"]
        for tile in tiles_over(13)
        for cluster in properties(layers_of(session, halved, tile), "clusters")
        if cluster["west"] < 34.05 < cluster["east"]
        and cluster["south"] < 47.612 < cluster["north"]
    ]
    assert {"west", "east"} <= set(near)


def test_the_districts_layer_counts_whole_districts_at_any_zoom(
    session: Session, halved: Hromada
) -> None:
    for zoom in (9, 14):
        layers = layers_of(session, halved, tile_at(34.02, 47.62, zoom))
        west = {d["code"]: d for d in properties(layers, "districts")}["west"]
        assert (west["total"], west["open"], west["closed"]) == (8, 8, 0)


def test_a_report_on_the_side_of_two_tiles_is_in_one(session: Session) -> None:
    hromada = a_working_hromada(session)
    side = tile_at(34.05, 47.65, 14)
    lon = side.x / 2**14 * 360 - 180
    a_public_report(session, hromada, point=Point(lon, 47.65))
    assert counted(session, hromada, 14).total() == 1
    assert counted(session, hromada, 16).total() == 1


def test_street_level_shows_pins_with_their_facts(session: Session, halved: Hromada) -> None:
    number = a_public_report(session, halved, point=Point(34.09, 47.69)).number
    layers = layers_of(session, halved, tile_at(34.09, 47.69, 16))
    (pin,) = properties(layers, "reports")
    assert (pin["number"], pin["colour"], pin["category"]) == (number, "open", "roads.pothole")
    assert "clusters" not in layers


def test_unpublished_reports_stay_off(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    assert counted(session, hromada, 16) == Counter()


def test_another_hromadas_reports_stay_off(session: Session) -> None:
    mine = a_working_hromada(session)
    theirs = a_hromada(session, "bucha", boundary=square(30.0, 50.0))
    a_district(session, theirs, boundary=square(30.0, 50.0))
    a_category(session, theirs)
    a_public_report(session, theirs, point=Point(30.05, 50.05))
    enter_hromada(session, mine.id)
    where = tile_at(30.05, 50.05, 16)
    assert (
        report_tile(session.connection(), theirs.id, where, filters=EVERYTHING, bands=BANDS) == b""
    )


def test_nothing_is_an_empty_tile(session: Session) -> None:
    hromada = a_hromada(session)
    assert (
        report_tile(
            session.connection(), hromada.id, Tile(16, 0, 0), filters=EVERYTHING, bands=BANDS
        )
        == b""
    )


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (ReportFilter(statuses=("lapsed",)), 6),
        (ReportFilter(statuses=()), 0),
        (ReportFilter(categories=("roads",)), 16),
        (ReportFilter(categories=("roads.pothole",)), 16),
        (ReportFilter(categories=("trees",)), 0),
        (ReportFilter(districts=("west",)), 8),
        (ReportFilter(bodies=("udg",)), 16),
        (ReportFilter(bodies=("nobody",)), 0),
        (ReportFilter(words="%зупинки%"), 16),
        (ReportFilter(words="%слон%"), 0),
    ],
)
def test_filters_narrow_every_zoom_alike(
    session: Session, halved: Hromada, filters: ReportFilter, left: int
) -> None:
    assert counted(session, halved, 11, filters).total() == left
    assert counted(session, halved, 16, filters).total() == left


@pytest.mark.parametrize("address", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_addresses_off_the_grid_are_refused(address: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidGeometry, match="no tile"):
        Tile.parse(*address)


def ground(session: Session, hromada: Hromada, zoom: int) -> dict[str, Any]:
    mvt = base_tile(session.connection(), hromada.id, tile_at(34.05, 47.65, zoom))
    return mapbox_vector_tile.decode(mvt) if mvt else {}


def test_the_ground_shows_houses_only_where_they_can_be_seen(session: Session) -> None:
    hromada = a_working_hromada(session)
    for layer, kind, shape in (
        ("street", "main", "LINESTRING(34.0 47.65,34.1 47.65)"),
        ("building", "house", "POLYGON((34.05 47.65,34.051 47.65,34.051 47.651,34.05 47.65))"),
    ):
        row = {
            "hromada_id": hromada.id,
            "layer": layer,
            "kind": kind,
            "shape": f"SRID=4326;{shape}",
        }
        session.execute(insert(BasemapFeature).values(**row))
    make_overviews(session.connection(), hromada.id)
    assert set(ground(session, hromada, 12)) == {"district_borders", "outline", "place", "street"}
    assert set(ground(session, hromada, 15)) >= {"building", "street"}


def test_the_ground_of_another_hromada_is_empty(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_hromada(session, "bucha", boundary=square(30.0, 50.0))
    assert ground(session, hromada, 12).keys() <= {"outline", "place"}


def test_a_hromada_without_a_ground_shows_at_least_its_name(session: Session) -> None:
    hromada = a_hromada(session, name_uk="Зразківська")
    named = ground(session, hromada, 11)["place"]["features"]
    assert [row["properties"]["name_uk"] for row in named] == ["Зразківська громада"]
    assert "place" not in ground(session, hromada, 14)


def test_where_no_ground_is_known_addresses_tell_where_houses_are(session: Session) -> None:
    hromada = a_hromada(session)
    point = "SRID=4326;POINT(34.0501 47.6501)"
    session.add(Address(hromada_id=hromada.id, street_uk="Садова", house="7", point=point))
    session.flush()
    shown = ground(session, hromada, 14)
    assert [row["properties"]["house"] for row in shown["house"]["features"]] == ["7"]
    assert shown["place"]["features"][0]["properties"]["name_uk"] == "Садова"
    assert "house" not in ground(session, hromada, 13)


def test_the_ground_outside_is_an_empty_tile(session: Session) -> None:
    hromada = a_working_hromada(session)
    assert base_tile(session.connection(), hromada.id, tile_at(25.0, 50.0, 14)) == b""


MANY = """
INSERT INTO report (hromada_id, category_id, status, point, description, public_text,
    submitted_at, updated_at)
SELECT hromada_id, category_id, status, ST_Translate(point, n * 1e-5, 0), 'x', 'x', now(), now()
FROM report, generate_series(1, 2000) AS n
"""


def test_tenancy_leaves_the_maps_index_usable(owner_engine: Engine) -> None:
    """Asked by the program's role, of a table that the planner knows."""
    with owner_engine.connect() as conn, conn.begin() as outer:
        session = Session(conn, join_transaction_mode="create_savepoint")
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
        session.execute(text(MANY))
        session.execute(text("ANALYZE report"))
        session.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
        view = View([range_of_tile(*tile_at(34.05, 47.65, 16))], 16)
        chosen = plan(view, ReportFilter(categories=("roads",)), BANDS)
        values = chosen.values | {"hromada_id": hromada.id, "x": 0, "y": 0}
        lines = [row[0] for row in session.execute(text(f"EXPLAIN {chosen.query('tile')}"), values)]
        outer.rollback()
    assert any("report_map_idx" in line for line in lines), "\n".join(lines)
    assert any("Index Cond" in line and "map_cell" in line for line in lines), "\n".join(lines)


def country(session: Session, zoom: int) -> dict[str, Any]:
    mvt = country_tile(session.connection(), tile_at(34.05, 47.65, zoom))
    return mapbox_vector_tile.decode(mvt) if mvt else {}


def test_the_country_counts_what_its_hromadas_count(session: Session, halved: Hromada) -> None:
    merge(session.connection())
    near = a_hromada(session, "bucha", centre="SRID=4326;POINT(34.06 47.66)")
    a_district(session, near)
    an_area(session, a_body(session, near), a_category(session, near))
    a_public_report(session, near, point=Point(34.05, 47.65))
    merge(session.connection())
    (cluster,) = properties(country(session, 5), "clusters")
    assert (cluster["hromadas"], cluster["total"], cluster["closed"]) == (2, 17, 6)
    shown = {h["slug"]: h["total"] for h in properties(country(session, 10), "hromadas")}
    assert shown == {"pokrov": 16, "bucha": 1}


def test_a_hromada_that_is_not_served_is_not_in_the_country(session: Session) -> None:
    a_hromada(session, served=False)
    assert country(session, 10) == {}
