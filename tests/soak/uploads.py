"""Hostile files and file names, built small."""

import gzip
import io
import json
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image

from tests.real_files import COLLECTED
from tests.soak import shapes

ARCHIVE, VIEW = "archive bomb", "view in a geopackage"


class Upload(NamedTuple):
    """A file as it is sent."""

    label: str
    name: str
    content: bytes
    hazard: str = ""


@cache
def good_photo(form: str = "JPEG") -> bytes:
    """Return a small photo."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(stream, form)
    return stream.getvalue()


def _png_bomb() -> bytes:
    """Return a PNG of 40,000 by 40,000 pixels by its header."""
    content = bytearray(good_photo("PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def _true_bomb() -> bytes:
    """Return a PNG whose 144 million pixels are really there."""
    stream = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _png_with_text() -> bytes:
    """Return a PNG whose compressed comment is 50 MB long."""
    png, text = good_photo("PNG"), b"zTXtComment\0\0" + zlib.compress(bytes(50_000_000), 9)
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return png[:33] + chunk + png[33:]


def _jpeg_with(marker: bytes, size: int) -> bytes:
    jpeg = good_photo()
    return jpeg[:2] + marker + struct.pack(">H", size) + bytes(min(size, 200)) + jpeg[2:]


def _exif_loop() -> bytes:
    """Return a JPEG whose EXIF directory points at itself."""
    tiff = (
        b"II*\0\x08\0\0\0"
        + b"\x01\0"
        + struct.pack("<HHII", 0x8769, 4, 1, 8)
        + struct.pack("<I", 8)
    )
    body = b"Exif\0\0" + tiff
    jpeg = good_photo()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _zip(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def _geopackage_with_view() -> bytes:
    """Return a GeoPackage whose only layer is a view over an endless query."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        connection = sqlite3.connect(path)
        connection.executescript("""
            PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY,
              organization TEXT, organization_coordsys_id INTEGER, definition TEXT,
              description TEXT);
            INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'undefined', '');
            CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT,
              description TEXT, last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL,
              srs_id INTEGER);
            INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', '', '', 0, 0, 1, 1, 4326);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT,
              geometry_type_name TEXT, srs_id INTEGER, z INTEGER, m INTEGER);
            INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4326, 0, 0);
            CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
              SELECT i AS fid, NULL AS geom, 'a' AS code FROM n WHERE i < 0;
        """)
        connection.close()
        return path.read_bytes()


