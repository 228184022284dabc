"""Loads before the first fork all that jobs import, open or look up: afterwards they cannot."""

import encodings
import gc
import importlib
import pkgutil
from contextlib import suppress
from io import BytesIO

import python_calamine  # noqa: F401 - jobs import it again
from PIL import Image, ImageCms
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener

from app.fence.cards import load_fonts
from app.fence.protocol import CARD, EXTRACT, GEOMETRY, PHOTO
from app.fence.seccomp import filter_for
from gis.files.areas import union_of_file
from gis.files.features import SourceFile
from gis.files.gdal import keep_drivers

DRIVERS = ("ESRI Shapefile", "GeoJSON", "GPKG", "OSM")

_SMALLEST = (
    b'{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:32635"}},'
    b' "features": [{"type": "Feature", "properties": {"a": "b"}, "geometry": {"type": "Polygon",'
    b' "coordinates": [[[4e5, 55e5], [5e5, 55e5], [5e5, 56e5], [4e5, 55e5]]]}}]}'
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
    open_databases()
    load_fonts()
    # Here too a machine that is not known ends the server before it serves anything.
    for limits in (GEOMETRY, PHOTO, EXTRACT, CARD):
        filter_for(limits.opens_files, limits.threads)
    gc.collect()
    gc.freeze()


def open_databases() -> None:
    """Let GDAL and PROJ open their databases of reference systems, which children inherit.

    What runs once before the fork need not be loaded in every child, either.
    """
    union_of_file(SourceFile(".geojson", _SMALLEST), max_vertices=10)


def _saved(kind: str) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    file.seek(0)
    return file
