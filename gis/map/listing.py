"""Public reports as a list, in step with the map: the same filter, the same box."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Bbox
from gis.map.cell_grid import DEEPEST, ranges_of_box
from gis.map.facets import colours_with
from gis.map.stored_counts import CELL_LEVELS
from gis.report_filter import EVERYTHING, ReportFilter

# Up to so many the page's own statement counts.
COUNT_UPTO = 1_000
# Where more reports lie in and around a box, the newest of the hromada soon give a list of those
# inside: one of a filter less soon.
CROWDED_FROM, CROWDED_FROM_FILTERED = 20_000, 60_000
NOWHERE = dict.fromkeys(
    ("west", "south", "east", "north", "level", "lows", "highs", "spans_from", "spans_to")
)
_MOST_CELLS = 64


def listed_reports(
    conn: Connection,
    hromada_id: int,
    *,
    filters: ReportFilter,
    box: Bbox | None,
    after: int | None,
    most: int,
) -> Sequence[Row[Any]]:
    """Return at most ``most`` reports, newest first, each with the counts of all that match.

    Counts end with one more than COUNT_UPTO: then there are more than that.

    ``after`` is the number of the last report already seen. Without reports there is one row of
    counts, whose number is None. ``changes`` is the number of the map's state that the list is of.
    """
    return sql.run(
        conn,
        "reports/listed_reports",
        hromada_id=hromada_id,
        crowded_from=CROWDED_FROM if filters == EVERYTHING else CROWDED_FROM_FILTERED,
        after=after,
        most=most,
        count_upto=COUNT_UPTO + 1,
        **(box._asdict() | _cells_about(box) | _spans_of(box) if box else NOWHERE),
        within_colours=colours_with(filters.statuses),
        **filters.params(),
    ).all()


def _cells_about(box: Bbox) -> dict[str, Any]:
    """Return few of the cells that are counted and hold the box: the smallest that are few."""
    for level in reversed(CELL_LEVELS):
        ranges = [part.at(level) for part in ranges_of_box(box, level)]
        if sum(part.high - part.low for part in ranges) <= _MOST_CELLS:
            break
    lows, highs = ([part.low for part in ranges], [part.high for part in ranges])
    return {"level": level, "lows": lows, "highs": highs}


def _spans_of(box: Bbox) -> dict[str, Any]:
    ranges = ranges_of_box(box, DEEPEST)
    return {
        "spans_from": [part.low for part in ranges],
        "spans_to": [part.high for part in ranges],
    }
