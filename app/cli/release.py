"""What a release needs before the program serves: migrate the schema."""

import click
from flask.cli import with_appcontext

from app.migrate import upgrade
from app.services import services


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the schema to the newest migration."""
    settings = services().settings
    upgrade(settings.database_owner_url or settings.database_url)
    click.echo("The schema is up to date.")


@click.command()
@click.pass_context
def release(context: click.Context) -> None:
    """Do what a new release needs once before it serves: migrate."""
    context.invoke(migrate)


COMMANDS = (migrate, release)
