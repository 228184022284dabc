"""Brings the schema to the newest migration."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from app.db import driver_url

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def alembic_config(url: str) -> "Config":
    """Return Alembic's settings for the database at ``url`` (the owner's)."""
    # Alembic is for migrating; what serves only asks whether that was done.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # Alembic reads % as the start of a reference.
    config.set_main_option("sqlalchemy.url", driver_url(url).replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Run every migration that has not run yet."""
    from alembic import command

    command.upgrade(alembic_config(url), "head")


def is_current(connection: Connection) -> bool:
    """Say whether the schema is the one that this code was written for.

    Migrations are numbered, in one line: the newest file's number is the version.
    """
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    try:
        versions = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    except ProgrammingError:  # there is no such table: never migrated
        return False
    return versions == [newest]
