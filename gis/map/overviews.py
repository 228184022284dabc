"""What low zooms draw of a hromada's basemap, made once whenever its features change."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, text

from gis import sql


class Band(NamedTuple):
    """Zooms drawn from the same rows: those above the next lower band, up to ``zoom``.

    ``cells`` divide a tile's side; areas of fewer than ``smallest`` square pixels are left out.
    """

    zoom: int
    cells: int
    smallest: float


BANDS = (
    Band(7, 1, 64), Band(8, 1, 32), Band(9, 1, 24), Band(10, 1, 16),
    Band(11, 2, 16), Band(12, 2, 12), Band(13, 2, 12), Band(14, 4, 8),
)  # fmt: skip
# Above it, tiles and pictures are drawn from the features themselves.
HIGHEST = BANDS[-1].zoom

_FORGET = text("DELETE FROM basemap_overview WHERE hromada_id = :hromada_id")


def band_of(zoom: int) -> int:
    """Return the highest zoom of the band that draws this zoom, which is at most ``HIGHEST``."""
    return next(band.zoom for band in BANDS if zoom <= band.zoom)


def make_overviews(
    conn: Connection, hromada_id: int, *, made: Callable[[], None] = lambda: None
) -> None:
    """Make the overviews of a hromada anew; ``made`` is called after each band."""
    conn.execute(_FORGET, {"hromada_id": hromada_id})
    for band in BANDS:
        sql.run(conn, "basemap/make_overview", hromada_id=hromada_id, **band._asdict())
        made()
