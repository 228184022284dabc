"""Reads boundaries from GeoJSON, GeoPackage and zipped Shapefile into EPSG:4326, lon then lat.

The reference system is read and converted, never guessed. Only the driver for the file's suffix
may open it, and only in memory: GDAL knows formats that are programs or point elsewhere.
"""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.attributes import Row, rows_of
from gis.files.dbf_text import LATIN_1, meant_text
from gis.files.faults import Fault, UnreadableFile
from gis.files.gdal import in_memory
from gis.files.geojson_text import geojson_text
from gis.files.geopackage import MAGIC, plain_tables
from gis.files.messages import FileMessage, msg
from gis.files.projection import Shapes, name_of, reference_system, to_lonlat
from gis.files.shapefile_zip import unpack_shapefile

MAX_FILE_BYTES = 512 * 2**20
MAX_FEATURES = 200_000

_NOT_OPENED = msg("it cannot be opened as the format that its name promises")
# A reference system that is elsewhere, as GeoJSON had it before RFC 7946.
_LINKED = re.compile(r'"crs"\s*:\s*\{[^{}]*(\{[^{}]*\}[^{}]*)*"(link|url)"', re.IGNORECASE)
# A letter written as its number, which only somebody hiding it does.
_ESCAPED = re.compile(r"\\u00([4-7][0-9a-fA-F])")
_NAN = (b"\x00\x00\x00\x00\x00\x00\xf8\x7f", b"\x00\x00\x00\x00\x00\x00\xf8\xff")


class ReadOptions(NamedTuple):
    """What the user states because the file does not, or because it has several layers."""

    crs: str | None = None
    layer: str | None = None
    encoding: str | None = None


