"""Counts of public reports in a pyramid of map cells, kept up to date without hot rows.

Triggers append each change to a log (``count_delta``); one job at a time merges the log into the
sums (``merge``). Readers add what is not merged yet, so the answer is always exact.
See docs/decisions/0005.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from gis import sql

# Cells along a tile's side: 2 ** DEPTH; a cell of level n is one of the tiles of zoom n - DEPTH.
DEPTH = 2
# Level 0 is the whole hromada, of which there are few cells of level 12; each zoom reads the next
# deeper level that there is: adding up four cells costs less than keeping one. From zoom 15 on the
# index counts.
CELL_LEVELS = (0, 12, 14, 16)
FACET_LEVELS = (0, 12, 14, 16)
# The deepest of them for each facet, as in map_facets of the database. There are few statuses:
# their rows are as many as the cells'.
FACET_DEEPEST = {1: 12, 2: 12, 3: 12, 4: 12, 5: 16, 6: 12}
# With this many public reports, filtering by index alone takes more than some 50 ms.
FACETED_FROM = 200_000

MOST_AT_ONCE = 20_000

# The one lock of merging and rebuilding in this database.
_LOCK = "SELECT {}(hashtext('vidkryte counts'))"
_ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


class MapState(NamedTuple):
    """The version of a hromada's map; whether its facets are counted."""

    changes: int
    faceted: bool


class Difference(NamedTuple):
    """A stored count that differs from the reports."""

    what: str
    level: int
    cell: int
    too_many: int


def map_state(conn: Connection, hromada_id: int) -> MapState:
    """Return the map's state, with a new version after every committed change; reads no reports."""
    row = sql.run(conn, "map/state", hromada_id=hromada_id).one()
    return MapState(row.changes, row.faceted)


def merge(conn: Connection, most: int = MOST_AT_ONCE) -> int:
    """Merge up to ``most`` deltas into the counts; return how many. Does not commit.

    Returns 0 at once while another merge or a rebuild is running.
    """
    if not conn.scalar(text(_LOCK.format("pg_try_advisory_xact_lock"))):
        return 0
    done = sql.run(
        conn,
        "map/counts_merge",
        most=most,
        cell_levels=list(CELL_LEVELS),
        facet_levels=list(FACET_LEVELS),
    ).one()
    for table, rows in (("cell_count", done.empty_cells), ("facet_count", done.empty_facets)):
        if rows:
            conn.execute(_DROP_EMPTY[table], {"rows": rows})
    return int(done.taken)


def rebuild(engine: Engine, hromada_id: int, *, faceted_from: int = FACETED_FROM) -> None:
    """Recount a hromada from its reports, in one transaction.

    Readers see the previous counts until it commits; writers do not wait.
    """
    with _locked(engine) as conn, conn.begin():
        conn.execute(text(_ONE_SNAPSHOT))
        conn.execute(_ENTER, {"hromada_id": str(hromada_id)})
        total = conn.scalar(_TOTAL, {"hromada_id": hromada_id}) or 0
        recount(conn, hromada_id, faceted=total >= faceted_from)


def recount(conn: Connection, hromada_id: int, *, faceted: bool) -> None:
    """Replace all counts and the deltas seen now with counts of the reports seen now.

    To be exact beside writers, both must be seen in one snapshot, and no merge may be running.
    """
    sql.run(conn, "map/counts_clear", hromada_id=hromada_id, faceted=faceted)
    levels = list(CELL_LEVELS)
    sql.run(conn, "map/counts_of_cells", hromada_id=hromada_id, cell_levels=levels)
    if faceted:
        levels = list(FACET_LEVELS)
        sql.run(conn, "map/counts_of_facets", hromada_id=hromada_id, facet_levels=levels)


def differences(conn: Connection, hromada_id: int) -> list[Difference]:
    """Return up to 100 counts, with unmerged deltas, that differ from the reports counted now."""
    rows = sql.run(
        conn,
        "map/counts_compare",
        hromada_id=hromada_id,
        cell_levels=list(CELL_LEVELS),
        facet_levels=list(FACET_LEVELS),
    )
    return [Difference(row.what, row.level, row.cell, int(row.too_many)) for row in rows]


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """Take the lock before the transaction: its snapshot must not be older than the lock."""
    with engine.connect() as conn:
        conn.execute(text(_LOCK.format("pg_advisory_lock")))
        conn.commit()
        try:
            yield conn
        finally:
            conn.rollback()
            conn.execute(text(_LOCK.format("pg_advisory_unlock")))
            conn.commit()


_ENTER = text("SELECT set_config('app.hromada_id', :hromada_id, true)")
_TOTAL = text("SELECT count(*) FROM report WHERE hromada_id = :hromada_id AND public")
_DROP_EMPTY = {
    "cell_count": text("DELETE FROM cell_count WHERE ctid = ANY(CAST(:rows AS tid[]))"),
    "facet_count": text("DELETE FROM facet_count WHERE ctid = ANY(CAST(:rows AS tid[]))"),
}
