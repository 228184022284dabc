"""Counts of public reports by district and by map cell; a cluster never mixes districts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import floor
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Bbox

PINS_FROM = 16
CELLS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which public reports are asked for; None leaves a side open.

    ``categories`` are codes of leaves or groups; ``since`` is within, ``until`` is not;
    ``words`` is an ILIKE pattern over text, address, category names and number.
    """

    statuses: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    bodies: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None

    def params(self) -> dict[str, Any]:
        """Return the values as the queries take them."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Bands:
    """At which zooms (512 px tiles) whole districts, cells and single pins are shown."""

    districts_upto: int
    pins_from: int = PINS_FROM
    # Cells along a tile's side.
    cells: int = CELLS

    @classmethod
    def around(cls, opening_zoom: float) -> "Bands":
        """Districts up to the zoom at which the hromada's map opens, then cells, then pins."""
        return cls(districts_upto=min(floor(opening_zoom), PINS_FROM - 1))

    def params(self) -> dict[str, int]:
        """Return the values as the queries take them."""
        return asdict(self)


def clusters_within(
    conn: Connection, hromada_id: int, box: Bbox, *, zoom: int, wanted: Wanted, bands: Bands
) -> Sequence[Row[Any]]:
    """Return clusters and pins in the box (EPSG:4326), the largest first.

    A pin has ``number``, ``colour``, ``status`` and its category's names; a cluster has none of
    these. Both have counts, place (lon, lat), district and the bounds of what they hold;
    ``whole`` says that a cluster is all of its district.
    """
    return sql.run(
        conn,
        "clusters",
        hromada_id=hromada_id,
        zoom=zoom,
        **box._asdict(),
        **bands.params(),
        **wanted.params(),
    ).all()
