"""Appoints and dismisses staff, on behalf of a coordinator."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.roles import Role
from app.operations.accounts.accounts import Grant, grant_role, revoke_role
from app.operations.casework.staff_commands import acting_body


def appoint_staff(session: Session, grant: Grant, *, now: datetime) -> bool:
    """Grant a role in the coordinator's own hromada; return whether it is new."""
    if grant.body_id is not None:
        acting_body(session, grant.body_id)
    return grant_role(session, grant, now=now)


def dismiss_staff(session: Session, grant: Grant, *, by: str) -> None:
    """Revoke a role; raise Rejected if coordinators would lock themselves out."""
    if grant.role is Role.COORDINATOR and grant.email == by:
        raise Rejected("You cannot take your own role: ask another coordinator.")
    revoke_role(session, grant)
