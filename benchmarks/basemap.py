"""Measures base tiles and pictures of a city of 250,000 features: CPU and bytes, zoom by zoom.

The city is real extracts (of Austria and Bavaria: none of a Ukrainian town is at hand), moved onto
a hromada by the import itself and then repeated on a grid. CPU is that of the program, asked in
this process, and of its database sessions. Bytes are those of a tile before it is packed; packed
ones are named beside.

    ./run bench basemap [--extracts FOLDER] [--features 250000]
"""

import argparse
import os
from datetime import UTC, datetime
from math import asinh, ceil, cos, pi, radians, sqrt, tan
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, mkdtemp
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.config import Settings
from app.db import Database, enter_hromada
from app.factory import create_app
from app.fence.protocol import OPERATOR
from app.operations.importing.files.sources import Job
from app.operations.importing.territory.basemap import import_basemap
from benchmarks.databases import as_superuser
from benchmarks.measure import Spread, Target, report_results
from gis.map.overviews import make_overviews
from tools.move_extract import move_extract

EXTRACTS = Path(__file__).parents[2] / "shared" / "data" / "osm"
ZOOMS = range(6, 18)
TILES_A_ZOOM, MOST_MS, MOST_BYTES = 40, 60.0, 120_000
PICTURE = (800, 600)
LON, LAT = 33.42, 49.07
# So many degrees apart the extracts are repeated, each on a grid of its own.
APART = 0.8
_BOX = {"west": 32.0, "south": 47.5, "east": 36.0, "north": 51.5}


_HROMADA = text("""
INSERT INTO hromada (katottg, slug, name_uk, name_en, boundary, centre, served, created_at)
VALUES ('UA00000000000000001', 'misto', 'Місто', 'Misto',
    ST_Multi(ST_MakeEnvelope(:west, :south, :east, :north, 4326)),
    ST_SetSRID(ST_MakePoint(33.42, 49.07), 4326), true, now())
RETURNING id
""")
# Its own town, without the roads that lead out of it: copies stand as close as houses do.
_TOWN = text("""
SELECT count(*) AS features, min(id) AS first, max(id) AS last,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY ST_X(ST_Centroid(shape)))
        - percentile_cont(0.05) WITHIN GROUP (ORDER BY ST_X(ST_Centroid(shape))) AS wide,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY ST_Y(ST_Centroid(shape)))
        - percentile_cont(0.05) WITHIN GROUP (ORDER BY ST_Y(ST_Centroid(shape))) AS high
FROM basemap_feature WHERE source = 'openstreetmap'
""")
_CITY = text("SELECT id FROM hromada WHERE slug = 'misto'")
_REPEAT = text("""
INSERT INTO basemap_feature
    (hromada_id, layer, kind, class, name_uk, name_en, min_zoom, source, shape)
SELECT hromada_id, layer, kind, class,
    name_uk || CASE WHEN name_uk <> '' THEN ' ' || CAST(:n AS text) ELSE '' END,
    name_en || CASE WHEN name_en <> '' THEN ' ' || CAST(:n AS text) ELSE '' END,
    min_zoom, source, ST_Translate(shape, :dx, :dy)
FROM basemap_feature WHERE id BETWEEN :first AND :last AND source = 'openstreetmap'
""")
_REPEAT_ADDRESSES = text("""
INSERT INTO address (hromada_id, street_uk, house, point)
SELECT hromada_id, street_uk || ' ' || CAST(:n AS text), house, ST_Translate(point, :dx, :dy)
FROM address WHERE id BETWEEN :first AND :last
ON CONFLICT DO NOTHING
""")
_ADDRESSES = text("SELECT max(id) FROM address")
_KEEP = text("UPDATE basemap_feature SET source = :name WHERE source = 'openstreetmap'")
_PLACES = text("""
SELECT ST_X(point), ST_Y(point) FROM (
    SELECT ST_Centroid(shape) AS point FROM basemap_feature ORDER BY md5(id::text) LIMIT 2000
) AS sample
""")
_BACKENDS = text("""
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'vidkryte_login'
""")


class Measured(NamedTuple):
    """What one tile cost: CPU of server and database in ms, its bytes, plain and packed."""

    ms: float
    plain: int
    packed: int


def main() -> None:
    """Draw the city, ask for tiles of every zoom and for pictures, print what they cost."""
    options = _options()
    city = _City(os.environ["DATABASE_URL"])
    made = city.draw(options.extracts, options.features)
    print(
        f"{made['features']:,} features of {', '.join(made['files'])}, repeated; "
        f"low zooms made in {made['overview_s']:.0f} s"
    )
    print("zoom    tiles   ms p50    p95    kB p50    p95   packed kB p95")
    found, targets = {}, []
    for zoom in ZOOMS:
        costs = city.tiles(zoom)
        ms, plain = Spread.of(c.ms for c in costs), Spread.of(c.plain / 1000 for c in costs)
        packed = Spread.of(c.packed / 1000 for c in costs)
        print(f"{zoom:4} {ms.count:8} {ms} {plain} {packed.p95:9.1f}", flush=True)
        targets.append(Target(f"z{zoom} ms of CPU, p95", ms.p95, MOST_MS))
        targets.append(Target(f"z{zoom} kB, p95", plain.p95, MOST_BYTES / 1000))
        found[f"z{zoom}"] = {"ms": ms, "kB": plain, "packed_kB": packed}
    for zoom in (10, 12, 14, 16):
        costs = city.pictures(zoom)
        ms, plain = Spread.of(c.ms for c in costs), Spread.of(c.plain / 1000 for c in costs)
        print(f"picture at {zoom:2} {ms} ms {plain} kB", flush=True)
        found[f"picture_z{zoom}"] = {"ms": ms, "kB": plain}
    report_results("basemap", made | found, targets)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--extracts", type=Path, default=EXTRACTS)
    parser.add_argument("--features", type=int, default=250_000)
    return parser.parse_args()


