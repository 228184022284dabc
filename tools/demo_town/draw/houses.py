"""Builds the houses that stand along streets: the old core, private quarters, villages, dachas."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point, Polygon

from tools.demo_town.draw.buildings import (
    Building,
    Ground,
    angled,
    courtyard,
    heading_deg,
    oriented,
    rectangle,
)
from tools.demo_town.draw.streets import Street
from tools.demo_town.draw.terrain import WIDTH_M


@dataclass(frozen=True, slots=True)
class Manner:
    """How one kind of quarter is built: metres, and shares from 0 to 1."""

    kind: str
    frontage_m: tuple[float, float]
    length_m: tuple[float, float]
    depth_m: tuple[float, float]
    setback_m: tuple[float, float]
    crooked_deg: float
    empty: float
    angled: float
    sheds: float
    apart_m: float


MANNERS: dict[str, Manner] = {
    "core": Manner("house", (22, 46), (19, 40), (10, 14), (0.8, 3.5), 1.0, 0.09, 0.40, 0.05, 1.5),
    "private": Manner("house", (29, 46), (11, 17), (8, 11.5), (4, 9.5), 3.0, 0.09, 0.36, 0.02, 5),
    "village": Manner("house", (38, 74), (11, 17), (8, 11.5), (6, 17), 4.5, 0.18, 0.3, 0.16, 7),
    "dachas": Manner("dacha", (22, 36), (6, 9), (5, 7), (4, 8), 6.0, 0.2, 0.1, 0.0, 4),
}
STYLE_OF_ZONE = {
    "core": "core", "dachas": "dachas", "west": "private", "north": "private",
    "zarichia": "private", "south-bank": "private", "steppe-town": "private",
    "vyshneva": "village", "krynytsia": "village", "stepove": "village", "luhove": "village",
    "hirnytske": "village", "yar": "village",
}  # fmt: skip


def build_houses(
    ground: Ground,
    streets: list[Street],
    rng: np.random.Generator,
    *,
    within: Polygon | None = None,
) -> None:
    """Build houses along both sides of each street, odd numbers on the left."""
    for street in streets:
        style = STYLE_OF_ZONE.get(street.zone)
        if style is None:
            continue
        for side in (1, -1):
            _build_side(ground, street, MANNERS[style], rng, side=side, within=within)


def build_along_road(
    ground: Ground, street: Street, within: Polygon, style: str, rng: np.random.Generator
) -> None:
    """Build along a sketched road, only where it passes through a quarter."""
    for side in (1, -1):
        _build_side(ground, street, MANNERS[style], rng, side=side, within=within)


def _build_side(
    ground: Ground,
    street: Street,
    manner: Manner,
    rng: np.random.Generator,
    *,
    side: int,
    within: Polygon | None,
) -> None:
    number = 1 if side > 0 else 2
    at = rng.uniform(8, 16)
    while at < street.line.length - 6:
        frontage = rng.uniform(*manner.frontage_m)
        spot = _spot(street, at + frontage / 2, side, rng.uniform(*manner.setback_m))
        if within is None or within.contains(spot[0]):
            shape = _house(manner, frontage, rng)
            turned = spot[1] + rng.normal(0, manner.crooked_deg)
            built = rng.random() > manner.empty and _build_one(
                ground, street, manner, (shape, spot[0], turned), str(number)
            )
            if built:
                _shed(ground, manner, (spot[0], turned), rng)
            number += 2
        at += frontage


def _build_one(
    ground: Ground,
    street: Street,
    manner: Manner,
    placed: tuple[Polygon, Point, float],
    number: str,
) -> bool:
    shape, front, turned = placed
    depth = -shape.bounds[1]
    place = _behind(front, turned, depth)
    building = Building(
        oriented(shape, place, turned), manner.kind, street.settlement, street.name, number
    )
    return ground.build(building, apart_m=manner.apart_m)


def _house(manner: Manner, frontage_m: float, rng: np.random.Generator) -> Polygon:
    length = min(rng.uniform(*manner.length_m), frontage_m - 3)
    depth = rng.uniform(*manner.depth_m)
    draw = rng.random()
    if draw < manner.angled * 0.2 and length > 18:
        return courtyard(length, 6.5, depth * 1.6)
    if draw < manner.angled:
        wing = rng.uniform(2.5, depth * 0.8)
        return angled(length, depth, wing, mirrored=bool(rng.random() < 0.5))
    return rectangle(length, depth)


def _shed(
    ground: Ground, manner: Manner, placed: tuple[Point, float], rng: np.random.Generator
) -> None:
    if rng.random() > manner.sheds:
        return
    front, turned = placed
    back = _behind(front, turned, rng.uniform(18, 27))
    aside = _behind(back, turned + 90, rng.uniform(-7, 7))
    shape = rectangle(rng.uniform(4, 8), rng.uniform(3.2, 4.6))
    shed = Building(oriented(shape, aside, turned + rng.choice([0, 0, 90])), "shed")
    ground.build(shed, apart_m=2)


def _spot(street: Street, at: float, side: int, setback_m: float) -> tuple[Point, float]:
    """Return the middle of the house's front, and its heading with +y away from the street."""
    line = street.line
    a, b = line.interpolate(max(at - 6, 0)), line.interpolate(at + 6)
    heading = heading_deg(a, b) + (0 if side > 0 else 180)
    middle = line.interpolate(at)
    return _behind(middle, heading, WIDTH_M[street.kind] / 2 + 2.6 + setback_m), heading


def _behind(front: Point, heading: float, metres: float) -> Point:
    """Return the point so many metres to the left of a heading."""
    turned = np.radians(heading + 90)
    return Point(front.x + np.cos(turned) * metres, front.y + np.sin(turned) * metres)
