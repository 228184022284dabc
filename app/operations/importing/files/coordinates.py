"""Parses coordinates, and explains those that cannot be used."""

from collections.abc import Iterable
from math import isfinite
from typing import NamedTuple

import shapely

from gis.files.attributes import Row
from gis.files.features import FeatureFile
from gis.files.messages import msg
from gis.geometry import UKRAINE, Point, inside

_MOST_LON, _MOST_LAT = 180, 90


class Unusable(NamedTuple):
    """Why there is no point: a stable code, and a sentence with the remedy."""

    kind: str
    reason: str


def point_or_fault(raw_lon: str, raw_lat: str) -> Point | Unusable:
    """Read a point in Ukraine (a decimal comma is accepted), or return what is wrong."""
    if not raw_lon.strip() or not raw_lat.strip():
        return Unusable(
            "no-coordinates", msg("longitude or latitude is empty: find the place anew")
        )
    try:
        lon, lat = (float(raw.strip().replace(",", ".")) for raw in (raw_lon, raw_lat))
    except ValueError:
        return Unusable(
            "not-a-number",
            msg(
                "“%(lon)s”, “%(lat)s” are not two numbers: write degrees such as 30.52",
                lon=raw_lon[:20],
                lat=raw_lat[:20],
            ),
        )
    if not (isfinite(lon) and isfinite(lat)):
        return Unusable("not-finite", msg("longitude and latitude are no finite numbers"))
    shown = {"lon": f"{lon:g}", "lat": f"{lat:g}"}
    if lon == 0 and lat == 0:
        return Unusable(
            "zero-coordinates", msg("0, 0 lies in the ocean: the place was never found")
        )
    if lon.is_integer() and lat.is_integer():
        return Unusable(
            "placeholder",
            msg("%(lon)s, %(lat)s are whole degrees: a placeholder rather than a place", **shown),
        )
    return _in_ukraine(lon, lat)


def with_coordinates(
    features: FeatureFile, points: Iterable[shapely.Geometry | None]
) -> tuple[tuple[str, ...], list[Row]]:
    """Return columns and rows of the features with ``lon`` and ``lat``: '' where there is no point.

    ``points`` has one shape for each feature.
    """
    rows = [row | _lon_lat(point) for row, point in zip(features.rows, points, strict=True)]
    return (*features.columns, *({"lon", "lat"} - set(features.columns))), rows


def _lon_lat(shape: shapely.Geometry | None) -> Row:
    if not isinstance(shape, shapely.Point) or shape.is_empty:
        return {"lon": "", "lat": ""}
    return {"lon": repr(shape.x), "lat": repr(shape.y)}


def _in_ukraine(lon: float, lat: float) -> Point | Unusable:
    if inside(UKRAINE, lon, lat):
        return Point(lon, lat)
    shown = {"lon": f"{lon:g}", "lat": f"{lat:g}"}
    if inside(UKRAINE, lat, lon):
        return Unusable(
            "swapped-axes",
            msg(
                "longitude %(lon)s and latitude %(lat)s are swapped: exchange the two columns",
                **shown,
            ),
        )
    if abs(lon) > _MOST_LON or abs(lat) > _MOST_LAT:
        return Unusable(
            "not-degrees",
            msg("%(lon)s, %(lat)s are no degrees: convert the coordinates to EPSG:4326", **shown),
        )
    return Unusable(
        "outside-ukraine",
        msg("longitude %(lon)s, latitude %(lat)s is not in Ukraine: it is another place", **shown),
    )
