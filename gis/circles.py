"""Circles with a radius in metres, as polygons. EPSG:4326, lon then lat."""

import numpy as np
import shapely
from pyproj import Geod

from gis.geometry import Point

_WGS84 = Geod(ellps="WGS84")
_SIDES = 64


def circle_m(centre: Point, radius_m: float) -> shapely.Polygon:
    """Return a polygon whose sides touch the circle from outside, so that it covers all of it."""
    azimuths = np.linspace(0, 360, _SIDES, endpoint=False)
    distances = np.full(_SIDES, radius_m / np.cos(np.pi / _SIDES))
    lons, lats, _back = _WGS84.fwd(
        np.full(_SIDES, centre.lon), np.full(_SIDES, centre.lat), azimuths, distances
    )
    return shapely.Polygon(np.column_stack((lons, lats)))
