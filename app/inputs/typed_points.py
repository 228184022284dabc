"""Finds the point that somebody typed or pasted: coordinates in any form, links to maps."""

import re
from urllib.parse import unquote

from gis.geometry import Point

# Where points of Ukraine lie: it tells latitude from longitude, whichever was written first.
_LAT, _LON = (44.0, 53.0), (22.0, 41.0)
_LONGEST = 500
_NUMBER = r"-?\d{1,3}(?:[.,]\d+)"
_WHOLE = r"-?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"(?<![\d.,]){_NUMBER}°?\s*[NnСсПп]?[\s,;/]+{_NUMBER}°?(?![\d.,]*\d)")
# Links name their parts: of several, the mark outweighs the middle of the map.
_IN_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)",
        r"mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)",
        r"(?:[?&](?:q|ll|query|destination|center|daddr)=|geo:|/place/|/search/|@)"
        r"(?:loc:)?(-?\d+\.\d+),\+?\s*(-?\d+\.\d+)",
        r"#map=\d+(?:\.\d+)?/(-?\d+\.\d+)/(-?\d+\.\d+)",
    )
)
_DEGREES = re.compile(
    r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['′’]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|”)?)?"
)
_LINK = re.compile(r"^(?:https?://|geo:)", re.IGNORECASE)


def typed_point(text: str) -> Point | None:
    """Return the point that the text gives, or None if it gives none in Ukraine.

    ``47.66 34.08``, ``47,66; 34,08``, ``47.66N 34.08E``, ``47°39'36"N 34°04'48"E``, and links
    of OpenStreetMap, Google, Apple and Waze, and ``geo:``. The order of latitude and longitude
    does not matter.
    """
    text = unquote(text[:_LONGEST]).strip()
    if _LINK.match(text):
        found = next(filter(None, (pattern.search(text) for pattern in _IN_LINKS)), None)
        return _point(*map(float, found.groups())) if found else None
    by_degrees = [_degrees(*parts) for parts in _DEGREES.findall(text)]
    if len(by_degrees) == 2:  # latitude and longitude
        return _point(*by_degrees)
    if pair := _PAIR.search(text):
        first, second = (float(one.replace(",", ".")) for one in re.findall(_WHOLE, pair[0]))
        return _point(first, second)
    return None


def _degrees(whole: str, minutes: str, seconds: str) -> float:
    return int(whole) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600


def _point(first: float, second: float) -> Point | None:
    for lat, lon in ((first, second), (second, first)):
        if _LAT[0] <= lat <= _LAT[1] and _LON[0] <= lon <= _LON[1]:
            return Point(lon, lat)
    return None
