"""What comes from outside is opened inside the fence and nowhere else."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The work of the fence: the program itself, and the functions that its jobs call.
INSIDE = ("app/fence/", "gis/files/")
# Overlays of boundaries that were checked when they came: of the database alone.
OF_STORED = ("gis/coverage.py", "gis/files/fit.py")
LIBRARIES = {
    "pyogrio",
    "PIL",
    "pillow_heif",
    "osgeo",
    "fiona",
    "sqlite3",
    "zipfile",
    "python_calamine",
}
OVERLAYS = {"make_valid", "union_all", "unary_union", "polygonize", "buffer", "node"}
# They read a text or bytes as geometry, whoever wrote it.
READERS = {"from_geojson", "from_wkt", "read_features", "read_content", "check_boundaries"}
READERS |= {"read_checked", "union_of_file", "zone_of_geojson", "read_addresses", "in_memory"}
READERS |= {"read_table", "grid_of_workbook"}


def outside() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("app", "gis"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(INSIDE):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _of_shapely(node):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from {node.func.attr} & READERS


def _of_shapely(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "shapely"


@pytest.mark.parametrize("found", list(outside()), ids=lambda found: found[0])
def test_only_the_fence_opens_what_comes_from_outside(found: tuple[str, ast.Module]) -> None:
    name, tree = found
    assert not {each.split(".")[0] for each in imported(tree)} & LIBRARIES
    forbidden = READERS | (set() if name in OF_STORED else OVERLAYS)
    assert not set(named(tree)) & forbidden
    if name.startswith("app/"):
        inner = {each for each in imported(tree) if each.startswith("app.fence.")}
        assert inner <= {"app.fence.protocol"}


def test_the_rule_sees_what_it_forbids() -> None:
    (tree,) = [ast.parse("import shapely\nshapely.make_valid(x)\nfrom a import read_content")]
    assert {"make_valid", "read_content"} <= set(named(tree))


def test_pages_load_no_library_that_opens_files() -> None:
    """Nothing of GDAL or Pillow is in the memory of a process that answers requests."""
    code = (
        "import sys; from importlib import import_module; from app import wiring\n"
        "for name in wiring.PAGES: import_module(name)\n"
        "print(sorted({'pyogrio', 'PIL', 'pillow_heif', 'python_calamine'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
