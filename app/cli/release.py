"""What a release needs before the program serves: the schema migrated, static files published."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.migrate import upgrade
from app.services import services
from app.static_releases import publish, transfer_sizes


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the schema to the newest migration."""
    settings = services().settings
    upgrade(settings.database_owner_url or settings.database_url)
    click.echo("The schema is up to date.")


@click.command("publish-static")
@with_appcontext
def publish_static() -> None:
    """Publish static files in VAR_DIR/static, compressed; keep those of the last release."""
    root = Path(str(current_app.static_folder))
    release = publish(root, services().settings.published_static)
    sizes = transfer_sizes(release)
    click.echo(
        f"Static files {release.name} are published: "
        f"{_kb(sizes.raw)}, {_kb(sizes.gzip)} by gzip, {_kb(sizes.br)} by brotli."
    )


@click.command()
@click.pass_context
def release(context: click.Context) -> None:
    """Do what a new release needs once before it serves: migrate, publish static files."""
    context.invoke(migrate)
    context.invoke(publish_static)


def _kb(size: int) -> str:
    return f"{size / 1000:,.0f} kB"


COMMANDS = (migrate, publish_static, release)
