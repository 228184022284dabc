"""The map of the country: hromadas with their counts, over the land of all that are known."""

import mapbox_vector_tile
import pytest

from tests.builders import a_hromada, a_public_report, a_working_hromada, square
from tests.gis.test_tiles import tile_at


@pytest.fixture
def country(database):
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(34.1, 47.6), served=False)
        a_hromada(session, "shown", boundary=square(34.2, 47.6), served=False, demo=True)
        a_public_report(session, a_working_hromada(session))


def layers(client, kind, zoom):
    tile = tile_at(34.05, 47.65, zoom)
    return mapbox_vector_tile.decode(
        client.get(f"/{kind}/{zoom}/{tile.x}/{tile.y}.mvt").data or b""
    )


@pytest.mark.parametrize("zoom", [4, 6, 10])
def test_the_land_of_every_hromada_says_whether_it_is_served(client, country, zoom):
    land = layers(client, "base", zoom)["land"]["features"]
    told = {f["properties"]["slug"]: f["properties"]["served"] for f in land}
    assert told == {"pokrov": True, "bucha": False}


def test_land_far_away_is_an_empty_tile(client, country):
    assert client.get("/base/10/1/1.mvt").data == b""
    assert client.get("/base/40/1/1.mvt").status_code == 422


def test_the_first_page_opens_its_map_on_the_hromadas_found(client, country):
    assert 'data-bounds="34.0000,47.6000,34.1000,47.7000"' in client.get("/").text
