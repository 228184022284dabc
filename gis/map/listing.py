"""Lists public reports, with the filter and the box of the map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from gis import sql
from gis.geometry import Bbox
from gis.map.cell_grid import DEEPEST, WORLD, Range, ranges_of_box
from gis.map.facets import colours_with
from gis.map.stored_counts import CELL_LEVELS
from gis.report_filter import EVERYTHING, ReportFilter

# The page's own statement counts up to this many.
COUNT_UPTO = 1_000
# With more reports in and around a box, a scan of the hromada's newest soon fills a page; with a
# filter it takes longer.
CROWDED_FROM, CROWDED_FROM_FILTERED = 20_000, 60_000
NOWHERE = dict.fromkeys(
    ("west", "south", "east", "north", "level", "lows", "highs", "spans_from", "spans_to")
)
_MOST_CELLS = 64
# Of so many reports the states are told at once: a hundredth of a second.
STATES_UPTO = 60_000


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

    Counts stop at COUNT_UPTO + 1, which means more than COUNT_UPTO. ``after`` is the number of the
    last report already seen. Without reports there is one row of counts, whose number is None.
    ``changes`` is the version of the map that the list matches.
    """
    return sql.run(
        conn,
        "reports/listed_reports",
        hromada_id=hromada_id,
        crowded_from=CROWDED_FROM if filters == EVERYTHING else CROWDED_FROM_FILTERED,
        after=after,
        most=most,
        count_upto=COUNT_UPTO + 1,
        **(box._asdict() | _cells_around(box) | _spans_of(box) if box else NOWHERE),
        within_colours=colours_with(filters.statuses),
        **filters.params(),
    ).all()


def state_counts(
    conn: Connection, hromada_id: int, filters: ReportFilter, box: Bbox | None
) -> dict[str, int] | None:
    """Count the reports that match, by status, whatever statuses the filter names.

    Returns None where there are too many to count at once.
    """
    where = box._asdict() | _cells_around(box) | _spans_of(box) if box else NOWHERE | _spans(WORLD)
    values = where | replace(filters, statuses=None).params() | {"crowded_from": STATES_UPTO}
    rows = sql.run(conn, "reports/state_counts", hromada_id=hromada_id, **values)
    counted = {row.status: row.total for row in rows}
    return None if None in counted else counted


def _cells_around(box: Bbox) -> dict[str, Any]:
    """Return the smallest counted cells of which at most _MOST_CELLS cover the box."""
    for level in reversed(CELL_LEVELS):
        ranges = [part.at(level) for part in ranges_of_box(box, level)]
        if sum(part.high - part.low for part in ranges) <= _MOST_CELLS:
            break
    lows, highs = ([part.low for part in ranges], [part.high for part in ranges])
    return {"level": level, "lows": lows, "highs": highs}


def _spans_of(box: Bbox) -> dict[str, Any]:
    return _spans(*ranges_of_box(box, DEEPEST))


def _spans(*ranges: Range) -> dict[str, Any]:
    return {
        "spans_from": [part.low for part in ranges],
        "spans_to": [part.high for part in ranges],
    }
