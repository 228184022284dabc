"""A word means one thing: no two public classes of the program share a name."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Classes that may share a name with one of the rooms' own.
ALLOWED = {
    "launcher.servers.Wanted",  # which servers to start; it never meets the map's filter of reports
}


def public_classes() -> dict[str, list[str]]:
    """The modules that define a public class, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in ("app", "gis", "launcher"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(module)
    return found


def test_a_class_name_means_one_thing() -> None:
    doubled = {}
    for name, modules in public_classes().items():
        counted = [module for module in modules if f"{module}.{name}" not in ALLOWED]
        if len(counted) > 1:
            doubled[name] = counted
    assert doubled == {}
    assert len(public_classes()) > 200, "the classes are looked for where they are"


def test_what_is_allowed_is_there() -> None:
    named = {f"{module}.{name}" for name, modules in public_classes().items() for module in modules}
    assert named >= ALLOWED
