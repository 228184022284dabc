"""GeoJSON of every bad kind."""

import json
import math
import random
from collections.abc import Iterator
from typing import Any

Ring = list[list[float]]
HEAVY, LINKS = "heavy geometry", "links in geometry"

RING: Ring = [[34.0, 47.6], [34.05, 47.6], [34.05, 47.7], [34.0, 47.7], [34.0, 47.6]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


def collection(*shapes: object, **properties: object) -> dict[str, Any]:
    """Return a collection of features with these geometries."""
    features = [{"type": "Feature", "properties": properties, "geometry": one} for one in shapes]
    return {"type": "FeatureCollection", "features": features}


def good_file() -> bytes:
    """Return a file of one area, as a coordinator sends it."""
    facts = {"code": "west", "name_uk": "Захід", "body": "water", "categories": ["roads"]}
    return json.dumps(collection(POLYGON, **facts)).encode()


def bad_geojson(marker: str) -> Iterator[tuple[str, object, str]]:
    """Yield name, content (bytes, or what is to be dumped) and hazard."""
    for label, rings in _rings().items():
        yield label, {"type": "Polygon", "coordinates": rings}, ""
    for label, shape in _wrong(marker).items():
        yield label, shape, ""
    for label, raw in _raw().items():
        yield label, raw, ""
    yield "crossing itself 400 times", {"type": "Polygon", "coordinates": [_tangle(400)]}, HEAVY
    yield "a star of 99", {"type": "Polygon", "coordinates": [_star(99)]}, HEAVY
    yield "100,000 vertices", {"type": "Polygon", "coordinates": [_round(100_000)]}, HEAVY
    many = [
        [[[x + 34, 47.6], [x + 34.1, 47.6], [x + 34, 47.7], [x + 34, 47.6]]] for x in _steps(3000)
    ]
    yield "3,000 overlapping", {"type": "MultiPolygon", "coordinates": many}, HEAVY
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/x", "type": "proj4"}}
    yield "a linked system", {**collection(POLYGON), "crs": link}, LINKS
    name = {"type": "name", "properties": {"name": f"/vsicurl/http://127.0.0.1:9/{marker}"}}
    yield "a named system", {**collection(POLYGON), "crs": name}, LINKS


def _rings() -> dict[str, object]:
    bow = [[34.0, 47.6], [34.05, 47.7], [34.05, 47.6], [34.0, 47.7], [34.0, 47.6]]
    far = [[200, 95], [201, 95], [201, 96], [200, 95]]
    return {
        "bow tie": [bow],
        "open ring": [RING[:-1]],
        "two points": [RING[:2]],
        "no rings": [],
        "empty ring": [[]],
        "one point many times": [[[34, 47.6]] * 9],
        "a line": [[[34, 47.6], [34.1, 47.6], [34, 47.6], [34, 47.6]]],
        "out of range": [far],
        "swapped": [[[y, x] for x, y in RING]],
        "hole outside": [RING, [[x + 1, y] for x, y in RING]],
        "hole twice": [RING, RING, RING],
        "huge numbers": [[[x * 1e300, y] for x, y in RING]],
        "three dimensions": [[[x, y, 5, 6, 7] for x, y in RING]],
        "strings": [[["34", "47"]] * 4],
        "nulls": [[[None, None]] * 4],
        "booleans": [[[True, False]] * 4],
        "one number": [[[34]] * 4],
        "objects": [{"x": 1}],
        "a word": "POLYGON EMPTY",
        "tiny": [[[34, 47.6], [34 + 1e-13, 47.6], [34, 47.6 + 1e-13], [34, 47.6]]],
        "whole world": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]],
        "ragged": [[[34, 47.6], [34.1], [34, 47.7, 1], [34, 47.6]]],
    }


def _wrong(marker: str) -> dict[str, object]:
    nested: dict[str, Any] = POLYGON
    for _ in range(60):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    return {
        "no type": {"coordinates": [RING]},
        "unknown type": {"type": f"<b {marker}>", "coordinates": [RING]},
        "type is a list": {"type": ["Polygon"], "coordinates": [RING]},
        "a point": {"type": "Point", "coordinates": [34.05, 47.65]},
        "a line string": {"type": "LineString", "coordinates": RING},
        "no coordinates": {"type": "Polygon"},
        "null geometry": collection(None),
        "no features": collection(),
        "features is a word": {"type": "FeatureCollection", "features": marker},
        "features of nulls": {"type": "FeatureCollection", "features": [None, 1, marker]},
        "a bare feature": {"type": "Feature", "properties": None, "geometry": POLYGON},
        "properties is a list": {"type": "Feature", "properties": [1], "geometry": POLYGON},
        "nested collections": nested,
        "names": collection(
            POLYGON, code=f"<b {marker}>", name_uk=f"=cmd|{marker}", body=f"{marker}\0"
        ),
        "columns": collection(POLYGON, **{f"<svg onload={marker}>": 1, "code": {"a": [1]}}),
        "codes": collection(
            POLYGON, POLYGON, code=marker, name_uk="\ud800" + marker, categories=[[1]]
        ),
        "strange system": {
            **collection(POLYGON),
            "crs": {"type": "name", "properties": {"name": marker}},
        },
        "system is a list": {**collection(POLYGON), "crs": [1]},
        "a list": [POLYGON],
        "a number": 5,
        "null": None,
        "many columns": collection(POLYGON, **{f"c{n}": n for n in range(3000)}),
    }


def _raw() -> dict[str, bytes]:
    text = json.dumps(POLYGON)
    return {
        "deep arrays": b'{"type":"Polygon","coordinates":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "deep objects": b'{"type":"Feature","geometry":' * 30_000 + b"1" + b"}" * 30_000,
        "not a number": text.replace("34.0,", "NaN,").encode(),
        "infinity": text.replace("34.0,", "Infinity,").encode(),
        "too large": text.replace("34.0,", "1e999,").encode(),
        "too long": text.replace("34.0,", "9" * 6000 + ",").encode(),
        "keys twice": text.replace('"type"', '"type": "Point", "type"', 1).encode(),
        "mark of order": b"\xef\xbb\xbf" + text.encode(),
        "utf-16": text.encode("utf-16"),
        "cut": text[:-20].encode(),
        "trailing": text.encode() + b"}{",
    }


def _tangle(count: int) -> Ring:
    rng = random.Random(count)  # noqa: S311 - a shape, no secret
    ring = [[rng.uniform(34, 34.1), rng.uniform(47.6, 47.7)] for _ in range(count)]
    return [*ring, ring[0]]


def _star(count: int) -> Ring:
    turns = [2 * math.pi * (n * (count // 2)) / count for n in range(count)]
    ring = [[34.05 + math.cos(turn) / 30, 47.65 + math.sin(turn) / 30] for turn in turns]
    return [*ring, ring[0]]


def _round(count: int) -> Ring:
    turns = [2 * math.pi * n / count for n in range(count)]
    ring = [[34.05 + math.cos(turn) / 30, 47.65 + math.sin(turn) / 30] for turn in turns]
    return [*ring, ring[0]]


def _steps(count: int) -> list[float]:
    return [n / count / 20 for n in range(count)]
