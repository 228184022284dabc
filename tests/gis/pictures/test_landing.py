"""Where the shapes of a file land beside an outline."""

import re

import shapely

from gis.pictures.landing import landing_of

TOWN = shapely.box(33.3, 49.0, 33.5, 49.2)


def test_a_stray_place_does_not_make_the_rest_a_dot() -> None:
    here = [shapely.Point(33.31 + 0.01 * n, 49.1) for n in range(10)]
    landing = landing_of(TOWN, [*here, shapely.Point(30.52, 50.45)])
    assert landing.beyond == 1
    assert landing.points.count("M") == len(here)
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", landing.outline)]
    assert max(xs) - min(xs) > landing.width / 2


def test_a_file_of_another_land_is_shown_there() -> None:
    landing = landing_of(TOWN, [shapely.Point(30.52, 50.45), shapely.Point(30.53, 50.45)])
    assert landing.beyond == 0
    assert landing.points.count("M") == 2


def test_an_outline_alone_is_drawn() -> None:
    landing = landing_of(TOWN, [])
    assert (bool(landing.outline), landing.shapes, landing.beyond) == (True, "", 0)
