"""Areas from outside that become one shape: notices, masked zones. EPSG:4326, lon then lat."""

import json

import numpy as np
import shapely

from gis.files.checked import read_checked
from gis.files.crossings import tangled
from gis.files.faults import UnreadableFile
from gis.files.features import NO_OPTIONS, SourceFile
from gis.files.messages import msg
from gis.geometry import InvalidGeometry, parse_point

# A person draws a few hundred; every later reader of the shape pays for each.
MAX_DRAWN_VERTICES = 5_000
MAX_ZONE_VERTICES = 20_000

_NO_ZONE = msg("This is no GeoJSON with polygons in longitude and latitude.")
TANGLED = msg("The polygon has too many vertices or crosses itself too often. Draw it simpler.")


def union_of_file(file: SourceFile, *, max_vertices: int) -> shapely.MultiPolygon:
    """Return the union of a file's polygons; raise UnreadableFile with what to repair."""
    checked = read_checked(file, NO_OPTIONS, max_vertices=max_vertices).boundaries
    if checked.faults:
        raise UnreadableFile(checked.faults[0].reason)
    return polygons_of(shapely.union_all(checked.shapes))


def polygons_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the polygons of a shape; raise UnreadableFile if there is none."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not parts:
        raise UnreadableFile(msg("there is no polygon in it"))
    return shapely.multipolygons(parts)


def zone_of_geojson(content: bytes, *, max_vertices: int) -> shapely.MultiPolygon:
    """Return the union of the polygons in GeoJSON, made valid; raise UnreadableFile."""
    parts = _polygons(content)
    if len(shapely.get_coordinates(parts)) > max_vertices or tangled(parts).any():
        raise UnreadableFile(TANGLED)
    whole = shapely.union_all(shapely.make_valid(parts))
    polygons = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    if not polygons:
        raise UnreadableFile(_NO_ZONE)
    if shapely.get_num_coordinates(whole) > max_vertices:
        raise UnreadableFile(TANGLED)
    west, south, east, north = whole.bounds
    try:
        parse_point(west, south)
        parse_point(east, north)
    except InvalidGeometry:
        raise UnreadableFile(_NO_ZONE) from None
    return shapely.MultiPolygon(polygons)


def _polygons(content: bytes) -> np.ndarray:
    try:
        document = json.loads(content)
        if not _in_degrees(document):
            raise UnreadableFile(_NO_ZONE)
        shapes = shapely.from_geojson(json.dumps(document))
        parts = [part for part in shapely.get_parts(_flat(shapes)) if part.area > 0]
    except (ValueError, TypeError, RecursionError, shapely.errors.ShapelyError):
        raise UnreadableFile(_NO_ZONE) from None
    return np.asarray(parts, dtype=object)


def _in_degrees(document: object) -> bool:
    """Return whether GeoJSON states no reference system, or longitude and latitude."""
    match document:
        case {"crs": {"properties": {"name": str(name)}}}:
            return name.endswith((":CRS84", ":4326", "/CRS84", "/4326"))
        case {"crs": stated}:
            return stated is None
    return True


def _flat(shapes: shapely.Geometry) -> shapely.Geometry:
    """Return a flat collection of the polygons in nested collections."""
    if shapes.geom_type not in {"GeometryCollection", "MultiPolygon", "Polygon"}:
        raise ValueError(shapes.geom_type)
    parts = [shapes]
    while any(part.geom_type != "Polygon" for part in parts):
        parts = [one for part in parts for one in shapely.get_parts(part)]
        parts = [one for one in parts if one.geom_type.endswith(("Polygon", "Collection"))]
    return shapely.GeometryCollection(parts)
