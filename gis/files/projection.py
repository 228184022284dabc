"""Converts coordinates of files to EPSG:4326, lon then lat; measures on the ellipsoid."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import CRSError, ProjError

from gis.files.faults import UnreadableFile
from gis.files.messages import msg
from gis.geometry import UKRAINE

Shapes = NDArray[np.object_]

LONLAT = CRS.from_epsg(4326)
_CRS84 = CRS.from_user_input("OGC:CRS84")
_ELLIPSOID = Geod(ellps="WGS84")
# A millimetre: the same file converted by another release of PROJ stays the same.
_DECIMALS = 8


def reference_system(declared: str | None, stated: str | None) -> CRS:
    """Return the reference system that the file declares, else the one that the user stated.

    Nothing is guessed: neither, or two that differ, raise UnreadableFile.
    """
    if declared is None and stated is None:
        raise UnreadableFile(
            msg("the file does not say its reference system, and it is not guessed").asking(
                "crs",
                "add it to the file (the .prj of a Shapefile), or state it by --crs, for example "
                "--crs EPSG:4326 for longitude and latitude, --crs EPSG:5564 for UCS-2000 zone 6",
            )
        )
    by_user = _parsed(stated) if stated is not None else None
    if declared is None:
        assert by_user is not None  # noqa: S101 - for the type checker: the case is refused above
        return by_user
    own = _parsed(declared)
    if by_user is not None and by_user != own:
        raise UnreadableFile(
            msg(
                "the file says it is in %(own)s, and you say %(told)s",
                own=own.name,
                told=by_user.name,
            ).asking("no-crs", "leave --crs out, it is for files that carry no reference system")
        )
    return own


def _parsed(crs: str) -> CRS:
    if crs == "EPSG:4326":
        # That of nearly every file: no look-up.
        return LONLAT
    try:
        system = CRS.from_user_input(crs)
    except CRSError:
        raise UnreadableFile(
            msg(
                "unknown reference system %(crs)r: name it by its code, such as EPSG:4326",
                crs=crs[:80],
            )
        ) from None
    if not (system.is_geographic or system.is_projected):
        raise UnreadableFile(
            msg(
                "the reference system %(crs)r is tied to no place on Earth: save the layer in "
                "EPSG:4326",
                crs=system.name,
            )
        )
    return system


def name_of(system: CRS) -> str:
    """Return the code of the system if it has one, else its name."""
    if system is LONLAT:
        return "EPSG:4326"
    code: str = system.to_string()
    return code if len(code) < 40 else str(system.name)


def to_lonlat(shapes: Shapes, system: CRS) -> Shapes:
    """Convert from ``system``; where that is impossible, coordinates become infinite.

    Of several datum shifts the one meant for Ukraine is used.
    """
    if system in (LONLAT, _CRS84):
        return shapes
    try:
        transformer = Transformer.from_crs(
            system,
            LONLAT,
            always_xy=True,
            area_of_interest=AreaOfInterest(*UKRAINE),  # type: ignore[arg-type]
        )
    except ProjError:
        raise UnreadableFile(
            msg(
                "no way from %(crs)s to longitude and latitude: save the layer in EPSG:4326",
                crs=system.name,
            )
        ) from None

    def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = transformer.transform(xy[:, 0], xy[:, 1])
        return np.round(np.column_stack([lon, lat]), _DECIMALS)

    converted: Shapes = shapely.transform(shapes, convert)
    return converted


def geodesic_m2(shape: Any) -> float:  # noqa: ANN401 - shapely has no types
    """Return the area in square metres on the WGS 84 ellipsoid."""
    area, _perimeter = _ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))