NO_OPTIONS = ReadOptions()


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """A file's features: ``rows`` and ``shapes`` side by side; a shape may be None (see faults).

    ``left_out`` has the number and the type of each feature that is not among them.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    shapes: Shapes
    crs: str
    faults: tuple[Fault, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    # What was guessed of the file, to be shown before it is taken.
    notes: tuple[str, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """Return the number of each row in the file, counted from 1."""
        skipped = {number for number, _type in self.left_out}
        every = range(1, len(self.rows) + len(skipped) + 1)
        return [number for number in every if number not in skipped]


class SourceFile(NamedTuple):
    """A file as it came: the suffix of its name, and its content."""

    suffix: str
    content: bytes


def refuse_size(size: int) -> None:
    """Raise UnreadableFile for a file of so many bytes, if it is empty or too large."""
    if size == 0:
        raise UnreadableFile(msg("the file is empty"))
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(
            msg(
                "the file has %(mb)s MB, the most is %(most)s MB: simplify the layer or take only "
                "what belongs to one hromada",
                mb=size // 2**20,
                most=MAX_FILE_BYTES // 2**20,
            )
        )


def read_content(file: SourceFile, options: ReadOptions = NO_OPTIONS) -> FeatureFile:
    """Read every feature; raise UnreadableFile with what is wrong and what to do.

    Shapes come converted to EPSG:4326 and two-dimensional, but otherwise unchecked: see checks.py.
    """
    refuse_size(len(file.content))
    opening = _OPENINGS.get(file.suffix.lower())
    if opening is None:
        raise UnreadableFile(
            msg(
                "%(suffix)s is not a format for boundaries: give GeoJSON (.geojson), GeoPackage "
                "(.gpkg) or a Shapefile packed into .zip with its .shx, .dbf and .prj",
                suffix=file.suffix or msg("no suffix"),
            )
        )
    return opening(file.content, options)


def _read_geojson(content: bytes, options: ReadOptions) -> FeatureFile:
    text, notes = geojson_text(content, options.encoding)
    if _LINKED.search(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)):
        linked = msg(
            "its reference system is a link to another place, and links are never followed: "
            "save the layer in EPSG:4326"
        )
        raise UnreadableFile(linked)
    with in_memory({"layer.geojson": text.encode()}) as folder:
        file = _read(f"GeoJSON:{folder}/layer.geojson", options)
    return replace(file, notes=(*notes, *file.notes))


def _read_geopackage(content: bytes, options: ReadOptions) -> FeatureFile:
    if not content.startswith(MAGIC):
        raise UnreadableFile(msg("not a GeoPackage: its first bytes are those of something else"))
    with in_memory({"layer.gpkg": plain_tables(content)}) as folder:
        source = f"GPKG:{folder}/layer.gpkg"
        return _read(source, options, layer=_layer(source, options.layer))


def _read_zip(content: bytes, options: ReadOptions) -> FeatureFile:
    files = unpack_shapefile(content, layer=options.layer)
    with in_memory({f"layer{suffix}": each for suffix, each in files.items()}) as folder:
        declared = ".cpg" in files or any(files[".dbf"][29:30])
        encoding = options.encoding or (None if declared else LATIN_1)
        file = _read(f"{folder}/layer.shp", options, encoding=encoding)
    if options.encoding:
        return file
    text = meant_text(file.columns, file.rows)
    return replace(file, columns=text.columns, rows=text.rows, notes=text.notes)


def _layer(source: str, layer: str | None) -> str:
    # Imported here: GDAL costs a process 30 MB, which only those that read files spend.
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(source) if kind is not None]
    except DataSourceError as error:
        raise UnreadableFile(_NOT_OPENED.because(plain_message(error))) from None
    if not layers:
        raise UnreadableFile(msg("the file holds no layer with geometry"))
    named = ", ".join(layers)
    if layer is not None and layer not in layers:
        other = msg("no layer %(wanted)r; there is: %(layers)s", wanted=layer, layers=named)
        raise UnreadableFile(other)
    if layer is None and len(layers) != 1:
        several = msg("the file holds several layers (%(layers)s)", layers=named)
        raise UnreadableFile(several.asking("layer", "choose one by --layer"))
    return layer or layers[0]


def _read(source: str, options: ReadOptions, **layer: str | None) -> FeatureFile:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    with warnings.catch_warnings():
        # Unclosed rings and the like: checks.py reports them by feature.
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            meta, _fids, wkb, columns = pyogrio.raw.read(source, datetime_as_string=True, **layer)
        except (DataSourceError, DataLayerError) as error:
            raise UnreadableFile(_NOT_OPENED.because(plain_message(error))) from None
        except UnicodeDecodeError as error:
            raise UnreadableFile(_other_text(error)) from None
        shapes = shapely.force_2d(shapely.from_wkb(_bytes(wkb), on_invalid="fix"))
    if len(shapes) == 0:
        raise UnreadableFile(msg("there is no feature in it"))
    if len(shapes) > MAX_FEATURES:
        many = msg("%(count)s features, the most is %(most)s", count=len(shapes), most=MAX_FEATURES)
        raise UnreadableFile(many)
    system = reference_system(meta["crs"], options.crs, shapes)
    return FeatureFile(
        columns=tuple(str(name) for name in meta["fields"]),
        rows=rows_of(meta["fields"], columns, len(shapes)),
        shapes=to_lonlat(shapes, system),
        crs=name_of(system),
        faults=tuple(_unreadable(wkb, shapes)),
    )


def _bytes(wkb: NDArray[np.object_] | None) -> NDArray[np.object_]:
    if wkb is None:
        raise UnreadableFile(msg("a table without geometry: boundaries are needed"))
    return wkb


def _unreadable(wkb: NDArray[np.object_], shapes: Shapes) -> list[Fault]:
    faults = []
    for index in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        raw = wkb[index]
        if raw is None:
            kind = "no-geometry"
            reason = msg("it has no geometry: draw its polygon, or leave it out")
        elif any(nan in raw for nan in _NAN):
            kind, reason = "not-finite", msg("a coordinate is not a number (NaN): draw it anew")
        else:
            kind, reason = "unreadable", msg("its geometry cannot be read: draw it anew")
        faults.append(Fault(index + 1, "", kind, reason))
    return faults


def _other_text(error: UnicodeDecodeError) -> FileMessage:
    return msg("the table's text is not %(encoding)s", encoding=error.encoding.upper()).asking(
        "encoding",
        "state what it is by --encoding, for old Ukrainian Shapefiles --encoding cp1251, or add a "
        ".cpg file",
    )


def plain_message(error: Exception) -> str:
    """Return GDAL's message without its hints for programmers."""
    return str(error).split("; It might help")[0].rsplit("'", 1)[-1].strip() or str(error)


_OPENINGS: dict[str, Callable[[bytes, ReadOptions], FeatureFile]] = {
    ".geojson": _read_geojson,
    ".json": _read_geojson,
    ".geojsonl": _read_geojson,
    ".gpkg": _read_geopackage,
    ".zip": _read_zip,
}
SUFFIXES = tuple(_OPENINGS)
