"""The map, its clusters, the list and the statistics show of these reports what they always did.

Digests are of what is shown, not of its bytes: encoders and mathematics differ between systems.
To write them anew after an intended change: UPDATE_DIGESTS=1 ./run test THIS_FILE
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.db import Database
from app.inputs.filters import Filters, parse_filters
from app.inputs.statistics import parse_selection
from app.queries.reports.list import reports_listed
from app.queries.statistics import months_of, stuck_reports, tables_of
from app.queries.territory.hromadas import enter_by_name
from gis.density import heat_of
from gis.map.stored_counts import recount
from gis.map.tiles import Tile
from tests.builders import a_body, a_category, a_district, a_hromada, square
from tests.gis.map.test_tiles import tile_at

KEPT = Path(__file__).with_name("tiles_unchanged.json")
BOX = "33.98,47.6,34.11,47.7"
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
PLACES = ((34.0101, 47.6403), (34.07, 47.65), (34.1301, 47.66))
FILTERS = (
    "",
    "status=open",
    "status=open&status=progress",
    "status=solved",
    "status=routed&status=accepted&status=confirmed",
    "status=submitted",
    "category=roads",
    "category=water.leak&district=east",
    "district=west",
    "district=west&status=closed",
    "status=closed&status=lapsed",
    "body=udg",
    "body=udg&body=vk&status=solved&status=planned",
    "body=vk&category=roads",
    "from=2026-02-10&to=2026-05-19",
    "from=2026-02-01&category=roads",
    "to=2026-02-28&district=east",
    "from=2026-04-03&to=2026-04-20&body=udg",
    "q=калюж",
    "q=вул. Миру 12",
    "q=leak&status=open&from=2026-01-20",
    "q=117",
)
STATISTICS = (
    {"period": "all"},
    {"from": "2026-02-10", "to": "2026-05-19"},
    {"period": "all", "category": "roads"},
    {"period": "all", "category": "water.leak"},
    {"period": "all", "body": "vk"},
    {"from": "2026-03-01", "category": "roads.sign", "body": "udg"},
)
STATUSES = (
    "published", "routed", "accepted", "in_progress", "planned", "solved", "not_solved",
    "confirmed", "submitted", "rejected", "lapsed", "appealed",
)  # fmt: skip
INSERT = text("""
INSERT INTO report (hromada_id, number, status, category_id, point, description, public_text,
    address, district_id, body_id, submitted_at, published_at, accepted_at, answered_at,
    answer_due_at, updated_at)
VALUES (:hromada, :number, :status, :category, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'x',
    :words, :address, :district, :body, :at, :at, :accepted, :answered, :due, :at)
