"""What must be done before the program serves: bring the schema to the newest migration."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Settings
from app.migrate import upgrade


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the schema to the newest migration."""
    settings: Settings = current_app.extensions["settings"]
    upgrade(settings.database_owner_url or settings.database_url)
    click.echo("The schema is up to date.")


@click.command()
@click.pass_context
def release(context: click.Context) -> None:
    """Do what a new release needs once before it serves: migrate."""
    context.invoke(migrate)


COMMANDS = (migrate, release)
