"""What docs/ says of addresses and tables, and the browser's rules, are what the code has."""

from pathlib import Path

from flask import Flask

from tools.reference.addresses import addresses_page
from tools.reference.personal import personal_rules
from tools.reference.schema import schema_page

DOCS = Path(__file__).parents[2] / "docs"
ANEW = "write it anew: python -m tools.reference"


def test_the_list_of_addresses_is_that_of_the_routes(app: Flask) -> None:
    assert (DOCS / "addresses.md").read_text(encoding="utf-8") == addresses_page(app), ANEW


def test_the_picture_of_the_schema_is_that_of_the_models() -> None:
    assert (DOCS / "schema.md").read_text(encoding="utf-8") == schema_page(), ANEW


def test_the_browser_has_the_rules_of_the_server() -> None:
    rules = DOCS.parent / "static" / "js" / "personal-rules.js"
    assert rules.read_text(encoding="utf-8") == personal_rules(), ANEW