""")


@pytest.fixture
def town(database: Database, owner_engine: Engine) -> int:
    """400 reports, of which counts hold 300; some of these have changed since."""
    with owner_engine.begin() as conn:
        session = Session(conn)
        hromada = a_hromada(session, boundary=square(33.9, 47.5, 0.4))
        districts: list[int | None] = [
            a_district(
                session,
                hromada,
                code,
                name_uk=code,
                boundary=square(west),
                label_point=f"SRID=4326;POINT({west + 0.05} 47.65)",
            ).id
            for code, west in (("west", 34.0), ("east", 34.1))
        ]
        bodies = [a_body(session, hromada, code).id for code in ("udg", "vk")]
        leaves = [
            a_category(session, hromada, code, name_en=code).id
            for code in ("roads.pothole", "roads.sign", "water.leak")
        ]
        session.flush()
        # A superuser on a throw-away server: these reports have no history.
        conn.execute(text("ALTER TABLE report DISABLE TRIGGER report_status_has_event"))
        rows = list(_reports(hromada.id, [*districts, None], [*bodies, None], leaves))
        conn.execute(INSERT, rows[:300])
        recount(conn, hromada.id, faceted=False)
        conn.execute(INSERT, rows[300:])
        conn.execute(text("UPDATE report SET status = 'solved' WHERE number % 11 = 3"))
        conn.execute(
            text("UPDATE report SET point = ST_Translate(point, 0.01, 0) WHERE number % 13 = 5")
        )
        conn.execute(text("UPDATE report SET body_id = NULL WHERE number % 17 = 3"))
        conn.execute(text("ALTER TABLE report ENABLE TRIGGER report_status_has_event"))
    return hromada.id


def _reports(
    hromada: int, districts: list[int | None], bodies: list[int | None], leaves: list[int]
) -> Iterator[dict[str, object]]:
    for n in range(400):
        near = n % 3 == 0
        lon, lat = PLACES[n % 2] if near else (33.98 + n * 0.618 % 0.17, 47.6 + n * 0.414 % 0.1)
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n * 7919 % 240_000)
        yield {
            "hromada": hromada,
            "number": 1000 + n,
            "status": STATUSES[n * 7 % 10],
            "category": leaves[n * 5 % 3],
            "lon": lon + (n % 7 * 0.0003 if near else 0),
            "lat": lat + (n % 5 * 0.0002 if near else 0),
            "words": "Калюжа" if n % 4 == 0 else "Яма",
            "address": f"вул. Миру, {n % 40}",
            "district": districts[n // 2 % 3],
            "body": bodies[n // 3 % 3],
            "at": at,
            "accepted": at + timedelta(hours=n % 50) if n % 10 > 2 else None,
            "answered": at + timedelta(hours=n) if n % 10 > 4 else None,
            "due": at + timedelta(days=5) if n % 6 else None,
        }


@pytest.mark.parametrize("faceted", [False, True])
def test_tiles_and_clusters_are_what_they_were(
    client: FlaskClient, town: int, owner_engine: Engine, faceted: bool
) -> None:
    """Whichever counts answer."""
    if faceted:
        with owner_engine.begin() as conn:
            _facet(conn, town)
    shown = {}
    for asked in FILTERS:
        tiles = [
            _tile(client, f"/pokrov/tiles/{z}/{x}/{y}.mvt?{asked}")
            for z, x, y in _tiles_at(range(5, 19), PLACES[:2])
        ] + [
            _tile(client, f"/tiles/{z}/{x}/{y}.mvt?{asked}")
            for z, x, y in _tiles_at((5, 9, 13, 16), PLACES[1:])
        ]
        clusters = [
            client.get(f"/pokrov/clusters.json?bbox={BOX}&zoom={zoom}&{asked}").get_json()[
                "features"
            ]
            for zoom in (8, 11, 13, 15, 17)
        ]
        shown[asked] = {"tiles": _digest(tiles), "clusters": _digest(clusters)}
    # From afar the country shows what is merged: by counting anew, more.
    _compare("faceted" if faceted else "map", shown)


def test_lists_are_what_they_were(database: Database, town: int) -> None:
    with database.reading(town) as session:
        shown = {}
        for asked in FILTERS:
            for box in ("", BOX, "34.005,47.63,34.03,47.65"):
                filters = parse_filters(MultiDict(_pairs(asked, box)))
                pages = [_listed(session, town, filters, after) for after in (None, 1050)]
                shown[f"{asked} {box}".strip()] = _digest(pages)
    _compare("list", shown)


def test_statistics_are_what_they_were(database: Database, town: int) -> None:
    with database.reading(town) as session:
        hromada = enter_by_name(session, "pokrov")
        shown = {}
        for asked in STATISTICS:
            selection = parse_selection(asked, today=NOW.date())
            scope = selection.report_filter
            tables = tables_of(session, hromada, scope, now=NOW)
            months = months_of(session, scope, first=selection.first, last=selection.last)
            heat = heat_of(session.connection(), town, scope, lat=hromada.lat)
            late = stuck_reports(session, scope, now=NOW)
            counted = [
                [asdict(line) for line in (*table.lines, table.rest, table.total)]
                for table in (tables.districts, tables.bodies)
            ]
            shown[json.dumps(asked)] = {
                "tables": _digest(counted),
                "months": _digest([asdict(month) for month in months]),
                "heat": _digest(heat),
                "late": _digest([asdict(report) for report in late]),
            }
    _compare("statistics", shown)


def _tiles_at(zooms: Iterable[int], places: Iterable[tuple[float, float]]) -> list[Tile]:
    return sorted({tile_at(lon, lat, zoom) for zoom, (lon, lat) in product(zooms, places)})


def _facet(conn: Connection, hromada_id: int) -> None:
    recount(conn, hromada_id, faceted=True)
    conn.execute(text("UPDATE report SET submitted_at = submitted_at WHERE number % 5 = 1"))


def _pairs(asked: str, box: str) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, _, value in (p.partition("=") for p in asked.split("&"))]
    return [*pairs, ("bbox", box)]


def _listed(session: Session, hromada_id: int, filters: Filters, after: int | None) -> object:
    found = reports_listed(session, filters=filters.report_filter, box=filters.box, after=after)
    return asdict(found) | {"state": None}


def _tile(client: FlaskClient, address: str) -> object:
    answer = client.get(address)
    if answer.status_code != 200:
        return answer.status_code
    layers = mapbox_vector_tile.decode(answer.data) if answer.data else {}
    return {name: layer["features"] for name, layer in layers.items()}


def _digest(shown: object) -> str:
    words = json.dumps(_plain(shown), sort_keys=True, default=str, ensure_ascii=False)
    return sha256(words.encode()).hexdigest()[:16]


def _plain(shown: object) -> object:
    """Return it without the last digits of its numbers: they are the machine's own."""
    if isinstance(shown, float):
        return round(shown, 5)
    if isinstance(shown, dict):
        return {str(name): _plain(value) for name, value in _columns(shown)}
    if isinstance(shown, list | tuple):
        return [_plain(value) for value in shown]
    return shown


def _columns(shown: Mapping[object, object]) -> Iterator[tuple[object, object]]:
    """Yield the values as rows of the database have them: a name in two columns."""
    for name, value in shown.items():
        if isinstance(value, dict) and value.keys() == {"uk", "en"}:
            # What has no name is nameless in a list, and null beside a report.
            column, none = (name, "") if name == "name" else (str(name).removesuffix("_name"), None)
            yield from ((f"{column}_{language}", text or none) for language, text in value.items())
        else:
            yield name, value


def _compare(what: str, shown: Mapping[str, object]) -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if os.environ.get("UPDATE_DIGESTS"):
        words = json.dumps(kept | {what: shown}, indent=1, ensure_ascii=False)
        KEPT.write_text(words + "\n", encoding="utf-8")
        return
    for asked, digests in shown.items():
        assert digests == kept[what][asked], asked
