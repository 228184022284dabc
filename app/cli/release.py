"""What must be done before the program serves: migrate, then seed the demo hromada once."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from app.adapters.storage import PhotoStore, new_key
from app.config import Settings
from app.migrate import upgrade
from app.operations.demo.cast import add_cast
from app.operations.demo.files import document
from app.operations.demo.places import add_places, demo_is_here
from app.operations.demo.reports import Demo, add_reports
from app.security.askers import database


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the schema to the newest migration."""
    settings: Settings = current_app.extensions["settings"]
    upgrade(settings.database_owner_url or settings.database_url)
    click.echo("The schema is up to date.")


@click.command()
@with_appcontext
def seed() -> None:
    """Add the demo hromada, once: places, people, two years of reports."""
    # Needed once in the life of an installation: not a cost of every start.
    from seeds.draw.photos import draw_photo, in_small

    now = datetime.now(UTC)
    photos: PhotoStore = current_app.extensions["photos"]

    def keep_photo(kind: str, seed: int) -> str:
        key = new_key()
        picture = draw_photo(kind, seed)
        photos.put(key, "large", picture)
        photos.put(key, "thumb", in_small(picture))
        return key

    with database().transaction() as session:
        if demo_is_here(session):
            click.echo("The demo hromada is there already.")
            return
        click.echo("Adding the demo hromada: districts, bodies, areas, map …")
        hromada_id = add_places(session, now=now)
        cast = add_cast(session, hromada_id, now=now)
        demo = Demo(session, hromada_id, cast, now, keep_photo)
        total = len(document("reports.json.gz"))
        with click.progressbar(length=total, label="Adding two years of reports") as bar:
            added = add_reports(demo, advance=bar.update)
    click.echo(f"The demo hromada is ready, with {added} reports.")


@click.command()
@click.pass_context
def release(context: click.Context) -> None:
    """Migrate, then seed the demo hromada once."""
    context.invoke(migrate)
    context.invoke(seed)


COMMANDS = (migrate, seed, release)
