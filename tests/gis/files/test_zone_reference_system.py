"""A masked zone is in longitude and latitude: a file that states another system is refused."""

import json

import pytest

from gis.files.areas import zone_of_geojson
from gis.files.faults import UnreadableFile

RING = [[34.05, 47.65], [34.06, 47.65], [34.06, 47.66], [34.05, 47.65]]


def zone(crs: object) -> bytes:
    shape = {"type": "Polygon", "coordinates": [RING], "crs": crs}
    return json.dumps(shape).encode()


def named(name: object) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("crs", [None, named("urn:ogc:def:crs:OGC:1.3:CRS84"), named("EPSG:4326")])
def test_longitude_and_latitude_may_be_stated(crs: object) -> None:
    assert zone_of_geojson(zone(crs), max_vertices=100).area > 0


@pytest.mark.parametrize(
    "crs",
    [
        named("EPSG:4284"),
        named(4326),
        {"type": "link", "properties": {"href": "http://127.0.0.1/x", "type": "proj4"}},
        "EPSG:4284",
    ],
)
def test_another_system_is_refused(crs: object) -> None:
    with pytest.raises(UnreadableFile):
        zone_of_geojson(zone(crs), max_vertices=100)
