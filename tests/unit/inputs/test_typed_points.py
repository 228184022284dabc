import pytest

from app.inputs.typed_points import typed_point
from gis.geometry import Point


@pytest.mark.parametrize(
    "text",
    [
        "47.66 34.08",
        "47.66, 34.08",
        "47,66; 34,08",
        "34.08 47.66",
        "47.66N 34.08E",
        "47.66° N, 34.08° E",
        "47°39'36\"N 34°04'48\"E",
        "47° 39′ 36″ 34° 4′ 48″",
        "47°39.6'".replace("39.6", "39") + '36" 34°04\'48"',
        "яма тут 47.66, 34.08",
        "geo:47.66,34.08?z=17",
        "https://www.openstreetmap.org/?mlat=47.66&mlon=34.08#map=12/47.5/34.9",
        "https://www.openstreetmap.org/#map=17/47.66/34.08",
        "https://www.google.com/maps/@47.66,34.08,17z",
        "https://www.google.com/maps/place/X/@47.1,34.9,17z/data=!3m1!3d47.66!4d34.08",
        "https://maps.google.com/?q=47.66,34.08",
        "https://www.google.com/maps/search/?api=1&query=47.66%2C34.08",
        "https://maps.apple.com/?ll=47.66,34.08",
        "https://waze.com/ul?ll=47.66%2C34.08&navigate=yes",
    ],
)
def test_a_place_is_understood_however_it_is_written(text: str) -> None:
    found = typed_point(text)
    assert found
    assert (round(found.lon, 4), round(found.lat, 4)) == (34.08, 47.66)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "вулиця Миру, 12",
        "Миру 47, 34",
        "пр. Соборний 47/34",
        "12.05.2025 14.30",
        "51.50, -0.12",
        "https://example.org/47.66,34.08",
        "+38 067 123 45 67",
        "9" * 400,
    ],
)
def test_what_is_no_place_in_ukraine_is_none(text: str) -> None:
    assert typed_point(text) is None


def test_the_order_is_told_by_the_numbers() -> None:
    assert typed_point("49.07 33.42") == typed_point("33.42 49.07") == Point(33.42, 49.07)
