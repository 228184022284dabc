"""A circle on the ground, as a polygon. EPSG:4326, lon then lat."""

import numpy as np
import shapely
from pyproj import Geod

from gis.geometry import Point

_WGS84 = Geod(ellps="WGS84")
_SIDES = 64


def circle_m(centre: Point, radius_m: float) -> shapely.Polygon:
    """Return the circle's polygon; its sides lie outside, so that it covers the whole circle."""
    azimuths = np.linspace(0, 360, _SIDES, endpoint=False)
    reach = np.full(_SIDES, radius_m / np.cos(np.pi / _SIDES))
    lons, lats, _back = _WGS84.fwd(
        np.full(_SIDES, centre.lon), np.full(_SIDES, centre.lat), azimuths, reach
    )
    return shapely.Polygon(np.column_stack((lons, lats)))
