"""The counts behind the map: the process that maintains them, rebuilding, verification."""

import click
from flask.cli import AppGroup

from app.cli.processes import stop_event
from app.cli.progress import show_progress
from app.db import RELAY_ROLE, Database
from app.jobs.counts import Merger
from app.queries.counts import hromadas_to_count
from app.queries.territory.hromadas import enter_by_name
from app.security.request_context import database
from app.services import services
from gis.map.stored_counts import differences, rebuild

counts = AppGroup("counts", help="The numbers behind the map, by map cell.")
_hromada = click.argument("hromada", required=False)


@counts.command("merge")
def keep_merging() -> None:
    """Add what changes on the map to the numbers, until told to stop."""
    settings = services().settings
    log = Database(settings.database_url, role=RELAY_ROLE)
    log.take_time()
    merger = Merger(log, database())
    try:
        merger.run(stop_event())
    finally:
        merger.close()


@counts.command("rebuild")
@_hromada
def rebuild_counts(hromada: str | None) -> None:
    """Count HROMADA (a KATOTTG code or a slug) anew from its reports, or every hromada."""
    chosen = _chosen(hromada)
    with show_progress() as progress:
        progress.step("Counting reports", total=len(chosen))
        for hromada_id, _ in chosen:
            rebuild(database().engine, hromada_id)
            progress.advance()
    click.echo(f"Counted anew: {len(chosen):,}.")


@counts.command("verify")
@_hromada
def compare(hromada: str | None) -> None:
    """Compare the numbers of HROMADA, or of all, with its reports; exit status 1 if they differ."""
    chosen = _chosen(hromada)
    wrong = []
    with show_progress() as progress:
        progress.step("Comparing numbers with reports", total=len(chosen))
        for hromada_id, slug in chosen:
            with database().reading(hromada_id) as session:
                found = differences(session.connection(), hromada_id)
            wrong += [
                f"{slug}: {d.what}, level {d.level}, cell {d.cell}: {d.too_many:+}" for d in found
            ]
            progress.advance()
    for line in wrong:
        click.echo(line)
    if wrong:
        raise click.ClickException("The numbers differ. Repair them: counts rebuild HROMADA.")
    click.echo(f"Every number is right: {len(chosen):,} compared.")


def _chosen(name: str | None) -> list[tuple[int, str]]:
    with database().reading() as session:
        if name is None:
            return hromadas_to_count(session)
        card = enter_by_name(session, name, unserved=True)
    return [(card.id, card.slug)]


COMMANDS = (counts,)
