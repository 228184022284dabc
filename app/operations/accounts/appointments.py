"""Appoints and dismisses staff, on behalf of a coordinator."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Rejected
from app.domain.roles import Role
from app.models.accounts import Account, RoleGrant
from app.operations.accounts.accounts import Grant, grant_role, revoke_role
from app.operations.accounts.invitations import tell_of_role
from app.operations.casework.staff_commands import acting_body

_NAME = text("SELECT name_new_account(:email, :name)")


def appoint_staff(
    session: Session, grant: Grant, *, now: datetime, by: int | None = None, name: str = ""
) -> bool:
    """Grant a role in the coordinator's own hromada; return whether it is new.

    Whoever is new to it gets a letter; ``name`` is for an account that has not signed in yet.
    """
    if grant.body_id is not None:
        acting_body(session, grant.body_id)
    new = grant_role(session, grant, now=now)
    if name:
        session.execute(_NAME, {"email": grant.email, "name": name})
    if new:
        tell_of_role(session, grant, by=by, now=now)
    return new


def dismiss_staff(session: Session, grant: Grant, *, by: str) -> None:
    """Revoke a role; raise Rejected if coordinators would lock themselves out."""
    if grant.role is Role.COORDINATOR and grant.email == by:
        raise Rejected("You cannot take your own role: ask another coordinator.")
    if grant.role is Role.COORDINATOR and _is_last(session, grant):
        raise Rejected("This is the last coordinator: give the role to another person first.")
    revoke_role(session, grant)


def _is_last(session: Session, grant: Grant) -> bool:
    """Return whether nobody else coordinates the hromada; locked, so that two do not both go."""
    coordinators = (
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.hromada_id == hromada_of(session),
            RoleGrant.role == Role.COORDINATOR,
            Account.disabled_at.is_(None),
        )
        .with_for_update(of=RoleGrant)
    )
    return set(session.scalars(coordinators)) == {grant.email}