_PHOTOS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut jpeg": ("a.jpg", lambda: good_photo()[:-200]),
    "half a jpeg": ("a.jpg", lambda: good_photo()[:300]),
    "jpeg header alone": ("a.jpg", lambda: b"\xff\xd8\xff\xe0"),
    "png of huge size": ("a.png", _png_bomb),
    "png of many pixels": ("a.png", _true_bomb),
    "png with a huge comment": ("a.png", _png_with_text),
    "webp cut": ("a.webp", lambda: good_photo("WEBP")[:-20]),
    "heic that is none": ("a.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(900)),
    "heic with a huge box": (
        "a.heic",
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff\xff\xff\xffmeta",
    ),
    "svg": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "svg named jpg": ("a.jpg", lambda: b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    "fits named jpg": ("a.jpg", lambda: _fits()),
    "gif and script": ("a.gif", lambda: b"GIF89a/*<script>alert(1)</script>*/=1;"),
    "jpeg and html": ("a.html", lambda: good_photo() + b"<script>alert(1)</script>"),
    "jpeg and zip": ("a.jpg", lambda: good_photo() + _zip(("x", b"y"))),
    "jpeg with a long segment": ("a.jpg", lambda: _jpeg_with(b"\xff\xe1", 65535)),
    "jpeg with an empty segment": ("a.jpg", lambda: _jpeg_with(b"\xff\xe1", 0)),
    "exif that points at itself": ("a.jpg", _exif_loop),
    "tiff": ("a.jpg", lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(2000)),
    "postscript": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "icon": ("a.png", lambda: b"\0\0\1\0\xff\xff" + bytes(900)),
    "empty": ("a.jpg", lambda: b""),
    "one byte": ("a.jpg", lambda: b"\xff"),
    "random": ("a.jpg", lambda: Random(1).randbytes(40_000)),  # noqa: S311 - no secret
}
_FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip of nothing": ("a.zip", lambda: _zip(), ""),
    "zip with a parent": (
        "a.zip",
        lambda: _zip(("../../evil.shp", b"x"), ("/etc/evil.shp", b"x")),
        "",
    ),
    "zip of names": ("a.zip", lambda: _zip(*((f"{n}.shp", b"") for n in range(2000))), ""),
    "zip in a zip": ("a.zip", lambda: _zip(("a.zip", _zip(("b.zip", _zip(("c", b"d")))))), ""),
    "zip bomb": ("a.zip", lambda: _zip(("a.shp", bytes(150_000_000))), ARCHIVE),
    "zip cut": ("a.zip", lambda: _zip(("a.shp", b"x" * 999))[:-30], ""),
    "shp alone": ("a.zip", lambda: _zip(("a.shp", b"\0\0\x27\x0a" + bytes(96))), ""),
    "shapefile of noise": (
        "a.zip",
        lambda: _zip(*((f"a.{e}", b"\xff" * 300) for e in ("shp", "shx", "dbf"))),
        "",
    ),
    "shapefile with a strange system": (
        "a.zip",
        lambda: _zip(("a.shp", b""), ("a.prj", b"{{7*7}}"), ("a.dbf", b"")),
        "",
    ),
    "geopackage with a view": ("a.gpkg", _geopackage_with_view, VIEW),
    "geopackage that is none": ("a.gpkg", lambda: b"SQLite format 3\0" + bytes(2000), ""),
    "geopackage of noise": ("a.gpkg", lambda: Random(2).randbytes(20_000), ""),  # noqa: S311
    "gzip": ("a.geojson", lambda: gzip.compress(shapes.good_file()), ""),
    "empty geojson": ("a.geojson", lambda: b"", ""),
    "list of strings": ("a.geojson", lambda: b'["a"]', ""),
    "vrt": (
        "a.geojson",
        lambda: (
            b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd"
            b"</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        ),
        shapes.LINKS,
    ),
    "spreadsheet": ("a.xlsx", lambda: _zip(("[Content_Types].xml", b"<x/>")), ""),
    "unknown ending": ("a.exe", lambda: b"MZ" + bytes(900), ""),
}


def _fits() -> bytes:
    cards = ("SIMPLE  =                    T", "BITPIX  =                    8",
             "NAXIS   =                    2", "NAXIS1  =                60000",
             "NAXIS2  =                60000", "END")  # fmt: skip
    return b"".join(card.ljust(80).encode() for card in cards).ljust(2880) + bytes(50_000)


def hostile_upload(rng: Random, marker: str) -> Upload:
    """Choose a hostile file; those of the folder of cases count if it is there."""
    kind = rng.choice(("photo", "file", "shape", "case"))
    if kind == "case" and (cases := sorted(COLLECTED.glob("*"))):
        case = rng.choice(cases)
        return Upload(f"case {case.name}", case.name, case.read_bytes())
    if kind == "photo":
        label = rng.choice(list(_PHOTOS))
        return Upload(label, _PHOTOS[label][0], _built(label))
    if kind == "file":
        label = rng.choice(list(_FILES))
        return Upload(label, _FILES[label][0], _built(label), _FILES[label][2])
    label, content, hazard = rng.choice(list(shapes.bad_geojson(marker)))
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Upload(f"geojson {label}", "a.geojson", raw, hazard)


@cache
def _built(label: str) -> bytes:
    return _PHOTOS[label][1]() if label in _PHOTOS else _FILES[label][1]()


def hostile_names(marker: str) -> list[str]:
    """Return file names that reach for other folders, other headers or the page."""
    return [
        f"../../../../tmp/{marker}.jpg", f"..\\..\\{marker}.jpg", f"/etc/{marker}.geojson",
        f"C:\\{marker}.zip", f"{marker}\0.jpg", f"<svg onload={marker}>.jpg", f"a'\"{marker}.png",
        f"\u202egpj.{marker}.geojson", f"{marker}\ud800.jpg", "x" * 5000 + f"{marker}.jpg", ".",
        f"{marker}.jpg\r\nX-Evil: {marker}", f"CON.{marker}", f"{{{{7*7}}}}{marker}.gpkg", " ",
        f"%00{marker}.jpg", f"-rf {marker}.jpg", f"{marker}.tar.gz", f"=cmd|{marker}.geojson",
    ]  # fmt: skip
