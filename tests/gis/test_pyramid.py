"""Counts are exact at once, merged or not, after any history; a rebuild finds the same."""

import random
from datetime import UTC, datetime, timedelta

import mapbox_vector_tile
import pytest
from sqlalchemy import text

from app.db import enter_hromada
from app.domain.lifecycle import COLOUR_OF, PUBLIC
from gis.cells import morton, range_of_tile, ranges_of_box
from gis.clusters import Bands, Wanted
from gis.facets import COLOURS
from gis.geometry import Bbox
from gis.listing import listed_reports
from gis.marks import View, clusters_within, plan, report_tile, tally
from gis.pyramid import (
    CELL_LEVELS,
    DEPTH,
    FACET_LEVELS,
    differences,
    map_state,
    merge,
    rebuild,
    recount,
)
from gis.sql import load
from gis.tiles import Tile
from tests.builders import (
    a_body,
    a_category,
    a_district,
    a_hromada,
    a_public_report,
    a_working_hromada,
    square,
)

STATUSES = [status.value for status in PUBLIC]
BOX = Bbox(33.9, 47.5, 34.3, 47.8)
CELLS_ONLY = Bands(districts_upto=-1)
DISTRICTS_FIRST = Bands(districts_upto=12)
SEASON = {
    "since": datetime(2026, 2, 9, 22, tzinfo=UTC),
    "until": datetime(2026, 5, 19, 21, tzinfo=UTC),
}

_INSERT = text("""
INSERT INTO report (hromada_id, status, category_id, point, description, public_text, district_id,
    body_id, sensitive, submitted_at, updated_at)
VALUES (:hromada, :status, :category, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'x', :words,
    :district, :body, :sensitive, :at, :at)
""")


class History:
    """Reports that come, move, change and go, in a transaction that nobody else sees."""

    def __init__(self, session, seed: int) -> None:
        self.session = session
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        hromada = a_hromada(session)
        self.hromada = hromada.id
        places = [("west", 34.0), ("east", 34.1)]
        self.districts = [None] + [
            a_district(
                session,
                hromada,
                code,
                boundary=square(west),
                label_point=f"SRID=4326;POINT({west + 0.05} 47.65)",
            ).id
            for code, west in places
        ]
        self.bodies = [None, a_body(session, hromada, "udg").id, a_body(session, hromada, "vk").id]
        codes = ("roads.pothole", "roads.sign", "water.leak")
        self.categories = [a_category(session, hromada, code).id for code in codes]

    @property
    def conn(self):
        return self.session.connection()

    def live_through(self, deeds: int) -> None:
        for _ in range(deeds):
            self.dice.choice(
                [
                    *(self.come, self.come, self.come, self.step, self.step, self.move, self.hide),
                    *(self.redistrict, self.recategorise, self.go, self.merge_some),
                ]
            )()

    def come(self) -> None:
        near = self.dice.random() < 0.5
        self.session.execute(
            _INSERT,
            {
                "hromada": self.hromada,
                "status": self.status(),
                "category": self.dice.choice(self.categories),
                "lon": 34.05 + self.dice.gauss(0, 0.0005 if near else 0.05),
                "lat": 47.65 + self.dice.gauss(0, 0.0005 if near else 0.03),
                "words": self.dice.choice(["Яма", "Калюжа"]),
                "district": self.dice.choice(self.districts),
                "body": self.dice.choice(self.bodies),
                "sensitive": self.dice.random() < 0.1,
                "at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.dice.random() * 4000),
            },
        )

    def status(self) -> str:
        return self.dice.choice([*STATUSES, "submitted", "rejected"])

    def step(self) -> None:
        self.change("status = :new", self.status())

    def move(self) -> None:
        self.change("point = ST_Translate(point, :new, 0)", self.dice.gauss(0, 0.01))

    def hide(self) -> None:
        self.change("hidden_at = :new", self.dice.choice([None, datetime(2026, 6, 1, tzinfo=UTC)]))

    def redistrict(self) -> None:
        self.change("district_id = :new", self.dice.choice(self.districts))

    def recategorise(self) -> None:
        self.change("category_id = :new", self.dice.choice(self.categories))

    def change(self, what: str, new: object) -> None:
        self.session.execute(
            text(f"UPDATE report SET {what} WHERE id = :id"), {"id": self.any_report(), "new": new}
        )

    def go(self) -> None:
        """Only the schema's owner may: nobody's report is deleted by the program."""
        self.session.execute(text("SET LOCAL ROLE NONE"))
        self.session.execute(text("DELETE FROM report WHERE id = :id"), {"id": self.any_report()})

    def any_report(self) -> int | None:
        ids = self.session.scalars(text("SELECT id FROM report ORDER BY id")).all()
        return self.dice.choice(ids) if ids else None

    def merge_some(self) -> None:
        merge(self.conn, self.dice.choice([1, 7, 1000]))

    def live_numbers(self, **kept: str) -> dict[tuple[str, str], int]:
        """Public reports by district and colour, counted from the reports alone."""
        where = "".join(f" AND {words}" for words in kept.values())
        rows = self.session.execute(
            text(f"""
                SELECT coalesce(d.code, ''), r.colour, count(*) FROM report AS r
                LEFT JOIN district AS d ON d.id = r.district_id
                JOIN category AS c ON c.id = r.category_id
                LEFT JOIN category AS g ON g.id = c.parent_id
                LEFT JOIN body AS b ON b.id = r.body_id
                WHERE r.public{where} GROUP BY 1, 2
            """)
        )
        return {(district, colour): number for district, colour, number in rows}


