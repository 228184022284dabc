"""Reports on the command line: publish, hide and solve as the installation's operator."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.moderation import HideReason
from app.domain.roles import Role
from app.operations.casework.moderation import hide_report, publish_report
from app.operations.casework.operator import solve_report
from app.operations.casework.staff_commands import StaffCommand, lock_case
from app.operations.reports.events import Actor
from app.queries.territory.hromadas import enter_by_name
from app.services import services

reports = AppGroup("reports", help="Act on a report as the operator of this installation.")

hromada_argument = click.argument("hromada")
number_argument = click.argument("number", type=click.IntRange(min=1, max=10**12))
json_option = click.option("--json", "as_json", is_flag=True, help="For scripts.")


@reports.command()
@hromada_argument
@number_argument
@json_option
def publish(hromada: str, number: int, as_json: bool) -> None:
    """Publish report NUMBER of HROMADA and hand it to its proposed body."""
    _act(hromada, number, publish_report, as_json=as_json)


@reports.command()
@hromada_argument
@number_argument
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in HideReason]),
    default=HideReason.DEMAND.value,
    show_default=True,
)
@click.option("--note", default="", help="For the reporter and the log.")
@json_option
def hide(hromada: str, number: int, reason: str, note: str, as_json: bool) -> None:
    """Take report NUMBER of HROMADA off every public page."""

    def act(session: Session, command: StaffCommand) -> None:
        hide_report(session, command, HideReason(reason), note=note)

    _act(hromada, number, act, as_json=as_json)


@reports.command()
@hromada_argument
@number_argument
@click.option("--answer", default="Проблему вирішено.", help="The body's public answer.")
@json_option
def solve(hromada: str, number: int, answer: str, as_json: bool) -> None:
    """Answer report NUMBER of HROMADA as solved; steps still lacking are taken first."""

    def act(session: Session, command: StaffCommand) -> None:
        solve_report(session, command, answer)

    _act(hromada, number, act, as_json=as_json)


def _act(
    hromada: str, number: int, act: Callable[[Session, StaffCommand], object], *, as_json: bool
) -> None:
    """Act and print the report's status; a DomainError is one line and exit status 1."""
    command = StaffCommand(number, Actor(Role.OPERATOR), datetime.now(UTC))
    try:
        with services().database.transaction() as session:
            slug = enter_by_name(session, hromada, unserved=True).slug
            act(session, command)
            report = lock_case(session, command)
            state = {
                "hromada": slug,
                "number": number,
                "status": str(report.status),
                "hidden": report.hidden_at is not None,
            }
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(state))
    else:
        hidden = ", hidden" if state["hidden"] else ""
        click.echo(f"Report {number} of {slug} is {state['status']}{hidden}.")


COMMANDS = (reports,)
