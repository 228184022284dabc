"""A small town as OpenStreetMap would have it, drawn by us inside the square of the builders."""

from pathlib import Path

from tests.osm_files import Node, Way, a_pbf

# Corners of houses and ends of streets; the last street runs 0.3 degrees out of the hromada.
_POINTS = {
    1: (34.040, 47.650), 2: (34.050, 47.650), 3: (34.060, 47.650),
    4: (34.0410, 47.6510), 5: (34.0414, 47.6510), 6: (34.0414, 47.6513), 7: (34.0410, 47.6513),
    8: (34.0420, 47.6520), 9: (34.0480, 47.6520), 10: (34.0480, 47.6560), 11: (34.0420, 47.6560),
    12: (34.0500, 47.6600), 13: (34.4000, 47.6600),
    14: (34.0700, 47.6520), 15: (34.0730, 47.6520), 16: (34.0730, 47.6540), 17: (34.0700, 47.6540),
}  # fmt: skip
_TAGS = {
    18: {"place": "town", "name": "Зразкове", "name:uk": "Зразкове", "name:en": "Zrazkove"},
    19: {"addr:street": "вулиця Лесі Українки", "addr:housenumber": "2"},
}
_PLACED = {18: (34.05, 47.65), 19: (34.0422, 47.6511)}

STREET = {
    "highway": "residential",
    "name": "вулиця Лесі Украинки",
    "name:uk": "вулиця Лесі Українки",
    "old_name": "Пушкіна",
}


def town_nodes() -> list[Node]:
    nodes = [Node(*place) for _n, place in sorted(_POINTS.items())]
    return nodes + [Node(*place, _TAGS[n]) for n, place in sorted(_PLACED.items())]


def town_ways() -> list[Way]:
    return [
        Way([1, 2], STREET),
        Way([2, 3], STREET),
        Way([4, 5, 6, 7, 4], {
            "building": "apartments",
            "addr:street": "вулиця Лесі Українки", "addr:housenumber": "1",
        }),
        Way([8, 9, 10, 11, 8], {"natural": "water", "water": "pond", "name": "Ставок"}),
        Way([12, 13], {"highway": "primary", "ref": "М-13"}),
        Way([14, 15, 16, 17, 14], {"landuse": "military", "name": "Частина"}),
    ]  # fmt: skip


def a_town_extract(folder: Path) -> Path:
    return a_pbf(folder, town_nodes(), town_ways())
