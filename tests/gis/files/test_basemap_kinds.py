"""The basemap's vocabulary: every tag leads to a word of it, and what is secret to none."""

from pathlib import Path

import pytest

from gis.files import basemap_kinds
from gis.files.basemap_kinds import KINDS, Drawn, Tags, area_drawn, line_drawn, point_drawn

DOCS = Path(__file__).parents[3] / "docs" / "basemap.md"


def test_tables_use_words_of_the_vocabulary() -> None:
    drawn = [
        how
        for table in vars(basemap_kinds).values()
        if isinstance(table, dict)
        for how in table.values()
        if isinstance(how, Drawn)
    ]
    assert len(drawn) > 50
    assert {how for how in drawn if how.kind not in KINDS[how.layer]} == set()


@pytest.mark.parametrize(("layer", "kind"), [(a, b) for a, kinds in KINDS.items() for b in kinds])
def test_the_document_lists_every_kind(layer: str, kind: str) -> None:
    words = DOCS.read_text(encoding="utf-8")
    assert f"`{layer}`" in words
    assert kind in words


@pytest.mark.parametrize(
    ("tags", "how"),
    [
        ({"highway": "trunk_link"}, Drawn("street", "main", "trunk")),
        ({"highway": "living_street"}, Drawn("street", "street", "living_street")),
        ({"highway": "service", "service": "driveway"}, Drawn("street", "lane", "service", 16)),
        ({"highway": "footway", "footway": "sidewalk"}, Drawn("street", "path", "footway", 16)),
        ({"highway": "proposed"}, None),
        ({"railway": "tram"}, Drawn("street", "tram", "tram")),
        ({"railway": "rail", "service": "yard"}, Drawn("street", "rail", "siding", 13)),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"railway": "abandoned"}, None),
        ({"waterway": "drain"}, Drawn("water", "ditch", "drain")),
        ({"waterway": "stream", "tunnel": "culvert"}, None),
        ({"power": "line"}, None),
        ({"highway": "service", "military": "yes"}, None),
    ],
)
def test_lines(tags: Tags, how: Drawn | None) -> None:
    assert line_drawn(tags) == how


@pytest.mark.parametrize(
    ("tags", "how"),
    [
        ({"building": "yes"}, Drawn("building", "")),
        ({"building": "yes", "amenity": "school"}, Drawn("building", "school")),
        ({"building": "detached", "shop": "kiosk"}, Drawn("building", "house")),
        ({"building": "no"}, None),
        ({"natural": "water", "water": "river"}, Drawn("water", "river")),
        ({"natural": "water"}, Drawn("water", "lake")),
        ({"landuse": "forest"}, Drawn("green", "wood")),
        ({"landuse": "military"}, None),
        ({"building": "bunker", "military": "bunker"}, None),
        ({"boundary": "administrative"}, None),
    ],
)
def test_areas(tags: Tags, how: Drawn | None) -> None:
    assert area_drawn(tags) == how


@pytest.mark.parametrize(
    ("tags", "how"),
    [
        ({"place": "city"}, Drawn("place", "town", "city")),
        ({"railway": "station"}, Drawn("place", "station", min_zoom=13)),
        ({"railway": "station", "station": "subway"}, None),
        ({"amenity": "hospital"}, Drawn("place", "building")),
        ({"amenity": "bench"}, None),
    ],
)
def test_points(tags: Tags, how: Drawn | None) -> None:
    assert point_drawn(tags) == how
