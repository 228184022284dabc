"""Map views without scripts: the opening one, and one step in each direction."""

from math import cos, radians

from app.queries.territory.hromadas import HromadaCard
from gis.geometry import Bbox

_STEP = 0.6
_DEGREES_OF_TILE = 360.0
# A picture beside words is about this many 512 px tiles wide and high.
BESIDE_WORDS = (1.6, 1.2)
# That of the map page is no closer than the zoom: whole districts are counted as on the live map.
WHOLE_PAGE = (1000 / 512, 760 / 512)
_SMALLEST_DEGREES, _LARGEST_DEGREES = 0.0015, 6.0


def opening_view(
    hromada: HromadaCard, requested: Bbox | None, tiles: tuple[float, float] = BESIDE_WORDS
) -> Bbox:
    """Return the requested view, else so many tiles of the hromada at its default zoom."""
    if requested:
        return requested
    across = _DEGREES_OF_TILE / 2**hromada.zoom * tiles[0]
    up = _DEGREES_OF_TILE / 2**hromada.zoom * tiles[1] * cos(radians(hromada.lat))
    return _around(hromada.lon, hromada.lat, across, up)


def neighbouring_views(view: Bbox) -> dict[str, Bbox]:
    """Return the views that links lead to: closer, farther, and the four sides."""
    across, up = view.east - view.west, view.north - view.south
    lon, lat = (view.west + view.east) / 2, (view.south + view.north) / 2
    views = {
        "west": _around(lon - across * _STEP, lat, across, up),
        "north": _around(lon, lat + up * _STEP, across, up),
        "south": _around(lon, lat - up * _STEP, across, up),
        "east": _around(lon + across * _STEP, lat, across, up),
    }
    if across > _SMALLEST_DEGREES:
        views["closer"] = _around(lon, lat, across / 2, up / 2)
    if across < _LARGEST_DEGREES:
        views["farther"] = _around(lon, lat, across * 2, up * 2)
    return views


def _around(lon: float, lat: float, across: float, up: float) -> Bbox:
    return Bbox(
        max(-180.0, lon - across / 2),
        max(-85.0, lat - up / 2),
        min(180.0, lon + across / 2),
        min(85.0, lat + up / 2),
    )
