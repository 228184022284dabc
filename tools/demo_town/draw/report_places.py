"""Finds places for reports: on a street, in a yard, by the river; with hot spots."""

import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely import STRtree, transform
from shapely.geometry import LineString, Point, Polygon, shape

from tools.demo_town.draw.plane import METRES_PER_LAT, METRES_PER_LON, ORIGIN_LAT, ORIGIN_LON, Array
from tools.demo_town.draw.zones import TOWN
from tools.demo_town.files import SEEDS

HOT_SHARE = 0.34
HOT_SPOTS = 5
GREEN_OF = {"park": ("park",), "cemetery": ("cemetery",), "edge": ("wood", "meadow", "belt")}
HOUSES_OF = {
    "yard": ("apartments",), "flat": ("apartments",), "bins": ("apartments", "apartments", "house"),
    "home": ("house",), "school": ("school", "kindergarten"), "clinic": ("clinic",),
    "office": ("office",), "works": ("industrial",), "market": ("market", "transport"),
}  # fmt: skip
AWAY_M = {"yard": 21.0, "flat": 5.0, "bins": 19.0, "home": 13.0, "school": 30.0, "clinic": 24.0,
          "office": 14.0, "works": 45.0, "market": 30.0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """A point with its address and landmark; EPSG:4326."""

    lon: float
    lat: float
    settlement: str
    street: str
    house: str
    landmark: str


class PlaceFinder:
    """Finds places on the committed map."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        with (SEEDS / "addresses.csv").open(encoding="utf-8", newline="") as lines:
            self._addresses = list(csv.DictReader(lines))
        self._address_points = [
            Point(_plane(float(r["lon"]), float(r["lat"]))) for r in self._addresses
        ]
        self._nearest = STRtree(self._address_points)
        raw = gzip.decompress((SEEDS / "basemap.geojson.gz").read_bytes())
        features = json.loads(raw)["features"]
        self._streets = _streets(features)
        self._greens = _greens(features)
        self._river = next(s for p, s in _shapes(features, "water") if p["kind"] == "river")
        crossing = [
            line.intersection(self._river).centroid
            for props, line in _shapes(features, "street")
            if props["kind"] in ("main", "street", "lane") and line.intersects(self._river)
        ]
        self._bridges = crossing
        self._outline = _flat(json.loads((SEEDS / "hromada.geojson").read_text())["features"][0])
        self._landmarks = _landmarks(features)
        self._hot: dict[tuple[str, bool], list[Point]] = {}

    def spot(self, where: str, *, village: bool) -> ReportPlace:
        """Return a place of a kind, more often than not near one of its hot spots."""
        hot = self._hot.setdefault((where, village), [])
        if (
            len(hot) >= HOT_SPOTS
            and where not in ("street", "main")
            and self._rng.random() < HOT_SHARE
        ):
            near = hot[int(self._rng.integers(HOT_SPOTS))]
            point = self._near(near, 42)
        elif len(hot) >= HOT_SPOTS and self._rng.random() < HOT_SHARE:
            near = hot[int(self._rng.integers(HOT_SPOTS))]
            point = self._on_street(self._near(near, 120))
        else:
            point = self._anywhere(where, village=village)
            hot.append(point)
        return self._named(point, village=village)

    def beside(self, lon: float, lat: float) -> ReportPlace:
        """Return a place some steps away from another."""
        return self._named(self._near(Point(_plane(lon, lat)), 14), village=False)

    def _anywhere(self, where: str, *, village: bool) -> Point:
        for _ in range(60):
            point = self._candidate(where, village=village)
            if self._outline.contains(point.buffer(40)):
                return point
        raise LookupError(f"no place inside for {where}")

    def _candidate(self, where: str, *, village: bool) -> Point:
        if where in HOUSES_OF:
            return self._by_house(where, village=village)
        if where in GREEN_OF:
            patches = [patch for kind, patch in self._greens if kind in GREEN_OF[where]]
            weights = np.sqrt([patch.area for patch in patches])
            return self._edge_of(
                patches[int(self._rng.choice(len(patches), p=weights / weights.sum()))]
            )
        if where == "river":
            return self._edge_of(self._river)
        if where == "bridge":
            return self._near(self._bridges[int(self._rng.integers(len(self._bridges)))], 4)
        kinds = ("main",) if where in ("main", "stop") else ("main", "street", "street", "lane")
        wanted = [
            s for s in self._streets if s[0] in kinds and (s[1] != TOWN) == village
        ] or self._streets
        lengths = np.array(
            [line.length * (2.4 if kind == "main" else 1) for kind, _, line in wanted]
        )
        line = wanted[int(self._rng.choice(len(wanted), p=lengths / lengths.sum()))][2]
        on = line.interpolate(self._rng.uniform(0.04, 0.96), normalized=True)
        return self._near(on, 5.0 if where == "stop" else 1.2)

    def _by_house(self, where: str, *, village: bool) -> Point:
        kinds = HOUSES_OF[where]
        kind = (
            "house"
            if village and where in ("yard", "flat", "bins")
            else str(self._rng.choice(kinds))
        )
        rows = [
            point
            for row, point in zip(self._addresses, self._address_points, strict=True)
            if row["kind"] == kind and (row["settlement_uk"] != TOWN) == village
        ]
        if not rows:
            return self._candidate("street", village=village)
        at = rows[int(self._rng.integers(len(rows)))]
        turn = self._rng.uniform(0, 2 * np.pi)
        away = AWAY_M[where] * self._rng.uniform(0.8, 1.2)
        return Point(at.x + away * np.cos(turn), at.y + away * np.sin(turn))

    def _edge_of(self, patch: Polygon) -> Point:
        on = patch.exterior.interpolate(self._rng.uniform(0, 1), normalized=True)
        return self._near(on, 9)

    def _near(self, at: Point, spread_m: float) -> Point:
        dx, dy = self._rng.normal(0, spread_m, 2)
        return Point(at.x + dx, at.y + dy)

    def _on_street(self, at: Point) -> Point:
        line = min((s[2] for s in self._streets), key=lambda street: float(street.distance(at)))
        return self._near(line.interpolate(line.project(at)), 1.2)

    def _named(self, at: Point, *, village: bool) -> ReportPlace:
        row = self._addresses[int(self._nearest.nearest(at))]
        close = sorted((float(p.distance(at)), name) for name, p in self._landmarks)[:2]
        landmark = next((name for away, name in close if away < 330), "")
        if not landmark:
            common = VILLAGE_MARKS if row["settlement_uk"] != TOWN or village else TOWN_MARKS
            landmark = common[int(self._rng.integers(len(common)))]
        lon = round(ORIGIN_LON + at.x / METRES_PER_LON, 6)
        lat = round(ORIGIN_LAT + at.y / METRES_PER_LAT, 6)
        return ReportPlace(lon, lat, row["settlement_uk"], row["street_uk"], row["house"], landmark)


TOWN_MARKS = (
    "біля трансформаторної будки", "біля продуктового магазину", "за гаражами", "біля аптеки",
    "біля дитячого майданчика", "біля зупинки", "навпроти хлібного магазину", "біля овочевої лавки",
    "біля котельні", "за крайнім будинком", "на розі біля шиномонтажу", "біля старої водокачки",
)  # fmt: skip
VILLAGE_MARKS = ("біля клубу", "біля ставка", "біля сільського магазину", "біля старости",
                 "біля зупинки автобуса", "за городами", "біля криниці", "на околиці")  # fmt: skip
MARK_OF = {
    "Міська рада": "біля міської ради", "Палац культури": "біля Палацу культури",
    "Краєзнавчий музей": "біля краєзнавчого музею", "Свято-Троїцький храм": "біля Троїцького храму",
    "Центральний ринок": "біля центрального ринку", "Автостанція": "біля автостанції",
    "Залізничний вокзал": "біля вокзалу", "Центральна міська лікарня": "біля міської лікарні",
    "Поліклініка": "біля поліклініки", "Пологовий будинок": "біля пологового", "ЦНАП": "біля ЦНАПу",
    "Ліцей № 1": "біля ліцею № 1", "Бібліотека": "біля бібліотеки",
    "Спорткомплекс": "біля спорткомплексу", "Школа мистецтв": "біля школи мистецтв",
    "Пожежна частина": "біля пожежної частини", "Гімназія № 3": "біля гімназії № 3",
    "Гімназія № 5": "біля гімназії № 5", "Гімназія № 6": "біля гімназії № 6",
    "Гімназія": "біля гімназії", "Будинок культури": "біля будинку культури",
    "Амбулаторія": "біля амбулаторії", "Центральний парк": "біля Центрального парку",
    "парк Захисників України": "біля парку Захисників", "Набережна": "на набережній",
    "стадіон «Шахтар»": "біля стадіону", "Міське кладовище": "біля кладовища",
    "сквер Тараса Шевченка": "біля скверу Шевченка", "Елеватор": "біля елеватора",
}  # fmt: skip


def _plane(lon: float, lat: float) -> tuple[float, float]:
    return (lon - ORIGIN_LON) * METRES_PER_LON, (lat - ORIGIN_LAT) * METRES_PER_LAT


def _flat(feature: dict[str, Any]) -> Any:  # noqa: ANN401 - any of shapely's shapes
    def moved(flat: Array) -> Array:
        return (flat - [ORIGIN_LON, ORIGIN_LAT]) * [METRES_PER_LON, METRES_PER_LAT]

    return transform(shape(feature["geometry"]), moved)


def _shapes(features: Sequence[dict[str, Any]], layer: str) -> list[tuple[dict[str, str], Any]]:
    return [(f["properties"], _flat(f)) for f in features if f["properties"]["layer"] == layer]


def _streets(features: Sequence[dict[str, Any]]) -> list[tuple[str, str, LineString]]:
    return [
        (props["kind"], props.get("settlement_uk", ""), line)
        for props, line in _shapes(features, "street")
        if props.get("name_uk") and props["kind"] in ("main", "street", "lane")
    ]


def _greens(features: Sequence[dict[str, Any]]) -> list[tuple[str, Polygon]]:
    town = Polygon([(-3200, -3000), (3300, -3000), (3300, 2700), (-3200, 2700)])
    return [
        (props["kind"], patch)
        for props, patch in _shapes(features, "green")
        if patch.intersects(town) and patch.area > 1500
    ]


def _landmarks(features: Sequence[dict[str, Any]]) -> list[tuple[str, Point]]:
    return [
        (MARK_OF[props["name_uk"]], point)
        for props, point in _shapes(features, "place")
        if props["name_uk"] in MARK_OF
    ]
