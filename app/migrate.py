"""Database migrations, with Alembic."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from app.db import driver_url

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def alembic_config(url: str) -> "Config":
    """Return Alembic's configuration for the database at ``url`` (the schema owner's)."""
    # Imported here: serving processes only call is_current.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # ConfigParser interpolates %.
    config.set_main_option("sqlalchemy.url", driver_url(url).replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Run all pending migrations."""
    from alembic import command

    command.upgrade(alembic_config(url), "head")


def is_current(connection: Connection) -> bool:
    """Return whether the schema is at the newest migration.

    Migrations form one numbered line: the newest file's number is the version.
    """
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    try:
        versions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    except ProgrammingError:  # no such table: never migrated
        return False
    return versions == [newest]
