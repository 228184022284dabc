"""Writes files the same way every time: sorted, rounded, no clock in the archive."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shapely import set_precision
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

SOURCE = "drawn for the demo, not a survey"
GRID_DEG = 1e-6


def feature(shape: BaseGeometry, **properties: object) -> dict[str, Any]:
    """Return one GeoJSON feature; the shape is EPSG:4326 already."""
    return {
        "type": "Feature",
        "properties": {**properties, "source": SOURCE},
        "geometry": _rounded(mapping(shape)),
    }


def snapped(shape: BaseGeometry) -> BaseGeometry:
    """Put a shape on the grid of the written decimals, keeping it valid."""
    return set_precision(shape, GRID_DEG)


def write_features(path: Path, features: Iterable[dict[str, Any]], **members: object) -> None:
    """Write a FeatureCollection, one feature a line; ``.gz`` is compressed."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = json.dumps({**members, "source": SOURCE}, ensure_ascii=False)[1:-1]
    write_text(path, f'{{"type":"FeatureCollection",{head},"features":[\n{lines}\n]}}\n')


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write a CSV with the columns of its first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, out.getvalue())


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, compressed when the name ends in .gz."""
    raw = text.encode()
    path.write_bytes(gzip.compress(raw, 9, mtime=0) if path.suffix == ".gz" else raw)


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def walk(part: Any) -> Any:  # noqa: ANN401 - GeoJSON nests to any depth
        if isinstance(part, float):
            return round(part, 6)
        return [walk(item) for item in part]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
