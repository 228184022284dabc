"""How often each kind of problem is reported, where, in which months, and what its photo shows."""

from dataclasses import dataclass

EVEN = (1.0,) * 12
WINTER = (6.0, 5.0, 1.2, 0, 0, 0, 0, 0, 0, 0, 0.8, 5.0)
COLD = (5.0, 4.0, 2.0, 0.3, 0, 0, 0, 0, 0, 3.5, 4.5, 5.0)
THAW = (1.2, 2.6, 4.0, 3.2, 1.6, 1.0, 0.8, 0.7, 0.8, 1.0, 1.2, 1.0)
DARK = (2.0, 1.6, 1.2, 0.8, 0.6, 0.4, 0.5, 0.7, 1.2, 1.8, 2.2, 2.2)
WARM = (0.3, 0.3, 0.7, 1.2, 1.8, 2.2, 2.4, 2.2, 1.3, 0.8, 0.4, 0.3)
SUMMER = (0, 0, 0, 0.4, 2.5, 4.0, 4.5, 4.0, 2.0, 0.3, 0, 0)
RAIN = (0.4, 0.6, 1.4, 1.2, 2.0, 2.6, 2.4, 1.6, 0.9, 0.9, 0.8, 0.4)
LEAVES = (0, 0.2, 2.5, 2.0, 0.4, 0.1, 0.2, 0.6, 1.0, 3.5, 2.5, 0.1)
PLANT = (0.1, 0.8, 2.2, 2.0, 0.6, 0.2, 0.1, 0.3, 1.4, 2.2, 0.8, 0.1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One category's habits. ``photos`` are kinds that ``draw_photo`` knows."""

    code: str
    count: int
    where: str
    months: tuple[float, ...] = EVEN
    photos: tuple[str, ...] = ()
    supporters: float = 2.5
    village: float = 0.16


KINDS: tuple[Kind, ...] = (
    Kind("roads.pothole", 58, "street", THAW, ("pothole",), 5),
    Kind("roads.subsidence", 8, "street", THAW, ("pothole",), 4),
    Kind("roads.manhole_open", 14, "street", EVEN, ("manhole",), 4),
    Kind("roads.pavement", 24, "street", EVEN, ("pavement",), 3, 0.05),
    Kind("roads.sign", 11, "main", EVEN, ("sign",), 1.5),
    Kind("roads.signal", 7, "main", EVEN, (), 3, 0),
    Kind("roads.marking", 8, "main", WARM, (), 2, 0.05),
    Kind("roads.snow", 25, "street", WINTER, ("snow",), 6),
    Kind("roads.restore_dig", 12, "street", WARM, ("puddle",), 2),
    Kind("roads.bridge", 5, "bridge", EVEN, (), 5),
    Kind("light.lamp_out", 50, "street", DARK, ("lamp",), 2.5),
    Kind("light.street_dark", 22, "street", DARK, ("lamp",), 8, 0.3),
    Kind("light.lamp_day", 8, "street", WARM, (), 1),
    Kind("light.pole", 6, "street", EVEN, (), 2),
    Kind("light.new_light", 14, "street", DARK, (), 7, 0.35),
    Kind("waste.overflow", 46, "bins", WARM, ("bins",), 4, 0.08),
    Kind("waste.dump", 32, "edge", WARM, ("dump",), 5, 0.1),
    Kind("waste.bulky", 20, "bins", WARM, ("bulky",), 2, 0.05),
    Kind("waste.litter", 20, "park", WARM, ("bins",), 3, 0),
    Kind("waste.sorting", 13, "bins", EVEN, (), 6, 0.15),
    Kind("waste.burning", 14, "home", LEAVES, ("smoke",), 4, 0.3),
    Kind("waste.hazardous", 3, "bins", EVEN, (), 2, 0),
    Kind("water.no_water", 24, "home", WARM, (), 12, 0.3),
    Kind("water.leak", 26, "street", EVEN, ("leak",), 3, 0.15),
    Kind("water.quality", 11, "flat", WARM, (), 8, 0.2),
    Kind("water.sewer", 18, "yard", EVEN, ("puddle",), 5, 0),
    Kind("water.flood", 14, "street", RAIN, ("puddle",), 5),
    Kind("water.pump", 7, "home", WARM, ("pump",), 3, 0.6),
    Kind("heat.no_heat", 26, "flat", COLD, (), 9, 0),
    Kind("heat.hot_water", 12, "flat", COLD, (), 7, 0),
    Kind("heat.power_out", 11, "home", DARK, (), 11, 0.35),
    Kind("heat.gas_smell", 3, "flat", EVEN, (), 1, 0),
    Kind("heat.heat_pipe", 8, "yard", COLD, ("leak",), 4, 0),
    Kind("house.roof", 13, "flat", RAIN, (), 3, 0),
    Kind("house.lift", 12, "flat", EVEN, (), 8, 0),
    Kind("house.lift_stuck", 2, "flat", EVEN, (), 0, 0),
    Kind("house.entrance", 18, "flat", EVEN, (), 3, 0),
    Kind("house.yard_road", 22, "yard", THAW, ("puddle", "pothole"), 4, 0),
    Kind("house.playground", 19, "yard", WARM, ("playground",), 5, 0.1),
    Kind("house.facade", 8, "flat", THAW, (), 3, 0),
    Kind("green.tree_fallen", 15, "street", RAIN, ("tree",), 2),
    Kind("green.tree_danger", 23, "yard", EVEN, ("tree",), 4, 0.1),
    Kind("green.cutting", 8, "edge", EVEN, (), 7),
    Kind("green.mowing", 28, "street", SUMMER, ("ragweed",), 4),
    Kind("green.planting", 12, "street", PLANT, (), 6),
    Kind("animals.stray", 22, "bins", EVEN, ("dog",), 4, 0.25),
    Kind("animals.bite", 3, "yard", EVEN, (), 3, 0.2),
    Kind("animals.dead", 8, "street", WARM, (), 0.5),
    Kind("animals.cruelty", 4, "home", EVEN, (), 6, 0.3),
    Kind("transport.schedule", 18, "stop", EVEN, ("stop",), 9, 0.3),
    Kind("transport.driver", 8, "stop", EVEN, (), 2, 0.05),
    Kind("transport.stop", 12, "stop", EVEN, ("stop",), 3, 0.2),
    Kind("transport.parking", 23, "yard", EVEN, ("parking",), 3, 0),
    Kind("transport.abandoned", 11, "yard", EVEN, ("wreck",), 2, 0.05),
    Kind("improve.kiosk", 9, "market", EVEN, (), 2, 0),
    Kind("improve.advert", 8, "main", EVEN, (), 1, 0),
    Kind("improve.graffiti", 11, "yard", EVEN, ("graffiti",), 2, 0),
    Kind("improve.bench", 17, "park", WARM, ("bench",), 3, 0),
    Kind("improve.monument", 6, "park", EVEN, (), 5, 0),
    Kind("improve.cemetery", 8, "cemetery", WARM, ("dump",), 6, 0),
    Kind("build.illegal", 6, "home", WARM, (), 3, 0.1),
    Kind("build.site", 6, "yard", WARM, (), 3, 0),
    Kind("build.land", 6, "home", EVEN, (), 3, 0.5),
    Kind("env.air", 14, "works", WARM, ("smoke",), 12, 0),
    Kind("env.water_body", 6, "river", WARM, (), 8, 0),
    Kind("env.noise", 14, "yard", WARM, (), 4, 0.05),
    Kind("safety.vandal", 9, "park", EVEN, ("graffiti",), 2, 0),
    Kind("safety.camera", 5, "main", EVEN, (), 3, 0),
    Kind("safety.violence", 2, "yard", EVEN, (), 2, 0),
    Kind("civil.explosive", 2, "edge", EVEN, (), 0, 0),
    Kind("civil.shelter", 3, "street", EVEN, (), 0, 0),
    Kind("civil.siren", 3, "street", EVEN, (), 0, 0.3),
    Kind("civil.war_damage", 2, "street", EVEN, (), 0, 0),
    Kind("civil.invincible", 2, "street", COLD, (), 0, 0),
    Kind("access.ramp", 13, "main", EVEN, ("pavement",), 6, 0),
    Kind("access.tactile", 6, "main", EVEN, (), 3, 0),
    Kind("access.building", 7, "office", EVEN, (), 4, 0.1),
    Kind("social.school", 8, "school", EVEN, (), 6, 0.2),
    Kind("social.clinic", 9, "clinic", EVEN, (), 5, 0.15),
    Kind("social.homeless", 4, "flat", COLD, (), 1, 0),
    Kind("admin.service", 8, "office", EVEN, (), 2, 0.1),
    Kind("admin.idea", 13, "street", EVEN, (), 9, 0.15),
)
