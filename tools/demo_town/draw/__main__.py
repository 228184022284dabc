"""Draws the files of seeds/ again; the result is always the same.

``python -m tools.demo_town.draw [places|reports]``
"""

import sys
from dataclasses import asdict

import numpy as np
from shapely import STRtree, unary_union
from shapely.geometry import Point

from tools.demo_town.draw.addresses import Address, number_houses
from tools.demo_town.draw.areas import draw_areas
from tools.demo_town.draw.basemap import basemap_features
from tools.demo_town.draw.bodies import body_rows, default_rows
from tools.demo_town.draw.districts import District, draw_districts
from tools.demo_town.draw.geojson import feature, snapped, write_features, write_rows
from tools.demo_town.draw.plane import ORIGIN_LAT, ORIGIN_LON
from tools.demo_town.draw.reports import write_reports
from tools.demo_town.draw.town import draw_town
from tools.demo_town.files import SEEDS

ADDRESS_SEED = 3


def draw_places() -> None:
    """Draw the hromada, its town, its bodies and their areas."""
    town = draw_town()
    districts = draw_districts(town.land)
    _write_boundaries(districts)
    areas = draw_areas(town, districts)
    write_features(
        SEEDS / "areas.geojson",
        (
            feature(snapped(a.shape), code=a.code, name_uk=a.name_uk, body=a.body,
                    categories=list(a.categories), priority=a.priority, valid_from=a.valid_from,
                    decision=a.decision)
            for a in areas
        ),
    )  # fmt: skip
    write_rows(SEEDS / "bodies.csv", body_rows())
    write_rows(SEEDS / "category_defaults.csv", default_rows())
    numbered = number_houses(town.buildings, town.streets, np.random.default_rng(ADDRESS_SEED))
    write_rows(SEEDS / "addresses.csv", _address_rows(numbered, districts))
    write_features(SEEDS / "basemap.geojson.gz", basemap_features(town))


def _write_boundaries(districts: list[District]) -> None:
    whole = unary_union([district.shape for district in districts])
    write_features(
        SEEDS / "hromada.geojson",
        [
            feature(whole, katottg="UA00000000000000001", slug="pokrov", name_uk="Покровська",
                    name_en="Pokrov", kind="urban", oblast_uk="Дніпропетровська",
                    population=sum(d.population for d in districts),
                    centre=[ORIGIN_LON, ORIGIN_LAT], zoom=13)
        ],
    )  # fmt: skip
    write_features(
        SEEDS / "districts.geojson",
        (
            feature(d.shape, code=d.code, name_uk=d.name_uk, name_en=d.name_en, kind=d.kind,
                    population=d.population)
            for d in districts
        ),
    )  # fmt: skip


def _address_rows(numbered: list[Address], districts: list[District]) -> list[dict[str, object]]:
    tree = STRtree([district.shape for district in districts])
    return [
        asdict(address)
        | {"district": districts[int(tree.nearest(Point(address.lon, address.lat)))].code}
        for address in numbered
    ]


PARTS = {"places": draw_places, "reports": write_reports}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
    sys.stdout.write(f"Drawn into {SEEDS}\n")
