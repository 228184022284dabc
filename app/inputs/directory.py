"""The search for a hromada: by a name, a code, a position, or a town and an address."""

import re
from dataclasses import dataclass

from app.inputs.text import clean_line
from gis.geometry import InvalidGeometry, Point, parse_point

LONGEST_SEARCH = 100
# Two numbers with a point or a comma in them, apart by a blank, a comma or a semicolon.
_NUMBER = r"-?\d{1,3}[.,]\d+"
_POSITION = re.compile(rf"\s*(?:geo:)?({_NUMBER})[°]?\s*(?:[,;]\s*|\s+)({_NUMBER})[°]?\s*")


@dataclass(frozen=True, slots=True)
class HromadaSearch:
    """The parsed search: its text, a position, or a place with an address behind it.

    A position outside of Ukraine has no ``point``.
    """

    text: str
    position: bool
    point: Point | None
    place: str
    address: str


def parse_search(raw: str) -> HromadaSearch:
    """Parse the search; a position may have either axis order, as the ranges distinguish them."""
    text = clean_line(raw)[:LONGEST_SEARCH]
    place, _, address = text.partition(",")
    found = _POSITION.fullmatch(text)
    point = _point(*found.groups()) if found else None
    return HromadaSearch(text, found is not None, point, place.strip(), address.strip())


def _point(first: str, second: str) -> Point | None:
    for lon, lat in ((second, first), (first, second)):
        try:
            return parse_point(lon, lat)
        except InvalidGeometry:
            continue
    return None
