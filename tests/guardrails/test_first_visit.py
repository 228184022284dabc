"""How much script and style a phone fetches before it shows a hromada's map."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
MAP_PAGE = ("templates/base.html", "templates/places/map.html")
# The engine for browsers without WebGL, fetched instead of MapLibre.
INSTEAD = re.compile(r"leaflet")
# A module imported some time after the page's load event: the map is shown without it.
AFTER_LOAD = re.compile(
    r"""addEventListener\("load", \(\) => setTimeout\(.*import\("[\w./-]+"\).*"""
)
# Bytes as they are, by gzip and by brotli, a little above what is measured: whoever needs more says
# so here. Each visit sends one of the compressed sizes, most send the last.
OF_OURS = (97_000, 31_100, 26_900)
OF_ALL = (1_800_000, 484_300, 399_200)


def linked(page: str) -> list[Path]:
    """Return the sheets and scripts that a template links to."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [STATIC / name for name in re.findall(r"filename='([\w./-]+\.(?:js|css))'", text)]


def asked_by(file: Path) -> list[Path]:
    """Return what a script imports, at once or later, and the sheets and modules it asks for.

    What waits for the page's load, and some time more, is none of it.
    """
    text = AFTER_LOAD.sub("", file.read_text(encoding="utf-8"))
    near = re.findall(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[\w./-]+\.m?js)["']""", text)
    far = re.findall(r"""(?:asset|addStyleSheet)\("([\w./@-]+)"\)""", text)
    workers = re.findall(r"[\w-]+-worker\.mjs", text) if file.suffix == ".mjs" else []
    found = [*(file.parent / name for name in (*near, *workers)), *(STATIC / name for name in far)]
    return [path.resolve() for path in found if not INSTEAD.search(path.name)]


def first_visit() -> list[Path]:
    waiting = [file for page in MAP_PAGE for file in linked(page)]
    files: list[Path] = []
    while waiting:
        file = waiting.pop()
        if file not in files:
            files.append(file)
            waiting += asked_by(file) if file.suffix in {".js", ".mjs"} else []
    return files


def measured(files: list[Path]) -> tuple[int, int, int]:
    contents = [file.read_bytes() for file in files]
    packings: list[Callable[[bytes], bytes]] = [bytes, gzip.compress, brotli.compress]
    raw, gzipped, by_brotli = (sum(len(pack(each)) for each in contents) for pack in packings)
    return raw, gzipped, by_brotli


@pytest.mark.parametrize("whose", ["ours", "all"])
def test_script_and_style_of_a_first_visit_stay_within_their_budget(whose: str) -> None:
    files = first_visit()
    if whose == "ours":
        files = [file for file in files if "maplibre-gl" not in file.name]
    budget = OF_OURS if whose == "ours" else OF_ALL
    sizes = measured(files)
    assert all(size <= most for size, most in zip(sizes, budget, strict=True)), sizes


def test_the_visit_is_followed_to_its_end() -> None:
    names = {file.name for file in first_visit()}
    assert {"site.css", "map-style.js", "maplibre-gl.css", "maplibre-gl-worker.mjs"} <= names
    assert "desks.css" not in names


def test_only_what_waits_for_the_load_is_left_out() -> None:
    names = {file.name for file in first_visit()}
    left_out = {
        found
        for script in first_visit()
        if script.suffix == ".js"
        for line in AFTER_LOAD.findall(script.read_text(encoding="utf-8"))
        for found in re.findall(r"[\w-]+\.js", line)
    }
    assert left_out == {"offline.js"}
    assert not names & (left_out | {"outbox-store.js", "outbox-send.js"})
