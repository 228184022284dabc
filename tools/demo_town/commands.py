"""Adds the demo hromada and removes it: ``flask seed demo``, ``flask remove demo``."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.adapters.storage import new_key
from app.security.request_context import database
from app.services import services
from tools.demo_town.draw.photos import draw_in_sizes
from tools.demo_town.files import document
from tools.demo_town.histories import Demo
from tools.demo_town.notices import add_notices
from tools.demo_town.people import add_people
from tools.demo_town.places import add_places, any_hromada, demo_is_here
from tools.demo_town.removing import remove_demo
from tools.demo_town.reports import add_reports

# Whoever has removed the demo does not find it again after the next start.
REMOVED = "demo-removed"


@click.group()
def seed() -> None:
    """Add what was drawn for trying the program."""


@seed.command()
@click.option("--if-empty", is_flag=True, help="Only where there is no hromada at all.")
@with_appcontext
def demo(if_empty: bool) -> None:
    """Add the demo hromada, once: places, people, two years of reports, notices."""
    with database().reading() as session:
        if demo_is_here(session):
            click.echo("The demo hromada is there already.")
            return
        if if_empty and (_removed().exists() or any_hromada(session)):
            return
    database().close()
    with ProcessPoolExecutor() as pool:
        keep_photo = _photographer(pool)
        with database().transaction() as session:
            added = _add_demo(session, keep_photo)
    _removed().unlink(missing_ok=True)
    click.echo(f"The demo hromada is ready, with {added} reports. It goes by: flask remove demo")


@click.group()
def remove() -> None:
    """Remove what was drawn for trying the program."""


@remove.command("demo")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def remove_demo_command(yes: bool) -> None:
    """Remove the demo hromada: its reports, people, photos, and all that was done there."""
    if not yes:
        click.confirm("Remove the demo hromada and everything in it? It is for ever", abort=True)
    known = services()
    database().close()
    removed = remove_demo(known.settings.database_owner_url or known.settings.database_url)
    if removed is None:
        click.echo("There is no demo hromada.")
        return
    for key in removed.photo_keys:
        known.photos.discard(key)
    _removed().touch()
    click.echo(
        f"The demo hromada is gone, with {removed.reports} reports, {len(removed.photo_keys)} "
        f"photos and {removed.accounts} accounts."
    )


def _removed() -> Path:
    return services().settings.var / REMOVED


def _add_demo(session: Session, keep_photo: Callable[[str, int], str]) -> int:
    now = datetime.now(UTC)
    click.echo("Adding the demo hromada: districts, bodies, areas, map …")
    hromada_id = add_places(session, now=now)
    cast = add_people(session, now=now)
    town = Demo(session, hromada_id, cast, now, keep_photo)
    total = len(document("reports.json.gz"))
    with click.progressbar(length=total, label="Adding two years of reports") as bar:
        added = add_reports(town, advance=bar.update)
    add_notices(town)
    return added


def _photographer(pool: ProcessPoolExecutor) -> Callable[[str, int], str]:
    """Start drawing every photo of the demo; return a function that stores one, with its key."""
    store = services().photos
    stories = document("reports.json.gz")
    wanted = {(p["kind"], int(p["seed"])) for story in stories for p in story.get("photos", [])}
    drawn = {scene: pool.submit(draw_in_sizes, *scene) for scene in sorted(wanted)}

    def keep_photo(kind: str, seed: int) -> str:
        key = new_key()
        for size, picture in drawn[kind, seed].result().items():
            store.put(key, size, picture)
        return key

    return keep_photo


COMMANDS = (seed, remove)
