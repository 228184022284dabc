"""The front's widest limit is for the app's routes that take files or drawings, and no others."""

import re
from collections.abc import Sequence

from flask import Flask

from launcher.front import LARGE, LARGEST

WITH_FILES = {
    "announcing.create",
    "boundaries.send_drawn",
    "notice_changes.change",
    "office.answer",
    "own_reports.send_back",
    "own_reports.supply",
    "reports.submit",
    "zones.draw",
}


def test_large_bodies_are_let_through_where_files_are_taken(app: Flask) -> None:
    assert _let_through(app, LARGE) == WITH_FILES


def test_the_largest_bodies_are_let_through_where_files_are_imported(app: Flask) -> None:
    assert _let_through(app, LARGEST) == {"uploads.send"}


def _let_through(app: Flask, patterns: Sequence[str]) -> set[str]:
    large = re.compile(rf"^/[^/]+/(?:{'|'.join(patterns)})")
    found = set()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<int[^>]*>", "7", re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule))
            if large.search(re.sub(r"<[^>]*>", "name", path)):
                found.add(rule.endpoint)
    return found
