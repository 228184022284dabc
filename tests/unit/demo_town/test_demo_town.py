import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from shapely import STRtree, unary_union
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from app.domain.lifecycle import STEPS
from app.domain.statuses import Status
from tools.demo_town.draw.clock import sent_at
from tools.demo_town.draw.photos import draw_photo

SEEDS = Path(__file__).parents[3] / "seeds"


def features(name: str) -> list[dict[str, Any]]:
    path = SEEDS / name
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found: list[dict[str, Any]] = json.loads(raw)["features"]
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def hromada() -> BaseGeometry:
    return shape(features("hromada.geojson")[0]["geometry"])


@pytest.fixture(scope="module")
def districts() -> dict[str, BaseGeometry]:
    return {f["properties"]["code"]: shape(f["geometry"]) for f in features("districts.geojson")}


@pytest.fixture(scope="module")
def basemap() -> dict[str, list[dict[str, Any]]]:
    layers: dict[str, list[dict[str, Any]]] = {}
    for feature in features("basemap.geojson.gz"):
        layers.setdefault(feature["properties"]["layer"], []).append(feature)
    return layers


def shapes(found: Iterable[dict[str, Any]]) -> list[BaseGeometry]:
    return [shape(feature["geometry"]) for feature in found]


def test_says_that_it_was_drawn() -> None:
    for name in (
        "hromada.geojson",
        "districts.geojson",
        "areas.geojson",
        "basemap.geojson.gz",
    ):
        assert {f["properties"]["source"] for f in features(name)} == {
            "drawn for the demo, not a survey"
        }


def test_districts_tile_the_hromada(
    hromada: BaseGeometry, districts: dict[str, BaseGeometry]
) -> None:
    assert len(districts) >= 9
    assert unary_union(list(districts.values())).equals(hromada)
    assert all(district.is_valid for district in districts.values())
    for one, other in combinations(districts.values(), 2):
        assert one.intersection(other).area == 0


def test_neighbouring_districts_share_every_vertex(districts: dict[str, BaseGeometry]) -> None:
    for one, other in permutations(districts.values(), 2):
        if one.intersection(other).length == 0:
            continue
        corners = set(other.exterior.coords)
        unshared = [
            c for c in one.exterior.coords if c not in corners and other.intersects(Point(c))
        ]
        assert unshared == []


def test_every_category_has_a_body_but_four() -> None:
    bodies = {row["code"] for row in rows("bodies.csv")}
    defaults = {row["category"]: row["body"] for row in rows("category_defaults.csv")}
    categories = {row["code"] for row in rows("categories.csv")}
    assert len(bodies) >= 10
    assert len(categories) == 82
    assert set(defaults.values()) <= bodies
    assert categories - set(defaults) == {
        "build.site",
        "improve.monument",
        "light.new_light",
        "safety.camera",
    }


def test_every_nationwide_body_is_somebody_here() -> None:
    known = {
        code for row in rows("bodies.csv") for code in (row["code"], *row["aliases"].split("|"))
    }
    assert {row["body"] for row in rows("categories.csv")} <= known


def test_areas_name_known_bodies_and_categories(hromada: BaseGeometry) -> None:
    bodies = {row["code"] for row in rows("bodies.csv")}
    leaves = {row["code"] for row in rows("categories.csv")}
    known = leaves | {leaf.split(".")[0] for leaf in leaves} | {"*"}
    areas = features("areas.geojson")
    assert len(areas) >= 14
    for area in areas:
        drawn = shape(area["geometry"])
        assert drawn.is_valid
        assert drawn.difference(hromada).area < 1e-9
        assert area["properties"]["body"] in bodies
        assert set(area["properties"]["categories"]) <= known


def test_waste_has_a_gap_and_an_overlap(districts: dict[str, BaseGeometry]) -> None:
    waste = [
        shape(area["geometry"])
        for area in features("areas.geojson")
        if "waste" in area["properties"]["categories"]
    ]
    assert unary_union(waste).intersection(districts["stepove"]).area == pytest.approx(0, abs=1e-9)
    assert any(one.intersection(other).area > 0 for one, other in combinations(waste, 2))


def test_buildings_stand_clear_of_streets_and_water(
    basemap: dict[str, list[dict[str, Any]]],
) -> None:
    buildings = shapes(basemap["building"])
    streets = shapes(basemap["street"])
    water = unary_union(shapes(basemap["water"]))
    assert len(buildings) >= 2500
    assert len(STRtree(streets).query(buildings, "intersects")[0]) == 0
    assert len(STRtree(buildings).query(water, "intersects")) == 0
    assert len(STRtree(buildings).query(buildings, "overlaps")[0]) == 0


