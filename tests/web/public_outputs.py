"""Everything that the program tells strangers, route by route, in a form to be compared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from flask import Flask
from flask.testing import FlaskClient

from app.domain.roles import RIGHTS, Permission, Role
from gis.map.tiles import MAX_ZOOM
from tests.values import present

# What differs from one answer to the next by itself: nonces, tokens, ids of requests.
_NONCES = (
    re.compile(r"'?nonce-[\w-]+'?"),
    re.compile(r'nonce="[^"]+"'),
    re.compile(r'name="(?:csrf_token|idempotency_key)" value="[^"]*"'),
    re.compile(r'"(?:csrf_token|idempotency_key)": ?"[^"]*"'),
)
# The form reckons the day of the answer from this very second.
_SECONDS = re.compile(r'(datetime="\d{4}-\d\d-\d\d)T[^"]*"')
_FORESEEING = ("/reports/new", "/reports/preview")
_HEADERS_OF_THE_MOMENT = {"Date", "Set-Cookie", "X-Request-Id", "Server-Timing"}

FILTERS = (
    "", "status=open", "status=closed", "category=roads.pothole", "category=roads",
    "category=civil.strike", "category=civil", "district=centre", "body=udg", "q=таємн",
    "q=Глибока", "from=2026-01-01", "to=2026-12-31", "status=routed&category=roads",
)  # fmt: skip
BOXES = ("", "bbox=34,47.6,34.1,47.7", "bbox=34.07,47.67,34.09,47.69", "bbox=22,44,41,53")


def permission_of(app: Flask, endpoint: str) -> Permission:
    """What a role needs to ask the route, as its decorator wrote it down."""
    needed = getattr(app.view_functions[endpoint], "permission")  # noqa: B009
    assert isinstance(needed, Permission)
    return needed


def public_routes(app: Flask) -> dict[str, str]:
    """Endpoint and rule of every GET route that a stranger may ask."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in present(rule.methods)
        and rule.endpoint != "static"
        and Role.ANONYMOUS in RIGHTS[permission_of(app, rule.endpoint)]
    }


def tiles_about(
    spots: Sequence[tuple[float, float]],
    zooms: Iterable[int] = range(MAX_ZOOM + 1),
    around: int = 1,
) -> Iterator[tuple[int, int, int]]:
    """Tiles with the spots and ``around`` them, at every zoom."""
    seen = set()
    for zoom, (lon, lat) in product(zooms, spots):
        x, y = _tile_at(lon, lat, zoom)
        for dx, dy in product(range(-around, around + 1), repeat=2):
            if 0 <= x + dx < 2**zoom and 0 <= y + dy < 2**zoom:
                seen.add((zoom, x + dx, y + dy))
    yield from sorted(seen)


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    from math import asinh, floor, pi, radians, tan

    across = 2**zoom
    x = (lon + 180) / 360 * across
    y = (1 - asinh(tan(radians(lat))) / pi) / 2 * across
    return floor(x), floor(y)


def answer(client: FlaskClient, path: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Status, headers and body of a path, nonces and the moment aside."""
    response = client.get(path)
    body = response.get_data()
    if present(response.mimetype).startswith(("text/", "application/json", "application/geo+json")):
        words = _still(body.decode())
        foreseeing = any(part in path for part in _FORESEEING)
        body = (_SECONDS.sub(r"\1", words) if foreseeing else words).encode()
        sized = {"Content-Length", "ETag"} if response.mimetype == "text/html" else set()
    else:
        sized = set()
    headers = tuple(
        (name, _still(value))
        for name, value in sorted(response.headers.items())
        if name not in _HEADERS_OF_THE_MOMENT | sized
    )
    return response.status_code, headers, body


def _still(words: str) -> str:
    for nonce in _NONCES:
        words = nonce.sub("*", words)
    return words
