"""Writes docs/addresses.md and docs/schema.md anew: ``python -m tools.reference``."""

from pathlib import Path

from app.config import Settings
from app.factory import create_app
from tools.reference.addresses import addresses_page
from tools.reference.schema import schema_page

DOCS = Path(__file__).parents[2] / "docs"
# Nothing is connected to: the routes are known without a database.
NOWHERE = Settings(
    database_url="postgresql://nowhere/none",
    redis_url="redis://nowhere",
    secret_key="none",  # noqa: S106 - it guards nothing
    identity_key="also-none",
)


def main() -> None:
    """Write both pages."""
    (DOCS / "addresses.md").write_text(addresses_page(create_app(NOWHERE)), encoding="utf-8")
    (DOCS / "schema.md").write_text(schema_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
