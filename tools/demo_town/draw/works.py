"""Builds factory halls by the rails, stores, rows of garages; and the named public buildings."""

from dataclasses import dataclass

import numpy as np
from shapely import affinity, prepare
from shapely.geometry import Point, Polygon

from tools.demo_town.draw.buildings import Building, Ground, angled, courtyard, oriented, rectangle
from tools.demo_town.draw.plane import Point as Spot


@dataclass(frozen=True, slots=True)
class Yard:
    """A fenced ground with halls of one size, laid out along one direction."""

    name: str
    style: str
    angle_deg: float
    outline: tuple[Spot, ...]

    @property
    def area(self) -> Polygon:
        """Return the outline as a polygon of the plane."""
        return Polygon(self.outline)


YARDS: tuple[Yard, ...] = (
    Yard("Збагачувальна фабрика", "halls", 73, (
        (1790, 330), (2240, 375), (2345, 760), (2215, 985), (2010, 1060), (1900, 690),
    )),
    Yard("Ремонтно-механічний завод", "halls", 14, (
        (2320, 370), (2850, 310), (3250, 430), (3150, 640), (2460, 560), (2400, 700),
    )),
    Yard("Вантажний двір", "stores", 168, (
        (1880, 60), (2120, 110), (2230, 300), (1850, 270), (1790, 220),
    )),
    Yard("Локомотивне депо", "stores", 8, (
        (2170, -120), (2560, -150), (2830, -200), (2480, -200), (2250, -150),
    )),
    Yard("Завод залізобетонних виробів", "halls", 60, (
        (2420, 790), (2600, 1050), (2880, 1330), (2770, 1560), (2380, 1470), (2080, 1130),
        (2290, 1040),
    )),
    Yard("Елеватор", "stores", 70, ((1850, -640), (2250, -330), (2300, -500), (1900, -900))),
    Yard("Шахтоуправління", "halls", 20, (
        (3000, 1700), (3250, 1640), (3420, 1560), (3300, 1800), (3080, 1950),
    )),
    Yard("гаражний кооператив «Мотор»", "garages", 62, (
        (-420, -2080), (-60, -2160), (160, -2250), (-60, -2420), (-380, -2440),
    )),
    Yard("гаражний кооператив «Схід»", "garages", 20, (
        (1540, -900), (1730, -820), (1740, -1180), (1520, -1230),
    )),
    Yard("ферма", "stores", 35, ((-4720, 2850), (-4420, 3000), (-4330, 2860), (-4640, 2700))),
    Yard("ферма", "stores", 80, ((-900, -4420), (-760, -4430), (-770, -4650), (-920, -4640))),
    Yard("тік", "stores", 160, ((3700, -4250), (3960, -4150), (4010, -4300), (3740, -4400))),
)  # fmt: skip

# name, kind, place wanted, shape, direction
PUBLIC: tuple[tuple[str, str, Spot, Polygon, float], ...] = (
    ("Міська рада", "office", (-75, 45), courtyard(46, 13, 30), 190),
    ("Палац культури", "culture", (75, -75), rectangle(54, 34), 8),
    ("Краєзнавчий музей", "culture", (-210, 120), angled(30, 13, 14, mirrored=False), 15),
    ("Свято-Троїцький храм", "church", (-330, 330), Polygon([
        (-16, -6), (-5, -6), (-5, -13), (6, -13), (6, -6), (15, -6), (15, 6), (6, 6), (6, 13),
        (-5, 13), (-5, 6), (-16, 6),
    ]), 5),
    ("Центральний ринок", "market", (-560, 40), rectangle(64, 42), 12),
    ("Автостанція", "transport", (520, -60), rectangle(40, 14), 3),
    ("Залізничний вокзал", "transport", (1690, -545), rectangle(64, 15), 66),
    ("Центральна міська лікарня", "clinic", (130, -1850), courtyard(84, 15, 50), 25),
    ("Поліклініка", "clinic", (215, -1730), rectangle(58, 16), 25),
    ("Пологовий будинок", "clinic", (60, -1990), angled(44, 14, 18, mirrored=True), 25),
    ("ЦНАП", "office", (-250, -60), rectangle(38, 15), 12),
    ("Ліцей № 1", "school", (-520, -300), courtyard(60, 13, 40), 15),
    ("Бібліотека", "culture", (180, 120), rectangle(32, 15), 20),
    ("Спорткомплекс", "sport", (-200, -1700), rectangle(50, 32), 80),
    ("Школа мистецтв", "culture", (-700, 180), angled(32, 12, 14, mirrored=False), 80),
    ("Пожежна частина", "office", (330, -180), rectangle(36, 16), 10),
    ("Гімназія № 3", "school", (900, 700), courtyard(56, 12, 36), 60),
    ("Гімназія № 5", "school", (-1300, 150), courtyard(56, 12, 36), 10),
    ("Гімназія № 6", "school", (-1150, 1150), courtyard(56, 12, 36), 40),
    ("Гімназія", "school", (-4100, 2440), courtyard(48, 12, 30), 40),
    ("Гімназія", "school", (860, 4200), courtyard(48, 12, 30), 85),
    ("Гімназія", "school", (-560, -3900), courtyard(48, 12, 30), 85),
    ("Гімназія", "school", (3480, -3700), courtyard(48, 12, 30), 110),
    ("Гімназія", "school", (4800, 620), courtyard(48, 12, 30), 5),
    ("Будинок культури", "culture", (-4420, -250), rectangle(34, 18), 170),
    ("Будинок культури", "culture", (-580, -4100), rectangle(30, 18), 80),
    ("Амбулаторія", "clinic", (4950, 430), rectangle(26, 12), 5),
)  # fmt: skip


