"""The front's widest limit is for the app's routes that take files or drawings, and no others."""

import re

from flask import Flask

from launcher.front import LARGE

WITH_FILES = {
    "announcing.create",
    "boundaries.send_drawn",
    "boundaries.send_file",
    "notice_changes.change",
    "office.answer",
    "own_reports.send_back",
    "own_reports.supply",
    "reports.submit",
    "zones.draw",
}


def test_large_bodies_are_let_through_where_files_are_taken(app: Flask) -> None:
    large = re.compile(rf"^/[^/]+/(?:{'|'.join(LARGE)})")
    found = set()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<int[^>]*>", "7", re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule))
            if large.search(re.sub(r"<[^>]*>", "name", path)):
                found.add(rule.endpoint)
    assert found == WITH_FILES
