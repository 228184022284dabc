"""Writes the files that imports read; a test names only what it is about. lon, lat."""

import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer

from gis.files.features import NO_OPTIONS, FeatureFile, ReadOptions, SourceFile, read_content

Ring = list[tuple[float, float]]


def a_square(west: float = 34.0, south: float = 47.6, size: float = 0.1) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


def a_feature(shape: object, **properties: object) -> dict[str, Any]:
    geometry = shape if isinstance(shape, dict | None) else shapely.geometry.mapping(shape)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def a_geojson(
    folder: Path, *features: dict[str, Any], name: str = "layer.geojson", **top: object
) -> Path:
    path = folder / name
    content = {"type": "FeatureCollection", **top, "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def projected(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    """The shape as a surveyor's file would have it."""
    transformer = Transformer.from_crs(4326, crs, always_xy=True)
    return shapely.transform(shape, transformer.transform, interleaved=False)


def a_layer(
    path: Path, *shapes: shapely.Geometry, crs: str | None = "EPSG:4326", **given: Any
) -> Path:
    """A GeoPackage or Shapefile (by the suffix) with text columns."""
    options = {
        key: given.pop(key) for key in ("layer", "encoding", "geometry_type") if key in given
    }
    columns = {"code": [f"c{n}" for n in range(len(shapes))], "name_uk": ["Центр"] * len(shapes)}
    columns |= given
    with warnings.catch_warnings():
        # pyogrio warns of a layer without reference system: that is what some tests are about.
        warnings.simplefilter("ignore", UserWarning)
        pyogrio.raw.write(
            path,
            shapely.to_wkb(np.array(shapes, dtype=object)),
            [np.array(values, dtype=object) for values in columns.values()],
            list(columns),
            crs=crs,
            append=path.exists(),
            **(dict[str, Any]({"geometry_type": "Polygon"}) | options),
        )
    return path


def a_zipped_shapefile(
    folder: Path, *shapes: shapely.Geometry, without: tuple[str, ...] = (), **given: Any
) -> Path:
    inner = folder / "shapefile"
    inner.mkdir(exist_ok=True)
    a_layer(inner / "layer.shp", *shapes, **given)
    return zipped(folder, inner, without=without)


def zipped(folder: Path, inner: Path, *, without: tuple[str, ...] = ()) -> Path:
    path = folder / "layer.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(inner.iterdir()):
            if file.suffix not in without:
                archive.write(file, file.name)
    return path


def a_csv(folder: Path, *lines: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join((*lines, "")).encode(encoding))
    return path


def read_features(path: Path, options: ReadOptions = NO_OPTIONS) -> FeatureFile:
    """Read a file as the fence does, in this process."""
    return read_content(SourceFile(path.suffix, path.read_bytes()), options)
