import pytest

from gis.geometry import Bbox, InvalidGeometry, Point, parse_bbox, parse_point


def test_reads_west_south_east_north() -> None:
    assert parse_bbox("30,50,31,51") == Bbox(30, 50, 31, 51)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "30,50,31",
        "30,50,31,51,52",
        "a,b,c,d",
        "nan,50,31,51",
        "30,50,inf,51",
        "31,50,30,51",
        "30,51,31,50",
        "30,50,181,51",
        "50,300,51,310",
    ],
)
def test_refuses_boxes(raw: str) -> None:
    with pytest.raises(InvalidGeometry):
        parse_bbox(raw)


@pytest.mark.parametrize("given", [("34.08", "47.66"), (34.08, 47.66), (" 34,08 ", "47,66")])
def test_reads_points_lon_first_with_point_or_comma(
    given: tuple[str, str] | tuple[float, float],
) -> None:
    assert parse_point(*given) == Point(34.08, 47.66)


@pytest.mark.parametrize(
    ("lon", "lat", "why"),
    [
        ("", "47", "not two numbers"),
        ("34", "север", "not two numbers"),
        ("nan", "47", "not finite"),
        ("34", "-inf", "not finite"),
        ("47.66", "34.08", "swapped"),
        ("0", "0", "not in Ukraine"),
        ("-73.9", "40.7", "not in Ukraine"),
        ("1e9", "47", "not in Ukraine"),
    ],
)
def test_refuses_points_saying_why(lon: str, lat: str, why: str) -> None:
    with pytest.raises(InvalidGeometry, match=why):
        parse_point(lon, lat)