def build_public(ground: Ground) -> None:
    """Place each named building as near to its position as the streets allow."""
    for name, kind, (x, y), shape, turned in PUBLIC:
        for step in range(900):
            away, turn = 2.1 * np.sqrt(step), 2.399963 * step
            spot = Point(x + away * np.cos(turn), y + away * np.sin(turn))
            placed = oriented(shape, spot, turned + 2 * (step % 5))
            if ground.build(Building(placed, kind, name=name), apart_m=8):
                break


def build_works(ground: Ground, rng: np.random.Generator) -> None:
    """Fill each yard with its kind of building, row by row."""
    for yard in YARDS:
        area = yard.area.buffer(-8)
        prepare(area)
        sizes = {"halls": (60, 150, 26, 52), "stores": (28, 74, 13, 22), "garages": (40, 120, 6, 6)}
        _rows(ground, area, yard, sizes[yard.style], rng)
        if yard.style != "garages":
            _boxes(ground, area, yard.angle_deg, rng)


def _rows(
    ground: Ground,
    area: Polygon,
    yard: Yard,
    size: tuple[float, float, float, float],
    rng: np.random.Generator,
) -> None:
    kind = "garages" if yard.style == "garages" else "industrial"
    middle = area.centroid
    west, south, east, north = affinity.rotate(area, -yard.angle_deg, origin=middle).bounds
    row = south + 6
    while row < north:
        depth = rng.uniform(size[2], size[3])
        at = west + rng.uniform(0, 16)
        while at < east:
            length = rng.uniform(size[0], size[1])
            spot = affinity.rotate(
                Point(at + length / 2, row + depth / 2), yard.angle_deg, origin=middle
            )
            shape = oriented(_hall(length, depth, rng, kind), spot, yard.angle_deg)
            if area.contains(shape):
                ground.build(Building(shape, kind), apart_m=7)
                at += length
            at += rng.uniform(9, 22)
        row += depth + (11 if kind == "garages" else rng.uniform(14, 30))


def _hall(length: float, depth: float, rng: np.random.Generator, kind: str) -> Polygon:
    if kind == "industrial" and rng.random() < 0.3:
        return angled(length, depth, rng.uniform(8, 22), mirrored=bool(rng.random() < 0.5))
    return rectangle(length, depth)


def _boxes(ground: Ground, area: Polygon, turned: float, rng: np.random.Generator) -> None:
    """Offices, tanks and sheds between the halls."""
    west, south, east, north = area.bounds
    for index in range(26):
        spot = Point(rng.uniform(west, east), rng.uniform(south, north))
        size = rng.uniform(7, 17)
        round_tank = spot.buffer(size / 2, quad_segs=4)
        flat = oriented(rectangle(size * 1.5, size * 0.8), spot, turned)
        shape = round_tank if index % 4 == 0 else flat
        if area.contains(shape):
            ground.build(Building(shape, "industrial"), apart_m=5)
