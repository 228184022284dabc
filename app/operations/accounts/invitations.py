"""Letters that tell people of the role they were given."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import KYIV
from app.domain.errors import NotFound, Rejected
from app.models.accounts import Account, RoleGrant
from app.operations.accounts.accounts import Grant
from app.operations.outbox import MAIL_FIRST, OutboxEntry, enqueue


def tell_of_role(session: Session, grant: Grant, *, by: int | None, now: datetime) -> None:
    """Queue the letter about a role just granted; ``by`` is the account that gave it."""
    found = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.hromada_id == hromada_of(session),
            Account.email == grant.email,
            RoleGrant.role == grant.role,
            RoleGrant.body_id.is_not_distinct_from(grant.body_id),
        )
    )
    grant_id = session.scalars(found).one()
    payload = {"grant_id": grant_id, "by": by}
    enqueue(
        session, [OutboxEntry(f"role:{grant_id}", MAIL_FIRST, "role-granted", payload)], now=now
    )


def remind_of_role(session: Session, grant_id: int, *, by: int | None, now: datetime) -> str:
    """Queue a reminder to whoever has not signed in yet, one a day; return the address."""
    found = session.execute(
        select(Account.email, Account.signed_in_at)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.hromada_id == hromada_of(session), RoleGrant.id == grant_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such role here.")
    if found.signed_in_at is not None:
        raise Rejected("%(email)s has signed in already.", email=found.email)
    key = f"role-reminder:{grant_id}:{now.astimezone(KYIV):%Y-%m-%d}"
    payload = {"grant_id": grant_id, "by": by}
    if not enqueue(session, [OutboxEntry(key, MAIL_FIRST, "role-reminder", payload)], now=now):
        raise Rejected("%(email)s was reminded today. Try again tomorrow.", email=found.email)
    return str(found.email)
