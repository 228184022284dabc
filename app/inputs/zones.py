"""The form of a masked zone: a circle, or polygons as GeoJSON."""

import json
from collections.abc import Mapping

import numpy as np
import shapely

from app.domain.errors import Rejected
from app.inputs.form import Form
from gis.circles import circle_m
from gis.geometry import InvalidGeometry, parse_point

_LARGEST_M, _SMALLEST_M = 20_000.0, 10.0
_MOST_BYTES = 2 * 2**20
_MOST_VERTICES = 20_000


def parse_zone(given: Mapping[str, str], file: bytes) -> tuple[str, str]:
    """Return boundary (EWKB, hexadecimal) and reason; raise Rejected naming the fields."""
    form = Form(given)
    reason = form.line("reason")
    if not reason:
        raise Rejected.on("reason", "Say why.")
    drawn = form.text("shape", longest=None).encode()
    shape = _polygons(file or drawn) if file or drawn else _circle(form)
    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)), reason


def _circle(form: Form) -> shapely.MultiPolygon:
    centre = form.point("lon")
    radius_m = form.metres("radius", _SMALLEST_M, _LARGEST_M)
    if radius_m is None:
        form.refuse("radius", "The radius is from 10 to 20,000 metres.")
    if centre is None or radius_m is None:
        raise Rejected.marked(form.faults)
    return shapely.MultiPolygon([circle_m(centre, radius_m)])


def _polygons(content: bytes) -> shapely.MultiPolygon:
    refusal = Rejected.on("file", "This is no GeoJSON with polygons in longitude and latitude.")
    if len(content) > _MOST_BYTES:
        raise refusal
    try:
        shapes = shapely.from_geojson(json.dumps(json.loads(content)))
        parts = [part for part in shapely.get_parts(_flat(shapes)) if part.area > 0]
    except (ValueError, TypeError, RecursionError, shapely.errors.ShapelyError):
        raise refusal from None
    whole = shapely.union_all(shapely.make_valid(np.asarray(parts, dtype=object)))
    polygons = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    if not polygons or shapely.get_num_coordinates(whole) > _MOST_VERTICES:
        raise refusal
    west, south, east, north = whole.bounds
    try:
        parse_point(west, south)
        parse_point(east, north)
    except InvalidGeometry:
        raise refusal from None
    return shapely.MultiPolygon(polygons)


def _flat(shapes: shapely.Geometry) -> shapely.Geometry:
    """Return a flat collection of the polygons in nested collections."""
    if shapes.geom_type not in {"GeometryCollection", "MultiPolygon", "Polygon"}:
        raise ValueError(shapes.geom_type)
    parts = [shapes]
    while any(part.geom_type != "Polygon" for part in parts):
        parts = [one for part in parts for one in shapely.get_parts(part)]
        parts = [one for one in parts if one.geom_type.endswith(("Polygon", "Collection"))]
    return shapely.GeometryCollection(parts)
