"""Reads addresses from an OpenStreetMap extract (.osm.pbf, .osm): nodes, buildings, relations.

Points are EPSG:4326, lon then lat; a building's point lies inside it.
"""

from pathlib import Path

import numpy as np
import shapely

from gis.files.attributes import Row, rows_of
from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile
from gis.files.messages import msg
from gis.files.projection import Shapes

# A country's extract; only one hromada of it is read.
MAX_FILE_BYTES = 4 * 2**30

_SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz")
TAGS_FILE = Path(__file__).with_name("openstreetmap.ini")
_LAYERS = ("points", "multipolygons")
_COLUMNS = ("addr:street", "addr:place", "addr:housenumber")


def is_extract(path: Path) -> bool:
    """Return whether the file has the suffix of an OpenStreetMap extract."""
    return path.name.lower().endswith(_SUFFIXES)


def read_addresses(path: Path, bounds: tuple[float, float, float, float]) -> FeatureFile:
    """Read features with a house number within bounds (west, south, east, north) as points.

    Raises UnreadableFile if the file is no extract, too large, or has no address there.
    """
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableFile(msg("the extract is larger than 4 GB: cut the oblast out of it"))
    rows: list[Row] = []
    shapes: list[Shapes] = []
    for layer in _LAYERS:
        layer_rows, points = _layer(path, layer, bounds)
        rows += layer_rows
        shapes.append(points)
    if not rows:
        raise UnreadableFile(msg("there is no address of this hromada in the extract"))
    columns = ("street", "house")
    return FeatureFile(columns, rows, np.concatenate(shapes), crs="EPSG:4326", faults=())


def _layer(
    path: Path, layer: str, bounds: tuple[float, float, float, float]
) -> tuple[list[Row], Shapes]:
    # Imported here: GDAL costs a process 30 MB, which only those that read files spend.
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        meta, _fids, wkb, columns = pyogrio.raw.read(
            str(path),
            layer=layer,
            columns=_COLUMNS,
            where='"addr:housenumber" IS NOT NULL',
            bbox=bounds,
            CONFIG_FILE=str(TAGS_FILE),
        )
    except (DataSourceError, DataLayerError) as error:
        raise UnreadableFile(msg("not an OpenStreetMap extract").because(str(error))) from None
    tags = rows_of(meta["fields"], columns, len(wkb))
    points = shapely.point_on_surface(shapely.make_valid(shapely.from_wkb(wkb, on_invalid="fix")))
    rows: list[Row] = [
        {"street": row["addr:street"] or row["addr:place"], "house": row["addr:housenumber"]}
        for row in tags
    ]
    return rows, points
