"""Reads basemaps out of an OpenStreetMap extract: features, addresses, old names of streets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely

from gis.files.attributes import Row
from gis.files.basemap_features import (
    BasemapRow,
    ExtractPart,
    area_names,
    cut,
    merge_lines,
    thinned,
)
from gis.files.basemap_kinds import Drawn, Tags, area_drawn, line_drawn, point_drawn
from gis.files.extract_date import date_of_extract
from gis.files.extract_source import ExtractSource
from gis.files.features import FeatureFile
from gis.files.openstreetmap import read_layer
from gis.files.projection import Shapes

_DRAWN = {"points": point_drawn, "lines": line_drawn, "multipolygons": area_drawn}
_ASKED = {
    "points": ("addr:housenumber", "place", "railway", "amenity"),
    "lines": ("highway", "railway", "waterway"),
    "multipolygons": (
        "addr:housenumber", "building", "natural", "waterway", "landuse", "leisure", "amenity",
        "highway", "place",
    ),
}  # fmt: skip
_FORMER = ("old_name:uk", "old_name", "alt_name:uk", "alt_name")


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file has of each hromada, in the order asked, and the time of its data.

    ``left_out`` features are not for a map, or of no shape for it.
    """

    parts: list[ExtractPart]
    data_at: datetime | None
    left_out: int = 0
    of_openstreetmap: bool = True


@dataclass(slots=True)
class _Found:
    """What one layer of the extract has, wherever it lies."""

    rows: list[BasemapRow]
    shapes: Shapes
    addresses: list[Row]
    points: Shapes
    former: list[tuple[str, str]]


def read_basemap_extract(extract: ExtractSource, outlines: Shapes) -> Extract:
    """Read what lies within each outline (EPSG:4326); raise UnreadableFile if it is no extract."""
    found = [_read(extract, layer, outlines) for layer in _DRAWN]
    # Addresses are points: which hromada they lie in is judged when they are taken.
    parts = [_within(found, outline) for outline in outlines]
    return Extract(parts, date_of_extract(extract))


def _read(extract: ExtractSource, layer: str, outlines: Shapes) -> _Found:
    tags, shapes = _features(extract, layer, tuple(shapely.total_bounds(outlines).tolist()))
    rows, drawn = [], []
    for n, each in enumerate(tags):
        if how := _DRAWN[layer](each):
            row = _row(how, each)
            if row.layer != "place" or row.name_uk:
                rows.append(row)
                drawn.append(n)
    numbered = [n for n, each in enumerate(tags) if "addr:housenumber" in each]
    return _Found(
        rows,
        shapes[drawn],
        [_address(tags[n]) for n in numbered],
        shapely.point_on_surface(shapes[numbered]),
        [pair for each in tags if layer == "lines" for pair in _former_names(each)],
    )


def _features(
    extract: ExtractSource, layer: str, bounds: tuple[float, ...]
) -> tuple[list[dict[str, str]], Shapes]:
    where = " OR ".join(f'"{key}" IS NOT NULL' for key in _ASKED[layer])
    names, columns, wkb = read_layer(extract, layer, where=where, bbox=bounds)
    shapes = shapely.from_wkb(wkb, on_invalid="fix")
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return _tags_of(names, columns, len(wkb)), shapes


def _tags_of(
    names: Sequence[str], columns: Sequence[np.ndarray], count: int
) -> list[dict[str, str]]:
    tags: list[dict[str, str]] = [{} for _ in range(count)]
    for name, column in zip(names, columns, strict=True):
        for n, value in enumerate(column.tolist()):
            if value:
                tags[n][str(name)] = str(value).strip()
    return tags


def _row(how: Drawn, tags: Tags) -> BasemapRow:
    name = tags.get("name:uk") or tags.get("name", "")
    return BasemapRow(how.layer, how.kind, how.class_, name, tags.get("name:en", ""), how.min_zoom)


def _address(tags: Tags) -> Row:
    street = tags.get("addr:street") or tags.get("addr:place", "")
    return {"street": street, "house": tags["addr:housenumber"]}


def _former_names(tags: Tags) -> Iterator[tuple[str, str]]:
    name = tags.get("name:uk") or tags.get("name", "")
    if name and "highway" in tags:
        for key in _FORMER:
            for former in tags.get(key, "").split(";"):
                if former.strip() and former.strip() != name:
                    yield name, former.strip()


def _within(found: Sequence[_Found], outline: object) -> ExtractPart:
    shapely.prepare(outline)
    pieces = [cut(each.rows, each.shapes, outline) for each in found]
    named = [area_names(rows, shapes) for rows, shapes in pieces]
    rows = [row for part, _shapes in (*pieces, *named) for row in part]
    shapes = np.concatenate([part for _rows, part in (*pieces, *named)])
    merged_rows, merged = thinned(*merge_lines(rows, shapes))
    return ExtractPart(merged_rows, merged, _addresses(found, outline), _former(found, merged_rows))


def _addresses(found: Sequence[_Found], outline: object) -> FeatureFile:
    rows = [row for each in found for row in each.addresses]
    points = np.concatenate([each.points for each in found])
    inside = np.flatnonzero(shapely.intersects(outline, points))
    chosen = [rows[n] for n in inside]
    return FeatureFile(("street", "house"), chosen, points[inside], crs="EPSG:4326", faults=())


def _former(found: Sequence[_Found], rows: Sequence[BasemapRow]) -> list[tuple[str, str]]:
    here = {row.name_uk for row in rows if row.layer == "street"}
    pairs = dict.fromkeys(pair for each in found for pair in each.former)
    return [pair for pair in pairs if pair[0] in here]
