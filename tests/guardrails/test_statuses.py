"""A group of statuses is listed once, in app/domain/statuses.py: all else asks by its name."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain import statuses
from app.domain.statuses import COLOUR_OF, Colour, Status
from app.queries.territory.what_if import REROUTING_EFFECTS

ROOT = Path(__file__).parents[2]
# gis may import nothing of the app: test_stored_counts.py compares its colours with these.
LISTS = {"app/domain/statuses.py", "app/domain/lifecycle.py", "gis/map/facets.py"}
PLACES = {
    "app": (".py", ".sql"),
    "gis": (".py", ".sql"),
    "tools": (".py",),
    "templates": (".html", ".txt"),
    "static/js": (".js",),
}
FILES = sorted(
    file
    for place, endings in PLACES.items()
    for file in (ROOT / place).rglob("*")
    if file.suffix in endings and str(file.relative_to(ROOT)) not in LISTS
)
GROUPS = {
    name: group
    for name, group in vars(statuses).items()
    if isinstance(group, frozenset) and all(isinstance(one, Status) for one in group)
}
# Words of other lists (tabs, actions) are statuses too: a group is of nothing but statuses.
_WORD = rf"""["'](?:{"|".join(Status)})["']"""
LISTED = re.compile(
    rf"""[(\[{{]\s*{_WORD}(?:\s*,\s*{_WORD})+\s*,?\s*[)\]}}]"""
    rf"""|status\s*={{1,3}}\s*{_WORD}\s*(?:or|\|\|)\s*[\w.]*status\s*=""",
    re.IGNORECASE,
)
SQL_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


def _is_status(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in set(Status)
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Status"
    )


def _asked_of(node: ast.expr) -> str | None:
    """Return what a comparison asks of, if it asks for one status."""
    if isinstance(node, ast.Compare) and _is_status(node.comparators[0]):
        return ast.dump(node.left)
    return None


def _lists_statuses(node: ast.expr) -> bool:
    match node:
        case ast.Set(elts=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            return len(parts) > 1 and all(map(_is_status, parts))
        case ast.Call(args=parts):
            return len(parts) > 1 and all(map(_is_status, parts))
        case ast.BoolOp(values=parts):
            asked = [of for of in map(_asked_of, parts) if of]
            return len(set(asked)) < len(asked)
        case ast.Constant(value=str() as words):
            return LISTED.search(SQL_COMMENT.sub("", words)) is not None
    return False


def _lists(words: str, suffix: str) -> list[int]:
    """Return the lines on which a group of statuses is spelled out."""
    if suffix == ".py":
        return [
            node.lineno
            for node in ast.walk(ast.parse(words))
            if isinstance(node, ast.expr) and _lists_statuses(node)
        ]
    words = SQL_COMMENT.sub("", words) if suffix == ".sql" else words
    return [words.count("\n", 0, found.start()) + 1 for found in LISTED.finditer(words)]


def test_no_file_lists_a_group_of_statuses() -> None:
    assert {file.suffix for file in FILES} >= {".py", ".sql", ".html", ".js"}
    found = {file: _lists(file.read_text(encoding="utf-8"), file.suffix) for file in FILES}
    assert {str(file.relative_to(ROOT)): lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("words", "suffix"),
    [
        ("x in {'routed', 'planned'}", ".py"),
        ("where(Status.ROUTED, Status.PLANNED)", ".py"),
        ("x == Status.ROUTED or x == 'planned'", ".py"),
        ('text("""status IN (\n\'routed\', \'planned\')""")', ".py"),
        ("WHERE status = ANY(ARRAY['routed', 'planned'])", ".sql"),
        ("WHERE r.status = 'routed' OR r.status = 'planned'", ".sql"),
        ('{% if status in ("routed", "planned") %}', ".html"),
        ('["routed", "planned"].includes(status)', ".js"),
    ],
)
def test_a_listed_group_is_seen(words: str, suffix: str) -> None:
    assert _lists(words, suffix) == [1]


@pytest.mark.parametrize(
    ("words", "suffix"),
    [
        ("tabs = ('waiting', 'rejected', 'published')", ".py"),
        ("x == 'routed' or y == 'planned'", ".py"),
        ("-- @statuses text[] ['routed', 'planned']", ".sql"),
    ],
)
def test_what_is_no_group_is_left_alone(words: str, suffix: str) -> None:
    assert _lists(words, suffix) == []


def test_the_groups_fit_each_other() -> None:
    assert {status for status in Status if COLOUR_OF[status] is Colour.CLOSED} == statuses.CLOSED
    parts = (statuses.OPEN, statuses.AWAITING_LAST_WORD, statuses.CLOSED)
    assert sorted(chain(*parts)) == sorted(Status) == sorted(COLOUR_OF)
    assert set(REROUTING_EFFECTS) == statuses.OPEN


@pytest.mark.parametrize("status", Status)
def test_the_database_has_the_same_groups(session: Session, status: Status) -> None:
    named = text("SELECT proname FROM pg_proc WHERE proname LIKE 'report\\_is\\_%'")
    names = {name.removeprefix("report_is_").upper() for name in session.scalars(named)}
    assert names
    assert names <= GROUPS.keys()
    for name in names:
        asked = text(f"SELECT report_is_{name.lower()}(:status)")
        assert session.scalar(asked, {"status": status}) is (status in GROUPS[name]), name


@pytest.mark.parametrize("name", ["open", "with_body", "awaiting_answer", "resolved"])
def test_a_query_is_planned_as_if_it_listed_the_group(session: Session, name: str) -> None:
    asked = text(f"EXPLAIN SELECT FROM report AS r WHERE report_is_{name}(r.status)")
    plan = "\n".join(session.scalars(asked))
    assert "report_is_" not in plan
    assert "= ANY ('{" in plan
