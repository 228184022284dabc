"""Makes a GeoPackage from outside safe to open: tables only, nothing in it that is run.

A view is a query of the file's author, which may never end. It is taken out, with the triggers,
of a copy in memory before GDAL sees the file; only tables remain.
"""

import sqlite3
from contextlib import closing

from gis.files.faults import UnreadableFile
from gis.files.messages import msg

MAGIC = b"SQLite format 3\x00"

# Steps of SQLite's machine between two looks, and how many looks there may be.
_STEPS, _MOST_LOOKS = 10_000, 1_000
_NEEDED = ("gpkg_contents", "gpkg_spatial_ref_sys")
_VIRTUAL_TABLES = ("rtree",)
# Bytes 18 and 19 are 2 for a write-ahead log, which a file in memory cannot have.
_JOURNAL, _ROLLBACK = slice(18, 20), b"\x01\x01"
_DAMAGED = msg("the GeoPackage is damaged: export the layer anew")


def plain_tables(content: bytes) -> bytes:
    """Return the GeoPackage without views and triggers; raise UnreadableFile if no layer is left.

    Virtual tables may be spatial indexes only.
    """
    copy = bytearray(content)
    copy[_JOURNAL] = _ROLLBACK
    try:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            _limit(database)
            database.deserialize(bytes(copy))
            _drop_what_runs(database)
            _refuse_other_layers(database)
            return database.serialize()
    except (sqlite3.Error, ValueError, UnicodeDecodeError) as error:
        raise UnreadableFile(_DAMAGED.because(str(error))) from None


def _limit(database: sqlite3.Connection) -> None:
    looks = iter(range(_MOST_LOOKS))
    database.set_progress_handler(lambda: int(next(looks, None) is None), _STEPS)
    for pragma in ("trusted_schema = OFF", "temp_store = MEMORY", "cell_size_check = ON"):
        database.execute(f"PRAGMA {pragma}")


def _drop_what_runs(database: sqlite3.Connection) -> None:
    rows = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    for kind, name, sql in rows:
        if kind in ("view", "trigger"):
            database.execute(f"DROP {kind} {_quoted(name)}")
        elif kind == "table" and _virtual(sql or ""):
            raise UnreadableFile(
                msg("its table %(table)s runs a program: export the layer anew", table=name[:80])
            )


def _virtual(sql: str) -> bool:
    words = sql.replace("(", " ").split()
    if [word.upper() for word in words[:2]] != ["CREATE", "VIRTUAL"]:
        return False
    upper = [word.upper() for word in words]
    module = words[upper.index("USING") + 1] if "USING" in upper[:-1] else ""
    return module.lower().strip("\"'`[]") not in _VIRTUAL_TABLES


def _refuse_other_layers(database: sqlite3.Connection) -> None:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    there = {name.lower() for (name,) in database.execute(tables)}
    if not there.issuperset(_NEEDED):
        raise UnreadableFile(_DAMAGED)
    listed = "SELECT table_name FROM gpkg_geometry_columns"
    layers = database.execute(listed).fetchall() if "gpkg_geometry_columns" in there else []
    missing = [name for (name,) in layers if str(name).lower() not in there]
    if layers and len(missing) == len(layers):
        raise UnreadableFile(
            msg(
                "its layer %(layer)s is a query (a view), which is never run: export it as a layer "
                "of its own",
                layer=str(missing[0])[:80],
            )
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
