"""Base tiles: what they name, what only addresses tell, and how they find their rows."""

from typing import Any

import mapbox_vector_tile
import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from app.db import APP_ROLE, enter_hromada
from app.models.addresses import Address
from app.models.basemap import BasemapFeature, BasemapSource
from app.models.places import Hromada
from gis.map.overviews import BANDS, band_of, make_overviews
from gis.map.tiles import base_tile
from gis.sql import load
from tests.builders import NOON, a_hromada
from tests.gis.map.test_tiles import tile_at

STREET = "LINESTRING(34.04 47.65,34.06 47.6501)"
HOUSE = "POLYGON((34.05 47.65,34.0503 47.65,34.0503 47.6502,34.05 47.65))"


@pytest.fixture
def hromada(session: Session) -> Hromada:
    return a_hromada(session)


def draw(session: Session, hromada: Hromada, shape: str, **given: Any) -> None:
    row = {"hromada_id": hromada.id, "shape": f"SRID=4326;{shape}"} | given
    session.execute(insert(BasemapFeature).values(**row))


def an_address(session: Session, hromada: Hromada, house: str, lon: float = 34.0501) -> None:
    point = f"SRID=4326;POINT({lon} 47.6501)"
    given = {"hromada_id": hromada.id, "street_uk": "вулиця Лісова", "house": house}
    session.execute(insert(Address).values(**given, point=point))


def features(session: Session, hromada: Hromada, zoom: int, layer: str) -> list[dict[str, Any]]:
    mvt = base_tile(session.connection(), hromada.id, tile_at(34.0502, 47.6501, zoom))
    decoded = mapbox_vector_tile.decode(mvt) if mvt else {}
    return [feature["properties"] for feature in decoded.get(layer, {}).get("features", ())]


@pytest.mark.parametrize("zoom", [14, 15])
def test_a_street_has_its_class_and_its_names(
    session: Session, hromada: Hromada, zoom: int
) -> None:
    names = {"name_uk": "вулиця Лісова", "name_en": "vulytsia Lisova"}
    draw(session, hromada, STREET, layer="street", kind="main", class_="primary", **names)
    make_overviews(session.connection(), hromada.id)
    assert features(session, hromada, zoom, "street") == [
        {"kind": "main", "class": "primary"} | names
    ]


@pytest.mark.parametrize(("zoom", "shown"), [(10, 0), (13, 0), (14, 1), (17, 1)])
def test_a_driveway_is_drawn_where_its_own_zoom_says(
    session: Session, hromada: Hromada, zoom: int, shown: int
) -> None:
    draw(session, hromada, STREET, layer="street", kind="lane", class_="service", min_zoom=14)
    make_overviews(session.connection(), hromada.id)
    assert len(features(session, hromada, zoom, "street")) == shown


def test_houses_are_numbered_from_close_by(session: Session, hromada: Hromada) -> None:
    an_address(session, hromada, "12-А")
    an_address(session, hromada, "")
    assert features(session, hromada, 15, "house") == [{"house": "12-А"}], "nothing else is there"
    source = {"hromada_id": hromada.id, "source": "a", "imported_at": NOON, "features": 2}
    session.execute(insert(BasemapSource).values(**source))
    assert features(session, hromada, 15, "house") == []
    assert features(session, hromada, 16, "house") == [{"house": "12-А"}]


def test_where_nothing_is_drawn_addresses_name_the_streets(
    session: Session, hromada: Hromada
) -> None:
    for n in range(3):
        an_address(session, hromada, str(n), lon=34.0500 + n / 10_000)
    street = {"kind": "street", "name_uk": "вулиця Лісова"}
    assert features(session, hromada, 15, "place") == [street]
    source = {"hromada_id": hromada.id, "source": "openstreetmap", "imported_at": NOON}
    session.execute(insert(BasemapSource).values(**source, features=1))
    assert features(session, hromada, 15, "place") == []


def test_surfaces_bear_no_names(session: Session, hromada: Hromada) -> None:
    draw(session, hromada, HOUSE, layer="building", kind="school", name_uk="Школа")
    assert features(session, hromada, 16, "building") == [{"kind": "school"}]


def test_a_speck_is_not_drawn_from_afar(session: Session, hromada: Hromada) -> None:
    draw(session, hromada, HOUSE, layer="water", kind="pond")
    make_overviews(session.connection(), hromada.id)
    assert features(session, hromada, 9, "water") == []
    assert features(session, hromada, 14, "water") == [{"kind": "pond"}]


def test_every_zoom_has_a_band() -> None:
    assert [band_of(zoom) for zoom in (0, 7, 8, 14)] == [7, 7, 8, 14]
    assert len({band.zoom for band in BANDS}) == len(BANDS)


def test_low_zooms_are_found_by_hromada_and_zoom(owner_engine: Engine) -> None:
    """Asked by the program's role: what row-level security hides from the index costs a scan."""
    with owner_engine.connect() as conn, conn.begin() as outer:
        session = Session(conn, join_transaction_mode="create_savepoint")
        hromada = a_hromada(session)
        draw(session, hromada, STREET, layer="street", kind="main")
        enter_hromada(session, hromada.id)
        make_overviews(session.connection(), hromada.id)
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
        given = {"hromada_id": hromada.id, "band": 9} | tile_at(34.05, 47.65, 9)._asdict()
        query = text(f"EXPLAIN {load('basemap/overview_tile').text}")
        lines = [row[0] for row in session.execute(query, given)]
        outer.rollback()
    conditions = [line for line in lines if "Index Cond" in line and "zoom" in line]
    assert conditions, "\n".join(lines)
    assert "hromada_id" in conditions[0]
