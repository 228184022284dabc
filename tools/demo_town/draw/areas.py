"""Areas of responsibility: overlapping by category, decided by priority or size, with gaps left.

Gaps left on purpose: no area for ``waste`` in the Stepove and Luhove okruhs, nor for ``water`` in
Stepove, Luhove and Veselyi Yar.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shapely import unary_union
from shapely.geometry.base import BaseGeometry

from tools.demo_town.draw.districts import District
from tools.demo_town.draw.plane import lon_lat
from tools.demo_town.draw.town import Town

TOWN_CODES = ("centr", "hirnyk", "soniachnyi", "brama", "novoselivka", "pivnichnyi", "zarichchia",
              "livyi", "promzona")  # fmt: skip
RIGHT_BANK = TOWN_CODES[:6]
LEFT_BANK = TOWN_CODES[6:]
RURAL = ("vyshneva", "krynytsia", "hirnytske", "luhove", "stepove", "yar")
DECISION = "Рішення виконавчого комітету № {} від {} (демонстраційне)"


@dataclass(frozen=True)
class Area:
    """One area of responsibility; ``shape`` is EPSG:4326."""

    code: str
    name_uk: str
    body: str
    categories: tuple[str, ...]
    priority: int
    valid_from: str
    decision: str
    shape: BaseGeometry


Shape = Callable[[Town, dict[str, BaseGeometry]], BaseGeometry]


def _of(*codes: str) -> Shape:
    return lambda _, districts: unary_union([districts[code] for code in codes])


def _everywhere(_: Town, districts: dict[str, BaseGeometry]) -> BaseGeometry:
    return unary_union(list(districts.values()))


def _highway(town: Town, _: dict[str, BaseGeometry]) -> BaseGeometry:
    lines = [town.land.roads["west"][1], town.land.roads["east"][1]]
    return lon_lat(unary_union(lines).simplify(2).buffer(16, quad_segs=2))


def _parks(town: Town, _: dict[str, BaseGeometry]) -> BaseGeometry:
    parks = [patch.shape.buffer(12) for patch in town.greens if patch.kind == "park"]
    return lon_lat(unary_union(parks).simplify(1.5))


def _quarry(town: Town, _: dict[str, BaseGeometry]) -> BaseGeometry:
    land = town.land
    return lon_lat(unary_union([land.quarry, *land.heaps]).buffer(450, quad_segs=4).simplify(8))


def _slabs(town: Town, _: dict[str, BaseGeometry]) -> BaseGeometry:
    return lon_lat(unary_union([block.buffer(7) for block in town.blocks]).simplify(1.5))


def _left_bank_wide(town: Town, districts: dict[str, BaseGeometry]) -> BaseGeometry:
    """Return the left bank and a strip over the river, where both contractors collect."""
    strip = lon_lat(town.land.river.intersection(town.land.town).buffer(140, quad_segs=3))
    left = unary_union([districts[code] for code in LEFT_BANK])
    near = strip.intersection(unary_union([districts[code] for code in ("centr", "hirnyk")]))
    return left.union(near).buffer(0)


# code, name, body, categories, priority, valid from, decision number, shape
PLAN: tuple[tuple[str, str, str, tuple[str, ...], int, str, int, Shape], ...] = (
    ("roads-town", "Вулиці та тротуари міста", "udg",
     ("roads", "access.ramp", "access.tactile", "water.flood"), 5, "2022-03-01", 41,
     _of(*TOWN_CODES)),
    ("roads-state", "Дорога державного значення Т-04-22", "vid", ("roads",), 10, "2021-01-01", 7,
     _highway),
    ("roads-villages", "Дороги сільських округів", "star", ("roads",), 5, "2022-03-01", 41,
     _of("vyshneva", "krynytsia", "yar")),
    ("roads-stepove", "Дороги південних округів", "udg", ("roads",), 5, "2023-05-10", 96,
     _of("stepove", "luhove")),
    ("water-town", "Міські водопровідні мережі", "voda", ("water", "roads.manhole_open"), 5,
     "2021-06-01", 63, _of(*TOWN_CODES, "hirnytske")),
    ("water-north", "Груповий водогін «Північний»", "voda", ("water",), 5, "2024-02-14", 112,
     _of("vyshneva", "krynytsia")),
    ("heat-centre", "Зона централізованого теплопостачання", "teplo",
     ("heat.no_heat", "heat.hot_water", "heat.heat_pipe"), 5, "2021-10-01", 158,
     _of("centr", "hirnyk", "soniachnyi")),
    ("light-town", "Зовнішнє освітлення міста", "svitlo", ("light", "roads.signal"), 5,
     "2021-06-01", 64, _of(*TOWN_CODES)),
    ("light-villages", "Освітлення Гірницького та Новокриницького округів", "svitlo", ("light",), 5,
     "2024-02-14", 113, _of("hirnytske", "krynytsia")),
    ("grid", "Електричні мережі громади", "oble", ("heat.power_out", "light.pole"), 5, "2021-01-01",
     8, _everywhere),
    ("waste-right", "Вивезення відходів: правий берег і північ", "vidh", ("waste",), 5,
     "2023-01-01", 201, _of(*RIGHT_BANK, "vyshneva", "krynytsia", "yar")),
    ("waste-left", "Вивезення відходів: лівий берег", "misko", ("waste",), 5, "2023-01-01", 202,
     _left_bank_wide),
    ("waste-mine", "Вивезення відходів: Гірницьке", "vidh", ("waste",), 5, "2025-01-01", 240,
     _of("hirnytske")),
    ("parks", "Парки та сквери", "misko", ("waste.litter", "green", "improve"), 8, "2022-04-01", 55,
     _parks),
    ("greenery", "Озеленення та благоустрій міста", "misko", ("green", "improve"), 3, "2022-04-01",
     56, _of(*TOWN_CODES)),
    ("housing-slabs", "Багатоквартирні будинки мікрорайонів", "upr", ("house",), 6, "2022-01-01",
     18, _slabs),
    ("housing-town", "Житловий фонд міста", "zhkg", ("house",), 3, "2022-01-01", 19,
     _of(*TOWN_CODES)),
    ("housing-centre", "Старий фонд: вулиці центру", "upr", ("house",), 3, "2023-07-01", 134,
     _of("centr")),
    ("order", "Порядок і паркування", "npu",
     ("safety", "transport.parking", "env.noise", "animals.cruelty"), 5, "2021-01-01", 9,
     _everywhere),
    ("rescue", "Виїзди рятувальників", "dsns",
     ("waste.burning", "waste.hazardous", "civil.explosive"), 5, "2021-01-01", 10, _everywhere),
    ("quarry", "Санітарно-захисна зона карʼєру", "eko", ("env", "waste.dump"), 9, "2024-09-01", 187,
     _quarry),
    ("animals", "Вилов і стерилізація", "tvar", ("animals",), 5, "2024-11-01", 225,
     _of(*TOWN_CODES, "hirnytske")),
    ("buses", "Маршрутна мережа громади", "trans", ("transport",), 3, "2022-09-01", 149,
     _everywhere),
    ("vyshneva-all", "Вишнева Балка: усі питання округу", "star", ("*",), 1, "2021-02-01", 15,
     _of("vyshneva")),
)  # fmt: skip


def draw_areas(town: Town, districts: list[District]) -> list[Area]:
    """Return every area, cut to the hromada."""
    shapes: dict[str, BaseGeometry] = {d.code: d.shape for d in districts}
    whole = unary_union(list(shapes.values()))
    found = []
    for code, name, body, categories, priority, since, number, shape in PLAN:
        drawn = shape(town, shapes)
        inside = drawn if whole.covers(drawn) else drawn.intersection(whole)
        year, month, day = since.split("-")
        decision = DECISION.format(number, f"{day}.{month}.{year}")
        found.append(Area(code, name, body, categories, priority, since, decision, inside))
    return found
