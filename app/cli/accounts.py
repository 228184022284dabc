"""Accounts on the command line: grant and revoke roles, list them, make a sign-in link."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.email_address import parse_email
from app.domain.errors import DomainError, Rejected
from app.domain.roles import GRANTABLE, Role
from app.inputs.paths import HOME, own_path
from app.models.places import Body, Hromada
from app.operations.accounts.accounts import (
    LINK_TERM,
    Grant,
    expect_sign_in,
    issue_sign_in_token,
    revoke_role,
)
from app.operations.accounts.appointments import appoint_staff
from app.queries.accounts import account_exists, role_holders
from app.queries.territory.hromadas import HromadaCard, enter_by_name
from app.services import services

ROLES = click.Choice(sorted(role.value for role in GRANTABLE))
accounts = AppGroup("accounts", help="Who may do what, and how they get in.")

hromada_option = click.option(
    "--hromada", default="", help="KATOTTG code or slug; may be left out where one is served."
)
body_option = click.option("--body", default="", help="An officer's executive body, by its code.")


@contextmanager
def _writing() -> Iterator[Session]:
    """Open a transaction; a DomainError becomes one line on stderr and exit status 1."""
    try:
        with services().database.transaction() as session:
            yield session
    except DomainError as error:
        raise click.ClickException(str(error)) from None


@accounts.command()
@click.argument("email")
@click.argument("role", type=ROLES)
@hromada_option
@body_option
def grant(email: str, role: str, hromada: str, body: str) -> None:
    """Give EMAIL a ROLE in a hromada, and tell of it by letter; an account is made if need be."""
    with _writing() as session:
        card = _enter(session, hromada)
        requested = _grant(session, card, (email, role, body))
        new = appoint_staff(session, requested, now=datetime.now(UTC))
    state = "is now" if new else "already was"
    click.echo(
        f"{requested.email} {state} {role} in {card.name_uk}{f' for {body}' if body else ''}."
    )
    if new:
        click.echo(
            f"A letter tells how to sign in: {services().settings.public_url}/account/sign-in"
        )


@accounts.command()
@click.argument("email")
@click.argument("role", type=ROLES)
@hromada_option
@body_option
def revoke(email: str, role: str, hromada: str, body: str) -> None:
    """Take a ROLE in a hromada from EMAIL."""
    with _writing() as session:
        card = _enter(session, hromada)
        requested = _grant(session, card, (email, role, body))
        revoke_role(session, requested)
    click.echo(f"{requested.email} is no longer {role} in {card.name_uk}.")


@accounts.command("list")
@hromada_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def list_roles(hromada: str, as_json: bool) -> None:
    """List who holds which role in a hromada."""
    with _writing() as session:
        _enter(session, hromada)
        holders = role_holders(session)
    if as_json:
        rows = [{"email": h.email, "role": h.role, "body": h.body_code or None} for h in holders]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for holder in holders:
        click.echo(f"{holder.role:<12} {holder.email}  {holder.body_code}".rstrip())
    if not holders:
        click.echo("Nobody holds a role here yet: accounts grant EMAIL ROLE.")


@accounts.command("sign-in-link")
@click.argument("email")
@click.option("--next", "next_path", default=HOME, help="Where to go after signing in.")
def sign_in_link(email: str, next_path: str) -> None:
    """Print a link that signs EMAIL in, once, within ten minutes; no letter is sent.

    Only for an account that exists: grant it a role first.
    """
    settings = services().settings
    moment = datetime.now(UTC)
    with _writing() as session:
        address = parse_email(email)
        if not account_exists(session, address):
            raise Rejected(
                "There is no account %(email)s. Make it by: accounts grant %(email)s ROLE",
                email=address,
            )
        request_id = expect_sign_in(session, address, next_path=own_path(next_path), now=moment)
        token = issue_sign_in_token(session, request_id, moment)
    click.echo(f"{settings.public_url}/account/sign-in/{token}")
    click.echo(f"Good once, for {LINK_TERM.seconds // 60} minutes.", err=True)


def _enter(session: Session, name: str) -> HromadaCard:
    """Enter the named hromada, or the only one that is served."""
    if not name:
        served = session.scalars(
            select(Hromada.slug).where(Hromada.served).order_by(Hromada.slug).limit(2)
        ).all()
        if len(served) != 1:
            raise Rejected("Say which hromada: --hromada CODE_OR_SLUG.")
        name = served[0]
    return enter_by_name(session, name, unserved=True)


def _grant(session: Session, hromada: HromadaCard, values: tuple[str, str, str]) -> Grant:
    email, role, code = values
    body_id = _body_id(session, code) if code else None
    if (role == Role.OFFICER) != bool(code):
        raise Rejected("An officer acts for a body: --body CODE. Other roles have none.")
    return Grant(hromada.id, parse_email(email), Role(role), body_id)


def _body_id(session: Session, code: str) -> int:
    codes = {row.code: row.id for row in session.execute(select(Body.code, Body.id))}
    if code not in codes:
        known = ", ".join(sorted(codes)) or "none yet"
        raise Rejected("No body has the code %(code)s. Known: %(known)s.", code=code, known=known)
    return int(codes[code])


COMMANDS = (accounts,)
