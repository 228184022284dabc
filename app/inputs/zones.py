"""A masked zone as a coordinator gives it: a circle, or polygons as GeoJSON."""

import json
from collections.abc import Mapping
from math import isfinite

import numpy as np
import shapely

from app.domain.errors import Rejected
from app.inputs.reports import fault_of_point
from app.inputs.text import clean_line
from gis.circles import circle_m
from gis.geometry import InvalidGeometry, parse_point

_LARGEST_M, _SMALLEST_M = 20_000.0, 10.0
_MOST_BYTES = 2 * 2**20
_MOST_VERTICES = 20_000
_LONGEST_REASON = 300


def parse_zone(form: Mapping[str, str], file: bytes) -> tuple[str, str]:
    """Return boundary (EWKB, hexadecimal) and reason; raise Rejected naming the fields."""
    reason = clean_line(form.get("reason", ""))[:_LONGEST_REASON]
    if not reason:
        raise Rejected("Say why.", fields={"reason": "Say why: the log keeps it."})
    drawn = form.get("shape", "").strip().encode()
    shape = _polygons(file or drawn) if file or drawn else _circle(form)
    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)), reason


def _circle(form: Mapping[str, str]) -> shapely.MultiPolygon:
    try:
        centre = parse_point(form.get("lon", ""), form.get("lat", ""))
    except InvalidGeometry as error:
        words = fault_of_point(str(error))
        raise Rejected(words, fields={"lon": words}) from None
    try:
        radius_m = float(form.get("radius", "").replace(",", "."))
    except ValueError:
        radius_m = float("nan")
    if not (isfinite(radius_m) and _SMALLEST_M <= radius_m <= _LARGEST_M):
        words = "The radius is from 10 to 20,000 metres."
        raise Rejected(words, fields={"radius": words})
    return shapely.MultiPolygon([circle_m(centre, radius_m)])


def _polygons(content: bytes) -> shapely.MultiPolygon:
    wrong = "This is no GeoJSON with polygons in longitude and latitude."
    refusal = Rejected(wrong, fields={"file": wrong})
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
    """Take nested collections and multi-polygons apart."""
    if shapes.geom_type not in {"GeometryCollection", "MultiPolygon", "Polygon"}:
        raise ValueError(shapes.geom_type)
    parts = [shapes]
    while any(part.geom_type != "Polygon" for part in parts):
        parts = [one for part in parts for one in shapely.get_parts(part)]
        parts = [one for one in parts if one.geom_type.endswith(("Polygon", "Collection"))]
    return shapely.GeometryCollection(parts)
