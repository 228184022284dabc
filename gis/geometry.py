"""Parses coordinates from outside. Order is lon, lat; CRS is EPSG:4326 unless stated otherwise."""

from math import isfinite
from typing import NamedTuple


class InvalidGeometry(ValueError):
    """Coordinates that are not numbers, out of range, or in the wrong order."""


class Bbox(NamedTuple):
    """West, south, east, north in degrees, EPSG:4326."""

    west: float
    south: float
    east: float
    north: float


class Point(NamedTuple):
    """Longitude, then latitude, in degrees, EPSG:4326."""

    lon: float
    lat: float

    def ewkt(self) -> str:
        """Return the point as EWKT."""
        return f"SRID=4326;POINT({self.lon!r} {self.lat!r})"


# Ukraine with a margin: longitude 22-41, latitude 44-53. The two ranges do not meet, so swapped
# axes are always recognised.
UKRAINE = Bbox(22.0, 44.0, 41.0, 53.0)


def parse_point(lon: str | float, lat: str | float) -> Point:
    """Parse a point in Ukraine; raise InvalidGeometry with what is wrong.

    A decimal comma is accepted in text.
    """
    try:
        x, y = (float(str(part).strip().replace(",", ".")) for part in (lon, lat))
    except ValueError:
        raise InvalidGeometry(f"not two numbers: {lon!r}, {lat!r}") from None
    if not (isfinite(x) and isfinite(y)):
        raise InvalidGeometry(f"not finite: {lon!r}, {lat!r}")
    if inside(UKRAINE, x, y):
        return Point(x, y)
    if inside(UKRAINE, y, x):
        raise InvalidGeometry(f"longitude and latitude are swapped: {lon!r}, {lat!r}")
    raise InvalidGeometry(f"not in Ukraine: {lon!r}, {lat!r}")


def inside(box: Bbox, lon: float, lat: float) -> bool:
    """Return whether the point lies in the box or on its side."""
    return box.west <= lon <= box.east and box.south <= lat <= box.north


def parse_bbox(raw: str) -> Bbox:
    """Parse ``"west,south,east,north"``; raise InvalidGeometry on anything else.

    A box over the antimeridian (west > east) is refused: no hromada lies there.
    """
    try:
        west, south, east, north = (float(part) for part in raw.split(","))
    except ValueError:
        raise InvalidGeometry(f"not four numbers: {raw!r}") from None
    box = Bbox(west, south, east, north)
    if not all(isfinite(side) for side in box):
        raise InvalidGeometry(f"not finite: {raw!r}")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidGeometry(f"not west,south,east,north in degrees: {raw!r}")
    return box
