"""The vocabulary of the basemap, and what of OpenStreetMap's tags becomes which of its words.

A feature has a layer, a kind that decides how it is drawn, and a class, the finer word that the
source itself uses for a street, a railway or a watercourse. What the tables do not list is left
out; so is whatever belongs to the military, and power lines and plants.
"""

from collections.abc import Mapping
from typing import NamedTuple

Tags = Mapping[str, str]

KINDS: Mapping[str, tuple[str, ...]] = {
    "landuse": (
        "residential", "apartments", "dachas", "commercial", "industrial", "civic", "sport",
        "garages", "parking", "square", "field", "orchard", "grass", "sand", "quarry", "heap",
        "bench",
    ),
    "green": (
        "park", "wood", "belt", "scrub", "meadow", "wetland", "cemetery", "pitch", "playground",
        "track",
    ),
    "water": ("lake", "pond", "reservoir", "pool", "river", "canal", "stream", "ditch"),
    "building": (
        "apartments", "house", "dacha", "shed", "garages", "industrial", "school", "kindergarten",
        "clinic", "church", "culture", "office", "market", "sport", "transport", "service",
    ),
    "street": ("main", "street", "lane", "path", "rail", "tram"),
    "place": (
        "town", "village", "suburb", "locality", "station", "water", "park", "wood", "cemetery",
        "pitch", "industrial", "garages", "quarry", "building",
    ),
}  # fmt: skip


class Drawn(NamedTuple):
    """How a feature is drawn: from ``min_zoom`` on, if its kind alone does not decide it."""

    layer: str
    kind: str = ""
    class_: str = ""
    min_zoom: int = 0


_LANDUSE = {
    "residential": Drawn("landuse", "residential"),
    "industrial": Drawn("landuse", "industrial"), "railway": Drawn("landuse", "industrial"),
    "port": Drawn("landuse", "industrial"), "depot": Drawn("landuse", "industrial"),
    "commercial": Drawn("landuse", "commercial"), "retail": Drawn("landuse", "commercial"),
    "construction": Drawn("landuse", "industrial"), "brownfield": Drawn("landuse", "grass"),
    "garages": Drawn("landuse", "garages"), "allotments": Drawn("landuse", "dachas"),
    "farmland": Drawn("landuse", "field"), "farmyard": Drawn("landuse", "residential"),
    "orchard": Drawn("landuse", "orchard"), "vineyard": Drawn("landuse", "orchard"),
    "greenhouse_horticulture": Drawn("landuse", "industrial"),
    "plant_nursery": Drawn("landuse", "orchard"), "quarry": Drawn("landuse", "quarry"),
    "landfill": Drawn("landuse", "heap"), "education": Drawn("landuse", "civic"),
    "religious": Drawn("landuse", "civic"), "institutional": Drawn("landuse", "civic"),
    "grass": Drawn("green", "meadow"), "meadow": Drawn("green", "meadow"),
    "greenfield": Drawn("green", "meadow"), "village_green": Drawn("green", "park"),
    "flowerbed": Drawn("green", "meadow", min_zoom=16),
    "forest": Drawn("green", "wood"), "cemetery": Drawn("green", "cemetery"),
    "recreation_ground": Drawn("green", "park"),
    "reservoir": Drawn("water", "reservoir"), "basin": Drawn("water", "pond"),
}  # fmt: skip
_NATURAL = {
    "water": Drawn("water", "lake"), "bay": Drawn("water", "lake"),
    "wood": Drawn("green", "wood"), "scrub": Drawn("green", "scrub"),
    "grassland": Drawn("green", "meadow"), "heath": Drawn("green", "meadow"),
    "wetland": Drawn("green", "wetland"), "sand": Drawn("landuse", "sand"),
    "beach": Drawn("landuse", "sand"), "bare_rock": Drawn("landuse", "heap"),
    "scree": Drawn("landuse", "heap"), "shingle": Drawn("landuse", "sand"),
}  # fmt: skip
_LEISURE = {
    "park": Drawn("green", "park"), "garden": Drawn("green", "park"),
    "common": Drawn("green", "meadow"), "golf_course": Drawn("green", "park"),
    "dog_park": Drawn("green", "park"), "playground": Drawn("green", "playground"),
    "pitch": Drawn("green", "pitch"), "track": Drawn("green", "track"),
    "stadium": Drawn("landuse", "sport"), "sports_centre": Drawn("landuse", "sport"),
    "swimming_pool": Drawn("water", "pool", min_zoom=15), "marina": Drawn("landuse", "commercial"),
}  # fmt: skip
_AMENITY = {
    "grave_yard": Drawn("green", "cemetery"), "parking": Drawn("landuse", "parking"),
    "marketplace": Drawn("landuse", "commercial"), "fountain": Drawn("water", "pool", min_zoom=15),
    **dict.fromkeys(
        ("school", "kindergarten", "university", "college", "hospital", "clinic"),
        Drawn("landuse", "civic"),
    ),
}  # fmt: skip
_WATERS = {
    "river": "river", "canal": "canal", "stream": "stream", "ditch": "ditch", "drain": "ditch",
    "pond": "pond", "basin": "pond", "reservoir": "reservoir", "oxbow": "lake", "lagoon": "lake",
    "wastewater": "pond", "pool": "pond",
}  # fmt: skip
_AREAS: tuple[tuple[str, Mapping[str, Drawn]], ...] = (
    ("natural", _NATURAL),
    ("waterway", {"riverbank": Drawn("water", "river"), "dock": Drawn("water", "canal")}),
    ("landuse", _LANDUSE),
    ("leisure", _LEISURE),
    ("amenity", _AMENITY),
    ("highway", {"pedestrian": Drawn("landuse", "square"), "footway": Drawn("landuse", "square")}),
    ("place", {"square": Drawn("landuse", "square")}),
)

