"""Files and drawings that are meant to stop a server, or to make it open something."""

import json
import random
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.files import a_feature, a_layer, a_square, a_zipped_shapefile

GEOGRAPHIC = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
ENDLESS = (
    "CREATE VIEW {name} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT {columns} FROM n"
)


def a_tangle(vertices: int, *, seed: int = 7) -> dict[str, Any]:
    """A polygon that crosses itself about as often as it can."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    ring = [
        [round(chance.uniform(34.01, 34.09), 6), round(chance.uniform(47.61, 47.69), 6)]
        for _ in range(vertices)
    ]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def a_star(vertices: int, width: float = 0.04) -> dict[str, Any]:
    """A valid polygon of so many vertices."""
    ring = []
    for at in range(vertices):
        part = at / vertices
        side, along = int(part * 4), part * 4 % 1
        x, y = ((along, 0), (1, along), (1 - along, 1), (0, 1 - along))[side]
        ring.append([34.03 + x * width, 47.63 + y * width])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def a_comb(teeth: int, *, across: bool = False) -> dict[str, Any]:
    """A valid polygon of long teeth, upwards or to the right."""
    ring = [[0.0, -0.01]]
    for at in range(teeth):
        x = at / teeth * 0.06
        ring += [[x, 0.0], [x, 0.06], [x + 0.03 / teeth, 0.06], [x + 0.03 / teeth, 0.0]]
    ring = [[y, x] if across else [x, y] for x, y in [*ring, [0.06, -0.01]]]
    placed = [[round(34.02 + x, 9), round(47.62 + y, 9)] for x, y in ring]
    return {"type": "Polygon", "coordinates": [[*placed, placed[0]]]}


def collection(*features: dict[str, Any], **top: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **top, "features": list(features)}).encode()


def an_area(shape: object = None, **top: Any) -> bytes:
    """A file of one area, as the boundary upload wants it."""
    facts = {"code": "west", "name_uk": "Захід", "body": "east", "categories": ["roads"]}
    return collection(a_feature(shape or a_square(34.01, 47.61, 0.05), **facts), **top)


def linked(port: int, *, kind: str = "link") -> dict[str, Any]:
    href = f"http://127.0.0.1:{port}/x"
    return {"type": kind, "properties": {"href": href, "url": href, "name": href, "type": "proj4"}}


@cache
def a_bomb() -> bytes:
    """A Shapefile whose .dbf is 500 MB of zeros, in half a megabyte."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("layer.shp", b"\x00\x00\x27\x0a" + bytes(96))
        archive.writestr("layer.shx", b"\x00\x00\x27\x0a" + bytes(96))
        with archive.open("layer.dbf", "w") as file:
            for _ in range(500):
                file.write(bytes(1024 * 1024))
    return content.getvalue()


def a_geopackage(folder: Path, **given: Any) -> Path:
    return a_layer(folder / "layer.gpkg", a_square(34.01, 47.61, 0.05), layer="areas", **given)


def an_endless_view(folder: Path) -> bytes:
    """A GeoPackage whose layer is a query that never ends."""
    path = a_geopackage(folder)
    columns = "i AS fid, NULL AS geom, 'x' AS code, 'y' AS name_uk"
    changed(
        path,
        ENDLESS.format(name="endless", columns=columns),
        "UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'",
        "UPDATE gpkg_geometry_columns SET table_name = 'endless'",
        "DELETE FROM gpkg_extensions",
    )
    return path.read_bytes()


def an_endless_catalogue(folder: Path) -> bytes:
    """A GeoPackage whose own list of layers is a query that never ends."""
    path = a_geopackage(folder)
    columns = (
        "'areas' || i AS table_name, 'features' AS data_type, NULL AS identifier, "
        "NULL AS description, NULL AS last_change, 1 AS min_x, 1 AS min_y, 2 AS max_x, "
        "2 AS max_y, 4326 AS srs_id"
    )
    changed(
        path,
        "PRAGMA foreign_keys = OFF",
        "DROP TABLE gpkg_contents",
        ENDLESS.format(name="gpkg_contents", columns=columns),
    )
    return path.read_bytes()


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA writable_schema = ON")
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            database.execute(statement)
        database.commit()


def a_shapefile(folder: Path, **more: str) -> bytes:
    """A zipped Shapefile with other texts in its .prj or .cpg, or with more files."""
    path = a_zipped_shapefile(folder, a_square(34.01, 47.61, 0.05))
    content = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        texts = {f"layer.{suffix}": text for suffix, text in more.items()}
        for name in old.namelist():
            if name not in texts:
                new.writestr(name, old.read(name))
        for name, text in texts.items():
            new.writestr(name, text)
    return content.getvalue()


