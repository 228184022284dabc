"""Public reports as a list, in step with the map: the same filter, the same box."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.clusters import Wanted
from gis.geometry import Bbox

NOWHERE = {"west": None, "south": None, "east": None, "north": None}


def listed_reports(
    conn: Connection,
    hromada_id: int,
    *,
    wanted: Wanted,
    box: Bbox | None,
    after: int | None,
    most: int,
) -> Sequence[Row[Any]]:
    """Return at most ``most`` reports, newest first, each with the counts of all that match.

    ``after`` is the number of the last report already seen. Without reports there is one row of
    counts, whose number is None.
    """
    return sql.run(
        conn,
        "listed_reports",
        hromada_id=hromada_id,
        after=after,
        most=most,
        **(box._asdict() if box else NOWHERE),
        **wanted.params(),
    ).all()