@pytest.fixture
def superuser_session(owner_engine):
    """A transaction of the superuser's, who may also delete; rolled back, never committed."""
    from sqlalchemy.orm import Session

    with owner_engine.connect() as conn, conn.begin() as outer:
        yield Session(conn, join_transaction_mode="create_savepoint", expire_on_commit=False)
        outer.rollback()


def a_history(session, seed: int, deeds: int = 120) -> History:
    history = History(session, seed)
    history.live_through(deeds)
    return history


def counts(session):
    cells = text("SELECT * FROM cell_count ORDER BY 1, 2, 3, 4, 5")
    facets = text("SELECT * FROM facet_count ORDER BY 1, 2, 3, 4, 5, 6, 7, 8")
    sums = text("SELECT hromada_id, faceted, open, progress, closed FROM hromada_count")
    return [session.execute(query).all() for query in (cells, facets, sums)]


def sums_of_tiles(history: History, zoom: int, wanted: Wanted, *, faceted: bool, bands=CELLS_ONLY):
    """What the tiles of a zoom around the hromada add up to, by district and colour."""
    found: dict[tuple[str, str], int] = {}
    for tile in tiles_around(zoom):
        raw = report_tile(
            history.conn, history.hromada, tile, wanted=wanted, bands=bands, faceted=faceted
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


def tiles_around(zoom: int):
    tiles = set()
    for low, high in ranges_of_box(BOX, min(zoom, 13)):
        for code in range(low >> 2 * (24 - zoom), (high - 1 >> 2 * (24 - zoom)) + 1):
            x = sum((code >> 2 * bit & 1) << bit for bit in range(zoom))
            y = sum((code >> 2 * bit + 1 & 1) << bit for bit in range(zoom))
            tiles.add(Tile(zoom, x, y))
    return sorted(tiles)


def add(found, key, number) -> None:
    if number:
        found[key] = found.get(key, 0) + number


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_the_reports_after_any_history(superuser_session, seed):
    history = a_history(superuser_session, seed)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(120)
    assert differences(history.conn, history.hromada) == []


@pytest.mark.parametrize("seed", range(6))
def test_merging_and_counting_anew_come_to_the_same(superuser_session, seed):
    history = History(superuser_session, seed)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(150)
    while merge(history.conn, 50):
        pass
    merged = counts(superuser_session)
    recount(history.conn, history.hromada, faceted=True)
    assert counts(superuser_session) == merged
    assert merged[0]


def test_merging_never_compares_the_log_with_itself(superuser_session):
    """Planned for the empty log that statistics tell of, that took minutes."""
    query = str(load("pyramid_merge"))
    for name, value in (("most", "9"), ("cell_levels", "'{0}'"), ("facet_levels", "'{0}'")):
        query = query.replace(f":{name}", value)
    plan_of = superuser_session.connection().exec_driver_sql(f"EXPLAIN {query}")
    lines = "\n".join(row[0] for row in plan_of)
    assert "Tid Scan on count_delta" in lines
    assert "Semi Join" not in lines


def test_a_wrong_count_is_found(superuser_session):
    history = a_history(superuser_session, 1)
    recount(history.conn, history.hromada, faceted=True)
    superuser_session.execute(text("UPDATE cell_count SET total = total + 1 WHERE level = 12"))
    found = differences(history.conn, history.hromada)
    assert {(f.what, f.level, f.too_many) for f in found} == {("cells", 12, 1)}


# Of every colour some, of none all.
MIXED = ("routed", "accepted", "solved", "confirmed")
WANTED = [
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


@pytest.mark.parametrize("faceted", [True, False])
@pytest.mark.parametrize(("asked", "by_hand"), WANTED, ids=lambda w: "-".join(w) or "all")
def test_tiles_of_every_zoom_sum_up_to_the_districts_numbers(
    superuser_session, asked, by_hand, faceted
):
    history = History(superuser_session, 7)
    recount(history.conn, history.hromada, faceted=faceted)
    history.live_through(200)
    expected = history.live_numbers(**by_hand)
    assert expected
    for zoom in (0, 8, 10, 11, 13):
        assert sums_of_tiles(history, zoom, Wanted(**asked), faceted=faceted) == expected, zoom


@pytest.mark.parametrize(("asked", "by_hand"), WANTED, ids=lambda w: "-".join(w) or "all")
def test_whole_districts_carry_their_numbers(superuser_session, asked, by_hand):
    history = History(superuser_session, 8)
    recount(history.conn, history.hromada, faceted=True)
    history.live_through(200)
    expected = history.live_numbers(**by_hand)
    for zoom in (6, 12):
        found = sums_of_tiles(history, zoom, Wanted(**asked), faceted=True, bands=DISTRICTS_FIRST)
        assert found == expected, zoom


UNCOUNTED = ({"bodies", "statuses"}, {"words"})


@pytest.mark.parametrize("faceted", [True, False])
@pytest.mark.parametrize(("asked", "by_hand"), WANTED, ids=lambda w: "-".join(w) or "all")
def test_a_tally_is_what_the_reports_are(superuser_session, asked, by_hand, faceted):
    history = History(superuser_session, 10)
    recount(history.conn, history.hromada, faceted=faceted)
    history.live_through(200)
    found = tally(history.conn, history.hromada, Wanted(**asked))
    if faceted and set(asked) in UNCOUNTED:
        assert found is None, "no counts answer, and there may be half a million reports"
        return
    expected = dict.fromkeys(COLOURS, 0)
    for (_, colour), number in history.live_numbers(**by_hand).items():
        expected[colour] += number
    assert {colour: getattr(found, colour) for colour in COLOURS} == expected
    assert found.total == sum(expected.values())


@pytest.mark.parametrize(("asked", "_by_hand"), WANTED, ids=lambda w: "-".join(w) or "all")
def test_a_tally_in_a_box_is_what_the_list_counts(superuser_session, asked, _by_hand):
    history = a_history(superuser_session, 11, 200)
    box = Bbox(BOX.west, BOX.south, 34.0617, 47.6713)
    wanted = Wanted(**asked)
    listed = listed_reports(
        history.conn, history.hromada, wanted=wanted, box=box, after=None, most=1
    )[0]
    found = tally(history.conn, history.hromada, wanted, box)
    for name in ("total", *COLOURS):
        assert getattr(found, name) == getattr(listed, name)
    recount(history.conn, history.hromada, faceted=True)
    assert tally(history.conn, history.hromada, wanted, box) is None


def test_pins_close_up_are_the_reports(superuser_session):
    history = a_history(superuser_session, 9, 200)
    rows = clusters_within(
        history.conn, history.hromada, BOX, zoom=17, wanted=Wanted(), bands=CELLS_ONLY
    )
    inside = superuser_session.scalars(
        text(
            "SELECT number FROM report WHERE public AND point && ST_MakeEnvelope(:w,:s,:e,:n,4326)"
        ),
        dict(zip("wsen", BOX, strict=True)),
    )
    assert sorted(row.number for row in rows) == sorted(inside)


@pytest.mark.parametrize("zoom", [5, 9, 12, 14, 15])
def test_a_box_holds_every_report_once(superuser_session, zoom):
    history = a_history(superuser_session, 10, 200)
    rows = clusters_within(
        history.conn, history.hromada, BOX, zoom=zoom, wanted=Wanted(), bands=CELLS_ONLY
    )
    assert sum(row.total for row in rows) == sum(history.live_numbers().values())


def test_a_lone_report_is_a_pin_where_it_lies(superuser_session):
    history = History(superuser_session, 11)
    superuser_session.execute(
        _INSERT,
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
            history.conn, history.hromada, BOX, zoom=9, wanted=Wanted(), bands=CELLS_ONLY
        )
        assert (row.total, row.colour, row.category) == (1, "open", "roads.pothole")
        assert (row.lon, row.lat) == pytest.approx((34.0501, 47.6502))
        merge(history.conn)


def test_sensitive_and_hidden_reports_leave_no_trace(superuser_session):
    history = History(superuser_session, 12)
    shown = {
        "hromada": history.hromada,
        "category": history.categories[0],
        "words": "x",
        "lat": 47.65,
        "district": None,
        "body": None,
        "at": datetime(2026, 5, 1, tzinfo=UTC),
    }
    superuser_session.execute(_INSERT, shown | {"status": "routed", "lon": 34.0, "sensitive": True})
    superuser_session.execute(
        _INSERT, shown | {"status": "submitted", "lon": 34.0, "sensitive": False}
    )
    before = map_state(history.conn, history.hromada)
    superuser_session.execute(text("UPDATE report SET status = 'routed' WHERE sensitive"))
    assert map_state(history.conn, history.hromada) == before
    assert superuser_session.scalar(text("SELECT count(*) FROM count_delta WHERE sign <> 0")) == 0


def test_every_change_of_the_map_numbers_it_anew_and_merging_does_not(superuser_session):
    history = a_history(superuser_session, 13, 30)
    seen = map_state(history.conn, history.hromada).changes
    changes = [
        "UPDATE report SET public_text = '█' WHERE public",
        "UPDATE report SET status = 'planned' WHERE public AND status <> 'planned'",
        "UPDATE district SET name_uk = 'Інша'",
        "UPDATE category SET name_en = 'Other'",
    ]
    for change in changes:
        superuser_session.execute(text(change))
        now = map_state(history.conn, history.hromada).changes
        assert now > seen, change
        while merge(history.conn, 3):
            assert map_state(history.conn, history.hromada).changes == now
        seen = now


def test_what_commits_during_a_merge_is_not_lost(database):
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
    with database.transaction() as late:
        enter_hromada(late, hromada.id)
        a_public_report(late, hromada)
        with database.transaction() as session:
            enter_hromada(session, hromada.id)
            assert merge(session.connection()) > 0
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        assert differences(session.connection(), hromada.id) == []
        assert merge(session.connection()) > 0
        assert differences(session.connection(), hromada.id) == []


def test_one_merge_at_a_time(database):
    with database.transaction() as session:
        hromada = a_working_hromada(session)
    with database.transaction() as first, database.transaction() as second:
        enter_hromada(first, hromada.id)
        enter_hromada(second, hromada.id)
        assert merge(first.connection()) > 0
        assert merge(second.connection()) == 0


def test_a_rebuild_repairs_what_was_lost(database, owner_engine):
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_public_report(session, hromada)
    with owner_engine.begin() as conn:
        conn.execute(text("DELETE FROM count_delta"))
    with database.reading(hromada.id) as session:
        assert differences(session.connection(), hromada.id) != []
        before = map_state(session.connection(), hromada.id).changes
    rebuild(database.engine, hromada.id)
    with database.reading(hromada.id) as session:
        assert differences(session.connection(), hromada.id) == []
        assert map_state(session.connection(), hromada.id).changes > before


def test_another_hromadas_counts_are_not_seen(session):
    mine = a_working_hromada(session, "pokrov")
    a_public_report(session, mine)
    merge(session.connection())
    a_working_hromada(session, "bucha")
    for table in ("cell_count", "count_delta"):
        query = text(f"SELECT count(*) FROM {table} WHERE hromada_id = :id")
        assert session.scalar(query, {"id": mine.id}) == 0, table


def test_colours_are_those_of_the_rules():
    assert {s: c for c, own in COLOURS.items() for s in own} == {
        status.value: COLOUR_OF[status].value for status in PUBLIC
    }


def test_the_database_reckons_cells_as_we_do(session):
    for x, y in [(0, 0), (1, 0), (0, 1), (2**24 - 1, 2**24 - 1), (9_975_123, 5_849_876)]:
        assert session.scalar(text("SELECT map_cell(:x, :y)"), {"x": x, "y": y}) == morton(x, y)
    cell = session.scalar(
        text("SELECT map_cell(CAST(floor(map_x(34.05)) AS int), CAST(floor(map_y(47.65)) AS int))")
    )
    (found,) = ranges_of_box(Bbox(34.05, 47.65, 34.05, 47.65), 20)
    assert found.low <= cell < found.high


def test_every_question_has_counts_fine_enough():
    for zoom in range(23):
        for faceted in (True, False):
            for asked, _ in WANTED:
                view = View([range_of_tile(zoom, 0, 0)], zoom, faceted)
                assert plan(view, Wanted(**asked), CELLS_ONLY).parts
    assert CELL_LEVELS[-1] - DEPTH >= CELLS_ONLY.pins_from - 2
    assert CELL_LEVELS[0] == FACET_LEVELS[0] == 0
