"""Every query is documented, and fits the schema as the migrations leave it."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from gis.sql import load

ROOT = Path(__file__).parents[2] / "gis" / "sql"
# Of the map's query there are parts, put together by gis/map/clusters.py.
FILES = sorted(file for file in ROOT.rglob("*.sql") if file.parent.name != "clusters")
PARAMETER = re.compile(r"^-- @(\w+)\s+(\w+(?:\[\])?)\s+(\S.*)$", re.MULTILINE)


def test_there_are_queries():
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_query_fits_the_schema(file, session):
    words = file.read_text(encoding="utf-8")
    query = load(str(file.relative_to(ROOT).with_suffix("")))
    examples = {name: json.loads(value) for name, _type, value in PARAMETER.findall(words)}
    assert examples.keys() == set(query._bindparams), "parameters on top must be those used"
    assert words.startswith("-- "), "a query begins with its purpose"
    session.execute(text("EXPLAIN " + query.text), examples)
