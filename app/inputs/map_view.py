"""The first step of a report: place and category, sent by links and a form without scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, isfinite, radians

from app.inputs.text import clean_line
from gis.geometry import Bbox, InvalidGeometry, Point, parse_point

# Pixels of the drawn map: fits the narrowest phone; the wide one is for desktops.
SIZES = {"small": (288, 320), "wide": (600, 440)}
_TILE = 512
_NEAREST, _FARTHEST = 18.0, 8.0
_STEPS = {"north": (0, 1), "south": (0, -1), "east": (1, 0), "west": (-1, 0)}
_ZOOMS = {"in": 1.0, "out": -1.0}
# A link to a map is longer than an address.
_LONGEST_ADDRESS = 500
# The buttons of a user who is still looking for the place.
_SEARCHING = ("move", "find", "edit", "resize")


@dataclass(frozen=True, slots=True)
class MapView:
    """A drawn map: its centre (EPSG:4326), zoom of web maps, size in pixels."""

    lon: float
    lat: float
    zoom: float
    size: str = "small"

    @property
    def pixels(self) -> tuple[int, int]:
        """Return width and height."""
        return SIZES[self.size]

    @property
    def bbox(self) -> Bbox:
        """Return the bounds of the map; pixels are square on the ground."""
        half_lon, half_lat = self._half
        return Bbox(
            self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat
        )

    def form_value(self) -> str:
        """Return the view as a field of the form: ``lon,lat,zoom``."""
        return f"{self.lon:.6f},{self.lat:.6f},{self.zoom:g}"

    def point_at(self, x: float, y: float) -> tuple[float, float]:
        """Return lon, lat of a pixel, from the upper left corner."""
        width, height = self.pixels
        box = self.bbox
        return (
            box.west + (box.east - box.west) * min(max(x / width, 0), 1),
            box.north - (box.north - box.south) * min(max(y / height, 0), 1),
        )

    def pixel_of(self, point: Point) -> tuple[float, float]:
        """Return the pixel of the point, possibly outside of the map."""
        width, height = self.pixels
        box = self.bbox
        return (
            (point.lon - box.west) / (box.east - box.west) * width,
            (box.north - point.lat) / (box.north - box.south) * height,
        )

    def moved(self, way: str) -> "MapView":
        """Return the map moved by a third of its side, or zoomed by one level."""
        if way in _ZOOMS:
            zoom = min(max(self.zoom + _ZOOMS[way], _FARTHEST), _NEAREST)
            return replace(self, zoom=zoom)
        east, north = _STEPS.get(way, (0, 0))
        half_lon, half_lat = self._half
        return replace(
            self, lon=self.lon + east * half_lon * 2 / 3, lat=self.lat + north * half_lat * 2 / 3
        )

    @property
    def _half(self) -> tuple[float, float]:
        width, height = self.pixels
        per_pixel = 360 / (_TILE * 2**self.zoom)
        return (width * per_pixel / 2, height * per_pixel / 2 * cos(radians(self.lat)))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The first step so far. ``fault`` is why the coordinates are invalid, or empty.

    ``ready``: the resident goes on; ``to_be_found``: the place is that of the address.
    """

    point: Point | None
    category: str
    address: str
    view: MapView
    ready: bool
    to_be_found: bool
    fault: str = ""


def parse_whereabouts(args: Mapping[str, str], opening: MapView) -> Whereabouts:
    """Parse the first step from a query; what is invalid is treated as missing.

    A click on the drawn map outweighs the coordinates, which are those of the click before; so
    does an address that was changed since it was found.
    """
    view = _view(args, opening)
    clicked = _click(args, view)
    raw = clicked or (args.get("lon", ""), args.get("lat", ""))
    point, fault = _point(*raw)
    if args.get("move"):
        view = view.moved(args["move"])
    elif point is not None and not clicked and "view" not in args:
        view = replace(view, lon=point.lon, lat=point.lat, zoom=max(view.zoom, 16.0))
    address = clean_line(args.get("address", ""))[:_LONGEST_ADDRESS]
    unfound = point is None or "find" in args or args.get("found", address) != address
    return Whereabouts(
        point=point,
        category=clean_line(args.get("category", ""))[:64],
        address=address,
        view=view,
        ready=not (clicked or any(args.get(name) for name in _SEARCHING)),
        to_be_found=bool(address) and unfound and not clicked,
        fault=fault,
    )


def _view(args: Mapping[str, str], opening: MapView) -> MapView:
    size = args.get("resize") or args.get("size", "")
    view = replace(opening, size=size) if size in SIZES else opening
    try:
        lon, lat, zoom = (float(part) for part in args.get("view", "").split(","))
        middle = parse_point(lon, lat)
    except ValueError:
        return view
    if not isfinite(zoom):
        return view
    return replace(view, lon=middle.lon, lat=middle.lat, zoom=min(max(zoom, _FARTHEST), _NEAREST))


def _click(args: Mapping[str, str], view: MapView) -> tuple[float, float] | None:
    """Return lon, lat of the click; Enter sends the corner itself, which is none."""
    try:
        x, y = float(args.get("map.x", "")), float(args.get("map.y", ""))
    except ValueError:
        return None
    return view.point_at(x, y) if (x, y) != (0, 0) else None


def _point(lon: str | float, lat: str | float) -> tuple[Point | None, str]:
    if lon == "" or lat == "":
        return None, ""
    try:
        return parse_point(lon, lat), ""
    except InvalidGeometry as error:
        return None, str(error)
