"""Adds the demo hromada to an installation, once: ``flask seed``."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.adapters.storage import new_key
from app.security.request_context import database
from app.services import services
from tools.demo_town.draw.photos import draw_in_sizes
from tools.demo_town.files import document
from tools.demo_town.histories import Demo
from tools.demo_town.people import add_people
from tools.demo_town.places import add_places, demo_is_here
from tools.demo_town.reports import add_reports


@click.command()
@with_appcontext
def seed() -> None:
    """Add the demo hromada, once: places, people, two years of reports."""
    with database().reading() as session:
        if demo_is_here(session):
            click.echo("The demo hromada is there already.")
            return
    database().close()
    with ProcessPoolExecutor() as pool:
        keep_photo = _photographer(pool)
        with database().transaction() as session:
            added = _add_demo(session, keep_photo)
    click.echo(f"The demo hromada is ready, with {added} reports.")


def _add_demo(session: Session, keep_photo: Callable[[str, int], str]) -> int:
    now = datetime.now(UTC)
    click.echo("Adding the demo hromada: districts, bodies, areas, map …")
    hromada_id = add_places(session, now=now)
    cast = add_people(session, now=now)
    demo = Demo(session, hromada_id, cast, now, keep_photo)
    total = len(document("reports.json.gz"))
    with click.progressbar(length=total, label="Adding two years of reports") as bar:
        return add_reports(demo, advance=bar.update)


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


COMMANDS = (seed,)