class _City:
    """A hromada whose basemap is repeated extracts, and a client of the pages that draw it."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._database.take_time()
        self._settings = Settings(
            database_url=url,
            redis_url=os.environ["REDIS_URL"],
            secret_key="of a benchmark",  # noqa: S106 - it guards nothing
            identity_key="of a benchmark too",
            var_dir=mkdtemp(),
            rate_limits="off",
        )
        self._draw = Random(1)
        self._places: list[tuple[float, float]] = []
        self._backends: list[int] = []
        self._name = ""

    def draw(self, folder: Path, wanted: int) -> dict[str, Any]:
        """Import every extract, repeat it on a grid until it has its share, make low zooms."""
        files = sorted(folder.glob("*.osm.pbf"))
        with self._database.transaction() as session:
            hromada_id = session.scalar(_CITY)
            if hromada_id is None:
                hromada_id = session.execute(_HROMADA, _BOX).scalar_one()
                enter_hromada(session, hromada_id)
                for n, file in enumerate(files):
                    _import(session, file, (LON, LAT + n * APART))
                    _repeat(session, file.name, wanted // len(files) + 1)
            enter_hromada(session, hromada_id)
            clock = perf_counter()
            make_overviews(session.connection(), hromada_id)
            took = perf_counter() - clock
        with self._database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as conn:
            conn.execute(text("ANALYZE"))
        with self._database.reading(hromada_id) as session:
            count = session.scalar(text("SELECT count(*) FROM basemap_feature")) or 0
            self._places = [tuple(row) for row in session.execute(_PLACES)]
        self._client = create_app(self._settings).test_client()
        self._name = self._database.engine.url.database or ""
        return {"features": count, "files": [f.name for f in files], "overview_s": took}

    def tiles(self, zoom: int) -> list[Measured]:
        """Return the cost of tiles in which features lie: where there are more, more often."""
        wanted = dict.fromkeys(_tile_at(lon, lat, zoom) for lon, lat in self._places)
        chosen = list(wanted)[:TILES_A_ZOOM]
        return self._measured([f"/misto/base/{zoom}/{x}/{y}.mvt" for x, y in chosen])

    def pictures(self, zoom: int) -> list[Measured]:
        """Return the cost of the picture that Leaflet and pages without scripts show."""
        across = 360 / 2**zoom * PICTURE[0] / 512
        up = across * PICTURE[1] / PICTURE[0] * cos(radians(LAT))
        chosen = self._draw.sample(self._places, TILES_A_ZOOM // 2)
        boxes = [(x - across / 2, y - up / 2, x + across / 2, y + up / 2) for x, y in chosen]
        size = f"{PICTURE[0]}x{PICTURE[1]}"
        asked = [",".join(f"{side:.6f}" for side in box) for box in boxes]
        return self._measured([f"/misto/map.svg?layers=base&size={size}&bbox={a}" for a in asked])

    def _measured(self, addresses: list[str]) -> list[Measured]:
        self._client.get(addresses[0])
        self._client.get(addresses[0])
        return [self._cost(address) for address in addresses]

    def _cost(self, address: str) -> Measured:
        packed = {"Accept-Encoding": "gzip"}
        backends = self._pids()
        before = process_time() + _spent_s(backends)
        answer = self._client.get(address, headers=packed)
        spent = process_time() + _spent_s(backends) - before
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        sent = answer.get_data()
        plain = self._client.get(address).get_data()
        return Measured(spent * 1000, len(plain), len(sent))

    def _pids(self) -> list[int]:
        if not self._backends:
            engine = as_superuser(self._name)
            with engine.connect() as conn:
                self._backends = list(conn.scalars(_BACKENDS))
            engine.dispose()
        return self._backends


def _import(session: Session, file: Path, to: tuple[float, float]) -> None:
    with TemporaryDirectory() as folder:
        moved = Path(folder) / file.name
        move_extract(file, moved, to=to)
        reader = FencedFiles(Fence(), OPERATOR)
        import_basemap(session, Job(moved, datetime.now(UTC), reader=reader))


def _repeat(session: Session, name: str, wanted: int) -> None:
    town = session.execute(_TOWN).one()
    addresses = session.scalar(_ADDRESSES) or 0
    side = ceil(sqrt(ceil(wanted / town.features)))
    # As many across as it takes for the whole to be about square.
    for n in range(1, ceil(wanted / town.features)):
        shift = {"dx": n % side * town.wide, "dy": n // side * town.high, "n": n}
        session.execute(_REPEAT, shift | {"first": town.first, "last": town.last})
        session.execute(_REPEAT_ADDRESSES, shift | {"first": 1, "last": addresses})
    session.execute(_KEEP, {"name": name})


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    y = (1 - asinh(tan(radians(lat))) / pi) / 2
    return int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)


def _spent_s(pids: list[int]) -> float:
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9


if __name__ == "__main__":
    main()
