"""Writes what is made of the code anew: ``python -m tools.reference``.

docs/addresses.md, docs/schema.md, static/js/personal-rules.js.
"""

from pathlib import Path

from app.config import Settings
from app.factory import create_app
from tools.reference.addresses import addresses_page
from tools.reference.personal import personal_rules
from tools.reference.schema import schema_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PERSONAL_RULES = ROOT / "static" / "js" / "personal-rules.js"
# Nothing is connected to: the routes are known without a database.
NOWHERE = Settings(
    database_url="postgresql://nowhere/none",
    redis_url="redis://nowhere",
    secret_key="none",  # noqa: S106 - it guards nothing
    identity_key="also-none",
)


def main() -> None:
    """Write the pages and the table."""
    (DOCS / "addresses.md").write_text(addresses_page(create_app(NOWHERE)), encoding="utf-8")
    (DOCS / "schema.md").write_text(schema_page(), encoding="utf-8")
    PERSONAL_RULES.write_text(personal_rules(), encoding="utf-8")


if __name__ == "__main__":
    main()
