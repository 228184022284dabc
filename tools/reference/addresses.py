"""The list of HTTP addresses, from the routes themselves."""

import inspect
from collections import defaultdict

from flask import Flask
from werkzeug.routing import Rule

HEAD = """# HTTP addresses

Made from the routes by `python -m tools.reference`; a test compares it with them. The permission is
the one that the view names; `app/domain/roles.py` says which roles have it.
"""
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def addresses_page(app: Flask) -> str:
    """Return a Markdown page that lists every route, module by module."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint != "static":
            view = inspect.unwrap(app.view_functions[rule.endpoint])
            by_module[view.__module__].append(_row(app, rule))
    parts = [HEAD]
    for module in sorted(by_module):
        parts.append(
            f"\n## `{module}`\n\n| method | path | permission | what |\n|---|---|---|---|\n"
        )
        parts += by_module[module]
    return "".join(parts)


def _row(app: Flask, rule: Rule) -> str:
    view = app.view_functions[rule.endpoint]
    methods = ", ".join(sorted((rule.methods or set()) & _METHODS))
    what = (inspect.getdoc(view) or "").split("\n")[0]
    path = rule.rule.replace("|", "\\|")
    return f"| {methods} | `{path}` | {getattr(view, 'permission', '')} | {what} |\n"
