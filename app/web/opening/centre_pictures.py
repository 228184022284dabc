"""The pictures on which the middle of a hromada's map is chosen.

A picture button sends the pixel that was pressed, without scripts; so its size is fixed, and
there is one for narrow and one for wide screens.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from flask import url_for

from app.queries.territory.hromadas import HromadaCard
from gis.pictures.svg_map import PictureFrame, Size, parse_size

PICTURES: Mapping[str, str] = {"small": "300x260", "large": "400x300"}
_TILE_PX = 512


@dataclass(frozen=True, slots=True)
class CentrePicture:
    """A picture with its size, and the pixel of the centre."""

    src: str
    size: Size
    x: float
    y: float


def frame_of(hromada: HromadaCard, picture: str, *, whole: bool) -> PictureFrame:
    """Return the part of the world in the picture: the first view, or the whole hromada."""
    size = parse_size(PICTURES[picture])
    return PictureFrame.of(hromada.bounds if whole else _first_view(hromada, size), size)


def picture_of(hromada: HromadaCard, picture: str, *, whole: bool) -> CentrePicture:
    """Return the picture with the pixel of the present centre."""
    frame = frame_of(hromada, picture, whole=whole)
    src = _picture_url(hromada, frame.box, PICTURES[picture])
    return CentrePicture(src, frame.size, *frame.pixel(hromada.lon, hromada.lat))


def first_look(hromada: HromadaCard, **style: str) -> str:
    """Return the address of a picture of what residents see first."""
    size = "800x416"
    box = PictureFrame.of(_first_view(hromada, parse_size(size)), parse_size(size)).box
    return _picture_url(hromada, box, size, **style)


def _picture_url(hromada: HromadaCard, box: Iterable[float], size: str, **style: str) -> str:
    bbox = ",".join(f"{side:.6f}" for side in box)
    values: dict[str, Any] = {"bbox": bbox, "size": size, "layers": "base", **style}
    return url_for("tiles.picture", slug=hromada.slug, **values)


def _first_view(hromada: HromadaCard, size: Size) -> tuple[float, float, float, float]:
    across = 360 / (_TILE_PX * 2**hromada.zoom) * size.width / 2
    up = 360 / (_TILE_PX * 2**hromada.zoom) * size.height / 2 * cos(radians(hromada.lat))
    return (hromada.lon - across, hromada.lat - up, hromada.lon + across, hromada.lat + up)
