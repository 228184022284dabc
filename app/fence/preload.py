"""Loads before the first fork all that jobs import, open or look up: afterwards they cannot."""

import encodings
import gc
import importlib
import pkgutil
from contextlib import suppress
from io import BytesIO

import pyogrio
from PIL import Image, ImageCms
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener
from pyproj import CRS

from gis.files.gdal import in_memory, keep_drivers

DRIVERS = ("ESRI Shapefile", "GeoJSON", "GPKG", "OSM")

_SMALLEST = (
    b'{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:%d"}},'
    b' "features": [{"type": "Feature", "properties": {}, "geometry": null}]}'
)


def preload() -> None:
    """Load libraries, codecs and image plugins, and freeze what they have made."""
    keep_drivers(*DRIVERS)
    for module in pkgutil.iter_modules(encodings.__path__):
        # Some are for other systems.
        with suppress(ImportError):
            importlib.import_module(f"encodings.{module.name}")
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    heif_options.DECODE_THREADS = 1
    Image.init()
    ImageCms.createProfile("sRGB")
    for kind in ("JPEG", "PNG", "WEBP"):
        Image.open(_saved(kind)).load()
    open_databases(32635)
    gc.collect()
    gc.freeze()


def open_databases(code: int) -> None:
    """Let GDAL and PROJ open their databases, which each process must do for itself.

    ``code`` is of EPSG, one that was not looked up before: that would be remembered.
    """
    with in_memory({"smallest.geojson": _SMALLEST % code}) as folder:
        pyogrio.raw.read(f"GeoJSON:{folder}/smallest.geojson")
    CRS.from_epsg(code)


def _saved(kind: str) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    file.seek(0)
    return file