def leading_away(folder: Path, port: int) -> Iterator[tuple[str, str, bytes]]:
    """Files by label and name, each of which names our port in a way that GDAL knows."""
    url = f"http://127.0.0.1:{port}/x"
    vsi = f"/vsicurl/{url}.geojson"
    for label, content in (_in_geojson(port) | _texts(url, vsi) | _other_json(url, vsi)).items():
        yield label, "a.geojson", content
    yield "json-fg", "a.json", an_area(conformsTo=["[ogc-json-fg-1-0.1:core]"], coordRefSys=url)
    for label, content in _in_shapefile(folder, url, vsi).items():
        yield label, "a.zip", content
    for label, statements in _in_geopackage(url, vsi).items():
        inner = folder / label.replace(" ", "-")
        inner.mkdir()
        path = a_geopackage(inner)
        changed(path, *statements)
        yield label, "a.gpkg", path.read_bytes()


def _in_geojson(port: int) -> dict[str, bytes]:
    area = an_area(crs=linked(port))
    return {
        **{
            f"crs {kind}": an_area(crs=linked(port, kind=kind))
            for kind in ("link", "name", "url", "EPSG", "OGC")
        },
        "crs escaped": area.replace(b'"crs"', b'"\\u0063rs"'),
        "link escaped": area.replace(b'"link"', b'"l\\u0069nk"'),
        "sequence": b"\x1e" + area + b"\n",
    }


def _texts(url: str, vsi: str) -> dict[str, bytes]:
    schema = f'xsi:schemaLocation="http://www.opengis.net/gml {url}"'
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    texts = {
        "url": url,
        "vsi": vsi,
        "quoted": f'"{vsi}"',
        "wfs address": f"WFS:{url}",
        "esri address": f"ESRIJSON:{url}",
        "geojson address": f"GeoJSON:{url}",
        "vrt": '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>'
        f"{vsi}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "wfs": f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        "gml": f'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" {xsi} {schema}>'
        '<gml:featureMember><a xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xlink:href="{url}"/></gml:featureMember></gml:FeatureCollection>',
        "kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link>'
        f"<href>{url}</href></Link></NetworkLink></kml>",
        "entity": f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "{url}">]><kml>&e;</kml>',
        "flatgeobuf": f"fgb\x03fgb\x00{url}",
    }
    return {label: text.encode() for label, text in texts.items()}


def _other_json(url: str, vsi: str) -> dict[str, bytes]:
    field = {"name": "a", "type": "esriFieldTypeString"}
    collected: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    documents: dict[str, dict[str, Any]] = {
        "esri": {
            "objectIdFieldName": "OBJECTID",
            "url": url,
            "exceededTransferLimit": True,
            "geometryType": "esriGeometryPolygon",
            "fields": [field],
            "features": [],
        },
        "topojson": {"type": "Topology", "url": url, "objects": {}, "arcs": []},
        "next page": collected | {"stac_version": "1.0.0", "links": [{"rel": "next", "href": url}]},
        "gdal pipeline": {
            "type": "gdal_streamed_alg",
            "command_line": f"gdal vector pipeline ! read {vsi}",
        },
    }
    return {label: json.dumps(document).encode() for label, document in documents.items()}


def _in_shapefile(folder: Path, url: str, vsi: str) -> dict[str, bytes]:
    grids = f'PROJCS["x",{GEOGRAPHIC},EXTENSION["PROJ4","+proj=longlat +nadgrids={vsi}"]]'
    systems = {"url": url, "vsi": vsi, "init": f"+init={url}", "grids": grids}
    beside = {"qpj": url, "qmd": url, "shp.xml": f"<a href='{url}'/>"}
    return {
        **{f"prj {label}": a_shapefile(folder, prj=text) for label, text in systems.items()},
        "cpg": a_shapefile(folder, cpg=url),
        "beside": a_shapefile(folder, **beside),
    }


def _in_geopackage(url: str, vsi: str) -> dict[str, list[str]]:
    return {
        "gpkg definition": [
            "INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES "
            f"('x', 77, 'NONE', 77, '{url}', '{vsi}')",
            "UPDATE gpkg_contents SET srs_id = 77",
            "UPDATE gpkg_geometry_columns SET srs_id = 77",
        ],
        "gpkg extension": [
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
            "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL)",
            f"INSERT INTO gpkg_extensions VALUES ('areas', NULL, '{url}', '{url}', 'read-write')",
        ],
        "gpkg attached": [
            f"CREATE VIEW elsewhere AS SELECT load_extension('{url}') AS geom",
            f"CREATE VIEW also AS SELECT * FROM ogr_layer_Extent('{vsi}')",
        ],
    }


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port, and what was said to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    line, _address = server.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(2)
                    heard.append(line.recv(1000))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
