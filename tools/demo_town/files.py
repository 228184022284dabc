"""Reads the files in seeds/: data drawn for the demo."""

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[2] / "seeds"


def features(name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield properties and geometry (GeoJSON text, EPSG:4326) of each feature of a file."""
    for feature in document(name)["features"]:
        yield feature["properties"], json.dumps(feature["geometry"])


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def document(name: str) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON file, compressed or not."""
    path = SEEDS / name
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return json.loads(raw)


def flag(row: Mapping[str, str], name: str) -> bool:
    """Read a 0/1 column."""
    return row.get(name, "0") not in ("", "0")
