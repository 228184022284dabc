"""Statements of more than ten lines are files, documented, and fit the migrated schema."""

import ast
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.lifecycle import STEPS, SUBMIT
from app.sql import load
from gis.sql import compose

ROOT = Path(__file__).parents[2]
SQL = ROOT / "app" / "sql"
NAMES = sorted(str(file.relative_to(SQL).with_suffix("")) for file in SQL.rglob("*.sql"))
# What begins with _ is a part of others.
QUERIES = [name for name in NAMES if not Path(name).name.startswith("_")]
PLACES = [ROOT / "app", ROOT / "gis", ROOT / "tools"]
MODULES = sorted({file for place in PLACES for file in place.rglob("*.py")})
PARAMETER = re.compile(r"^-- @(\w+)\s+(\w+(?:\[\])?)\s+(\S.*)$", re.MULTILINE)
INCLUDED = re.compile(r"^ *-- include ([\w/]+)$", re.MULTILINE)
STATEMENT = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b")
MOST_LINES = 10
# What is decided of a report in steps, beside the times and terms of the rules.
DECIDED = {"status", "updated_at", "body_id", "area_id", "routing", "planned_for"}


def _source(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _parts(name: str) -> set[str]:
    """Return the files that a query is made of."""
    return {name}.union(*(_parts(one) for one in INCLUDED.findall(_source(name))))


def test_every_file_is_a_query_or_part_of_one() -> None:
    assert QUERIES
    assert set(NAMES) == set().union(*(_parts(name) for name in QUERIES))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_begins_with_its_purpose(name: str) -> None:
    assert re.match(r"-- [^@\s]", _source(name))


@pytest.mark.parametrize("name", QUERIES)
def test_query_fits_the_schema(name: str, session: Session) -> None:
    query = load(name)
    headers = PARAMETER.findall(compose(name, "app.sql"))
    examples = {parameter: json.loads(value) for parameter, _type, value in headers}
    assert examples.keys() == set(query._bindparams), "parameters on top must be those used"
    session.execute(text("EXPLAIN " + query.text), examples)


def test_what_steps_change_is_what_the_rules_say() -> None:
    """A file lists the columns, so that it can be read and planned as it is."""
    listed = re.findall(r"\w+", load("reports/_step_columns").text)
    by_rule = {str(c) for one in STEPS.values() for c in (*one.stamps, *one.clears, *one.starts)}
    assert listed == sorted(by_rule | DECIDED), (
        "list in app/sql/reports/_step_columns.sql what STEPS set, clear and start, and DECIDED"
    )


def test_a_submission_is_the_step_of_the_rules() -> None:
    words = load("reports/submit").text
    assert f"'{SUBMIT}' AS action" in words
    assert f"'{STEPS[SUBMIT].to}' AS to_status" in words
    assert all(f":{clock}" in words for clock in STEPS[SUBMIT].starts)


def _words(node: ast.Constant | ast.JoinedStr) -> str:
    parts: list[ast.expr] = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in parts)


def _long_statements(source: str) -> list[int]:
    """Return the lines at which a statement begins that ought to be a file."""
    strings = (
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant | ast.JoinedStr)
    )
    return [
        node.lineno
        for node in strings
        if STATEMENT.match(words := _words(node)) and len(words.strip().splitlines()) > MOST_LINES
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_no_long_statement_stands_in_a_module(module: Path) -> None:
    assert _long_statements(module.read_text(encoding="utf-8")) == []


def test_a_long_statement_is_seen() -> None:
    ten = "\nSELECT\n" + "1,\n" * 8 + "1\n"
    assert _long_statements(f'text("""{ten}""")') == []
    assert _long_statements(f'text("""{ten}LIMIT 1\n""")') == [1]
    assert _long_statements(f'text(f"""{ten}{{some}}\n""")') == [1]
