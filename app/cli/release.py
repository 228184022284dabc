"""What must be done before the program serves: migrate, then seed the demo hromada once."""

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
    """Migrate, then seed the demo hromada once."""
    context.invoke(migrate)


COMMANDS = (migrate, release)
