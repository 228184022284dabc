"""The picture of a hromada on the first page: its map, and rings of what is unresolved."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

from sqlalchemy.orm import Session

from app.domain.names import Name
from app.inputs.filters import Filters
from app.queries.territory.hromadas import HromadaCard
from app.web.territory.map_views import opening_view
from gis.geometry import Bbox
from gis.map.clusters import Bands, clusters_within
from gis.pictures.labels import Patch
from gis.pictures.svg_map import PictureFrame, parse_size

_SIZE = parse_size("640x400")
UNRESOLVED = Filters().unfinished_first
# On a phone the picture is half as wide, and rings keep their size: those fit that fit there.
_PHONE = 0.55
_MOST_RINGS = 7
_SMALLEST_R, _LARGEST_R = 22.0, 31.0
# What a letter of a name and its line take.
_LETTER_PX, _LINE_PX = 4.1, 20.0


@dataclass(frozen=True, slots=True)
class Ring:
    """Unresolved reports of a district: where, in per cent of the picture, and how drawn."""

    name: Name
    total: int
    x: float
    y: float
    radius: float
    open_length: float
    length: float
    view: str


@dataclass(frozen=True, slots=True)
class HromadaPicture:
    """A picture of the map and the rings on it; ``view`` is its box as the map's address has it."""

    width: int
    height: int
    view: str
    rings: Sequence[Ring]


def picture_of(session: Session, hromada: HromadaCard) -> HromadaPicture:
    """Return the picture of the entered hromada at its opening view."""
    box = opening_view(hromada, None)
    frame = PictureFrame.of(box, _SIZE)
    rows = clusters_within(
        session.connection(),
        hromada.id,
        frame.box,
        zoom=frame.zoom,
        filters=UNRESOLVED.report_filter,
        bands=Bands.around(hromada.zoom),
    )
    rings = _apart([(row, *frame.pixel(row.lon, row.lat)) for row in rows if row.number is None])
    return HromadaPicture(_SIZE.width, _SIZE.height, _text(box), rings)


def _apart(placed: Sequence[tuple[Any, float, float]]) -> list[Ring]:
    """Return the largest rings that touch neither each other nor the sides, on a phone too."""
    most = max((row.total for row, _, _ in placed), default=1)
    rings: list[Ring] = []
    taken: list[Patch] = []
    for row, x, y in sorted(placed, key=lambda one: -one[0].total):
        ring = _ring(row, x, y, most)
        patch = _patch(ring, x * _PHONE, y * _PHONE)
        if _is_inside(patch) and not any(patch.meets(other) for other in taken):
            rings.append(ring)
            taken.append(patch)
    return rings[:_MOST_RINGS]


def _patch(ring: Ring, x: float, y: float) -> Patch:
    half = max(ring.radius, len(ring.name.uk) * _LETTER_PX) + 2
    return Patch(x - half, y - ring.radius - 2, x + half, y + ring.radius + _LINE_PX)


def _is_inside(patch: Patch) -> bool:
    right, bottom = _SIZE.width * _PHONE, _SIZE.height * _PHONE
    return patch.left >= 0 and patch.right <= right and patch.top >= 0 and patch.bottom <= bottom


def _ring(row: Any, x: float, y: float, most: int) -> Ring:  # noqa: ANN401 - a row of clusters
    radius = _SMALLEST_R + (_LARGEST_R - _SMALLEST_R) * sqrt(row.total / most)
    length = 2 * pi * (radius - 3)
    return Ring(
        name=Name(row.district_uk or "", row.district_en or "") if row.whole else Name(),
        total=row.total,
        x=round(100 * x / _SIZE.width, 2),
        y=round(100 * y / _SIZE.height, 2),
        radius=round(radius, 1),
        open_length=round(length * row.open / row.total, 1),
        length=round(length, 1),
        view=_text(Bbox(*(float(side) for side in (row.west, row.south, row.east, row.north)))),
    )


def _text(box: Bbox) -> str:
    return ",".join(f"{side:.5f}" for side in box)
