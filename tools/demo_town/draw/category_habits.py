"""How often each category is reported, where, in which months, and what its photos show."""

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
class CategoryHabits:
    """How one category is reported; ``photos`` are kinds for ``draw_photo``."""

    code: str
    count: int
    where: str
    months: tuple[float, ...] = EVEN
    photos: tuple[str, ...] = ()
    supporters: float = 2.5
    village: float = 0.16


HABITS: tuple[CategoryHabits, ...] = (
    CategoryHabits("roads.pothole", 58, "street", THAW, ("pothole",), 5),
    CategoryHabits("roads.subsidence", 8, "street", THAW, ("pothole",), 4),
    CategoryHabits("roads.manhole_open", 14, "street", EVEN, ("manhole",), 4),
    CategoryHabits("roads.pavement", 24, "street", EVEN, ("pavement",), 3, 0.05),
    CategoryHabits("roads.sign", 11, "main", EVEN, ("sign",), 1.5),
    CategoryHabits("roads.signal", 7, "main", EVEN, (), 3, 0),
    CategoryHabits("roads.marking", 8, "main", WARM, (), 2, 0.05),
    CategoryHabits("roads.snow", 25, "street", WINTER, ("snow",), 6),
    CategoryHabits("roads.restore_dig", 12, "street", WARM, ("puddle",), 2),
    CategoryHabits("roads.bridge", 5, "bridge", EVEN, (), 5),
    CategoryHabits("light.lamp_out", 50, "street", DARK, ("lamp",), 2.5),
    CategoryHabits("light.street_dark", 22, "street", DARK, ("lamp",), 8, 0.3),
    CategoryHabits("light.lamp_day", 8, "street", WARM, (), 1),
    CategoryHabits("light.pole", 6, "street", EVEN, (), 2),
    CategoryHabits("light.new_light", 14, "street", DARK, (), 7, 0.35),
    CategoryHabits("waste.overflow", 46, "bins", WARM, ("bins",), 4, 0.08),
    CategoryHabits("waste.dump", 32, "edge", WARM, ("dump",), 5, 0.1),
    CategoryHabits("waste.bulky", 20, "bins", WARM, ("bulky",), 2, 0.05),
    CategoryHabits("waste.litter", 20, "park", WARM, ("bins",), 3, 0),
    CategoryHabits("waste.sorting", 13, "bins", EVEN, (), 6, 0.15),
    CategoryHabits("waste.burning", 14, "home", LEAVES, ("smoke",), 4, 0.3),
    CategoryHabits("waste.hazardous", 3, "bins", EVEN, (), 2, 0),
    CategoryHabits("water.no_water", 24, "home", WARM, (), 12, 0.3),
    CategoryHabits("water.leak", 26, "street", EVEN, ("leak",), 3, 0.15),
    CategoryHabits("water.quality", 11, "flat", WARM, (), 8, 0.2),
    CategoryHabits("water.sewer", 18, "yard", EVEN, ("puddle",), 5, 0),
    CategoryHabits("water.flood", 14, "street", RAIN, ("puddle",), 5),
    CategoryHabits("water.pump", 7, "home", WARM, ("pump",), 3, 0.6),
    CategoryHabits("heat.no_heat", 26, "flat", COLD, (), 9, 0),
    CategoryHabits("heat.hot_water", 12, "flat", COLD, (), 7, 0),
    CategoryHabits("heat.power_out", 11, "home", DARK, (), 11, 0.35),
    CategoryHabits("heat.gas_smell", 3, "flat", EVEN, (), 1, 0),
    CategoryHabits("heat.heat_pipe", 8, "yard", COLD, ("leak",), 4, 0),
    CategoryHabits("house.roof", 13, "flat", RAIN, (), 3, 0),
    CategoryHabits("house.lift", 12, "flat", EVEN, (), 8, 0),
    CategoryHabits("house.lift_stuck", 2, "flat", EVEN, (), 0, 0),
    CategoryHabits("house.entrance", 18, "flat", EVEN, (), 3, 0),
    CategoryHabits("house.yard_road", 22, "yard", THAW, ("puddle", "pothole"), 4, 0),
    CategoryHabits("house.playground", 19, "yard", WARM, ("playground",), 5, 0.1),
    CategoryHabits("house.facade", 8, "flat", THAW, (), 3, 0),
    CategoryHabits("green.tree_fallen", 15, "street", RAIN, ("tree",), 2),
    CategoryHabits("green.tree_danger", 23, "yard", EVEN, ("tree",), 4, 0.1),
    CategoryHabits("green.cutting", 8, "edge", EVEN, (), 7),
    CategoryHabits("green.mowing", 28, "street", SUMMER, ("ragweed",), 4),
    CategoryHabits("green.planting", 12, "street", PLANT, (), 6),
    CategoryHabits("animals.stray", 22, "bins", EVEN, ("dog",), 4, 0.25),
    CategoryHabits("animals.bite", 3, "yard", EVEN, (), 3, 0.2),
    CategoryHabits("animals.dead", 8, "street", WARM, (), 0.5),
    CategoryHabits("animals.cruelty", 4, "home", EVEN, (), 6, 0.3),
    CategoryHabits("transport.schedule", 18, "stop", EVEN, ("stop",), 9, 0.3),
    CategoryHabits("transport.driver", 8, "stop", EVEN, (), 2, 0.05),
    CategoryHabits("transport.stop", 12, "stop", EVEN, ("stop",), 3, 0.2),
    CategoryHabits("transport.parking", 23, "yard", EVEN, ("parking",), 3, 0),
    CategoryHabits("transport.abandoned", 11, "yard", EVEN, ("wreck",), 2, 0.05),
    CategoryHabits("improve.kiosk", 9, "market", EVEN, (), 2, 0),
    CategoryHabits("improve.advert", 8, "main", EVEN, (), 1, 0),
    CategoryHabits("improve.graffiti", 11, "yard", EVEN, ("graffiti",), 2, 0),
    CategoryHabits("improve.bench", 17, "park", WARM, ("bench",), 3, 0),
    CategoryHabits("improve.monument", 6, "park", EVEN, (), 5, 0),
    CategoryHabits("improve.cemetery", 8, "cemetery", WARM, ("dump",), 6, 0),
    CategoryHabits("build.illegal", 6, "home", WARM, (), 3, 0.1),
    CategoryHabits("build.site", 6, "yard", WARM, (), 3, 0),
    CategoryHabits("build.land", 6, "home", EVEN, (), 3, 0.5),
    CategoryHabits("env.air", 14, "works", WARM, ("smoke",), 12, 0),
    CategoryHabits("env.water_body", 6, "river", WARM, (), 8, 0),
    CategoryHabits("env.noise", 14, "yard", WARM, (), 4, 0.05),
    CategoryHabits("safety.vandal", 9, "park", EVEN, ("graffiti",), 2, 0),
    CategoryHabits("safety.camera", 5, "main", EVEN, (), 3, 0),
    CategoryHabits("safety.violence", 2, "yard", EVEN, (), 2, 0),
    CategoryHabits("civil.explosive", 2, "edge", EVEN, (), 0, 0),
    CategoryHabits("civil.shelter", 3, "street", EVEN, (), 0, 0),
    CategoryHabits("civil.siren", 3, "street", EVEN, (), 0, 0.3),
    CategoryHabits("civil.war_damage", 2, "street", EVEN, (), 0, 0),
    CategoryHabits("civil.invincible", 2, "street", COLD, (), 0, 0),
    CategoryHabits("access.ramp", 13, "main", EVEN, ("pavement",), 6, 0),
    CategoryHabits("access.tactile", 6, "main", EVEN, (), 3, 0),
    CategoryHabits("access.building", 7, "office", EVEN, (), 4, 0.1),
    CategoryHabits("social.school", 8, "school", EVEN, (), 6, 0.2),
    CategoryHabits("social.clinic", 9, "clinic", EVEN, (), 5, 0.15),
    CategoryHabits("social.homeless", 4, "flat", COLD, (), 1, 0),
    CategoryHabits("admin.service", 8, "office", EVEN, (), 2, 0.1),
    CategoryHabits("admin.idea", 13, "street", EVEN, (), 9, 0.15),
)
