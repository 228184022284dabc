"""Converts coordinates of files to EPSG:4326, lon then lat; measures on the ellipsoid."""

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import CRSError, ProjError

from gis.files.faults import UnreadableFile
from gis.files.messages import FileMessage, msg
from gis.geometry import UKRAINE

Shapes = NDArray[np.object_]

LONLAT = CRS.from_epsg(4326)
_CRS84 = CRS.from_user_input("OGC:CRS84")
_ELLIPSOID = Geod(ellps="WGS84")
# A millimetre: the same file converted by another release of PROJ stays the same.
_DECIMALS = 8
# A turn and a half, for files that count on past the date line.
_MOST_DEGREES = 540


def reference_system(declared: str | None, stated: str | None, shapes: Shapes) -> CRS:
    """Return the reference system that the file declares, else the one that the user stated.

    Nothing is guessed: neither, or two that differ, raise UnreadableFile. A system without a
    known datum declares nothing, nor does one of degrees for numbers that are none.
    """
    own = _declared(declared, shapes)
    by_user = _parsed(stated) if stated is not None else None
    if own is None and by_user is None:
        raise UnreadableFile(_undeclared(declared))
    if own is None or by_user is None:
        return _placed(own or by_user)
    if by_user != own:
        raise UnreadableFile(
            msg(
                "the file says it is in %(own)s, and you say %(told)s",
                own=own.name,
                told=by_user.name,
            ).asking("no-crs", "leave --crs out, it is for files that carry no reference system")
        )
    return _placed(own)


def _undeclared(declared: str | None) -> FileMessage:
    """Return why the file's own statement is not enough, with what to do."""
    if declared is None:
        reason = msg("the file does not say its reference system, and it is not guessed")
    elif (system := _parsed(declared)).is_geographic and _known(system):
        reason = msg(
            "its numbers are no degrees, though it says %(own)s: its real reference system is "
            "not guessed",
            own=system.name,
        )
    else:
        reason = msg(
            "the file names a reference system without saying where on Earth it lies: its datum "
            "is unknown, and guessing one would move everything by up to some hundred metres"
        )
    return reason.asking(
        "crs",
        "save the layer in EPSG:4326, or state the reference system by --crs, for example "
        "--crs EPSG:4326 for longitude and latitude, --crs EPSG:5564 for UCS-2000 zone 6",
    )


def _declared(declared: str | None, shapes: Shapes) -> CRS | None:
    """Return the system that the file declares, None if that says nothing about the place."""
    if declared is None:
        return None
    system = _parsed(declared)
    if not _known(system) or (system.is_geographic and not _degrees(shapes)):
        return None
    return system


def _known(system: CRS) -> bool:
    """Return whether there is a way to longitude and latitude that is no mere guess."""
    return system in (LONLAT, _CRS84) or _transformer(system) is not None


def _degrees(shapes: Shapes) -> bool:
    """Return whether the coordinates can be degrees: a few wrong ones are a fault of their own."""
    numbers = shapely.get_coordinates(shapes)
    beyond = np.abs(numbers[np.isfinite(numbers)]) > _MOST_DEGREES
    return bool(2 * np.count_nonzero(beyond) <= beyond.size)


def _placed(system: CRS | None) -> CRS:
    """Return the system; raise UnreadableFile for one that is tied to no place on Earth."""
    assert system is not None  # noqa: S101 - for the type checker
    if not _known(system):
        raise UnreadableFile(
            msg(
                "the reference system %(crs)r is tied to no place on Earth: save the layer in "
                "EPSG:4326",
                crs=system.name,
            )
        )
    return system


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
    transformer = _transformer(system)
    if transformer is None:
        raise UnreadableFile(
            msg(
                "no way from %(crs)s to longitude and latitude: save the layer in EPSG:4326",
                crs=system.name,
            )
        )

    def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = transformer.transform(xy[:, 0], xy[:, 1])
        return np.round(np.column_stack([lon, lat]), _DECIMALS)

    converted: Shapes = shapely.transform(shapes, convert)
    return converted


@lru_cache(maxsize=8)
def _transformer(system: CRS) -> Transformer | None:
    """Return the way to EPSG:4326, None if there is none but a guess (a "ballpark")."""
    try:
        return Transformer.from_crs(
            system,
            LONLAT,
            always_xy=True,
            area_of_interest=AreaOfInterest(*UKRAINE),  # type: ignore[arg-type]
            allow_ballpark=False,
        )
    except ProjError:
        return None


def geodesic_m2(shape: Any) -> float:  # noqa: ANN401 - shapely has no types
    """Return the area in square metres on the WGS 84 ellipsoid."""
    area, _perimeter = _ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))
    return abs(float(area))