_BUILDINGS = {
    kind: frozenset(values.split())
    for kind, values in {
        "apartments": "apartments residential dormitory hotel",
        "house": "house detached semidetached_house terrace bungalow farm villa",
        "dacha": "cabin allotment_house",
        "shed": "shed hut barn farm_auxiliary stable sty cowshed greenhouse roof ruins",
        "garages": "garage garages carport parking",
        "industrial": "industrial warehouse manufacture hangar factory silo storage_tank",
        "school": "school university college",
        "kindergarten": "kindergarten",
        "clinic": "hospital clinic doctors",
        "church": "church cathedral chapel mosque synagogue temple religious monastery shrine "
        "place_of_worship",
        "culture": "theatre cinema museum library arts_centre community_centre",
        "office": "office government civic public townhall courthouse post_office police "
        "fire_station",
        "market": "retail supermarket commercial marketplace kiosk shop mall",
        "sport": "sports_hall sports_centre stadium grandstand",
        "transport": "train_station transportation bus_station",
        "service": "service transformer_tower water_tower toilets bunker",
    }.items()
}
_BUILDING_KIND = {value: kind for kind, values in _BUILDINGS.items() for value in values}
# Drawn apart from dwellings, and named.
CIVIC = frozenset(
    ("school", "kindergarten", "clinic", "church", "culture", "office", "sport", "transport")
)

_HIGHWAYS = {
    **dict.fromkeys(("motorway", "trunk", "primary", "secondary"), "main"),
    **dict.fromkeys(
        ("tertiary", "unclassified", "residential", "living_street", "road", "pedestrian"), "street"
    ),
    **dict.fromkeys(("service", "busway"), "lane"),
    **dict.fromkeys(("track", "path", "footway", "cycleway", "bridleway", "steps"), "path"),
}
# Ways within yards, and pavements beside a street that is drawn itself.
_MINOR = frozenset(
    ("parking_aisle", "driveway", "drive-through", "emergency_access", "sidewalk", "crossing")
)
_RAILWAYS = {
    **dict.fromkeys(("rail", "light_rail", "narrow_gauge", "funicular", "preserved"), "rail"),
    "subway": "rail",
    "tram": "tram",
}
_SIDINGS = frozenset(("yard", "siding", "spur", "crossover"))
_PLACES = {
    "city": Drawn("place", "town", "city"), "town": Drawn("place", "town", "town"),
    "village": Drawn("place", "village", "village"),
    "hamlet": Drawn("place", "village", "hamlet", 11),
    "isolated_dwelling": Drawn("place", "village", "hamlet", 13),
    "suburb": Drawn("place", "suburb", "suburb", 12),
    "borough": Drawn("place", "suburb", "borough", 11),
    "quarter": Drawn("place", "suburb", "quarter", 13),
    "neighbourhood": Drawn("place", "suburb", "neighbourhood", 14),
    "locality": Drawn("place", "locality", "locality", 14),
}  # fmt: skip


def is_left_out(tags: Tags) -> bool:
    """Return whether the feature is not to be shown on a map for everybody."""
    return (
        bool(tags.get("military")) or tags.get("landuse") == "military" or bool(tags.get("power"))
    )


def area_drawn(tags: Tags) -> Drawn | None:
    """Return how an area is drawn, None for one that is not."""
    if is_left_out(tags):
        return None
    if tags.get("building", "no") != "no":
        return Drawn("building", _building_kind(tags))
    for key, known in _AREAS:
        if drawn := known.get(tags.get(key, "")):
            named = _WATERS.get(tags.get("water", ""))
            return drawn._replace(kind=named) if drawn.kind == "lake" and named else drawn
    return None


def line_drawn(tags: Tags) -> Drawn | None:
    """Return how a line is drawn, None for one that is not."""
    if is_left_out(tags):
        return None
    if highway := tags.get("highway"):
        class_ = highway.removesuffix("_link")
        kind = _HIGHWAYS.get(class_)
        minor = tags.get("service") in _MINOR or tags.get("footway") in _MINOR
        return Drawn("street", kind, class_, 16 if minor else 0) if kind else None
    if railway := tags.get("railway"):
        return _railway(railway, tags)
    waterway = _WATERS.get(tags.get("waterway", ""))
    if waterway in ("river", "canal", "stream", "ditch") and not _underground(tags):
        return Drawn("water", waterway, tags["waterway"])
    return None


def point_drawn(tags: Tags) -> Drawn | None:
    """Return how a named point is drawn, None for one that is not."""
    if is_left_out(tags):
        return None
    if drawn := _PLACES.get(tags.get("place", "")):
        return drawn
    if tags.get("railway") in ("station", "halt") and tags.get("station") != "subway":
        return Drawn("place", "station", min_zoom=13)
    if _BUILDING_KIND.get(tags.get("amenity", "")) in CIVIC:
        return Drawn("place", "building")
    return None


def _building_kind(tags: Tags) -> str:
    own = _BUILDING_KIND.get(tags["building"], "")
    for key in ("amenity", "tourism", "shop", "office"):
        used = _BUILDING_KIND.get(tags.get(key, ""), "")
        if used in CIVIC:
            return used
    return own


def _railway(railway: str, tags: Tags) -> Drawn | None:
    kind = _RAILWAYS.get(railway)
    if not kind or (railway == "subway" and _underground(tags)):
        return None
    siding = tags.get("service") in _SIDINGS
    return Drawn("street", kind, "siding" if siding else railway, 13 if siding else 0)


def _underground(tags: Tags) -> bool:
    return tags.get("tunnel", "no") != "no"
