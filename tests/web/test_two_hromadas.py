"""The coordinator of one hromada gets and changes nothing of another by its numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.routing import Rule

from app.db import Database, enter_hromada
from app.domain.roles import Permission, Role
from app.models.base import Base
from tests.builders import a_hromada, square
from tests.soak.town import Town, build_town
from tests.values import present
from tests.web.desks import entering
from tests.web.importing import Importer
from tests.web.public_outputs import permission_of

STAFF = {
    Permission.COORDINATE,
    Permission.MODERATE,
    Permission.ANSWER,
    Permission.ANNOUNCE,
    Permission.SEE_STATISTICS,
}
TABLES = sorted(
    table.name for table in Base.metadata.tables.values() if "hromada_id" in table.columns
)
# Of what a page counts for itself or a request leaves behind.
OF_READERS = {"statistics_snapshot", "staff_trace"}
BODIES = b"code,name_uk,email\npark,\xd0\x9f\xd0\xb0\xd1\x80\xd0\xba,park@misto.example\n"
# What an argument of a route numbers; others number reports and notices, each from 1.
TABLE_OF = {
    "grant_id": "role_grant",
    "import_id": "import_file",
    "change_id": "category_change",
    "zone_id": "masked_zone",
    "draft_id": "boundary_draft",
    "area_id": "area",
    "body_id": "body",
    "kind_id": "category",
    "district_id": "district",
}
FIELDS = ("body", "body_id", "category", "grant", "grant_id", "district", "area", "id", "version")


@dataclass(frozen=True, slots=True)
class Both:
    """A town with everything, and the coordinator of another hromada who is signed in."""

    town: Town
    engine: Engine
    stranger: FlaskClient
    token: str

    def ids(self, table: str) -> list[int]:
        """Numbers of the town's rows."""
        with self.engine.begin() as conn:
            conn.execute(text("SELECT set_config('app.hromada_id', :i, true)"), self._here)
            asked = f"SELECT id FROM {table} WHERE hromada_id = {self.town.hromada.id} ORDER BY id"
            return list(conn.scalars(text(f"{asked} LIMIT 2")))

    def fingerprint(self) -> dict[str, str]:
        """Everything the town has, by table."""
        with self.engine.begin() as conn:
            conn.execute(text("SELECT set_config('app.hromada_id', :i, true)"), self._here)
            return {
                table: str(
                    conn.scalar(
                        text(
                            "SELECT md5(string_agg(CAST(t AS text), '|' ORDER BY CAST(t AS text)))"
                            f" FROM {table} AS t WHERE hromada_id = :i"
                        ),
                        self._here,
                    )
                )
                for table in TABLES
                if table not in OF_READERS
            }

    @property
    def _here(self) -> dict[str, str]:
        return {"i": str(self.town.hromada.id)}


@pytest.fixture
def both(app: Flask, database: Database, owner_engine: Engine) -> Both:
    town = build_town(app, database)
    home = entering(app, database, town.hromada)(Role.COORDINATOR)
    Importer(app, home, database, town.hromada.id).sent("bodies", "b.csv", BODIES)
    with database.transaction() as session:
        place = "SRID=4326;POINT(35.05 48.05)"
        other = a_hromada(session, "nikopol", boundary=square(35.0, 48.0), centre=place)
        enter_hromada(session, other.id)
    stranger = entering(app, database, other)(Role.COORDINATOR, email="c@nikopol.example")
    page = stranger.get("/nikopol/coordination/people").text
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    return Both(town, owner_engine, stranger, present(token)[1])


def paths_of(rule: Rule, both: Both, slug: str) -> Iterator[str]:
    """The route's addresses with the town's numbers, one for each choice of words."""
    paths = [rule.rule.replace("<slug>", slug)]
    for found in re.findall(r"<[^>]+>", rule.rule):
        name = found.strip("<>").rpartition(":")[2]
        words = re.search(r"any\(([^)]*)\)", found)
        if words:
            values = [word.strip() for word in words[1].split(",")]
        elif name in TABLE_OF:
            values = [str(number) for number in both.ids(TABLE_OF[name])]
        elif name != "slug":
            values = ["1"]
        else:
            continue
        paths = [path.replace(found, value, 1) for path in paths for value in values]
    yield from paths


def test_no_number_of_another_hromada_opens_or_changes_anything(app: Flask, both: Both) -> None:
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and permission_of(app, rule.endpoint) in STAFF
    ]
    assert len(rules) > 50
    before = both.fingerprint()
    data = {"csrf_token": both.token} | {name: str(both.ids("body")[0]) for name in FIELDS}
    data |= {"run": "1", "seen": "1", "email": "c@nikopol.example", "role": "coordinator"}
    for rule in rules:
        verb = "GET" if "GET" in present(rule.methods) else "POST"
        sent = data if verb == "POST" else None
        for path in paths_of(rule, both, "pokrov"):
            answer = both.stranger.open(path, method=verb, data=sent)
            assert answer.status_code in {403, 404}, (verb, path, answer.status_code)
        for path in paths_of(rule, both, "nikopol"):
            answer = both.stranger.open(path, method=verb, data=sent)
            assert answer.status_code < 500, (verb, path, answer.status_code)
            if "int" in rule.rule:
                assert answer.status_code != 200, (verb, path)
            for theirs in ("Водоканал", "Глибока яма", "park@misto.example"):
                assert theirs not in answer.text, (verb, path, theirs)
    after = both.fingerprint()
    assert {table for table in before if before[table] != after[table]} == set()
    assert set(before.values()) != {"None"}
