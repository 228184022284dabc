"""Which hromadas people ask for: counts, no addresses."""

import json
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from app.queries.territory.asking import AskedHromada, asked_hromadas
from app.security.request_context import database


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Tell the counts to a script.")
@with_appcontext
def asked(as_json: bool) -> None:
    """Show how many people asked for each hromada that is not served."""
    with database().reading() as session:
        found = asked_hromadas(session)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    elif not found:
        click.echo("Nobody has asked for a hromada yet.")
    else:
        click.echo("\n".join(_line(one) for one in found))


def _line(one: AskedHromada) -> str:
    place = ", ".join(part for part in (one.oblast_name.uk, one.raion_uk) if part)
    return f"{one.people:>6}  {one.name.uk} ({place}; {one.katottg}), {one.confirmed} confirmed"


COMMANDS = (asked,)
