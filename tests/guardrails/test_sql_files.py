"""Every query is documented, and fits the schema as the migrations leave it, however composed."""

import json
import re
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.map.cell_grid import range_of_tile
from gis.map.clusters import SOURCES, Bands, View, plan
from gis.report_filter import ReportFilter
from gis.sql import compose, load
from tests.gis.map.test_clusters import FILTERS

ROOT = Path(__file__).parents[2] / "gis" / "sql"
NAMES = sorted(str(file.relative_to(ROOT).with_suffix("")) for file in ROOT.rglob("*.sql"))
HEADER = re.compile(r"^-- @(\w+)\s+(\w+(?:\[\])?)\s+(\S.*)$", re.MULTILINE)
COMMENT = re.compile(r"^ *--.*\n", re.MULTILINE)
USED = re.compile(r"(?<!:):(\w+)")
INCLUDED = re.compile(r"^ *-- include (\$?)([\w/]+)$", re.MULTILINE)


def source(name: str) -> str:
    return (ROOT / f"{name}.sql").read_text(encoding="utf-8")


def is_part(name: str) -> bool:
    return Path(name).name.startswith("_")


def chosen_sources() -> set[tuple[str, ...]]:
    """What clusters are counted from, whatever is asked."""
    views = [
        View([range_of_tile(zoom, 0, 0)], zoom, faceted)
        for zoom, faceted in product(range(23), (True, False))
    ]
    questions = [ReportFilter(**asked) for asked, _ in FILTERS]
    return {plan(one, asked, Bands(12)).sources for one, asked in product(views, questions)}


def ways(name: str) -> list[dict[str, tuple[str, ...]]]:
    """The ways in which a query is put together: one, or every choice for its slots."""
    try:
        compose(name)
    except KeyError:
        return [
            {"sources": tuple(f"map/clusters/_{one}" for one in sources), "filter": (filters,)}
            for sources in sorted({*chosen_sources(), SOURCES, ("facet_sums", "unmerged")})
            for filters in ("reports/_filter", "reports/_filter_but_words")
        ]
    return [{}]


def parts(name: str, way: dict[str, tuple[str, ...]]) -> set[str]:
    """The files that a query is made of."""
    included = [
        one
        for slot, file in INCLUDED.findall(source(name))
        for one in (way[file] if slot else (file,))
    ]
    return {name}.union(*(parts(one, way) for one in included))


STATEMENTS = [(name, way) for name in NAMES if not is_part(name) for way in ways(name)]


def test_every_file_is_a_query_or_part_of_one() -> None:
    assert set(NAMES) == set().union(*(parts(name, way) for name, way in STATEMENTS))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_begins_with_its_purpose_and_parameters(name: str) -> None:
    words = source(name)
    assert words.startswith("-- "), "a query begins with its purpose"
    declared = {parameter for parameter, _type, _example in HEADER.findall(words)}
    assert declared == set(USED.findall(COMMENT.sub("", words))), "those on top are those used"


@pytest.mark.parametrize(
    ("name", "way"), STATEMENTS, ids=lambda one: one if isinstance(one, str) else "-".join(one)
)
def test_query_fits_the_schema(
    name: str, way: dict[str, tuple[str, ...]], session: Session
) -> None:
    query = load(name, "gis.sql", **way)
    headers = HEADER.findall(compose(name, "gis.sql", **way))
    types = {(parameter, kind) for parameter, kind, _example in headers}
    assert len(types) == len(dict(types)), "a parameter is of one type in all parts"
    examples = {parameter: json.loads(example) for parameter, _type, example in headers}
    session.execute(text("EXPLAIN " + query.text), examples)
