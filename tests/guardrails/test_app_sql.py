"""Statements of more than ten lines are files, documented, and fit the migrated schema."""

import ast
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.sql import load

ROOT = Path(__file__).parents[2]
SQL = ROOT / "app" / "sql"
FILES = sorted(SQL.rglob("*.sql"))
# What writes steps of reports and owes letters: put together of pieces that these share.
STILL_INLINE = {
    ROOT / "app" / "operations" / module
    for module in (
        "notices/announcing.py",
        "notices/changing.py",
        "reports/loading.py",
        "reports/recording.py",
        "reports/submitting.py",
    )
}
PLACES = [ROOT / "app", ROOT / "gis", ROOT / "tools"]
MODULES = sorted({file for place in PLACES for file in place.rglob("*.py")} - STILL_INLINE)
PARAMETER = re.compile(r"^-- @(\w+)\s+(\w+(?:\[\])?)\s+(\S.*)$", re.MULTILINE)
STATEMENT = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b")
MOST_LINES = 10


def test_there_are_queries() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_query_fits_the_schema(file: Path, session: Session) -> None:
    words = file.read_text(encoding="utf-8")
    query = load(str(file.relative_to(SQL).with_suffix("")))
    examples = {name: json.loads(value) for name, _type, value in PARAMETER.findall(words)}
    assert examples.keys() == set(query._bindparams), "parameters on top must be those used"
    assert words.startswith("-- "), "a query begins with its purpose"
    session.execute(text("EXPLAIN " + query.text), examples)


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
