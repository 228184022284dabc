"""What the map shows adds up to the reports, whichever counts answer."""

from datetime import UTC, datetime
from typing import Any

import mapbox_vector_tile
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.geometry import Bbox
from gis.map.cell_grid import range_of_tile, ranges_of_box
from gis.map.clusters import Bands, View, clusters_within, count_reports_quickly, plan, report_tile
from gis.map.facets import COLOURS
from gis.map.listing import listed_reports
from gis.map.stored_counts import CELL_LEVELS, DEPTH, merge, recount
from gis.map.tiles import Tile
from gis.report_filter import ReportFilter
from tests.gis.map.histories import BOX, CELLS_ONLY, INSERT, SEASON, History, a_history
from tests.values import present

DISTRICTS_FIRST = Bands(districts_upto=12)
# Of every colour some, of none all.
MIXED = ("routed", "accepted", "solved", "confirmed")
FILTERS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {}),
    ({"statuses": ("published", "routed")}, {"s": "r.status IN ('published', 'routed')"}),
    ({"statuses": ("solved",)}, {"s": "r.status = 'solved'"}),
    ({"categories": ("roads",)}, {"c": "g.code = 'roads'"}),
    (
        {"categories": ("water.leak",), "districts": ("east",)},
        {"c": "c.code = 'water.leak'", "d": "d.code = 'east'"},
    ),
    ({"bodies": ("udg",)}, {"b": "b.code = 'udg'"}),
    (
        SEASON,
        {"p": "r.submitted_at >= '2026-02-10 00:00+02' AND r.submitted_at < '2026-05-20 00:00+03'"},
    ),
    (
        {"since": SEASON["since"], "categories": ("roads",)},
        {"p": "r.submitted_at >= '2026-02-10 00:00+02'", "c": "g.code = 'roads'"},
    ),
    (
        {"bodies": ("vk",), "categories": ("roads",)},
        {"b": "b.code = 'vk'", "c": "g.code = 'roads'"},
    ),
    (
        {"bodies": ("udg", "vk"), "statuses": MIXED},
        {"b": "b.code IN ('udg', 'vk')", "s": f"r.status IN {MIXED}"},
    ),
    ({"words": "%калюж%"}, {"w": "r.public_text ILIKE '%калюж%'"}),
]


def sums_of_tiles(
    history: History, zoom: int, filters: ReportFilter, *, faceted: bool, bands: Bands = CELLS_ONLY
) -> dict[tuple[str, str], int]:
    """What the tiles of a zoom around the hromada add up to, by district and colour."""
    found: dict[tuple[str, str], int] = {}
    for tile in tiles_around(zoom):
        raw = report_tile(
            history.conn, history.hromada, tile, filters=filters, bands=bands, faceted=faceted
        )
        layers = mapbox_vector_tile.decode(raw)
        for feature in layers.get("clusters", {}).get("features", []):
            shown = feature["properties"]
            for colour in COLOURS:
                add(found, (shown["district"], colour), shown[colour])
        for feature in layers.get("reports", {}).get("features", []):
            shown = feature["properties"]
            add(found, (shown["district"], shown["colour"]), 1)
    return found


def tiles_around(zoom: int) -> list[Tile]:
    tiles = set()
    for low, high in ranges_of_box(BOX, min(zoom, 13)):
        for code in range(low >> 2 * (24 - zoom), (high - 1 >> 2 * (24 - zoom)) + 1):
            x = sum((code >> 2 * bit & 1) << bit for bit in range(zoom))
            y = sum((code >> 2 * bit + 1 & 1) << bit for bit in range(zoom))
            tiles.add(Tile(zoom, x, y))
    return sorted(tiles)


def add(found: dict[tuple[str, str], int], key: tuple[str, str], number: int) -> None:
    if number:
        found[key] = found.get(key, 0) + number


@pytest.mark.parametrize("faceted", [True, False])
@pytest.mark.parametrize(("asked", "by_hand"), FILTERS, ids=lambda w: "-".join(w) or "all")
def test_tiles_of_every_zoom_sum_up_to_the_districts_numbers(
    superuser_session: Session, asked: dict[str, Any], by_hand: dict[str, str], faceted: bool
) -> None:
    history = History(superuser_session, 7)
    recount(history.conn, history.hromada, faceted=faceted)
    history.live_through(200)
    expected = history.live_numbers(**by_hand)
    assert expected
    for zoom in (0, 8, 10, 11, 13):
        assert sums_of_tiles(history, zoom, ReportFilter(**asked), faceted=faceted) == expected, (
            zoom
        )


@pytest.mark.parametrize(("asked", "by_hand"), FILTERS, ids=lambda w: "-".join(w) or "all")
def test_whole_districts_carry_their_numbers(
    superuser_session: Session, asked: dict[str, Any], by_hand: dict[str, str]
) -> None:
    history = History(superuser_session, 8)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(200)
    expected = history.live_numbers(**by_hand)
    for zoom in (6, 12):
        found = sums_of_tiles(
            history, zoom, ReportFilter(**asked), faceted=True, bands=DISTRICTS_FIRST
        )
        assert found == expected, zoom


UNCOUNTED = ({"bodies", "statuses"}, {"words"})


