"""Reads the basemap of hromadas out of a layer (GeoJSON, GeoPackage, Shapefile) of any columns.

What a feature becomes is told by rules; without any, by columns ``layer`` and ``kind`` of the file
itself, else by OpenStreetMap's tags, as exports of it have them for columns.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from gis.files.attributes import Row
from gis.files.basemap_extract import Extract
from gis.files.basemap_features import (
    BasemapRow,
    ExtractPart,
    area_names,
    cut,
    merge_lines,
    thinned,
)
from gis.files.basemap_kinds import KINDS, Drawn, area_drawn, line_drawn, point_drawn
from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile, ReadOptions, SourceFile, read_content
from gis.files.messages import msg
from gis.files.projection import Shapes

_BY_TAGS = (point_drawn, line_drawn, area_drawn)
_DIMENSIONS = {"street": (1,), "water": (1, 2), "place": (0,)}
_NAMES_UK = ("name:uk", "name_uk", "назва", "name")
_NAMES_EN = ("name:en", "name_en")
# Columns by which an export of OpenStreetMap is known.
_MARKS = frozenset(("@id", "osm_id", "osm_way_id", "full_id"))
_NO_ADDRESSES = FeatureFile(("street", "house"), [], np.array([], dtype=object), "EPSG:4326", ())


class DrawingRule(NamedTuple):
    """Features whose ``column`` is ``value`` are drawn so; every feature where both are ''."""

    column: str
    value: str
    layer: str
    kind: str = ""
    class_: str = ""


def parse_rule(written: str) -> DrawingRule:
    """Parse ``LAYER[:KIND[:CLASS]]``, or that after ``COLUMN=VALUE=``; raise UnreadableFile."""
    column, value, drawn = written.split("=") if written.count("=") == 2 else ("", "", written)
    words = [word.strip() for word in drawn.split(":")]
    if "=" in drawn or not 1 <= len(words) <= 3:
        raise UnreadableFile(
            msg(
                "%(rule)r is not LAYER, LAYER:KIND or COLUMN=VALUE=LAYER:KIND, such as "
                "type=forest=green:wood",
                rule=written,
            )
        )
    rule = DrawingRule(column.strip(), value.strip(), *words)
    _check(rule.layer, rule.kind)
    return rule


def read_basemap_layer(
    file: SourceFile, options: ReadOptions, rules: Sequence[DrawingRule], outlines: Shapes
) -> Extract:
    """Read what lies within each outline (EPSG:4326); raise UnreadableFile if nothing is drawn."""
    found = read_content(file, options)
    usable = np.flatnonzero(~shapely.is_missing(found.shapes)).tolist()
    drawn = [(n, row) for n in usable if (row := _drawn(found.rows[n], found.shapes[n], rules))]
    if not drawn:
        raise UnreadableFile(
            msg(
                "nothing in it tells what to draw: its columns are %(columns)s",
                columns=", ".join(found.columns) or "—",
            ).asking("map", "state it, such as --map building or --map type=forest=green:wood")
        )
    rows = [row for _n, row in drawn]
    shapes = shapely.make_valid(found.shapes[[n for n, _row in drawn]])
    places = np.array([row.layer == "place" for row in rows])
    shapes[places] = shapely.point_on_surface(shapes[places])
    return Extract(
        [_within(rows, shapes, outline) for outline in outlines],
        data_at=None,
        left_out=len(found.rows) - len(drawn),
        of_openstreetmap=bool(_MARKS & set(found.columns)),
    )


def _drawn(row: Row, shape: object, rules: Sequence[DrawingRule]) -> BasemapRow | None:
    told = {key: value for key, value in row.items() if isinstance(value, str) and value}
    how = _how(told, shape, rules)
    if how is None or not _can_have(how.layer, shape):
        return None
    uk = next((told[key] for key in _NAMES_UK if key in told), "")
    en = next((told[key] for key in _NAMES_EN if key in told), "")
    if how.layer == "place" and not uk:
        return None
    return BasemapRow(how.layer, how.kind, how.class_, uk, en, how.min_zoom)


def _how(told: dict[str, str], shape: object, rules: Sequence[DrawingRule]) -> Drawn | None:
    for rule in rules:
        if not rule.column or told.get(rule.column) == rule.value:
            return Drawn(rule.layer, rule.kind, rule.class_)
    if rules:
        return None
    if "layer" in told and told["layer"] in KINDS:
        _check(told["layer"], told.get("kind", ""))
        return Drawn(told["layer"], told.get("kind", ""), told.get("class", ""))
    return _BY_TAGS[int(shapely.get_dimensions(shape))](told)


def _can_have(layer: str, shape: object) -> bool:
    dimension = int(shapely.get_dimensions(shape))
    return layer == "place" or dimension in _DIMENSIONS.get(layer, (2,))


def _check(layer: str, kind: str) -> None:
    if layer not in KINDS:
        raise UnreadableFile(
            msg("no layer %(wanted)r; there is: %(layers)s", wanted=layer, layers=", ".join(KINDS))
        )
    if kind and kind not in KINDS[layer]:
        raise UnreadableFile(
            msg(
                "no kind %(wanted)r of the layer %(layer)s; there is: %(kinds)s",
                wanted=kind,
                layer=layer,
                kinds=", ".join(KINDS[layer]),
            )
        )


def _within(rows: Sequence[BasemapRow], shapes: Shapes, outline: object) -> ExtractPart:
    shapely.prepare(outline)
    inside, pieces = cut(rows, shapes, outline)
    named, points = area_names(inside, pieces)
    merged = thinned(*merge_lines([*inside, *named], np.concatenate([pieces, points])))
    return ExtractPart(*merged, _NO_ADDRESSES, former=[])
