"""The quarters and villages: where streets are grown, and how they run there."""

from dataclasses import dataclass

from shapely.geometry import Polygon

from tools.demo_town.draw.plane import Point


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the town with one way of building.

    ``across_m`` is the distance between long streets, ``along_m`` between the cross streets;
    ``follows`` names the lines whose direction the streets take over, ``bend`` how much they stray.
    """

    code: str
    settlement: str
    style: str
    angle_deg: float
    across_m: float
    along_m: float
    bend: float
    follows: tuple[str, ...]
    outline: tuple[Point, ...]

    @property
    def area(self) -> Polygon:
        """Return the outline as a polygon of the plane."""
        return Polygon(self.outline)


TOWN = "м. Покров"

ZONES: tuple[Zone, ...] = (
    Zone("core", TOWN, "core", 20, 112, 145, 0.32, ("river", "north", "west", "east"), (
        (-650, -535), (-675, 195), (-585, 520), (-310, 700), (-40, 520), (115, 310),
        (365, 190), (570, 80), (695, -100), (665, -390), (570, -495), (325, -480),
        (-130, -535),
    )),
    Zone("soviet", TOWN, "slabs", 8, 300, 330, 0.05, ("boulevard", "prospect", "south"), (
        (-1235, -195), (-665, -180), (-625, -540), (-130, -540), (325, -490), (480, -810),
        (390, -1120), (125, -1330), (-235, -1400), (-715, -1285), (-1140, -1185),
        (-1400, -940), (-1575, -585), (-1600, -260),
    )),
    Zone("west", TOWN, "private", 15, 104, 200, 0.30, ("stream", "west", "westring"), (
        (-2160, -650), (-2315, -195), (-2180, 160), (-1755, 310), (-1330, 260), (-975, 420),
        (-700, 365), (-690, -150), (-1235, -175), (-1610, -245), (-1585, -585),
    )),
    Zone("north", TOWN, "private", 130, 102, 190, 0.34, ("river", "stream", "dam"), (
        (-1625, 1140), (-1530, 810), (-1235, 470), (-940, 635), (-650, 730), (-415, 880),
        (-495, 1140), (-810, 1445), (-1070, 1610), (-1430, 1575),
    )),
    Zone("zarichia", TOWN, "private", 110, 106, 200, 0.30, ("river", "north", "dam"), (
        (195, 470), (415, 340), (680, 195), (1010, 190), (1330, 190), (1415, 520),
        (1235, 975), (975, 1330), (455, 1530), (290, 1270), (65, 1400), (-285, 1400),
        (-180, 1105),
    )),
    Zone("south-bank", TOWN, "private", 90, 102, 190, 0.25, ("river", "southeast"), (
        (845, 60), (1010, 85), (1300, 70), (1460, -160), (1575, -520), (1515, -845),
        (1400, -1170), (1140, -1350), (800, -1140), (665, -845), (820, -455), (865, -130),
    )),
    Zone("steppe-town", TOWN, "private", 160, 100, 185, 0.10, ("westring",), (
        (-2110, -810), (-1610, -620), (-1460, -975), (-1200, -1235), (-810, -1400),
        (-910, -1850), (-1235, -1790), (-1625, -1495), (-2015, -1140),
    )),
    Zone("dachas", TOWN, "dachas", 60, 62, 230, 0.22, ("lakeside",), (
        (-765, 2405), (-865, 2630), (-1145, 2780), (-1185, 3055), (-880, 3220), (-550, 2960),
        (-585, 2570),
    )),
    Zone("vyshneva", "с. Вишнева Балка", "village", 40, 112, 270, 0.35, ("northwest",), (
        (-4680, 2565), (-4430, 2895), (-4045, 2700), (-3765, 2400), (-3655, 1955),
        (-3935, 1875), (-4320, 2150),
    )),
    Zone("krynytsia", "с. Нова Криниця", "village", 85, 115, 260, 0.30, ("north",), (
        (595, 3905), (555, 4290), (705, 4625), (1065, 4710), (1150, 4350), (1035, 3960),
    )),
    Zone("stepove", "с. Степове", "village", 90, 115, 250, 0.22, ("south",), (
        (-890, -3640), (-920, -4085), (-780, -4360), (-450, -4385), (-290, -4030),
        (-370, -3610),
    )),
    Zone("luhove", "с. Лугове", "village", 110, 112, 270, 0.38, ("southeast", "river"), (
        (3080, -3450), (3030, -3840), (3250, -4280), (3660, -4445), (3855, -4060),
        (3660, -3560), (3385, -3340),
    )),
    Zone("hirnytske", "с-ще Гірницьке", "village", 5, 106, 230, 0.12, ("east",), (
        (4460, 275), (4400, 715), (4760, 875), (5235, 740), (5315, 355), (4985, 165),
    )),
    Zone("yar", "с. Веселий Яр", "village", 170, 115, 270, 0.32, ("west",), (
        (-4925, -510), (-4870, -65), (-4480, 45), (-4040, -65), (-4010, -430), (-4425, -620),
    )),
)  # fmt: skip
