"""A word means one thing: no two public classes of the program share a name."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]


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
    found = public_classes()
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}
    assert len(found) > 200, "the classes are looked for where they are"
