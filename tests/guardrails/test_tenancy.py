"""A session knows its hromada: no function is told it a second time (docs/decisions/0008)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BY_SESSION = sorted(
    path
    for folder in ("app/operations", "app/queries", "app/web", "app/cli", "app/api")
    for path in (ROOT / folder).rglob("*.py")
)
BY_CONNECTION = sorted((ROOT / "gis").rglob("*.py"))


def parameters(module: Path) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            each = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            yield node.name, {argument.arg for argument in each}


@pytest.mark.parametrize("module", BY_SESSION, ids=lambda m: str(m.relative_to(ROOT)))
def test_who_has_a_session_is_not_told_the_hromada(module: Path) -> None:
    for name, given in parameters(module):
        assert not {"session", "hromada_id"} <= given, name


@pytest.mark.parametrize("module", BY_CONNECTION, ids=lambda m: str(m.relative_to(ROOT)))
def test_spatial_queries_know_no_sessions(module: Path) -> None:
    for name, given in parameters(module):
        assert "session" not in given, name
