"""The background processes: workers, relay, clock; and the operator's view of the outbox."""

import json
import signal
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Event

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import text

from app.db import RELAY_ROLE, Database
from app.jobs.delivery.logs import log_as_json
from app.jobs.delivery.queues import WORKERS
from app.jobs.delivery.relay import Relay
from app.jobs.delivery.worker import work_until_stopped
from app.jobs.timetable import Timetable
from app.queries.failures import job_failures
from app.queries.outbox import pending_entries
from app.services import services

outbox = AppGroup("outbox", help="What is owed and not settled: letters and photos.")

# Workers whose transactions have the time of commands: an import is one.
UNHURRIED_WORKERS = frozenset({"imports"})
_REVIVE = text("""
UPDATE outbox SET dead_at = NULL, attempts = 0, next_at = :now
WHERE dead_at IS NOT NULL AND done_at IS NULL AND (id = :id OR :all)
""")


@click.command()
@click.argument("name", type=click.Choice(sorted(WORKERS)))
@with_appcontext
def worker(name: str) -> None:
    """Settle what is owed of that kind, until told to stop; ends what it has in hand first."""
    log_as_json(services().settings.log_level)
    if name in UNHURRIED_WORKERS:
        services().database.take_time()
    work_until_stopped(name, services().settings.redis_url)


@click.command()
@click.option("--lease", default=120.0, show_default=True, help="Seconds before handing again.")
@with_appcontext
def relay(lease: float) -> None:
    """Hand what is owed to the workers, until told to stop."""
    settings = services().settings
    log_as_json(settings.log_level)
    outboxes = Database(settings.database_url, role=RELAY_ROLE)
    outboxes.take_time()
    running = Relay(outboxes, settings.redis_url, lease_s=lease)
    try:
        running.run(stop_event())
    finally:
        running.close()


@click.command()
@with_appcontext
def clock() -> None:
    """Do what time alone brings about, every minute, until told to stop."""
    log_as_json(services().settings.log_level)
    Timetable(services().database, services().photos, services().uploads).run(stop_event())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@with_appcontext
def failures(as_json: bool) -> None:
    """Show what the clock's jobs fail with, the oldest first."""
    with services().outbox.reading() as session:
        rows = job_failures(session)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], default=str, indent=2))
        return
    for row in rows:
        what = f"hromada {row.hromada_id}\t{row.job}\t{row.subject} {row.number}"
        since = f"since {row.first_at:%Y-%m-%d %H:%M}, tried {row.attempts}×"
        click.echo(f"{what}\t{since}, next {row.next_at:%Y-%m-%d %H:%M}\t{row.error}")
    if not rows:
        click.echo("No job fails with anything.")


@outbox.command("list")
@click.option("--dead", is_flag=True, help="Only what has been given up.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
@click.option("--limit", default=100, show_default=True)
def list_pending(dead: bool, as_json: bool, limit: int) -> None:
    """Show what is not settled, the given-up first."""
    with services().outbox.reading() as session:
        rows = pending_entries(session, only_dead=dead, most=limit)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], default=str, indent=2))
        return
    for row in rows:
        state = "given up" if row.dead_at else f"next {row.next_at:%Y-%m-%d %H:%M:%S}"
        tried = f"tried {row.attempts}×" + (f", {row.last_error}" if row.last_error else "")
        click.echo(f"{row.id}\t{row.queue}\t{row.key}\t{state}\t{tried}")
    if not rows:
        click.echo("Nothing is owed.")


@outbox.command()
@click.argument("outbox_id", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Everything that has been given up.")
def retry(outbox_id: int | None, everything: bool) -> None:
    """Try again what has been given up: OUTBOX_ID, or --all."""
    if outbox_id is None and not everything:
        raise click.UsageError("Name an id from “outbox list --dead”, or say --all.")
    values = {"id": outbox_id, "all": everything, "now": datetime.now(UTC)}
    with services().outbox.transaction() as session:
        revived = session.execute(_REVIVE, values).rowcount  # type: ignore[attr-defined]
    if not revived:
        raise click.ClickException("Nothing of that kind has been given up.")
    click.echo(f"{revived} will be tried again.")


def stop_event() -> Event:
    """Return an event that SIGTERM or SIGINT sets."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


COMMANDS = (worker, relay, clock, failures, outbox)
