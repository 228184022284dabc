"""The first step without scripts: pressed maps, moved maps, addresses, coordinates."""

from typing import Any

import pytest

from app.inputs.map_view import MapView, Whereabouts, parse_whereabouts
from gis.geometry import Point

OPENING = MapView(34.08, 47.66, 14.0)


def known(**args: Any) -> Whereabouts:
    return parse_whereabouts(
        {name.replace("_", "."): value for name, value in args.items()}, OPENING
    )


def test_the_middle_of_the_map_is_its_middle() -> None:
    width, height = OPENING.pixels
    lon, lat = OPENING.point_at(width / 2, height / 2)
    assert (lon, lat) == pytest.approx((34.08, 47.66))


def test_a_press_comes_back_to_its_pixel() -> None:
    lon, lat = OPENING.point_at(40, 250)
    assert OPENING.pixel_of(Point(lon, lat)) == pytest.approx((40, 250))


def test_a_press_outweighs_the_coordinates_before() -> None:
    place = known(lon="34.01", lat="47.61", map_x="144", map_y="160")
    assert place.point == pytest.approx((34.08, 47.66))
    assert not place.ready


def test_enter_in_a_field_is_no_press() -> None:
    assert known(map_x="0", map_y="0").point is None


def test_coordinates_are_shown_close() -> None:
    place = known(lon="34.05", lat="47.65")
    assert place.point == (34.05, 47.65)
    assert (place.view.lon, place.view.lat, place.view.zoom) == (34.05, 47.65, 16.0)
    assert place.ready


@pytest.mark.parametrize(
    ("way", "lon", "lat"),
    [("west", -1, 0), ("east", 1, 0), ("north", 0, 1), ("south", 0, -1), ("nowhere", 0, 0)],
)
def test_arrows_move_the_map_and_not_the_point(way: str, lon: int, lat: int) -> None:
    place = known(lon="34.05", lat="47.65", view="34.08,47.66,15", move=way)
    assert place.point == (34.05, 47.65)
    east, north = place.view.lon - 34.08, place.view.lat - 47.66
    assert (east > 0) - (east < 0) == lon
    assert (north > 0) - (north < 0) == lat
    assert not place.ready


@pytest.mark.parametrize(("way", "zoom"), [("in", 18.0), ("out", 17.0)])
def test_zoom_has_ends(way: str, zoom: float) -> None:
    assert known(view="34.08,47.66,18", move=way).view.zoom == zoom


@pytest.mark.parametrize(
    "view",
    ["", "1,2", "a,b,c", "nan,47.66,15", "34.08,47.66,nan", "34.08,47.66,inf", "0,0,15"],
)
def test_a_senseless_view_is_the_opening_one(view: str) -> None:
    assert known(view=view).view == OPENING


@pytest.mark.parametrize(
    "args",
    [
        {"lon": "x", "lat": "y"},
        {"lon": "47.65", "lat": "34.05"},
        {"lon": "nan", "lat": "1"},
        {"map_x": "nan", "map_y": "5"},
    ],
)
def test_bad_coordinates_are_no_point_but_a_reason(args: dict[str, str]) -> None:
    place = known(**args)
    assert place.point is None
    assert place.fault


def test_an_address_is_looked_for_until_it_is_found() -> None:
    there = {"lon": "34.05", "lat": "47.65"}
    assert known(address="Поштова 1").to_be_found
    assert known(address="Поштова 1", found="Поштова 1", **there).to_be_found is False
    assert known(address="Поштова 2", found="Поштова 1", **there).to_be_found
    assert known(address="Поштова 1", find="1", **there).to_be_found
    assert not known(address="Поштова 1", map_x="9", map_y="9").to_be_found
