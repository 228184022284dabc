"""Gives houses their street and number: odd on the left, even on the right, letters squeezed in."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from shapely import STRtree
from shapely.geometry import Point

from tools.demo_town.draw.buildings import Building
from tools.demo_town.draw.plane import lon_lat_of
from tools.demo_town.draw.streets import Street

FARTHEST_M = 130.0
WITHOUT_ADDRESS = {"shed", "garages"}
LETTERS = "абвг"


@dataclass(frozen=True, slots=True)
class Address:
    """A numbered house with its point, EPSG:4326."""

    settlement_uk: str
    street_uk: str
    house: str
    lon: float
    lat: float
    kind: str
    name_uk: str


def number_houses(
    buildings: list[Building], streets: list[Street], rng: np.random.Generator
) -> list[Address]:
    """Assign every house a number along its street and return the addresses."""
    named = [street for street in streets if street.name]
    _nearest_streets(buildings, named)
    pieces: dict[str, list[Street]] = defaultdict(list)
    for street in named:
        pieces[street.key].append(street)
    houses: dict[str, list[Building]] = defaultdict(list)
    for building in buildings:
        if building.street:
            houses[f"{building.settlement}|{building.street}"].append(building)
    for key in sorted(houses):
        _number_street(houses[key], pieces[key], rng)
    return [_address(building) for building in buildings if building.house]


def _nearest_streets(buildings: list[Building], named: list[Street]) -> None:
    tree = STRtree([street.line for street in named])
    for building in buildings:
        if building.kind in WITHOUT_ADDRESS:
            building.street = building.house = ""
        elif not building.street:
            street = named[int(tree.nearest(building.shape))]
            if street.line.distance(building.shape) < FARTHEST_M:
                building.street, building.settlement = street.name, street.settlement


def _number_street(houses: list[Building], pieces: list[Street], rng: np.random.Generator) -> None:
    sides: dict[int, list[tuple[float, Building]]] = {1: [], -1: []}
    for house in houses:
        along, side = _position(house.shape.centroid, pieces)
        sides[side].append((along, house))
    for side, row in sides.items():
        number, last = (1 if side > 0 else 2), 0.0
        for along, house in sorted(row, key=lambda item: item[0]):
            if along - last > 90 and last:
                number += 2 * int(rng.integers(0, 3))
            letter = LETTERS[int(rng.integers(0, 2))] if rng.random() < 0.06 else ""
            house.house = f"{number}{letter}"
            last = along
            number += 2


def _position(spot: Point, pieces: list[Street]) -> tuple[float, int]:
    """Return metres along the street's pieces, laid end to end, and the side: 1 is left."""
    offset, best = 0.0, (9e9, 0.0, 1)
    for piece in pieces:
        line = piece.line
        along = line.project(spot)
        a, b = line.interpolate(max(along - 4, 0)), line.interpolate(along + 4)
        cross = (b.x - a.x) * (spot.y - a.y) - (b.y - a.y) * (spot.x - a.x)
        best = min(best, (line.distance(spot), offset + along, 1 if cross >= 0 else -1))
        offset += line.length
    return best[1], best[2]


def _address(building: Building) -> Address:
    lon, lat = lon_lat_of(building.shape.centroid.x, building.shape.centroid.y)
    return Address(building.settlement, building.street, building.house, lon, lat,
                   building.kind, building.name)  # fmt: skip