def test_the_basemap_is_valid_and_inside(
    basemap: dict[str, list[dict[str, Any]]], hromada: BaseGeometry
) -> None:
    wide = hromada.buffer(2e-5)
    for found in basemap.values():
        for drawn in shapes(found):
            assert drawn.is_valid
            assert wide.covers(drawn)


def test_streets_are_named(basemap: dict[str, list[dict[str, Any]]]) -> None:
    named = {
        (street["properties"].get("settlement_uk"), street["properties"]["name_uk"])
        for street in basemap["street"]
        if "name_uk" in street["properties"]
    }
    assert len(named) >= 250


def test_addresses_are_many_and_lie_in_their_district(districts: dict[str, BaseGeometry]) -> None:
    addresses = rows("addresses.csv")
    assert len(addresses) >= 2000
    for row in addresses:
        assert districts[row["district"]].distance(Point(float(row["lon"]), float(row["lat"]))) == 0


def test_no_two_houses_have_one_address() -> None:
    addresses = [(r["settlement_uk"], r["street_uk"], r["house"]) for r in rows("addresses.csv")]
    assert len(set(addresses)) == len(addresses)


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in SEEDS.iterdir() if path.is_file()) < 4_000_000


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reports() -> Any:
    return json.loads(gzip.decompress((SEEDS / "reports.json.gz").read_bytes()))


def test_reports_are_many_and_of_every_category(reports: Any) -> None:
    assert len(reports) >= 900
    assert {r["category"] for r in reports} == {row["code"] for row in rows("categories.csv")}


def test_texts_vary(reports: Any) -> None:
    texts = [r["description"] for r in reports]
    assert len(set(texts)) >= 0.97 * len(texts)
    beginnings = Counter(text[:60] for text in texts)
    assert max(beginnings.values()) <= 6


def test_no_slot_is_left_open(reports: Any) -> None:
    for report in reports:
        words = [report["description"], *(step["note"] for step in report["timeline"])]
        assert not any(mark in text for text in words for mark in "{}|[]")


def test_reports_lie_inside(reports: Any, hromada: BaseGeometry) -> None:
    assert all(hromada.contains(Point(r["lon"], r["lat"])) for r in reports)


def test_timelines_follow_the_life_of_a_report(reports: Any) -> None:
    for report in reports:
        status, last = Status.SUBMITTED, 0.0
        for step in report["timeline"]:
            assert step["days_after"] >= last
            last = step["days_after"]
            rule = STEPS[step["action"]]
            assert status in rule.roles
            status = rule.to or status


def test_every_state_is_there(reports: Any) -> None:
    states = Counter(r["state"] for r in reports)
    # Silence closes a report by the clock, when the demo is loaded.
    assert set(states) >= {status.value for status in Status} - {"published", "lapsed"}
    assert states["confirmed"] > len(reports) / 2


def test_duplicates_name_an_earlier_report_of_their_kind(reports: Any) -> None:
    known = {r["id"]: r for r in reports}
    duplicates = [r for r in reports if r["state"] == "duplicate"]
    assert duplicates
    for report in duplicates:
        assert known[report["duplicate_of"]]["category"] == report["category"]


def test_wartime_matters_tell_no_address(reports: Any) -> None:
    hidden = {r["code"] for r in rows("categories.csv") if r["hide_on_map"] == r["wartime"] == "1"}
    assert hidden
    assert all(not r["address"] for r in reports if r["category"] in hidden)


@pytest.mark.parametrize("now", [NOW, datetime(2027, 7, 4, 3, tzinfo=UTC)])
def test_reports_were_sent_in_the_past_and_snow_in_winter(reports: Any, now: datetime) -> None:
    for report in reports:
        at = sent_at(report, now)
        assert at < now
        assert (now - at).days < 760
        if report["category"] == "roads.snow":
            assert at.month in {1, 2, 3, 11, 12}


def test_every_named_photo_can_be_drawn_small_and_the_same_again(reports: Any) -> None:
    named = {photo["kind"] for r in reports for photo in r["photos"]}
    assert len(named) >= 14
    for kind in named:
        picture = draw_photo(kind, 3)
        with Image.open(BytesIO(picture)) as opened:
            assert (opened.format, opened.size) == ("JPEG", (1200, 900))
        assert len(picture) < 400_000
    assert draw_photo("pothole", 3) == draw_photo("pothole", 3) != draw_photo("pothole", 4)
