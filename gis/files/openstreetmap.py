"""Reads addresses from an OpenStreetMap extract (.osm.pbf, .osm): nodes, buildings, relations.

Points are EPSG:4326, lon then lat; a building's point lies inside it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis.files.attributes import Row, rows_of
from gis.files.extract_source import ExtractSource, opened_by_gdal
from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile, plain_message
from gis.files.messages import msg
from gis.files.projection import Shapes

# A country's extract; only one hromada of it is read.
MAX_FILE_BYTES = 4 * 2**30

_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz")
_LAYERS = ("points", "multipolygons")
_NO_EXTRACT = msg("not an OpenStreetMap extract")
_NOT_UTF_8 = msg(
    "its texts are not UTF-8, as those of OpenStreetMap are: download the extract once more"
)
_LONGEST_REASON = 120
_COLUMNS = ("addr:street", "addr:place", "addr:housenumber")


def is_extract(path: Path) -> bool:
    """Return whether the file has the suffix of an OpenStreetMap extract."""
    return path.name.lower().endswith(_SUFFIXES)


def refuse_extract_size(size: int) -> None:
    """Raise UnreadableFile for an extract of so many bytes, if it is empty or too large."""
    if size == 0:
        raise UnreadableFile(msg("the file is empty"))
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(msg("the extract is larger than 4 GB: cut the oblast out of it"))


def read_addresses(
    extract: ExtractSource, bounds: tuple[float, float, float, float]
) -> FeatureFile:
    """Read features with a house number within bounds (west, south, east, north) as points.

    Raises UnreadableFile if the file is no extract, or has no address there.
    """
    rows: list[Row] = []
    shapes: list[Shapes] = []
    for layer in _LAYERS:
        layer_rows, points = _layer(extract, layer, bounds)
        rows += layer_rows
        shapes.append(points)
    if not rows:
        raise UnreadableFile(msg("there is no address of this hromada in the extract"))
    columns = ("street", "house")
    return FeatureFile(columns, rows, np.concatenate(shapes), crs="EPSG:4326", faults=())


def _layer(
    extract: ExtractSource, layer: str, bounds: tuple[float, float, float, float]
) -> tuple[list[Row], Shapes]:
    names, columns, wkb = read_layer(
        extract, layer, columns=_COLUMNS, where='"addr:housenumber" IS NOT NULL', bbox=bounds
    )
    tags = rows_of(names, columns, len(wkb))
    points = shapely.point_on_surface(shapely.make_valid(shapely.from_wkb(wkb, on_invalid="fix")))
    rows: list[Row] = [
        {"street": row["addr:street"] or row["addr:place"], "house": row["addr:housenumber"]}
        for row in tags
    ]
    return rows, points


def read_layer(
    extract: ExtractSource,
    layer: str,
    **wanted: Any,  # noqa: ANN401 - arguments of pyogrio
) -> tuple[Sequence[str], Sequence[np.ndarray], np.ndarray]:
    """Return a layer's columns, by their names, and its shapes as WKB; raise UnreadableFile."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        with opened_by_gdal(extract) as known:
            meta, _fids, wkb, columns = pyogrio.raw.read(
                known.source, layer=layer, CONFIG_FILE=known.tags, **wanted
            )
    except (DataSourceError, DataLayerError) as error:
        if "allocate" in str(error):
            raise MemoryError from None
        raise UnreadableFile(_NO_EXTRACT.because(_shown(error))) from None
    except UnicodeDecodeError:
        raise UnreadableFile(_NOT_UTF_8) from None
    return meta["fields"], columns, wkb


def _shown(error: Exception) -> str:
    """Return GDAL's message without paths and endless numbers."""
    return plain_message(error)[:_LONGEST_REASON]
