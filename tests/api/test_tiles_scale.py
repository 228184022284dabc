"""What the map promises under load: answers without counting, right at once, whoever merges."""

from collections.abc import Callable, Iterator

import mapbox_vector_tile
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.config import Settings
from app.db import RELAY_ROLE, Database, enter_hromada
from app.domain.roles import Role
from app.jobs.counts import Merger
from app.models.places import Hromada
from app.operations.reports.events import Actor, StepContext, take_step
from app.services import services_of
from gis.map.stored_counts import differences
from tests.builders import NOON, a_public_report, a_working_hromada
from tests.gis.map.test_tiles import tile_at

BIG_TABLES = (" report ", "cell_count", "facet_count", "FROM report", "JOIN report")


@pytest.fixture
def hromada(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        for _ in range(3):
            a_public_report(session, hromada)
    return hromada


@pytest.fixture
def merger(database: Database, settings: Settings) -> Iterator[Merger]:
    merger = Merger(Database(settings.database_url, role=RELAY_ROLE), database)
    yield merger
    merger.close()


def address(hromada: Hromada, zoom: int = 13, query: str = "") -> str:
    tile = tile_at(34.05, 47.65, zoom)
    return f"/{hromada.slug}/tiles/{tile.zoom}/{tile.x}/{tile.y}.mvt{query}"


def shown(client: FlaskClient, hromada: Hromada) -> int:
    layers = mapbox_vector_tile.decode(client.get(address(hromada)).data)
    clusters = [f["properties"]["total"] for f in layers.get("clusters", {}).get("features", [])]
    return int(sum(clusters)) + len(layers.get("reports", {}).get("features", []))


def statements(engine: Engine, work: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def test_not_modified_is_said_without_the_big_tables(
    app: Flask, client: FlaskClient, hromada: Hromada
) -> None:
    first = client.get(address(hromada))
    engine = services_of(app).database.engine
    headers = {"If-None-Match": first.headers["ETag"]}
    asked = statements(engine, lambda: client.get(address(hromada), headers=headers))
    assert len(asked) == 2
    assert not [name for name in BIG_TABLES for words in asked if name in words]


def test_a_tile_takes_three_statements(app: Flask, client: FlaskClient, hromada: Hromada) -> None:
    engine = services_of(app).database.engine
    assert len(statements(engine, lambda: client.get(address(hromada)))) == 3


def test_merging_changes_neither_the_tile_nor_its_name(
    client: FlaskClient, hromada: Hromada, merger: Merger
) -> None:
    before = client.get(address(hromada))
    assert merger.sweep() > 0
    after = client.get(address(hromada))
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)


def test_a_report_is_on_the_map_and_off_it_at_once(
    client: FlaskClient, hromada: Hromada, database: Database, merger: Merger
) -> None:
    assert shown(client, hromada) == 3
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        report = a_public_report(session, hromada)
    assert shown(client, hromada) == 4
    merger.sweep()
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        report = session.merge(report)
        take_step(session, report, "hide", StepContext(Actor(Role.OPERATOR), NOON))
        report.hidden_at = NOON
    assert shown(client, hromada) == 3
    merger.sweep()
    assert shown(client, hromada) == 3


def test_each_question_has_its_own_name(client: FlaskClient, hromada: Hromada) -> None:
    queries = ["", "?status=open", "?status=closed", "?category=roads", "?from=2026-06-01"]
    names = {client.get(address(hromada, query=query)).headers["ETag"] for query in queries}
    assert len(names) == len(queries)


def test_the_relay_merges_every_hromada_and_sees_no_report(
    database: Database, merger: Merger, settings: Settings
) -> None:
    with database.transaction() as session:
        hromadas = [a_working_hromada(session, slug) for slug in ("pokrov", "bucha")]
        for hromada in hromadas:
            enter_hromada(session, hromada.id)
            a_public_report(session, hromada)
    merger.sweep()
    for hromada in hromadas:
        with database.reading(hromada.id) as session:
            assert differences(session.connection(), hromada.id) == []


def test_a_hromada_that_has_grown_is_counted_by_facet(
    client: FlaskClient, hromada: Hromada, database: Database, merger: Merger
) -> None:
    merger.sweep()
    merger.facet_grown(faceted_from=3)
    with database.reading(hromada.id) as session:
        conn = session.connection()
        assert conn.exec_driver_sql("SELECT faceted FROM hromada_count").scalar()
        assert conn.exec_driver_sql("SELECT count(*) FROM facet_count").scalar()
        assert differences(conn, hromada.id) == []


def test_the_country_follows_the_merge(
    client: FlaskClient, hromada: Hromada, merger: Merger
) -> None:
    merger.sweep()
    tile = tile_at(34.05, 47.65, 9)
    answer = client.get(f"/tiles/{tile.zoom}/{tile.x}/{tile.y}.mvt")
    (feature,) = mapbox_vector_tile.decode(answer.data)["hromadas"]["features"]
    assert (feature["properties"]["slug"], feature["properties"]["open"]) == ("pokrov", 3)
    again = client.get(
        f"/tiles/{tile.zoom}/{tile.x}/{tile.y}.mvt",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
    assert client.get("/tiles/3/9/1.mvt").status_code == 422
    assert client.get("/tiles/0/0/x.mvt").status_code == 404
