"""Style sheets: every file in its layer, colours and breakpoints in one place, nothing dead."""

import re
from pathlib import Path

import pytest

from app.domain.statuses import Sign
from launcher.styles import IMPORT, RELATIVE_URL, joined

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))
SOURCES = sorted(CSS.glob("*/*.css"))
TOKENS = "base/tokens.css"
LAYERS = ["vendor", "base", "layout", "components", "pages"]
# Where alone a medium may be asked for.
PLACES = {
    "prefers-color-scheme": {TOKENS},
    "forced-colors": {TOKENS},
    "print": {TOKENS, "pages/print.css"},
}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.IGNORECASE)
# What browsers and the engines put on a page themselves.
ENGINES = ("maplibregl-", "leaflet-")
# What templates and scripts put together, as in is-{{ colour }}.
COMPOSED = {
    *("is-over", "is-cancelled", "is-now", "of-progress", "of-closed"),
    *(f"sign-{sign}" for sign in Sign),
    *("outcome-word", "outcome-silent", "outcome-claimed", "outcome-refused", "outcome-waiting"),
    *("alert-success", "alert-warning", "shape-gap", "shape-overlap"),
    *("saved-waiting", "saved-refused", "saved-held", "saved-sent"),
}

every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda path: name_of(path))


def name_of(source: Path) -> str:
    return str(source.relative_to(CSS))


def rules_of(source: Path) -> str:
    """Return the file without comments and strings."""
    text = re.sub(r"/\*.*?\*/", "", source.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r'"[^"]*"', '""', text)


def media_of(source: Path) -> list[str]:
    return re.findall(r"@media ([^{]+?)\s*{", rules_of(source))


def test_the_layers_are_declared_once_and_first() -> None:
    statements = [
        (path.name, found.split(", "))
        for path in (*SHEETS, *SOURCES)
        for found in re.findall(r"@layer ([^;{]+)", rules_of(path))
    ]
    assert statements == [("site.css", LAYERS)]
    assert rules_of(CSS / "site.css").lstrip().startswith("@layer")


def test_every_file_is_imported_once_into_the_layer_whose_folder_it_lies_in() -> None:
    imports = [
        (found["path"], found["layer"])
        for sheet in SHEETS
        for found in IMPORT.finditer(sheet.read_text(encoding="utf-8"))
    ]
    vendors = [path for path, layer in imports if layer == "vendor"]
    assert all(path.startswith("../vendor/") for path in vendors)
    ours = [pair for pair in imports if pair[1] != "vendor"]
    assert sorted(ours) == sorted((name_of(path), path.parent.name) for path in SOURCES)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_contents_and_its_layers_are_in_order(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    layers = [LAYERS.index(found["layer"]) for found in IMPORT.finditer(text)]
    assert layers == sorted(layers)
    assert "{" not in rules_of(sheet)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_the_joined_sheet_is_built_and_finds_its_pictures_and_fonts(sheet: Path) -> None:
    built = ROOT / "static" / "built"
    text = joined(sheet, built)
    assert (built / sheet.name).read_text(encoding="utf-8") == text
    asked = [found["path"] for found in RELATIVE_URL.finditer(text)]
    assert [path for path in asked if not (built / path).is_file()] == []


@every_source
def test_a_file_is_short(source: Path) -> None:
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 250


@every_source
def test_what_is_important_says_why(source: Path) -> None:
    """A comment stands above the declaration or above its rule."""
    text = source.read_text(encoding="utf-8")
    for found in re.finditer("!important", text):
        rule = text[: found.start()].rpartition("}")[2]
        assert "*/" in rule, rule


@every_source
def test_breakpoints_are_those_that_the_tokens_list(source: Path) -> None:
    listed = re.findall(
        r"^   ([\d.]+rem) ", (CSS / TOKENS).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert 0 < len(listed) <= 5
    for query in media_of(source):
        asked = re.findall(r"\(width (?:<|>=) ([\d.]+rem)\)", query)
        assert set(asked) <= set(listed), query
        assert len(re.findall(r"\d(?:rem|em|px|vw|vh)\b", query)) == len(asked), query


@every_source
def test_dark_print_and_forced_colours_have_their_place(source: Path) -> None:
    for query in media_of(source):
        for medium, places in PLACES.items():
            assert medium not in query or name_of(source) in places, query


def test_it_is_dark_in_one_block() -> None:
    assert media_of(CSS / TOKENS).count("(prefers-color-scheme: dark)") == 1


@every_source
def test_colours_are_tokens(source: Path) -> None:
    if name_of(source) != TOKENS:
        assert COLOUR.findall(rules_of(source)) == []


def test_every_property_that_is_used_is_set_and_every_one_set_is_used() -> None:
    everything = "".join(rules_of(source) for source in SOURCES)
    assert set(re.findall(r"var\((--[\w-]+)", everything)) == set(
        re.findall(r"(?<![\w(-])(--[\w-]+):", everything)
    )


@every_source
def test_every_class_is_on_some_page(source: Path, words_on_pages: set[str]) -> None:
    selectors = re.findall(r"[^{};]+(?={)", rules_of(source))
    classes = {
        name for one in selectors if "@" not in one for name in re.findall(r"\.([a-z][\w-]*)", one)
    }
    unknown = {
        name
        for name in classes
        if not name.startswith(ENGINES) and name not in words_on_pages | COMPOSED
    }
    assert unknown == set()


@pytest.fixture(scope="module")
def words_on_pages() -> set[str]:
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "js").glob("*.js")]
    return {
        word
        for file in files
        for word in re.findall(r"[a-z][\w-]*", file.read_text(encoding="utf-8"))
    }
