"""Brings the schema to the newest migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.db import driver_url

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def alembic_config(url: str) -> Config:
    """Return Alembic's settings for the database at ``url`` (the owner's)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # Alembic reads % as the start of a reference.
    config.set_main_option("sqlalchemy.url", driver_url(url).replace("%", "%%"))
    return config


def upgrade(url: str) -> None:
    """Run every migration that has not run yet."""
    command.upgrade(alembic_config(url), "head")


def is_current(connection: Connection) -> bool:
    """Say whether the schema is the one that this code was written for."""
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)