@pytest.mark.parametrize("faceted", [True, False])
@pytest.mark.parametrize(("asked", "by_hand"), FILTERS, ids=lambda w: "-".join(w) or "all")
def test_a_tally_is_what_the_reports_are(
    superuser_session: Session, asked: dict[str, Any], by_hand: dict[str, str], faceted: bool
) -> None:
    history = History(superuser_session, 10)
    recount(history.conn, history.hromada, faceted=faceted)
    history.live_through(200)
    found = count_reports_quickly(history.conn, history.hromada, ReportFilter(**asked))
    if faceted and set(asked) in UNCOUNTED:
        assert found is None, "no counts answer, and there may be half a million reports"
        return
    expected = dict.fromkeys(COLOURS, 0)
    for (_, colour), number in history.live_numbers(**by_hand).items():
        expected[colour] += number
    assert {colour: getattr(found, colour) for colour in COLOURS} == expected
    assert present(found).total == sum(expected.values())


@pytest.mark.parametrize(("asked", "_by_hand"), FILTERS, ids=lambda w: "-".join(w) or "all")
def test_a_tally_in_a_box_is_what_the_list_counts(
    superuser_session: Session, asked: dict[str, Any], _by_hand: dict[str, str]
) -> None:
    history = a_history(superuser_session, 11, 200)
    box = Bbox(BOX.west, BOX.south, 34.0617, 47.6713)
    filters = ReportFilter(**asked)
    listed = listed_reports(
        history.conn, history.hromada, filters=filters, box=box, after=None, most=1
    )[0]
    found = count_reports_quickly(history.conn, history.hromada, filters, box)
    for name in ("total", *COLOURS):
        assert getattr(found, name) == getattr(listed, name)
    recount(history.conn, history.hromada, faceted=True)
    assert count_reports_quickly(history.conn, history.hromada, filters, box) is None


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("half", [0.001, 0.011, 0.04])
@pytest.mark.parametrize("statuses", [None, MIXED, ("published", "routed")])
def test_a_list_in_a_box_is_the_reports_in_it(
    superuser_session: Session,
    monkeypatch: pytest.MonkeyPatch,
    half: float,
    statuses: tuple[str, str, str, str] | tuple[str, str] | None,
    crowded: bool,
) -> None:
    """As points lie in the box, not as cells do; whichever way finds them."""
    for name in ("CROWDED_FROM", "CROWDED_FROM_FILTERED"):
        monkeypatch.setattr(f"gis.map.listing.{name}", -1 if crowded else 20_000)
    history = a_history(superuser_session, 12, 200)
    lon, lat = superuser_session.execute(
        text("SELECT ST_X(point), ST_Y(point) FROM report WHERE public ORDER BY id LIMIT 1")
    ).one()
    box = Bbox(lon - half, lat - half, lon + half, lat + half)
    filters = ReportFilter(statuses=statuses)
    listed = listed_reports(
        history.conn, history.hromada, filters=filters, box=box, after=None, most=500
    )
    inside = superuser_session.scalars(
        text("""
            SELECT number FROM report
            WHERE public AND point && ST_MakeEnvelope(:w,:s,:e,:n,4326)
                AND (CAST(:statuses AS text[]) IS NULL OR status = ANY(:statuses))
        """),
        dict(zip("wsen", box, strict=True)) | {"statuses": statuses and list(statuses)},
    )
    numbers = [row.number for row in listed if row.number]
    assert sorted(numbers) == sorted(inside)


def test_pins_close_up_are_the_reports(superuser_session: Session) -> None:
    history = a_history(superuser_session, 9, 200)
    rows = clusters_within(
        history.conn, history.hromada, BOX, zoom=17, filters=ReportFilter(), bands=CELLS_ONLY
    )
    inside = superuser_session.scalars(
        text(
            "SELECT number FROM report WHERE public AND point && ST_MakeEnvelope(:w,:s,:e,:n,4326)"
        ),
        dict(zip("wsen", BOX, strict=True)),
    )
    assert sorted(row.number for row in rows) == sorted(inside)


@pytest.mark.parametrize("zoom", [5, 9, 12, 14, 15])
def test_a_box_holds_every_report_once(superuser_session: Session, zoom: int) -> None:
    history = a_history(superuser_session, 10, 200)
    rows = clusters_within(
        history.conn, history.hromada, BOX, zoom=zoom, filters=ReportFilter(), bands=CELLS_ONLY
    )
    assert sum(row.total for row in rows) == sum(history.live_numbers().values())


def test_a_lone_report_is_a_pin_where_it_lies(superuser_session: Session) -> None:
    history = History(superuser_session, 11)
    superuser_session.execute(
        INSERT,
        {
            "hromada": history.hromada,
            "status": "routed",
            "category": history.categories[0],
            "lon": 34.0501,
            "lat": 47.6502,
            "words": "x",
            "district": None,
            "body": None,
            "sensitive": False,
            "at": datetime(2026, 5, 1, tzinfo=UTC),
        },
    )
    for _ in range(2):
        (row,) = clusters_within(
            history.conn, history.hromada, BOX, zoom=9, filters=ReportFilter(), bands=CELLS_ONLY
        )
        assert (row.total, row.colour, row.category) == (1, "open", "roads.pothole")
        assert (row.lon, row.lat) == pytest.approx((34.0501, 47.6502))
        merge(history.conn)


def test_every_question_has_counts_fine_enough() -> None:
    for zoom in range(23):
        for faceted in (True, False):
            for asked, _ in FILTERS:
                view = View([range_of_tile(zoom, 0, 0)], zoom, faceted)
                assert plan(view, ReportFilter(**asked), CELLS_ONLY).sources
    assert CELL_LEVELS[-1] - DEPTH >= CELLS_ONLY.pins_from - 2
